"""Who is refused reads why: each bar on the page of the person that it bars, and never more than the person may know."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from onboarding import rights
from onboarding.allocation import acts as allocation_acts
from onboarding.diary import acts as diary_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import Communication, ConflictReport, DiaryEntry, InterestRegistration, RequestedService
from onboarding.officer import acts as officer_acts
from onboarding.reception import acts as reception_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.acts import check_right
from registry.agencies import acts as agencies_acts
from registry.models import Membership, User
from registry.ordinance import IN_FORCE, Role
from registry.rights import BARS, FOLLOWS, NEUTRAL, OUTSIDERS, NotAllowed, why_not
from registry.workflow import ACTS
from reporting.models import Report

from .. import making

pytestmark = pytest.mark.section(7)
ALLOCATED, ACCEPTED = "allocated", "accepted"
ANNEX = {"text": "Hemligt.", "provision": "18 kap. 8 § 3 OSL", "shared": True}


def also(person, mandate, role=Role.DECISION_MAKER):
    """The person with one more membership, acting in it."""
    held = Membership.objects.create(user=person, mandate=mandate, role=role, title="it-chef", valid_from=IN_FORCE)
    found = User.objects.get(pk=person.pk)
    found.acting = held
    return found


def page_of(client, person, name, about=(), sent=None):
    """What the person meets at the address of a page about the key or keys, acting in the mandate that `person` acts in."""
    client.force_login(person)
    if person.acting:
        session = client.session
        session["membership"] = person.acting.pk
        session.save()
    address = reverse(name, args=about if isinstance(about, tuple) else [about])
    return client.get(address) if sent is None else client.post(address, sent)


def fk_allocated(cast):
    """Försäkringskassan allocates to itself; returns the service, and who allocated, acting for the supplier too."""
    boss = making.person("Frida Forsell", cast.fk_supplier, Role.DECISION_MAKER, "it-direktör")
    cast.fk_service = making.service(boss, boss, cast.coordinator_boss, name="Arbetsplats")
    supplying = also(cast.coordinator, cast.fk_supplier)
    requested_service = cast.walk.registered(cast.fk_service).requested_services.get()
    allocation_acts.allocate(
        requested_service, by=cast.coordinator, supplier=cast.fk_supplier, motive="Tillhandahåller tjänsten."
    )
    cast.fk_boss = boss
    return RequestedService.objects.get(pk=requested_service.pk), supplying


def confidential(cast, status):
    requested_service = cast.walk.request(status)
    return requested_service, secrecy_acts.make_confidential(
        requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL"
    )


# Each bar: what has happened, then who stands before which page (or, with a thing, before which act that has no page left).


def not_named(cast):
    requested_service, _ = confidential(cast, ALLOCATED)
    return cast.supplier, "onboarding.accept", RequestedService.objects.get(pk=requested_service.pk)


def in_conflict(cast):
    requested_service = cast.walk.request(ALLOCATED)
    secrecy_acts.report_conflict(requested_service.registration, by=cast.supplier, ground="other", text="Vän.")
    return cast.supplier, "accept", requested_service.pk


def filed_for_the_agency(cast):
    requested_service = cast.walk.request(ALLOCATED)
    return also(cast.applicant, cast.supplier.acting.mandate), "accept", requested_service.pk


def allocated_all_of_it(cast):
    requested_service, supplying = fk_allocated(cast)
    return supplying, "message", requested_service.registration_id


def has_it_no_longer(cast):
    person, _, case = takes_no_part_now(cast)
    return person, "give_case", case


def has_it_elsewhere(cast):
    requested_service = cast.walk.registered(cast.service).requested_services.get()
    allocation_acts.allocate(requested_service, by=cast.coordinator_boss, supplier=cast.fk_supplier, motive="Kan.")
    officer_acts.take_case(requested_service.registration, by=cast.coordinator)
    return also(cast.coordinator, cast.fk_supplier), "take_case", requested_service.registration_id, {}


def takes_no_part_now(cast):
    requested_service = cast.walk.request(ALLOCATED)
    other = cast.other_supplier.acting.mandate
    allocation_acts.reallocate(requested_service, by=cast.coordinator, supplier=other, motive="Svarar inte.")
    return cast.supplier, "attach", requested_service.registration_id


def restricted_already(cast):
    _, case = confidential(cast, ALLOCATED)
    return cast.coordinator_boss, "onboarding.make_confidential", case


def not_restricted(cast):
    return cast.applicant_boss, "unname", (cast.walk.registered().pk, cast.applicant.pk), {}


def restricted_by_another(cast):
    _, case = confidential(cast, ALLOCATED)
    return cast.coordinator_boss, "open_up", case.pk


def to_be_completed_first(cast):
    case = reception_acts.take_down(by=cast.coordinator, **making.letter(cast))
    return cast.applicant, "draw_up", case.pk


def decision_maker_sends(cast):
    agencies_acts.decide_sender(cast.bolagsverket, by=cast.applicant_boss, decision_maker_sends=True)
    return cast.applicant, "register", cast.walk.draft().pk, {"acknowledged": "on"}


def allocated_it(cast):
    requested_service, supplying = fk_allocated(cast)
    return supplying, "accept", requested_service.pk


def handled_it_for_the_supplier(cast):
    requested_service, _ = fk_allocated(cast)
    boss = User.objects.get(pk=cast.fk_boss.pk)
    allocation_acts.accept(requested_service, by=boss, service=cast.fk_service)
    return also(boss, cast.coordinator.acting.mandate), "ask", requested_service.pk


def settled_by_its_assessors(cast):
    requested_service = cast.walk.request(ALLOCATED)
    cast.walk.judge(requested_service, cast.supplier, 1)
    cast.walk.judge(requested_service, cast.supplier_boss, 2)
    return making.person("Lisa Lager", cast.supplier.acting.mandate), "settle", requested_service.pk


def allocated_a_service_of_it(cast):
    requested_service, supplying = fk_allocated(cast)
    allocation_acts.accept(requested_service, by=cast.fk_boss, service=cast.fk_service)
    return supplying, "sign", cast.walk.presented(requested_service).pk


def reported_it(cast):
    report = secrecy_acts.report_conflict(cast.walk.registered(), by=cast.applicant_boss, ground="other", text="Vän.")
    return cast.applicant_boss, "decide_conflict", report.pk


def annex_not_shared(cast):
    requested_service = cast.walk.request(ALLOCATED)
    annex = {**ANNEX, "shared": False}
    refusal = refusal_acts.refuse(
        requested_service, by=cast.supplier_boss, annex=annex, **making.decision(cast.supplier)
    )
    return cast.coordinator, "onboarding.open_annex", refusal


def kept_out_of_a_case(cast):
    made = cast.walk.shortage()
    case = InterestRegistration.objects.first()
    secrecy_acts.report_conflict(case, by=cast.supplier_boss, ground="other", text="Vän.")
    return cast.supplier_boss, "prioritise", made.pk


def does_not_know_all_cases(cast):
    made = cast.walk.shortage()
    secrecy_acts.make_confidential(
        InterestRegistration.objects.first(), by=cast.applicant_boss, provision="18 kap. 8 § OSL"
    )
    newcomer = making.person("Nya Chefen", cast.supplier.acting.mandate, Role.DECISION_MAKER)
    return newcomer, "prioritise", made.pk


def does_not_see_the_case(cast):
    cast.walk.request(ALLOCATED)
    officer = making.person("Fredrik Falk", cast.fk_supplier)
    return officer, "onboarding.hide", DiaryEntry.objects.filter(agency=cast.fk).first()


def does_not_know_all_cases_of_the_annex(cast):
    opened, requested_service = making.report(cast), cast.walk.request(ALLOCATED)
    refusal_acts.refuse(requested_service, by=cast.supplier_boss, annex=ANNEX, **making.decision(cast.supplier))
    secrecy_acts.make_confidential(requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    return cast.coordinator, "open_annex", opened.pk, {}


SECRET = [
    not_named,
    kept_out_of_a_case,
    does_not_know_all_cases,
    does_not_see_the_case,
    does_not_know_all_cases_of_the_annex,
]
TOLD = [
    in_conflict,
    filed_for_the_agency,
    allocated_all_of_it,
    takes_no_part_now,
    has_it_no_longer,
    has_it_elsewhere,
    restricted_already,
    not_restricted,
    restricted_by_another,
    to_be_completed_first,
    decision_maker_sends,
    allocated_it,
    handled_it_for_the_supplier,
    settled_by_its_assessors,
    allocated_a_service_of_it,
    reported_it,
    annex_not_shared,
]
ALL = {bar.name: bar for bars in BARS.values() for bar in bars}


def test_every_bar_is_tried_here_and_has_a_name_of_its_own():
    assert set(ALL) == {case.__name__ for case in SECRET + TOLD}
    assert len(ALL) == sum(len(bars) for bars in BARS.values())


@pytest.mark.parametrize("case", SECRET + TOLD, ids=lambda case: case.__name__)
def test_who_is_barred_reads_the_sentence(client, cast, case):
    sentence = NEUTRAL if case in SECRET else ALL[case.__name__].sentence
    person, at, about, *sent = case(cast)
    if at in ACTS:  # no page gets so far: the thing is not shown to the person, or its page leads on
        assert why_not(person, at, about) == sentence
        with pytest.raises(NotAllowed) as refused:
            check_right(at, about, by=person)
        assert refused.value.sentence == sentence
        return
    page = page_of(client, person, at, about, *sent)
    assert (page.status_code, sentence in page.text) == (403, True)


@pytest.mark.parametrize(("case", "name"), [(not_named, "accept"), (does_not_see_the_case, "hide")])
def test_what_is_not_shown_at_all_is_not_there(client, cast, case, name):
    person, _, thing = case(cast)
    assert page_of(client, person, name, thing.pk).status_code == 404


# What may not be known


def main(page):
    """What stands on it, without what differs at every look: keys, and the number of the request."""
    return re.sub(r'value="[^"]+"|<code>\w+</code>', "", re.search(r"<main.*</main>", page.text, re.DOTALL)[0])


def test_no_secret_bar_differs_from_the_others_by_a_single_character(client, cast):
    pages = []
    for case in (kept_out_of_a_case, does_not_know_all_cases, does_not_know_all_cases_of_the_annex):
        with transaction.atomic():
            person, at, about, *sent = case(cast)
            pages.append(main(page_of(client, person, at, about, *sent)))
            transaction.set_rollback(True)
    assert len(set(pages)) == 1
    assert not re.search("jäv|namngiv|sekretess|begräns|konfident|hemlig", pages[0], re.IGNORECASE)


def test_the_words_of_the_secret_bars_are_one_constant_and_nobody_elses():
    assert {name for name, bar in ALL.items() if bar.sentence == NEUTRAL} == {case.__name__ for case in SECRET}


def test_who_may_not_know_of_the_thing_reads_nothing_else_of_it(cast):
    """Whatever else bars the person: here an own report of conflict of interest, before the case was restricted."""
    requested_service = cast.walk.request(ALLOCATED)
    secrecy_acts.report_conflict(requested_service.registration, by=cast.supplier, ground="other", text="Vän.")
    secrecy_acts.make_confidential(requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert why_not(cast.supplier, "onboarding.accept", RequestedService.objects.get(pk=requested_service.pk)) == NEUTRAL


def test_a_colleagues_conflict_of_interest_is_told_to_nobody(client, cast):
    """Neither by a refusal nor by its words: others may what they might before, and read the same."""
    requested_service = cast.walk.request(ALLOCATED)
    before = main(page_of(client, cast.supplier, "refuse", requested_service.pk))
    secrecy_acts.report_conflict(requested_service.registration, by=cast.supplier_boss, ground="other", text="Vän.")
    assert main(page_of(client, cast.supplier, "refuse", requested_service.pk)) == before
    assert page_of(client, cast.supplier, "accept", requested_service.pk).status_code == 200


# What follows another thing is barred as that is


def followers(cast):
    """One thing of each class that follows, in a case (the same, or of each) where the supplier's decision maker acts."""
    requested_service = cast.walk.request(ALLOCATED)
    due = date.today() + timedelta(days=3)
    about_a_service = letters_acts.ask(requested_service, by=cast.supplier, body="Hur många?", due=due)
    sent = cast.walk.communicate(requested_service)
    entry = DiaryEntry.objects.filter(agency=cast.skv, case__registration=requested_service.registration).first()
    marking = diary_acts.mark_secret(entry, by=cast.supplier, provision="18 kap. 8 § 3 OSL")
    report = secrecy_acts.report_conflict(requested_service.registration, by=cast.supplier, ground="other", text="Vän.")
    refused = cast.walk.request("refused").allocations.get().refusal
    agreement = cast.walk.agreement(cast.walk.request(ACCEPTED))
    return {
        "onboarding.accept": requested_service,
        "onboarding.take_back": about_a_service,
        "onboarding.communicate": sent,
        "onboarding.hide": entry,
        "onboarding.unmark": marking or entry.markings.get(),
        "onboarding.decide_conflict": report,
        "onboarding.correct": refused,
        "onboarding.sign": agreement,
    }


def test_what_follows_a_case_is_barred_as_the_case_is(cast):
    things = followers(cast)
    assert {type(thing) for thing in things.values()} == set(FOLLOWS)
    boss = cast.supplier_boss
    for perm, thing in things.items():
        assert why_not(boss, perm, type(thing).objects.get(pk=thing.pk)) is None
    for case in InterestRegistration.objects.all():
        secrecy_acts.report_conflict(case, by=boss, ground="other", text="Vän.")
    for perm, thing in things.items():
        assert why_not(boss, perm, type(thing).objects.get(pk=thing.pk)) == ALL["in_conflict"].sentence


def test_every_thing_of_a_case_has_its_bars_or_follows_one_that_has():
    asked_of = {model for model in vars(rights).values() if isinstance(model, type) and hasattr(model, "is_party")}
    assert asked_of == (set(BARS) | set(FOLLOWS)) - {Report}
    assert {ConflictReport, Communication} <= asked_of


# The mandate and the role


@pytest.mark.parametrize(
    ("who", "name", "sentence"),
    [
        ("supplier", "refuse", "”Neka anslutning” görs av en beslutsfattare hos er. Din roll är handläggare."),
        (
            "reader",
            "withdraw",
            "”Återkalla” görs av en handläggare eller en beslutsfattare hos er. Din roll är läsare.",
        ),
        ("applicant", "accept", "”Åta er tjänsten” görs av leverantörsmyndigheten. Du arbetar nu för Bolagsverket."),
        (
            "applicant",
            "ask",
            "”Begär komplettering” görs av leverantörsmyndigheten eller den samordnande myndigheten. "
            "Du arbetar nu för Bolagsverket.",
        ),
        (
            "coordinator",
            "accept",
            "”Åta er tjänsten” görs av leverantörsmyndigheten. "
            "Du arbetar nu för Försäkringskassan som samordnande myndighet.",
        ),
    ],
)
def test_the_page_says_who_does_it(client, cast, who, name, sentence):
    page = page_of(client, getattr(cast, who), name, cast.walk.request(ALLOCATED).pk)
    assert page.status_code == 403
    assert f"<p>{sentence}</p>" in page.text
    assert "Byt till" not in page.text


def test_who_had_it_before_reads_that_the_agency_takes_no_part_now(client, cast):
    requested_service = cast.walk.request("refused")
    page = page_of(client, cast.supplier, "accept", requested_service.pk)
    assert (page.status_code, OUTSIDERS[RequestedService] in page.text) == (403, True)


def test_another_mandate_at_hand_is_named_and_leads_back_to_the_page(client, cast):
    requested_service = cast.walk.request("registered")
    also(cast.stranger, cast.coordinator.acting.mandate, Role.OFFICER)
    supplying = also(cast.stranger, cast.fk_supplier, Role.READER)
    client.force_login(supplying)
    page = page_of(client, also(cast.stranger, cast.supplier.acting.mandate), "allocate_many")
    assert (page.status_code, page.text.count("Byt till ")) == (403, 1)
    assert "Byt till Försäkringskassan som samordnande myndighet" in page.text
    way = page.context["ways"][0]
    there = client.post(reverse("mandate_switch"), {"membership": way.pk, "next": page.context["path"]}, follow=True)
    assert there.redirect_chain == [(reverse("allocate_many"), 302)]
    assert there.status_code == 200
    assert page_of(client, cast.coordinator, "allocate", requested_service.pk).status_code == 200


def test_no_mandate_is_offered_in_which_it_is_barred_too(client, cast):
    person, at, pk = allocated_it(cast)
    page = page_of(client, person, at, pk)
    assert page.context["ways"] == []


@pytest.mark.parametrize(("status", "offered"), [(ALLOCATED, 1), ("refused", 0)])
def test_nor_one_in_which_it_is_not_possible_now(client, cast, status, offered):
    requested_service = cast.walk.request(status)
    also(cast.coordinator_boss, cast.supplier.acting.mandate)
    person = User.objects.get(pk=cast.coordinator_boss.pk)
    page = page_of(client, person, "refuse", requested_service.pk)
    assert (page.status_code, len(page.context["ways"])) == (403, offered)


@pytest.mark.parametrize("who", ["applicant", "coordinator"])
def test_what_makes_something_new_is_asked_of_each_mandate_itself(client, cast, who):
    """The address without a thing: the own mandate is the thing."""
    person = getattr(cast, who)
    also(person, cast.supplier.acting.mandate, Role.OFFICER)
    page = page_of(client, User.objects.get(pk=person.pk), "declare_shortage")
    assert [way.mandate for way in page.context["ways"]] == [cast.supplier.acting.mandate]


def test_a_thing_without_a_state_of_its_own_is_offered_too(client, cast):
    """A service has none, though the act starts from the state of its description."""
    also(cast.applicant, cast.supplier.acting.mandate, Role.OFFICER)
    page = page_of(client, User.objects.get(pk=cast.applicant.pk), "service_describe", cast.service.pk)
    assert [way.mandate for way in page.context["ways"]] == [cast.supplier.acting.mandate]


def test_what_was_sent_is_not_sent_again_after_the_switch(client, cast):
    requested_service = cast.walk.request(ALLOCATED)
    page = page_of(client, cast.applicant, "accept", requested_service.pk, sent={})
    assert (page.status_code, page.context["path"]) == (403, "")


def test_who_has_no_mandate_reads_it(client, cast):
    page = page_of(client, cast.nobody, "diary")
    assert (page.status_code, "Du har inget uppdrag som gäller i dag." in page.text) == (403, True)
    assert "gäller inte i dag" not in page.text


def test_whose_right_has_ended_reads_it(client, cast):
    cast.applicant.memberships.update(valid_until=date.today())
    page = page_of(client, User.objects.get(pk=cast.applicant.pk), "diary")
    assert (page.status_code, "Din behörighet för Bolagsverket gäller inte i dag." in page.text) == (403, True)


@pytest.mark.parametrize(
    ("who", "name", "sentence"),
    [
        ("applicant", "queue", "Sidan är till för leverantörsmyndigheten. Du arbetar nu för Bolagsverket."),
        ("applicant", "neutrality", "Sidan är till för leverantörsmyndigheten eller den samordnande myndigheten."),
        ("applicant", "prioritisations", "Sidan är till för leverantörsmyndigheten eller den samordnande myndigheten."),
        ("supplier", "allocate_many", "Sidan är till för den samordnande myndigheten."),
    ],
)
def test_a_page_for_some_parts_says_for_which(client, cast, who, name, sentence):
    page = page_of(client, getattr(cast, who), name)
    assert (page.status_code, sentence in page.text) == (403, True)


# All of them


def test_there_is_a_sentence_exactly_where_there_is_no_right(cast):
    requested_service = cast.walk.request(ACCEPTED)
    things = [
        requested_service,
        requested_service.registration,
        cast.walk.agreement(requested_service),
        cast.supplier.acting.mandate,
        cast.service,
    ]
    for person in cast.people().values():
        for perm in ACTS:
            for thing in [*things, None]:
                why = why_not(person, perm, thing)
                assert (why is None) == person.has_perm(perm, thing)
                assert why is None or re.fullmatch(r"[A-ZÅÄÖ”].+\.", why), why


def test_every_sentence_is_one_and_every_bar_is_about_acts_that_exist():
    for sentence in [*(bar.sentence for bar in ALL.values()), *OUTSIDERS.values()]:
        assert re.fullmatch(r"[A-ZÅÄÖ].+\.", sentence), sentence
    assert {perm for bar in ALL.values() for perm in bar.acts | bar.but} <= set(ACTS)
