"""9 §: the order is decided once, by two people, with its motivation; set, places and reasons are frozen."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.models import ConflictReport, DiaryEntry, Prioritisation, PrioritisationDocument
from onboarding.priority import acts as priority_acts
from onboarding.priority import assessment_acts
from onboarding.priority.decision import prioritisation_paper
from onboarding.priority.places import places
from onboarding.priority.reading import UNKNOWN, Comparison
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry, Notice
from registry.ordinance import Role
from registry.rights import NEUTRAL

from ... import making
from ...once import made_once
from ..papers import text_of

pytestmark = pytest.mark.section(9)


@made_once
def three(cast):
    """Requests that came in as cheap, safe, plain; of two agencies."""
    made = [cast.walk.request("allocated"), cast.walk.request("allocated")]
    strange = cast.walk.registered(by=cast.stranger).requested_services.get()
    cast.walk.allocate(strange)
    strange.refresh_from_db()
    for requested_service, gains in zip([*made, strange], [(1, 3), (3, 0), (1, 3)], strict=True):
        cast.walk.assess(requested_service, *gains)
    return [*made, strange]


@made_once
def open_(cast, three):
    return cast.walk.shortage(*three)


def decide(cast, prioritisation, **changes):
    said = {
        "by": cast.supplier_boss,
        "motivation": "Motivering.",
        "presented_by": cast.supplier.acting,
        "nobody_else": True,
    }
    return priority_acts.prioritise(prioritisation, **{**said, **changes})


def test_the_order_its_reasons_and_the_motivation_are_frozen(cast, three, open_):
    cheap, safe, plain = three
    made = decide(cast, open_)
    assert (made.status, made.motivation, made.decided_by, made.presented_by) == (
        "decided",
        "Motivering.",
        cast.supplier_boss,
        cast.supplier,
    )
    rows = made.competitors.order_by("place")
    assert [(c.allocation.requested_service, c.place, c.gains, c.why) for c in rows] == [
        (safe, 1, (3, 0), "Högre säkerhet: stor före liten."),
        (cheap, 2, (1, 3), "Lika bedömning; kom in tidigare."),
        (plain, 3, (1, 3), ""),
    ]


def test_the_paper_says_of_each_why_it_stands_there_and_what_would_change_it(cast, three, open_):
    cheap, safe, plain = three
    order = prioritisation_paper(decide(cast, open_))["order"]
    assert [(row["place"], row["case"], row["security_gain"], row["cost_gain"], row["why"]) for row in order] == [
        (1, safe.registration.diary_number, "Stor", "Ingen", "Högre säkerhet: stor före liten."),
        (2, cheap.registration.diary_number, "Liten", "Stor", "Lika bedömning; kom in tidigare."),
        (3, plain.registration.diary_number, "Liten", "Stor", ""),
    ]
    assert [row["change"][:18] for row in order] == ["", "Går före plats 1 o", "Går före plats 2 o"]


def test_of_equals_the_one_received_first_though_it_was_written_later(cast):
    later = cast.walk.request("allocated")
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        earlier = cast.walk.request("allocated")
    made = cast.walk.prioritised(later, earlier)
    assert [c.allocation.requested_service for c in made.competitors.order_by("place")] == [earlier, later]


def test_it_gets_the_supplier_s_own_number_and_each_agency_is_told_of_it(cast, three, open_):
    made = decide(cast, open_)
    assert made.diary_number.startswith("SKV ")
    told = Notice.objects.filter(key__startswith="prioritised/")
    assert {notice.recipient for notice in told} == {
        cast.applicant,
        cast.applicant_boss,
        cast.reader,
        cast.stranger,
    }
    assert not any(name in notice.text for notice in told for name in ("Bolagsverket", making.LONG_NAME))
    about = "Plats i prioritering av Virtuell server (9 §)"
    assert DiaryEntry.objects.filter(about=about, direction="in").count() == 3
    last = JournalEntry.objects.filter(chain=made.chain).order_by("number").last()
    assert last.text == "Ordningen mellan 3 intresseanmälningar för Virtuell server beslutades."


def test_the_decision_is_drawn_once_as_a_document(cast, three, open_):
    made = decide(cast, open_)
    outbox.perform_waiting()
    kept = PrioritisationDocument.objects.get()
    assert (kept.prioritisation, bytes(kept.content)[:5]) == (made, b"%PDF-")


def test_by_two_people(cast, open_):
    with pytest.raises(ValidationError, match="olika personer"):
        decide(cast, open_, presented_by=cast.supplier_boss.acting)


def test_presented_by_an_officer_of_the_supplier(cast, open_):
    for person in (cast.other_supplier, cast.coordinator, cast.applicant):
        with pytest.raises(ValidationError) as refused:
            decide(cast, open_, presented_by=person.acting)
        assert set(refused.value.message_dict) == {"presented_by"}


@pytest.mark.parametrize("text", ["", "  ", "…", "\N{ZERO WIDTH SPACE}"])
def test_not_without_a_motivation(cast, open_, text):
    with pytest.raises(ValidationError) as refused:
        decide(cast, open_, motivation=text)
    assert set(refused.value.message_dict) == {"motivation"}


@pytest.mark.parametrize("name", ["supplier", "other_supplier_boss", "coordinator_boss", "applicant_boss", "admin"])
def test_only_by_a_decision_maker_of_the_supplier(cast, open_, name):
    with pytest.raises(PermissionDenied):
        decide(cast, open_, by=getattr(cast, name))


def test_only_when_all_are_assessed(cast, three, open_):
    priority_acts.change_competitors(
        open_, by=cast.supplier, requested_services=[*three, cast.walk.request("allocated")]
    )
    with pytest.raises(ValidationError, match="1 av 4 intresseanmälningar är inte bedömda än"):
        decide(cast, open_)
    open_.refresh_from_db()
    assert (open_.status, open_.diary_number) == ("open", "")


def test_those_that_left_are_left_out(cast, three, open_):
    cast.walk.withdraw(three[0])
    made = decide(cast, open_)
    assert [c.allocation.requested_service for c in made.competitors.order_by("place")] == [three[1], three[2]]


def test_with_one_left_there_is_nothing_to_decide(cast, three, open_):
    cast.walk.withdraw(three[0])
    cast.walk.withdraw(three[1])
    with pytest.raises(ValidationError, match="Färre än två"):
        decide(cast, open_)


def test_the_order_that_was_seen_is_the_one_decided(cast, three, open_):
    seen = Comparison(open_, cast.supplier_boss).fingerprint
    cast.walk.withdraw(three[0])
    with pytest.raises(ValidationError, match="Någon har sparat"):
        decide(cast, open_, seen=seen)
    open_.refresh_from_db()
    assert decide(cast, open_, seen=Comparison(open_, cast.supplier_boss).fingerprint).status == "decided"


def test_once(cast, open_):
    decide(cast, open_)
    with pytest.raises(ValidationError, match="läget är ”Beslutad”"):
        decide(cast, open_)
    with pytest.raises(ValidationError, match="läget är ”Beslutad”"):
        priority_acts.cancel_prioritisation(open_, by=cast.supplier, reason="Vi ångrar oss.")


def test_a_later_assessment_changes_nothing_that_is_decided(cast, three):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, 2, 0)
    cast.walk.judge(requested_service, cast.supplier_boss, 1, 0)
    cast.walk.agree_on(requested_service, cast.supplier, cast.supplier_boss, 2, 0)
    made = cast.walk.prioritised(three[0], requested_service)
    cast.walk.agree_on(requested_service, cast.supplier, cast.supplier_boss, 0, 0)
    assert [(c.place, c.gains) for c in made.competitors.order_by("place")] == [(1, (2, 0)), (2, (1, 3))]
    assert [row.gains for row in Comparison(made, cast.supplier).ranked] == [(2, 0), (1, 3)]


# Conflict of interest, and confidential cases


@pytest.mark.parametrize("who", ["supplier", "supplier_boss"])
def test_nobody_in_conflict_of_interest_takes_part(cast, three, open_, who):
    person = getattr(cast, who)
    case = three[0].registration
    ConflictReport.objects.create(
        registration=case, person=person, mandate=person.acting.mandate, ground="party", text="S"
    )
    with pytest.raises((PermissionDenied, ValidationError)):
        decide(cast, open_)


def test_nor_does_an_assessment_by_who_is_in_conflict_since(cast, three, open_):
    lisa = making.person("Lisa Lager", cast.supplier.acting.mandate)
    colleague = making.person("Kalle Kollega", cast.supplier.acting.mandate)
    requested_service = cast.walk.request("allocated")
    for by in (lisa, cast.supplier):
        cast.walk.judge(requested_service, by, 2, 2)
    priority_acts.change_competitors(open_, by=cast.supplier, requested_services=[*three, requested_service])
    case, mandate = requested_service.registration, lisa.acting.mandate
    ConflictReport.objects.create(registration=case, person=lisa, mandate=mandate, ground="party", text="S")
    with pytest.raises(ValidationError, match="har anmält jäv"):
        decide(cast, open_)
    cast.walk.judge(requested_service, colleague, 2, 2)
    assert decide(cast, open_).status == "decided"


def test_a_confidential_case_is_decided_by_those_named_in_it(cast, three, open_):
    secrecy_acts.make_confidential(
        three[0].registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL"
    )  # names the decision makers of the parties
    with pytest.raises(ValidationError) as refused:
        decide(cast, open_)
    assert set(refused.value.message_dict) == {"presented_by"}
    secrecy_acts.name_colleague(three[0].registration, by=cast.supplier_boss, colleague=cast.supplier.acting)
    assert decide(cast, open_).status == "decided"


def test_an_opinion_that_was_given_after_the_assessment_is_agreed_on_first(cast, three, open_):
    """Somebody judged instead of who turned out to be in conflict, and otherwise: the two have to agree anew (17 § FL)."""
    cheap = three[0]
    other = making.person("Nya Chefen", cast.supplier.acting.mandate, Role.DECISION_MAKER)
    secrecy_acts.report_conflict(cheap.registration, by=cast.supplier, ground="other", text="Vän.")
    third = making.person("Ny Handläggare", cast.supplier.acting.mandate)
    cast.walk.judge(cheap, third, 2, 3)
    cheap.refresh_from_db()
    with pytest.raises(ValidationError, match="vilar inte längre på två personers bedömningar"):
        decide(cast, open_, by=other, presented_by=third.acting)
    grounds = {"security_grounds": "Enades.", "cost_grounds": "Enades."}
    for by in (third, cast.supplier_boss):
        assessment_acts.settle(cheap, by=by, security_gain=2, cost_gain=3, **grounds)
    assert decide(cast, open_, by=other, presented_by=third.acting).status == "decided"


def test_who_is_not_named_does_not_decide(cast, three, open_):
    secrecy_acts.make_confidential(three[0].registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    newcomer = making.person("Nya Chefen", cast.supplier.acting.mandate, Role.DECISION_MAKER)
    with pytest.raises(PermissionDenied):
        decide(cast, open_, by=newcomer)


def test_nor_cancels(cast, three, open_):
    secrecy_acts.make_confidential(three[0].registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    with pytest.raises(PermissionDenied):
        priority_acts.cancel_prioritisation(open_, by=cast.supplier, reason="Behövs inte.")
    priority_acts.cancel_prioritisation(open_, by=cast.supplier_boss, reason="Behövs inte.")


def test_who_is_not_named_reads_its_place_and_not_its_name(cast, three, open_):
    secrecy_acts.make_confidential(three[1].registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    first, second, _ = Comparison(open_, cast.supplier).ranked
    assert (first.place, first.name, first.requested_service, first.judged, first.gains) == (
        1,
        UNKNOWN,
        None,
        None,
        (3, 0),
    )
    assert second.change.startswith("Går före plats 1, Ärende med sekretess, om ")
    assert not Comparison(open_, cast.supplier).knows_all
    assert Comparison(open_, cast.supplier_boss).knows_all


def newcomer(cast):
    return making.person("Nya Chefen", cast.supplier.acting.mandate, Role.DECISION_MAKER)


def not_named(cast, case):
    secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    return newcomer(cast)  # who was there before is named in it


def in_conflict(cast, case):
    person = newcomer(cast)
    secrecy_acts.report_conflict(case, by=person, ground="other", text="Vän.")
    return person


@pytest.mark.parametrize("reason", [not_named, in_conflict])
def test_a_decision_maker_who_may_not_decide_reads_the_same_whatever_the_reason(client, cast, three, open_, reason):
    client.force_login(reason(cast, three[1].registration))
    page = client.get(reverse("prioritisation", args=[open_.pk])).text
    assert page.count(NEUTRAL) == 1
    assert "namngiv" not in page
    assert "jäv" not in page
    assert (UNKNOWN in page) is (reason is not_named)


def test_a_decision_maker_who_may_decide_reads_nothing_of_it(client, cast, open_):
    client.force_login(newcomer(cast))
    assert NEUTRAL not in client.get(reverse("prioritisation", args=[open_.pk])).text


# What the agency reads


def test_an_agency_reads_its_own_place_in_words_without_the_others(cast, three, open_):
    cheap, safe, plain = three
    made = decide(cast, open_)
    own = places([cheap, safe], cast.applicant)
    assert set(own) == {cheap.pk, safe.pk}
    read = own[cheap.pk]
    assert (read.competitor.place, read.of, read.prioritisation) == (2, 3, made)
    assert read.before == "bedömdes i högre grad leda till högre säkerhet"
    assert read.after == "bedömdes lika, och kom in tidigare"
    assert (own[safe.pk].before, places([plain], cast.stranger)[plain.pk].after) == ("", "")


def test_nobody_but_the_agency_reads_it_there(cast, three, open_):
    decide(cast, open_)
    for person in (cast.supplier, cast.coordinator, cast.stranger, cast.other_supplier, cast.nobody):
        assert places(three[:2], person) == {}


def test_nothing_is_told_while_it_is_open(cast, three, open_):
    assert places(three, cast.applicant) == {}


def test_who_reads_prioritisations(cast, three, open_):
    assert {name for name, by in cast.people().items() if Prioritisation.objects.visible_to(by)} == {
        "supplier",
        "supplier_boss",
    }
    decide(cast, open_)
    assert {name for name, by in cast.people().items() if Prioritisation.objects.visible_to(by)} == {
        "supplier",
        "supplier_boss",
        "coordinator",
        "coordinator_boss",
    }


@pytest.mark.usefixtures("drawn")
def test_the_paper_says_who_took_part_and_who_dissented(cast, open_):
    for said in ({"presented_by": None}, {"no_presenter": "12 § arbetsordningen"}):
        with pytest.raises(ValidationError, match="Välj föredragande, eller ange stödet"):
            decide(cast, open_, **said)
    with pytest.raises(ValidationError, match="Ange vilka fler som deltog"):
        decide(cast, open_, nobody_else=False)
    others = {
        "others": "Eva Expert, jurist",
        "nobody_else": False,
        "dissent": "Eva Expert: ordningen borde vara en annan.",
    }
    decide(cast, open_, presented_by=None, no_presenter="12 § arbetsordningen", **others)
    outbox.perform_waiting()
    text = text_of(PrioritisationDocument.objects.get())
    for said in [
        "Ärendet har avgjorts utan föredragning (12 § arbetsordningen). I den slutliga handläggningen har även deltagit:",
        "Eva Expert, jurist Avvikande mening Eva Expert: ordningen borde vara en annan.",
    ]:
        assert said in text
