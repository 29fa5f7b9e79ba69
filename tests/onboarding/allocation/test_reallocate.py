"""7 §: the coordinator takes a service from a supplier that has not answered, and allocates it to another."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.allocation import acts as allocation_acts
from onboarding.models import Allocation, DiaryEntry
from registry.acts import fingerprint
from registry.models import JournalEntry, Notice

from ...once import made_once

pytestmark = pytest.mark.section(7)


@made_once
def allocated(cast):
    return cast.walk.request("allocated")


def reallocate(requested_service, cast, by=None, supplier=None, motive="Har ledig kapacitet.", **more):
    supplier = supplier or cast.other_supplier.acting.mandate
    return allocation_acts.reallocate(
        requested_service, by=by or cast.coordinator, supplier=supplier, motive=motive, **more
    )


def test_ends_the_one_that_stood_and_keeps_it(cast, allocated):
    made = reallocate(allocated, cast)
    first, second = allocated.allocations.all()
    assert (first.supplier, first.motive, first.ended_at is None) == (
        cast.supplier.acting.mandate,
        "Tillhandahåller tjänsten.",
        False,
    )
    assert (second, second.supplier, second.ended_at) == (made, cast.other_supplier.acting.mandate, None)
    allocated.refresh_from_db()
    assert (allocated.status, allocated.supplier) == ("allocated", cast.other_supplier.acting.mandate)


def test_is_journalled(cast, allocated):
    reallocate(allocated, cast)
    entry = JournalEntry.objects.filter(chain=allocated.chain).last()
    assert (entry.act, entry.section, entry.text) == (
        "onboarding.reallocate",
        "7 §",
        "Virtuell server fördelades på nytt till Trafikverket.",
    )
    assert entry.facts == {"motive": "Har ledig kapacitet.", "supplier": cast.other_supplier.acting.mandate.pk}


def test_the_new_supplier_waits_from_now_on(cast, allocated):
    before = allocated.clock_from
    reallocate(allocated, cast)
    allocated.refresh_from_db()
    assert allocated.clock_from > before


def test_all_three_are_told_once_each(cast, allocated):
    outbox.perform_waiting()
    mail.outbox.clear()
    reallocate(allocated, cast)
    outbox.perform_waiting()
    assert sorted((m.to[0].split("@")[0], m.subject.split(" (")[0]) for m in mail.outbox) == [
        ("anna.akesson", "En tjänst ni har efterfrågat har fördelats om"),
        ("goran.oberg", "En tjänst ni har efterfrågat har fördelats om"),
        ("lars.ljung", "En efterfrågad tjänst är inte längre fördelad till er"),
        ("lena.leverans", "En efterfrågad tjänst är inte längre fördelad till er"),
        ("rut.lasare", "En tjänst ni har efterfrågat har fördelats om"),
        ("tove.trafik", "En efterfrågad tjänst har fördelats till er"),
        ("ture.tag", "En efterfrågad tjänst har fördelats till er"),
    ]


def test_the_letter_stands_in_the_diaries_of_all_four(cast, allocated):
    made = reallocate(allocated, cast)
    letter = DiaryEntry.objects.filter(subject=f"onboarding.allocation/{made.pk}").order_by("pk")
    assert [(e.case.agency.short_name, e.direction, e.about) for e in letter] == [
        ("FK", "out", "Ändrad fördelning enligt 7 §"),
        ("TRV", "in", "Ändrad fördelning enligt 7 §"),
        ("BV", "in", "Ändrad fördelning enligt 7 §"),
        ("SKV", "in", "Ändrad fördelning enligt 7 §"),
    ]


def test_the_one_that_lost_it_reads_it_but_does_nothing_more(cast, allocated):
    reallocate(allocated, cast)
    allocated.refresh_from_db()
    with pytest.raises(PermissionDenied):
        allocation_acts.accept(allocated, by=cast.supplier, service=cast.service)
    assert not Notice.objects.filter(recipient=cast.supplier, path="").exists()


@pytest.mark.parametrize("status", ["registered", "refused", "accepted", "agreed", "withdrawn", "closed"])
def test_only_what_is_allocated_and_not_answered(cast, status):
    requested_service = cast.walk.request(status)
    with pytest.raises(ValidationError, match="”Fördela om” går inte att göra nu"):
        reallocate(requested_service, cast)


@pytest.mark.parametrize(
    "who", ["applicant_boss", "supplier_boss", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_only_the_coordinator(cast, allocated, who):
    with pytest.raises(PermissionDenied):
        reallocate(allocated, cast, by=getattr(cast, who))
    assert Allocation.objects.count() == 1


def test_needs_a_motive_and_another_supplier(cast, allocated):
    with pytest.raises(ValidationError, match="Ange motivet"):
        reallocate(allocated, cast, motive=" ")
    with pytest.raises(ValidationError, match="redan fördelad till Skatteverket"):
        reallocate(allocated, cast, supplier=cast.supplier.acting.mandate)
    with pytest.raises(ValidationError, match="är inte leverantörsmyndighet i dag"):
        reallocate(allocated, cast, supplier=cast.applicant.acting.mandate)
    assert Allocation.objects.get().ended_at is None


def test_the_allocation_that_the_person_saw_must_still_stand(cast, allocated):
    seen = fingerprint(allocated.standing)
    reallocate(allocated, cast)
    with pytest.raises(ValidationError, match="Någon har sparat"):
        reallocate(allocated, cast, by=cast.coordinator_boss, supplier=cast.fk_supplier, seen=seen)
    assert Allocation.objects.count() == 2


def test_the_second_coordinator_sees_what_the_first_did_and_keeps_the_text(client, cast, allocated):
    client.force_login(cast.coordinator_boss)
    page = reverse("reallocate", args=[allocated.pk])
    form = client.get(page).context["form"]
    assert [c.supplier.agency.name for c in form.candidates] == ["Trafikverket", "Försäkringskassan"]
    reallocate(allocated, cast)
    said = {"supplier": cast.fk_supplier.pk, "motive": "Mitt motiv.", "seen": form["seen"].value()}
    again = client.post(page, said)
    assert again.context["form"].theirs == [
        ("Läge", "Fördelad"),
        ("Senast fördelad till", "Trafikverket"),
        ("Motiv", "Har ledig kapacitet."),
    ]
    assert "Mitt motiv." in again.text
    assert "Har ledig kapacitet." in again.text
    assert Allocation.objects.count() == 2
    client.post(page, said | {"seen": again.context["form"]["seen"].value()})
    assert Allocation.objects.count() == 3


def test_the_page(client, cast, allocated):
    client.force_login(cast.coordinator)
    page = client.get(reverse("reallocate", args=[allocated.pk]))
    assert "Tjänsten är fördelad till Skatteverket, som inte har svarat än." in page.text
    response = client.post(
        reverse("reallocate", args=[allocated.pk]),
        {"supplier": cast.other_supplier.acting.mandate.pk, "motive": "Har plats."},
    )
    assert response.url == reverse("case", args=[allocated.registration_id])


@pytest.mark.parametrize("said", [{"supplier": "x"}, {"supplier": "99999999999999999999"}, {"motive": "a\x00"}, {}])
def test_bad_input_is_said_and_nothing_is_done(client, cast, allocated, said):
    client.force_login(cast.coordinator)
    good = {"supplier": cast.other_supplier.acting.mandate.pk, "motive": "Har plats."}
    page = client.post(reverse("reallocate", args=[allocated.pk]), good | said if said else {})
    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert Allocation.objects.count() == 1
