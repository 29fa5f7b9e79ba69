"""Each agency that handles a case has one named officer for it: taken, shown, and nobody's when who had it has left."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from onboarding.models import CaseOfficer, RequestedService
from onboarding.officer import acts as officer_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.models import JournalEntry, Mandate, Membership

from ... import making
from .. import pages

ENDINGS = {
    "the membership ends": lambda person: Membership.objects.filter(user=person).update(valid_until=date.today()),
    "the role is a reader's": lambda person: Membership.objects.filter(user=person).update(role="reader"),
    "the log-in is closed": lambda person: type(person).objects.filter(pk=person.pk).update(is_active=False),
    "the agency's mandate ends": lambda person: Mandate.objects.filter(pk=person.acting.mandate_id).update(
        valid_until=date.today()
    ),
}


def held(case):
    """Who has the case, by the part of the agency."""
    return {one.mandate.part: one.person.name for one in case.officers.able()}


def looked_at(client, person, said=None):
    client.force_login(person)
    return client.get(reverse("cases"), said or {})


def listed(client, person, whose):
    return pages.listed(looked_at(client, person, {"handlaggare": whose}))


def test_each_agency_that_handles_it_has_one_of_its_own(cast):
    case = cast.walk.request(Status.ALLOCATED).registration
    officer_acts.take_case(case, by=cast.coordinator)
    officer_acts.take_case(case, by=cast.supplier)
    assert held(case) == {"coordinator": cast.coordinator.name, "supplier": cast.supplier.name}
    entries = JournalEntry.objects.filter(chain=case.chain, act="onboarding.take_case")
    assert [(entry.person_id, entry.section, entry.text) for entry in entries] == [
        (person.pk, "praxis", f"{person.name} är handläggare för ärendet hos {person.acting.mandate}.")
        for person in (cast.coordinator, cast.supplier)
    ]


def test_what_another_has_is_handed_over_not_taken(cast):
    case = cast.walk.registered()
    officer_acts.take_case(case, by=cast.coordinator)
    with pytest.raises(ValidationError, match=f"{cast.coordinator.name} är redan handläggare för ärendet hos er."):
        officer_acts.take_case(case, by=cast.coordinator_boss)
    assert held(case) == {"coordinator": cast.coordinator.name}


def test_a_supplier_that_has_it_no_longer_takes_nothing(cast):
    requested_service = cast.walk.request(Status.REFUSED)
    with pytest.raises(PermissionDenied) as refused:
        officer_acts.take_case(requested_service.registration, by=cast.supplier)
    assert refused.value.sentence == "Ni har inte ärendet längre. De som har det nu har en egen handläggare."


def test_it_is_taken_with_a_button_on_the_case_and_the_name_shown_to_all_who_see_it(client, cast):
    case = cast.walk.request(Status.ALLOCATED).registration
    address, words = reverse("case", args=[case.pk]), f"<strong>{cast.supplier.name}</strong>"
    client.force_login(cast.supplier)
    assert "Ta ärendet" in client.get(address).text
    page = client.post(reverse("take_case", args=[case.pk]), follow=True)
    assert "Du är nu handläggare för" in page.text
    assert (words in page.text, "Ta ärendet" in page.text, "Lämna över" in page.text) == (True, False, True)
    for person in ("applicant", "coordinator", "supplier_boss", "reader"):
        client.force_login(getattr(cast, person))
        assert words in client.get(address).text
    client.force_login(cast.reader)
    assert "Ta ärendet" not in client.get(address).text


def test_the_list_is_narrowed_to_mine_and_to_nobodys_and_says_whose(client, cast):
    mine, other, nobodys = (cast.walk.request(Status.ALLOCATED) for _ in range(3))
    for by, requested_service in [(cast.coordinator, mine), (cast.coordinator_boss, other), (cast.supplier, other)]:
        officer_acts.take_case(requested_service.registration, by=by)
    assert listed(client, cast.coordinator, "min") == [mine]
    assert listed(client, cast.coordinator, "ingen") == [nobodys]
    assert listed(client, cast.coordinator, "") == [nobodys, other, mine]
    assert listed(client, cast.supplier, "min") == [other]
    assert listed(client, cast.supplier, "ingen") == [nobodys, mine]
    assert listed(client, cast.other_supplier, "ingen") == []
    names = [row["officer"] for row in looked_at(client, cast.coordinator).context["rows"]]
    assert names == ["–", cast.coordinator_boss.name, cast.coordinator.name]
    page = looked_at(client, cast.applicant, {"handlaggare": "min"})
    assert (pages.listed(page), "Utan handläggare" in page.text) == ([nobodys, other, mine], False)


def test_nobodys_are_those_that_are_open(client, cast):
    cast.walk.request(Status.CONNECTED)
    cast.walk.request(Status.WITHDRAWN)
    agreed = cast.walk.request(Status.AGREED)
    assert listed(client, cast.coordinator, "ingen") == [agreed] == listed(client, cast.supplier, "ingen")


def test_what_a_guest_reads_is_nobodys_to_take(client, cast):
    """Who is let into another agency's case by name, and acts for a supplier, has only the supplier's own to take."""
    elsewhere, own = cast.walk.request(Status.REGISTERED), cast.walk.request(Status.ALLOCATED)
    secrecy_acts.let_in(elsewhere.registration, by=cast.applicant_boss, email=cast.supplier.email)
    assert listed(client, cast.supplier, "ingen") == [own]
    assert listed(client, cast.supplier, "") == [own, elsewhere]


def test_what_a_supplier_gets_more_of_is_its_officers_too(client, cast):
    first, second = cast.walk.registered(cast.service, cast.other_service).requested_services.order_by("pk")
    cast.walk.allocate(first)
    officer_acts.take_case(first.registration, by=cast.supplier)
    cast.walk.allocate(second)
    assert {one.pk for one in listed(client, cast.supplier, "min")} == {first.pk, second.pk}


def test_a_part_is_the_officers_as_the_whole_is(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    officer_acts.take_case(requested_service.registration, by=cast.coordinator)
    refusal_acts.refuse(requested_service, by=cast.supplier_boss, refused_volume=3, **making.decision(cast.supplier))
    assert RequestedService.objects.filter(officer=cast.coordinator).count() == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_case_never_hangs_on_somebody_who_has_left(client, cast, ending):
    requested_service = cast.walk.request(Status.ALLOCATED)
    case, after = requested_service.registration, cast.walk.request(Status.CONNECTED).registration
    for one in (case, after):
        officer_acts.take_case(one, by=cast.supplier)
    ENDINGS[ending](cast.supplier)
    client.force_login(cast.coordinator)
    assert cast.supplier.name not in client.get(reverse("case", args=[case.pk])).text.split("Översikt")[0]
    assert officer_acts.return_cases() == 1
    assert officer_acts.return_cases() == 0
    assert [one.registration for one in CaseOfficer.objects.all()] == [after]
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.person_id) == ("onboarding.return_case", None)
    assert entry.text == (
        f"Ärendet har ingen handläggare hos {cast.supplier.acting.mandate}: {cast.supplier.name} kan inte längre ha det."
    )
    if ending != "the agency's mandate ends":
        assert listed(client, cast.supplier_boss, "ingen") == [requested_service]
        officer_acts.take_case(case, by=cast.supplier_boss)


def test_a_role_that_was_changed_for_another_keeps_the_case(cast):
    case = cast.walk.registered()
    officer_acts.take_case(case, by=cast.coordinator)
    Membership.objects.filter(user=cast.coordinator).update(role="decision_maker")
    assert (officer_acts.return_cases(), held(case)) == (0, {"coordinator": cast.coordinator.name})


def test_who_reports_a_conflict_of_interest_has_the_case_no_longer(cast):
    case = cast.walk.registered()
    officer_acts.take_case(case, by=cast.coordinator)
    secrecy_acts.report_conflict(case, by=cast.coordinator, ground="other", text="Vän.")
    assert not CaseOfficer.objects.exists()
    with pytest.raises(PermissionDenied):
        officer_acts.take_case(case, by=cast.coordinator)
    officer_acts.take_case(case, by=cast.coordinator_boss)


def test_of_a_confidential_case_the_officer_is_one_of_the_named(cast):
    kept, lost = cast.walk.request(Status.ALLOCATED), cast.walk.request(Status.ALLOCATED)
    officer_acts.take_case(kept.registration, by=cast.supplier_boss)
    officer_acts.take_case(lost.registration, by=cast.supplier)
    case = cast.walk.confidential(lost)
    cast.walk.confidential(kept)
    assert [one.registration for one in CaseOfficer.objects.all()] == [kept.registration]
    secrecy_acts.name_colleague(
        case, by=cast.supplier_boss, colleague=cast.supplier.acting, until=date.today() + timedelta(days=9)
    )
    officer_acts.take_case(case, by=cast.supplier)
    secrecy_acts.unname(case, by=cast.supplier_boss, person=cast.supplier)
    assert [one.registration for one in CaseOfficer.objects.all()] == [kept.registration]


def test_who_has_it_at_one_supplier_is_told_to_no_other(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    cast.walk.allocate(first)
    cast.walk.allocate(second, supplier=cast.other_supplier)
    officer_acts.take_case(case, by=cast.supplier)
    Membership.objects.filter(user=cast.supplier).update(role="reader")
    assert officer_acts.return_cases() == 1
    seen = {}
    for name in ("applicant", "coordinator", "supplier", "other_supplier"):
        client.force_login(getattr(cast, name))
        text = client.get(reverse("case_events", args=[case.pk])).text
        seen[name] = ("är handläggare för ärendet hos Skatteverket" in text, "Ärendet har ingen handläggare" in text)
    assert seen == dict.fromkeys(("applicant", "coordinator", "supplier"), (True, True)) | {
        "other_supplier": (False, False)
    }
