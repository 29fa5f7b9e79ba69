"""37–38 §§ FL: a decision to refuse is changed by a new decision; the first one is read as before."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.allocation import neutrality, suggestion
from onboarding.appeal import acts as appeal_acts
from onboarding.models import Allocation, DiaryEntry, Document, Refusal, RefusalChange, RequestedService
from onboarding.refusal import change_acts
from registry.models import JournalEntry
from reporting.cut import cases
from reporting.cut.span import Span

from ... import making
from ...once import made_once
from ..pages import OTHER_SUPPLIER, statuses
from ..papers import text_of
from ..raw_sql import refused_change, refused_row

pytestmark = [pytest.mark.section(8), pytest.mark.section(11)]
NEW = "Reservkraften i datahallen räcker inte till fler servrar förrän den nya anläggningen är driftsatt i september."
TODAY = date.today()


@made_once
def refusal(cast):
    return cast.walk.refuse(cast.walk.request("allocated"))


def lift(cast, refusal, by=None, **changes):
    return change_acts.reconsider(refusal, by=by or cast.supplier_boss, **making.lifting(cast.supplier, **changes))


def anew(cast, refusal, **changes):
    said = {"outcome": "reasons", "ground": "capacity", "reasons": NEW, "heard": "Myndigheten hade inget att invända."}
    return lift(cast, refusal, **{**said, **changes})


def of(refusal):
    return RequestedService.objects.get(pk=refusal.allocation.requested_service_id)


def test_what_is_lifted_can_be_taken_on(cast, refusal):
    change = lift(cast, refusal)
    service = of(refusal)
    assert (service.status, service.supplier) == ("allocated", cast.supplier.acting.mandate)
    assert change.diary_number == f"SKV {TODAY.year}/000001-3"
    again, before = service.current_allocation, refusal.allocation
    assert (again, again.motive, again.allocated_by, again.allocated_at) == (
        change.allocation,
        before.motive,
        cast.coordinator,
        before.allocated_at,
    )
    assert cast.walk.accept(service).status == "accepted"
    assert Refusal.objects.get().reasons == making.REASONS


def test_or_refused_again_by_a_decision_of_its_own(cast, refusal):
    lift(cast, refusal)
    second = cast.walk.refuse(of(refusal))
    assert (of(refusal).status, Refusal.objects.count()) == ("refused", 2)
    lift(cast, second)
    assert of(refusal).status == "allocated"


def test_it_may_rest_on_other_reasons(cast, refusal):
    change = anew(cast, refusal, basis="must")
    assert (of(refusal).status, change.allocation, change.section) == ("refused", None, "38 §")
    assert JournalEntry.objects.get(act="onboarding.reconsider").text == (
        f"Skatteverket ändrade skälen i beslut {refusal} att neka anslutning till Virtuell server."
    )
    lift(cast, refusal)  # and then be lifted all the same
    assert of(refusal).status == "allocated"


def test_the_parties_are_told_and_it_stands_in_the_diaries(cast, refusal):
    outbox.perform_waiting()
    mail.outbox.clear()
    change = lift(cast, refusal)
    outbox.perform_waiting()
    told = (cast.applicant, cast.applicant_boss, cast.reader, cast.coordinator, cast.coordinator_boss)
    assert {m.to[0] for m in mail.outbox} == {p.email for p in told}
    entries = DiaryEntry.objects.filter(subject=f"onboarding.refusalchange/{change.pk}")
    assert {(e.agency.short_name, e.about) for e in entries} == {
        (agency, f"Beslut som ändrar beslut {refusal}") for agency in ("SKV", "BV", "FK")
    }
    texts = [entry.text for entry in JournalEntry.objects.filter(act__in=("onboarding.reconsider", "onboarding.lift"))]
    assert texts == [
        f"Skatteverket upphävde beslut {refusal} att neka anslutning till Virtuell server.",
        "Virtuell server är åter fördelad till Skatteverket.",
    ]


def test_the_paper_says_what_it_replaces_and_the_first_is_kept(cast, refusal, drawn):
    appeal_acts.choose_appeal(
        cast.skv, by=cast.supplier_boss, decision="change", says="may_not", provision="7 § förordningen (2099:1)"
    )
    change = anew(
        cast, refusal, others="Eva Expert, jurist", nobody_else=False, dissent="Eva Expert: kapaciteten räcker."
    )
    outbox.perform_waiting()
    first, paper = Document.objects.filter(refusal=refusal).order_by("pk")
    assert (first.kind, paper.kind, paper.number) == ("refusal", "change", change.diary_number)
    assert making.REASONS in text_of(first)
    text = text_of(paper)
    for said in [
        f"Ändrar beslut {refusal}, {TODAY}",
        f"Skatteverket ändrar sitt beslut {refusal} den {TODAY} att neka Bolagsverket anslutning till Virtuell server.",
        "Varför beslutet ändras Kapaciteten var fel beräknad.",
        NEW,
        "Myndigheten hade inget att invända.",
        "37 § förvaltningslagen (2017:900)",
        "8 § har följande lydelse:",
        "Beslutet får inte överklagas enligt 7 § förordningen (2099:1).",
        "Beslut i ärendet har fattats av it-direktör Lars Ljung. Föredragande har varit handläggare Lena Leverans.",
        "Eva Expert, jurist",
        "Avvikande mening Eva Expert: kapaciteten räcker.",
    ]:
        assert said in text
    assert making.REASONS not in text


def test_the_paper_of_what_is_lifted_without_a_presenter(cast, refusal, drawn):
    change = lift(cast, refusal, presented_by=None, no_presenter="12 § arbetsordningen")
    outbox.perform_waiting()
    text = text_of(Document.objects.get(change=change))
    for said in [
        f"Skatteverket upphäver sitt beslut {refusal} den {TODAY} att neka Bolagsverket anslutning till Virtuell server.",
        "Ärendet har avgjorts utan föredragning (12 § arbetsordningen).",
        "Ingen annan har deltagit i den slutliga handläggningen.",
    ]:
        assert said in text
    assert "Skäl för att neka" not in text
    assert "Överklagande" not in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why": "-"}, None),
        ({"account": ""}, "account"),
        ({"basis": ""}, "basis"),
        ({"presented_by": None}, None),
        ({"no_presenter": "12 § arbetsordningen"}, None),
        ({"nobody_else": False}, None),
        ({"outcome": "reasons"}, None),
        ({"outcome": "reasons", "ground": "capacity", "reasons": NEW}, None),
        ({"outcome": "reasons", "ground": "capacity", "reasons": "Kort.", "heard": "Ja."}, None),
        ({"outcome": "reasons", "ground": "borta", "reasons": NEW, "heard": "Ja."}, "ground"),
        ({"ground": "capacity"}, None),
        ({"why": "KVALIFICERAT HEMLIG"}, "why"),
    ],
)
def test_it_says_all_that_a_decision_says(cast, refusal, changes, field):
    with pytest.raises(ValidationError) as refused:
        lift(cast, refusal, **changes)
    assert list(refused.value.message_dict) == [field or "__all__"]
    assert not RefusalChange.objects.exists()
    assert of(refusal).status == "refused"


def test_takes_two_people_or_none_to_present(cast, refusal):
    for person in (cast.supplier_boss, cast.other_supplier, cast.reader):
        with pytest.raises(ValidationError, match=r"olika personer|handläggare hos er"):
            lift(cast, refusal, presented_by=person.acting)


def test_only_a_decision_maker_of_the_supplier(cast, refusal):
    for name, by in cast.people().items():
        if name != "supplier_boss":
            with pytest.raises(PermissionDenied):
                lift(cast, refusal, by=by)


def test_not_what_is_lifted_already_or_has_gone_on(cast, refusal):
    cast.walk.allocate(of(refusal), cast.other_supplier)
    with pytest.raises(ValidationError, match=r"tjänsten är fördelad\. Bara en tjänst som är nekad"):
        lift(cast, refusal)
    anew(cast, refusal)  # its reasons are the supplier's own all the same
    other = cast.walk.refuse(cast.walk.request("allocated"))
    lift(cast, other)
    with pytest.raises(ValidationError, match="Beslutet är redan upphävt"):
        lift(cast, other)


def test_not_what_another_has_changed_meanwhile(cast, refusal):
    seen = change_acts.standing_of(refusal)
    anew(cast, refusal, seen=seen)
    with pytest.raises(ValidationError, match="Någon har sparat medan du skrev"):
        anew(cast, refusal, seen=seen)


def test_the_coordinator_is_as_neutral_as_before(cast, refusal):
    lift(cast, refusal)
    rows, _ = neutrality.figures(TODAY, TODAY)
    assert {row.supplier.agency.short_name: row.allocated for row in rows} == {"FK": 0, "SKV": 1, "TRV": 0}
    assert {row.supplier.agency.short_name: row.refused for row in rows} == {"FK": 0, "SKV": 0, "TRV": 0}
    alike = cast.walk.request("registered")
    assert suggestion._refusals([alike], cast.coordinator) == {}
    service = RequestedService.objects.with_history().get(pk=of(refusal).pk)
    assert suggestion._refused_on(service, cast.supplier.acting.mandate) is None


def test_the_account_tells_of_it(cast, refusal):
    lift(cast, refusal)
    span = Span(TODAY.year, date(TODAY.year, 1, 1), TODAY)
    (told,) = cases.refusals(span)
    assert (
        told["afterwards"]
        == f"Beslutet upphävdes {TODAY} genom beslut {RefusalChange.objects.get()}: Kapaciteten räcker."
    )
    (counted,) = cases.registrations(span)["by_supplier"]
    assert {name: counted[name] for name in ("allocated", "refused", "in_progress")} == {
        "allocated": 1,
        "refused": 0,
        "in_progress": 1,
    }


def row(refusal, cast, **changes):
    return {
        "refusal_id": refusal.pk,
        "outcome": "reasons",
        "basis": "may",
        "why": "Fel.",
        "ground": "capacity",
        "reasons": NEW,
        "heard": "Ja.",
        "account": "Så.",
        "diary_number": "SKV 9",
        "decided_on": timezone.localdate(),
        "decided_by_id": cast.supplier_boss.pk,
        "decided_by_title": "",
        "presented_by_id": cast.supplier.pk,
        "presented_by_title": "",
        "no_presenter": "",
        "others": "",
        "nobody_else": True,
        "dissent": "",
        "created_at": timezone.now(),
        **changes,
    }


def test_the_database_holds_it_too(cast, refusal):
    assert refused_row("refusalchange", row(refusal, cast, outcome="lifted")) == "lifted_is_allocated_as_before"
    for changes, rule in [
        ({"decided_by_id": cast.supplier.pk}, "changed_by_the_supplier"),
        ({"presented_by_id": cast.other_supplier.pk}, "changed_by_the_supplier"),
        ({"presented_by_id": cast.supplier_boss.pk}, "change_by_two_people"),
        ({"presented_by_id": None}, "change_presented_or_not"),
        ({"no_presenter": "12 §"}, "change_presented_or_not"),
        ({"nobody_else": False}, "change_says_who_took_part"),
        ({"why": "."}, "change_says_why"),
        ({"basis": ""}, "change_says_why"),
        ({"heard": ""}, "change_lifts_or_gives_reasons"),
        ({"outcome": "x"}, "change_lifts_or_gives_reasons"),
        ({"account": ""}, "change_is_described_for_the_account"),
    ]:
        assert (changes, refused_row("refusalchange", row(refusal, cast, **changes))) == (changes, rule)
    change = lift(cast, refusal)
    assert refused_row("refusalchange", row(refusal, cast)) == "lifted_once"
    assert refused_change("refusalchange", change.pk, why="Annat.") == "change_is_never_changed"


def test_an_allocation_comes_again_only_with_such_a_decision(cast, refusal):
    before = refusal.allocation
    copied = ("requested_service_id", "supplier_id", "motive", "allocated_by_id", "allocated_at")
    again = {name: getattr(before, name) for name in copied}
    assert refused_row("allocation", again) in ("allocated_again_when_lifted", "allocated_while_it_stands")
    assert Allocation.objects.count() == 1


def test_who_has_decided_on_it_does_not_allocate(cast, refusal):
    change = anew(cast, refusal)
    assert change.decided_by_id in of(refusal).deciders | {cast.supplier_boss.pk}
    assert change.presented_by_id in of(refusal).deciders


def test_the_page(client, cast, refusal):
    address = reverse("reconsider", args=[refusal.pk])
    client.force_login(cast.supplier_boss)
    case = reverse("case", args=[refusal.registration.pk])
    assert address in client.get(case).text
    page = client.get(address)
    assert "Ni har inte bestämt vad era beslut säger om överklagande." in page.text
    assert [m.user for m in page.context["form"].fields["presented_by"].queryset] == [cast.supplier]
    errors = client.post(address, {"seen": page.context["form"].now}).context["form"].errors
    assert set(errors) == {"outcome", "basis", "why", "account", "presented_by", "others"}
    sent = {"outcome": "reasons", "basis": "may", "why": "Fel.", "account": "Så.", "nobody_else": "on"}
    sent |= {"no_presenter": "12 § arbetsordningen"}
    assert set(client.post(address, sent).context["form"].errors) == {"ground", "heard", "reasons"}
    sent |= {"ground": "capacity", "reasons": NEW, "heard": "Ja."}
    assert client.post(address, sent).headers["Location"] == case
    text = client.get(case).text
    assert "Grunden och skälen är ändrade" in text
    assert NEW in text
    assert client.post(address, sent | {"outcome": "lifted"}).headers["Location"] == case
    text = client.get(case).text
    assert ("Beslutet är upphävt" in text, "Åter fördelad till Skatteverket" in text, address in text) == (
        True,
        True,
        False,
    )
    assert client.get(address).headers["Location"] == case
    change = RefusalChange.objects.last()
    assert (change.ground, change.reasons, change.presented_by) == (None, "", None)
    assert {name: statuses(client, cast, address)[name] for name in OTHER_SUPPLIER} == OTHER_SUPPLIER


def test_another_supplier_does_not_read_that_it_was_changed(client, cast, refusal):
    requested_service = refusal.allocation.requested_service
    cast.walk.allocate(requested_service, supplier=cast.other_supplier)
    anew(cast, refusal)
    seen = {}
    for name in ("applicant", "coordinator", "supplier", "other_supplier"):
        client.force_login(getattr(cast, name))
        page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
        seen[name] = "ändrade skälen i beslut" in page.text
    assert seen == {"applicant": True, "coordinator": True, "supplier": True, "other_supplier": False}
