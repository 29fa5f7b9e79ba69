"""8 §: a part of what is asked for is refused; it becomes a requested service of its own, and the whole keeps the rest."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.filing import acts as filing_acts
from onboarding.filing.receipt import receipt
from onboarding.models import Allocation, Document, RequestedService
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ... import making
from ...once import made_once
from ..papers import text_of

pytestmark = pytest.mark.section(8)


def refuse(cast, requested_service, volume, **changes):
    said = making.decision(cast.supplier, **changes)
    return refusal_acts.refuse(requested_service, by=cast.supplier_boss, refused_volume=Decimal(volume), **said)


@made_once
def split(cast):
    """10 servers asked for and allocated, 3 of them refused: the whole and the part."""
    requested_service = cast.walk.request("allocated")
    part = refuse(cast, requested_service, 3).allocation.requested_service
    return RequestedService.objects.get(pk=requested_service.pk), RequestedService.objects.get(pk=part.pk)


def test_the_whole_keeps_the_rest_and_goes_on(cast, split):
    whole, part = split
    assert (whole.status, whole.volume, whole.supplier) == ("allocated", 7, cast.supplier.acting.mandate)
    assert (part.status, part.volume, part.whole_volume, part.part_of, part.supplier) == ("refused", 3, 10, whole, None)
    assert (part.registration, part.service, part.received_at) == (whole.registration, whole.service, whole.received_at)
    assert (str(whole), str(part)) == ("Virtuell server", "Virtuell server (del: 3 av 10)")
    cast.walk.accept(whole)


def test_the_part_was_allocated_as_the_whole_was(split):
    whole, part = split
    same = ("supplier", "motive", "allocated_by", "allocated_at")
    assert part.allocations.values(*same).get() == whole.allocations.values(*same).get()
    assert part.allocations.get().ended_at
    assert not whole.allocations.get().ended_at


def test_the_part_can_go_to_another_supplier(cast, split):
    _, part = split
    cast.walk.allocate(part, cast.other_supplier)
    part.refresh_from_db()
    assert (part.status, part.supplier) == ("allocated", cast.other_supplier.acting.mandate)


def test_what_is_left_and_what_was_taken_can_be_refused_in_turn(cast, split):
    whole, part = split
    again = refuse(cast, whole, 2).allocation.requested_service
    cast.walk.allocate(part)
    inner = refuse(cast, part, 1).allocation.requested_service
    assert (again.share, inner.share) == ("2 av 7", "1 av 3")
    cast.walk.refuse(RequestedService.objects.get(pk=whole.pk))
    volumes = RequestedService.objects.order_by("pk").values_list("volume", "status")
    assert list(volumes) == [(5, "refused"), (2, "allocated"), (2, "refused"), (1, "refused")]


@pytest.mark.parametrize("volume", ["0", "-1", "10", "11"])
def test_less_than_all_and_more_than_nothing(cast, volume):
    requested_service = cast.walk.request("allocated")
    with pytest.raises(ValidationError) as refused:
        refuse(cast, requested_service, volume)
    assert list(refused.value.message_dict) == ["refused_volume"]
    assert RequestedService.objects.count() == 1


def test_not_of_a_need_without_a_volume(cast):
    case = cast.walk.draft()
    RequestedService.objects.create(registration=case, agency=case.agency, unmet_need="Något nytt", personal_data=False)
    filing_acts.register(case, by=cast.applicant, acknowledged=True)
    requested_service = case.requested_services.get(service=None)
    cast.walk.allocate(requested_service)
    with pytest.raises(ValidationError, match="Ange mindre än den volym som efterfrågas"):
        refuse(cast, requested_service, 1)


def test_nothing_is_split_when_the_decision_does_not_hold(cast):
    requested_service = cast.walk.request("allocated")
    with pytest.raises(ValidationError, match="Ange skälen"):
        refuse(cast, requested_service, 3, reasons="Nej.")
    assert (RequestedService.objects.count(), Allocation.objects.count()) == (1, 1)
    assert RequestedService.objects.get().volume == 10


def test_the_hearing_about_the_whole_counts_for_the_part(cast, drawn):
    requested_service = cast.walk.request("allocated")
    by = date.today() + timedelta(days=7)
    sent = refusal_acts.communicate(
        requested_service, by=cast.supplier, text="Vi överväger att neka en del.", reply_by=by
    )
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi förstår.")
    refuse(cast, requested_service, 3, not_communicated="", not_communicated_why="")
    outbox.perform_waiting()
    letter = text_of(Document.objects.get(kind="refusal"))
    assert "och yttrade sig den" in letter
    assert "Myndigheten kan vänta till mars. Det ändrar inget, eftersom kapaciteten saknas även då." in letter
    assert "Volymen är 10, räknat i server." in letter


def test_also_when_who_allocated_it_has_a_conflict_of_interest_since(cast):
    requested_service = cast.walk.request("allocated")
    secrecy_acts.report_conflict(
        requested_service.registration, by=cast.coordinator, ground="other", text="Min syster arbetar där."
    )
    assert refuse(cast, requested_service, 3).pk


def test_the_letter_says_which_part(split, drawn):
    outbox.perform_waiting()
    text = text_of(Document.objects.get(kind="refusal"))
    said = "Skatteverket nekar Bolagsverket anslutning till Virtuell server för en del av det som efterfrågas: 3 av 10, räknat i server."
    assert said in text
    assert "Resten av det som efterfrågas omfattas inte av beslutet." in text
    assert "intresse för Virtuell server. Volymen är 10, räknat i server." in text, "what was asked for, not the part"


def test_the_receipt_names_what_was_asked_for_alone(split):
    assert receipt(split[0].registration)["services"] == ["Virtuell server"]


def test_the_journal_tells_of_both(split):
    whole, part = split
    texts = JournalEntry.objects.filter(act="onboarding.refuse").order_by("number").values_list("subject", "text")
    assert list(texts) == [
        (
            f"onboarding.requestedservice/{whole.pk}",
            "3 av 10 blev en egen efterfrågad tjänst, som nekas. Resten av Virtuell server gäller som förut.",
        ),
        (
            f"onboarding.requestedservice/{part.pk}",
            "Skatteverket nekade anslutning till Virtuell server (del: 3 av 10). Grund: Kapacitet saknas.",
        ),
    ]


def test_the_case_page_shows_the_part(client, cast, split):
    whole, part = split
    client.force_login(cast.applicant)
    page = client.get(reverse("case_whole", args=[whole.registration_id])).text
    assert f'<a href="#tjanst-{whole.pk}">Virtuell server</a>, 3 av 10' in page
    assert f'id="tjanst-{part.pk}"' in page


def test_from_the_page(cast, post):
    requested_service = cast.walk.request("allocated")
    said = making.decision(cast.supplier, presented_by=cast.supplier.acting.pk, refused_volume="2,5")
    post(cast.supplier_boss, "refuse", requested_service, **said)
    assert list(RequestedService.objects.order_by("pk").values_list("volume", "status")) == [
        (Decimal("7.5"), "allocated"),
        (Decimal("2.5"), "refused"),
    ]


@pytest.mark.parametrize("volume", ["10", "0", "-3", "tre"])
def test_what_is_wrong_stands_at_the_field(cast, post, volume):
    requested_service = cast.walk.request("allocated")
    said = making.decision(cast.supplier, presented_by=cast.supplier.acting.pk, refused_volume=volume)
    page = post(cast.supplier_boss, "refuse", requested_service, **said)
    assert list(page.context["form"].errors) == ["refused_volume"]
    assert RequestedService.objects.get().volume == 10
