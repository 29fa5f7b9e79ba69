"""8 §: an officer prepares the decision to refuse and leaves it to a decision maker; the supplier alone knows of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.allocation import acts as allocation_acts
from onboarding.desk.todo import waiting
from onboarding.models import Refusal, RefusalDraft
from onboarding.models.refusal import REASONS_AT_LEAST
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.models import Notice
from registry.ordinance import Role

from ... import making
from ...once import made_once
from ..raw_sql import refused_change

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(8)]


@made_once
def request_(cast):
    return cast.walk.request("allocated")


def propose(cast, requested_service, by=None, **said):
    return refusal_acts.propose_refusal(requested_service, by=by or cast.supplier, **{"reasons": "Så långt.", **said})


def said(cast, **changes):
    words = {name: value for name, value in making.decision(cast.supplier).items() if name != "presented_by"}
    return {**words, "nobody_else": "on", **changes}


def test_it_is_saved_as_far_as_it_is_written_and_begins_the_decision(client, cast, request_, post):
    page = post(cast.supplier, "propose_refusal", request_, reasons="Kapaciteten räcker inte.", ground="capacity")
    assert page.headers["Location"] == reverse("case", args=[request_.registration_id])
    draft = RefusalDraft.objects.get()
    assert (draft.prepared_by, draft.reasons, draft.ground_id) == (
        cast.supplier,
        "Kapaciteten räcker inte.",
        "capacity",
    )
    client.force_login(cast.supplier_boss)
    page = client.get(reverse("refuse", args=[request_.pk]))
    form, letter = page.context["form"], page.text.split('class="letter"')[1]
    assert [form[name].value() for name in ("ground", "reasons", "presented_by")] == [
        "capacity",
        "Kapaciteten räcker inte.",
        cast.supplier.acting.pk,
    ]
    assert all(words in letter for words in ("Kapaciteten räcker inte.", "Lena Leverans", "Kapacitet saknas"))
    assert "Förslaget är förberett av Lena Leverans" in page.text


def test_a_provision_that_is_not_in_the_list_comes_back_as_it_was_written(client, cast, request_, post):
    secret = {"annex_text": "Hemligt.", "annex_provision": "annan", "annex_other": "18 kap. 2 § OSL"}
    post(cast.supplier, "propose_refusal", request_, **secret)
    client.force_login(cast.supplier_boss)
    form = client.get(reverse("refuse", args=[request_.pk])).context["form"]
    assert {name: form[name].value() for name in secret} == secret


def test_why_the_agency_is_not_heard_does_not_matter_once_it_is(client, cast, request_):
    propose(cast, request_, not_communicated="obvious", not_communicated_why="Den kan ändå inget säga.")
    refusal_acts.reply(cast.walk.communicate(request_), by=cast.applicant, reply="Jo.")
    client.force_login(cast.supplier_boss)
    assert "Den kan ändå inget säga." not in client.get(reverse("refuse", args=[request_.pk])).text


def test_it_goes_when_the_decision_is_made_of_all_or_a_part(cast, post):
    for volume in ("", "3"):
        requested_service = cast.walk.request("allocated")
        propose(cast, requested_service)
        presented_by = cast.supplier.acting.pk
        page = post(
            cast.supplier_boss,
            "refuse",
            requested_service,
            **said(cast, refused_volume=volume, presented_by=presented_by),
        )
        assert page.status_code == 302
        assert not RefusalDraft.objects.exists()


@pytest.mark.parametrize("act", ["withdraw", "reallocate", "agree"])
def test_it_goes_when_the_service_can_no_longer_be_refused(cast, act):
    requested_service = cast.walk.request("accepted" if act == "agree" else "allocated")
    propose(cast, requested_service)
    if act == "reallocate":
        supplier = cast.other_supplier.acting.mandate
        allocation_acts.reallocate(requested_service, by=cast.coordinator, supplier=supplier, motive="Motiv.")
    else:
        getattr(cast.walk, act)(requested_service)
    assert not RefusalDraft.objects.exists()


def test_it_is_left_to_the_decision_makers_who_find_it_first_on_their_page(client, cast, request_, post):
    address = reverse("refuse", args=[request_.pk])
    post(cast.supplier, "propose_refusal", request_, reasons="Så långt.")
    assert address not in [task["url"] for task in waiting(cast.supplier_boss)]
    post(cast.supplier, "propose_refusal", request_, **said(cast), lamna="ja")
    told = Notice.objects.filter(key__startswith="refusal_proposed/")
    assert [(notice.recipient, notice.path) for notice in told] == [(cast.supplier_boss, address)]
    assert waiting(cast.supplier_boss)[0]["url"] == address
    for other in (cast.supplier, cast.other_supplier_boss, cast.coordinator_boss, cast.applicant_boss):
        assert address not in [task["url"] for task in waiting(other)]


def test_what_the_decision_needs_is_asked_before_it_is_left(cast, request_, post):
    page = post(cast.supplier, "propose_refusal", request_, reasons="Kort.", lamna="ja")
    needed = {"ground", "reasons", "not_communicated", "not_communicated_why", "account", "others"}
    assert (set(page.context["form"].errors), RefusalDraft.objects.exists()) == (needed, False)
    page = post(cast.supplier, "propose_refusal", request_, reasons="Kort.")
    assert (page.status_code, RefusalDraft.objects.get().reasons) == (302, "Kort.")


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("ground_id", None, "Välj vilken förutsättning som saknas"),
        ("reasons", "Kort.", "Skälen är för korta"),
        ("account", " – ", "Beskriv fallet för redovisningen"),
        ("nobody_else", False, "Ange vilka fler som deltog"),
        ("not_communicated", "", "Myndigheten har inte fått yttra sig"),
    ],
)
def test_what_is_left_to_be_decided_says_all_that_the_decision_says(cast, request_, name, said, sentence):
    """Not the page alone asks for it: the act, also of what is changed after it was left, and the database."""
    lacking = making.proposal(**{name: said})
    with pytest.raises(ValidationError, match=sentence):
        propose(cast, request_, hand_over=True, **lacking)
    propose(cast, request_, **lacking)
    propose(cast, request_, hand_over=True, **making.proposal())
    with pytest.raises(ValidationError, match=sentence):
        propose(cast, request_, **lacking)


def test_the_database_keeps_what_is_left_whole(cast, request_):
    draft = propose(cast, request_, hand_over=True, **making.proposal())
    for said in [{"ground_id": None}, {"reasons": "a " * (REASONS_AT_LEAST - 1)}, {"account": "–"}]:
        assert refused_change("refusaldraft", draft.pk, **said) == "left_proposal_is_whole"
    assert RefusalDraft.objects.update(reasons="a " * REASONS_AT_LEAST) == 1


def test_what_the_decision_needs_is_never_called_voluntary(client, cast, request_):
    for person, page in [(cast.supplier, "propose_refusal"), (cast.supplier_boss, "refuse")]:
        client.force_login(person)
        form = client.get(reverse(page, args=[request_.pk])).context["form"]
        voluntary = {field.name for field in form.visible_fields() if field.may_be_empty}
        assert voluntary - {"nobody_else", "annex_shared"} == {
            "refused_volume",
            "provisions",
            "alternatives",
            "dissent",
        }


def filled_button(client, person, case):
    """What the case leads on to, and what it says of a proposal."""
    client.force_login(person)
    page = client.get(reverse("case_whole", args=[case.pk]))
    primary = page.context["file"].primary
    return primary and primary.label, primary and primary.url, "Förslag om att neka väntar på beslut" in page.text


def test_what_is_left_is_what_the_case_leads_on_to(client, cast, request_):
    case, own = request_.registration, reverse("accept", args=[request_.pk])
    propose(cast, request_)
    for person in (cast.supplier, cast.supplier_boss):
        assert filled_button(client, person, case) == ("Åta er tjänsten", own, False)
    propose(cast, request_, hand_over=True, **making.proposal())
    decide = "Besluta om förslaget att neka", reverse("refuse", args=[request_.pk])
    assert filled_button(client, cast.supplier, case) == (None, None, True)
    assert filled_button(client, cast.supplier_boss, case) == (*decide, True)
    for other in (cast.coordinator_boss, cast.applicant_boss):
        assert not filled_button(client, other, case)[2]
    assert request_.pk not in [int(task["url"].split("-")[-1]) for task in waiting(cast.supplier) if "#" in task["url"]]


def test_who_prepared_it_leaves_it_to_another(client, cast, request_):
    making.person("Bo Beslut", cast.supplier.acting.mandate, Role.DECISION_MAKER)
    propose(cast, request_, by=cast.supplier_boss, hand_over=True, **making.proposal())
    assert filled_button(client, cast.supplier_boss, request_.registration) == (None, None, True)


def test_the_only_decision_maker_leaves_it_to_nobody(cast, request_):
    with pytest.raises(ValidationError, match="Ingen annan hos er kan besluta"):
        propose(cast, request_, by=cast.supplier_boss, hand_over=True, **making.proposal())
    other = making.person("Bo Beslut", cast.supplier.acting.mandate, Role.DECISION_MAKER)
    propose(cast, request_, by=cast.supplier_boss, hand_over=True, **making.proposal())
    assert set(Notice.objects.filter(key__startswith="refusal_proposed").values_list("recipient", flat=True)) == {
        other.pk
    }


def test_it_is_not_left_where_nobody_may_decide(cast, request_):
    secrecy_acts.report_conflict(request_.registration, by=cast.supplier_boss, ground="other", text="Vän.")
    with pytest.raises(ValidationError, match="Ingen annan hos er kan besluta"):
        propose(cast, request_, hand_over=True, **making.proposal())
    assert not RefusalDraft.objects.exists()


def test_the_second_writer_sees_both(client, cast, request_, post):
    address = reverse("propose_refusal", args=[request_.pk])
    client.force_login(cast.supplier)
    seen = client.get(address).context["form"]["seen"].value()
    propose(cast, request_, by=cast.supplier_boss, reasons="Chefens ord.")
    page = post(cast.supplier, "propose_refusal", request_, reasons="Mina ord.", seen=seen)
    form = page.context["form"]
    assert form.non_field_errors()[0].startswith("Någon har sparat ett förslag medan du skrev,")
    assert (form.theirs, "Mina ord." in page.text) == ([("Skäl", "Chefens ord.")], True)
    assert RefusalDraft.objects.get().reasons == "Chefens ord."
    post(cast.supplier, "propose_refusal", request_, reasons="Mina ord.", seen=form["seen"].value())
    assert RefusalDraft.objects.get().reasons == "Mina ord."


def test_the_supplier_alone_knows_of_it(client, cast, request_):
    propose(cast, request_)
    known = {}
    for name, person in cast.people().items():
        client.force_login(person)
        known[name] = "förslag till beslut" in client.get(reverse("case_whole", args=[request_.registration_id])).text
    assert {name for name, knows in known.items() if knows} == {"supplier", "supplier_boss"}
    assert {name for name, by in cast.people().items() if RefusalDraft.objects.visible_to(by)} == {
        "supplier",
        "supplier_boss",
    }
    client.force_login(cast.admin)
    assert "förslag till beslut" not in client.get(reverse("admin:registry_journalentry_changelist")).text


def test_not_even_there_who_is_in_conflict_of_interest(client, cast, request_):
    propose(cast, request_)
    secrecy_acts.report_conflict(request_.registration, by=cast.supplier_boss, ground="other", text="Vän.")
    client.force_login(cast.supplier_boss)
    for page in ("propose_refusal", "refuse"):
        assert client.get(reverse(page, args=[request_.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        propose(cast, request_, by=cast.supplier_boss)


def test_who_prepared_it_and_is_in_conflict_since_is_not_presented(client, cast, request_):
    propose(cast, request_)
    secrecy_acts.report_conflict(request_.registration, by=cast.supplier, ground="other", text="Vän.")
    client.force_login(cast.supplier_boss)
    assert client.get(reverse("refuse", args=[request_.pk])).context["form"]["presented_by"].value() is None


def test_classified_words_are_not_saved(cast, request_, post):
    page = post(cast.supplier, "propose_refusal", request_, reasons="KVALIFICERAT HEMLIG")
    assert (list(page.context["form"].errors), RefusalDraft.objects.exists()) == (["reasons"], False)


def test_the_database_holds_that_it_stands_where_the_service_can_be_refused(cast, request_):
    draft, gone = propose(cast, request_), cast.walk.request("refused").allocations.get()
    rule = "proposed_while_it_can_be_refused"
    assert refused_change("refusaldraft", draft.pk, allocation_id=gone.pk) == rule
    secrecy_acts.report_conflict(request_.registration, by=cast.supplier_boss, ground="other", text="Vän.")
    assert refused_change("refusaldraft", draft.pk, prepared_by_id=cast.supplier_boss.pk) == rule


# What comes while the decision maker writes


def decide_after(client, cast, requested_service, happens, **changes):
    """The page of the decision as it is when something has happened since it was opened."""
    client.force_login(cast.supplier_boss)
    address = reverse("refuse", args=[requested_service.pk])
    seen = client.get(address).context["form"]["seen"].value()
    happens()
    return client.post(address, said(cast, presented_by=cast.supplier.acting.pk, seen=seen, **changes))


def test_a_reply_that_comes_while_the_decision_is_written_is_read_first(client, cast, request_, time_machine):
    sent = cast.walk.communicate(request_)
    time_machine.move_to(timezone.now() + timedelta(days=30))
    reasons = making.REASONS + " Mina egna ord."
    page = decide_after(
        client, cast, request_, lambda: refusal_acts.reply(sent, by=cast.applicant, reply="Sent svar."), reasons=reasons
    )
    form = page.context["form"]
    assert form.non_field_errors()[0].startswith("Myndigheten har yttrat sig medan du skrev.")
    assert (form.theirs, "Sent svar." in page.text, "Mina egna ord." in page.text) == ([], True, True)
    assert not Refusal.objects.exists()
    again = said(cast, presented_by=cast.supplier.acting.pk, seen=form["seen"].value())
    assert client.post(reverse("refuse", args=[request_.pk]), again).status_code == 302
    assert Refusal.objects.exists()


def test_so_is_a_part_that_another_has_refused(client, cast, request_):
    part = making.decision(cast.supplier, refused_volume=3)
    another = making.person("Bo Beslut", cast.supplier.acting.mandate, Role.DECISION_MAKER)
    page = decide_after(client, cast, request_, lambda: refusal_acts.refuse(request_, by=another, **part))
    assert page.context["form"].non_field_errors()[0].startswith("Fördelningen eller volymen har ändrats")
    assert Refusal.objects.count() == 1


def test_and_a_new_proposal(client, cast, request_):
    page = decide_after(client, cast, request_, lambda: propose(cast, request_))
    assert ("Skäl", "Så långt.") in page.context["form"].theirs
    assert not Refusal.objects.exists()


# The class that is needed, and the one that the service is dimensioned for


@pytest.mark.parametrize(("highest", "told"), [(1, True), (2, False), (None, False)])
def test_the_page_says_when_the_ground_of_too_low_a_level_may_apply(client, cast, highest, told):
    requested_service = cast.walk.classed("allocated", confidentiality=2)
    making.describe_anew(cast.service, highest_confidentiality=highest)
    client.force_login(cast.supplier)
    text = client.get(reverse("propose_refusal", args=[requested_service.pk])).text
    words = "Högre klass krävs än tjänsten är dimensionerad för: konfidentialitet. Grunden ”Tjänsten når inte upp"
    assert (words in text) == told
