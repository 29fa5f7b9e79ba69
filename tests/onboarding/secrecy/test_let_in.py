"""The exception to the rule: named people outside the parties let into one case to read it, for a time, and out again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import get_perms

from onboarding.models import (
    GuestAddress,
    InterestRegistration,
    InterestRegistrationUserObjectPermission,
    RequestedService,
)
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ...once import made_once
from ..pages import statuses

NOBODYS = "ingen.alls@annan.example"


def grants(case):
    """The exact rights that stand, as {(name, permission, party, last day)}."""
    found = InterestRegistrationUserObjectPermission.objects.filter(content_object=case)
    rows = found.select_related("user", "permission", "mandate__agency")
    return {(g.user.name, g.permission.codename, g.mandate and str(g.mandate), g.until) for g in rows}


@made_once
def case(cast):
    return cast.walk.request("allocated").registration


@pytest.fixture
def today():
    return timezone.localdate()


def test_a_guest_sees_that_case_and_no_other(cast):
    case, other = cast.walk.registered(), cast.walk.registered()
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email)
    assert grants(case) == {("Nils Ingen", "view_as_guest", None, None)}
    assert (get_perms(cast.nobody, case), get_perms(cast.nobody, other)) == (["view_as_guest"], [])
    assert list(InterestRegistration.objects.visible_to(cast.nobody)) == [case]
    assert list(InterestRegistration.objects.of_party(cast.nobody)) == []
    assert list(RequestedService.objects.visible_to(cast.nobody)) == list(case.requested_services.all())


def test_the_grant_and_its_end_are_journalled_and_nothing_remains(cast):
    case = cast.walk.registered()
    guest = secrecy_acts.let_in(case, by=cast.coordinator_boss, email=cast.nobody.email)
    secrecy_acts.let_out(case, by=cast.coordinator_boss, address=guest)
    assert grants(case) == set()
    assert not GuestAddress.objects.exists()
    assert not InterestRegistration.objects.visible_to(cast.nobody).exists()
    entries = JournalEntry.objects.filter(chain=case.chain).order_by("number")
    assert list(entries.values_list("act", flat=True))[-2:] == ["onboarding.let_in", "onboarding.let_out"]


def test_who_has_another_address_now_is_let_out_too(cast, case):
    guest = secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email)
    type(cast.nobody).objects.filter(pk=cast.nobody.pk).update(email="nytt.namn@myndighet.example")
    secrecy_acts.let_out(case, by=cast.applicant_boss, address=guest)
    assert grants(case) == set()


def test_an_address_that_has_gone_over_to_another_lets_that_person_in_alone(cast, case):
    address = cast.nobody.email
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=address)
    type(cast.nobody).objects.filter(pk=cast.nobody.pk).update(email="nytt.namn@myndighet.example")
    type(cast.stranger).objects.filter(pk=cast.stranger.pk).update(email=address)
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=address)
    assert grants(case) == {("Sten Främling", "view_as_guest", None, None)}


def test_a_guest_may_do_nothing(cast):
    requested_service = cast.walk.request("registered")
    secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.nobody.email)
    for perm in ("onboarding.withdraw", "onboarding.allocate", "onboarding.refuse"):
        assert not cast.nobody.has_perm(perm, requested_service)
    assert not cast.nobody.has_perm("onboarding.attach", requested_service.registration)


def test_a_guest_is_told_so_and_until_when(client, cast, case, today):
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email, until=today)
    told = f"Du läser ärendet som gäst till och med {today:%Y-%m-%d}. Du kan inte göra något i det."
    for person, is_told in ((cast.nobody, True), (cast.supplier, False)):
        client.force_login(person)
        assert (told in client.get(reverse("case_whole", args=[case.pk])).text) is is_told


def test_a_guest_of_another_agency_is_no_party(cast, case):
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.stranger.email)
    assert InterestRegistration.objects.visible_to(cast.stranger).filter(pk=case.pk).exists()
    for perm in ("message", "attach", "let_in", "make_confidential", "name_colleague"):
        assert not cast.stranger.has_perm(f"onboarding.{perm}", case)


def test_access_ends_by_itself_after_the_last_day(cast, case, today):
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email, until=today)
    assert grants(case) == {("Nils Ingen", "view_as_guest", None, today)}
    with time_machine.travel(timezone.now().replace(hour=12)):
        assert InterestRegistration.objects.visible_to(cast.nobody).exists()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert not InterestRegistration.objects.visible_to(cast.nobody).exists()
        assert not RequestedService.objects.visible_to(cast.nobody).exists()


def test_the_same_person_twice_is_one_guest_with_a_new_day(cast, case, today):
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email, until=today)
    later = today + timedelta(days=7)
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email.upper(), until=later)
    assert grants(case) == {("Nils Ingen", "view_as_guest", None, later)}
    assert list(GuestAddress.objects.values_list("email", "until")) == [(cast.nobody.email, later)]


def test_a_day_that_has_been_is_refused(cast, case, today):
    with pytest.raises(ValidationError, match="Dagen har redan varit"):
        secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email, until=today - timedelta(days=1))
    assert grants(case) == set()


def test_an_address_without_a_log_in_stands_in_the_list_and_gives_nothing(cast, case):
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=NOBODYS)
    assert grants(case) == set()
    assert list(GuestAddress.objects.values_list("email", flat=True)) == [NOBODYS]


def test_nobody_is_let_into_a_draft(cast):
    with pytest.raises(ValidationError, match="Ett utkast"):
        secrecy_acts.let_in(cast.walk.draft(), by=cast.applicant_boss, email=cast.nobody.email)


def test_superusers_get_no_case(cast):
    cast.walk.registered()
    assert not InterestRegistration.objects.visible_to(cast.admin).exists()


def test_letting_out_a_guest_leaves_what_the_person_is_named_for(cast, case):
    case = secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    before = grants(case)
    guest = secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.coordinator_boss.email)
    assert grants(case) == before
    secrecy_acts.let_out(case, by=cast.applicant_boss, address=guest)
    assert grants(case) == before


def test_a_guest_of_a_confidential_case_reads_and_is_no_party_even_of_an_agency_that_is(cast, case):
    case = secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    secrecy_acts.let_in(case, by=cast.coordinator_boss, email=cast.supplier.email)
    assert InterestRegistration.objects.visible_to(cast.supplier).filter(pk=case.pk).exists()
    assert not InterestRegistration.objects.of_party(cast.supplier).filter(pk=case.pk).exists()
    requested_service = case.requested_services.get()
    assert not any(
        cast.supplier.has_perm(f"onboarding.{act}", requested_service) for act in ("accept", "assess", "ask")
    )


def test_the_database_keeps_one_row_for_an_address(cast, case):
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=NOBODYS)
    with pytest.raises(IntegrityError, match="address_once_in_a_case"), transaction.atomic():
        GuestAddress.objects.create(registration=case, email=NOBODYS, let_in_by=cast.applicant_boss)


# The page


def test_the_page_is_for_decision_makers_of_the_agency_and_the_coordinator(client, cast, case):
    expected = dict.fromkeys(cast.PEOPLE, 404)
    expected |= dict.fromkeys(["applicant", "reader", "coordinator", "supplier", "supplier_boss"], 403)
    expected |= dict.fromkeys(["applicant_boss", "coordinator_boss"], 200)
    assert statuses(client, cast, reverse("let_in", args=[case.pk])) == expected


def test_a_draft_has_no_guests(client, cast):
    client.force_login(cast.applicant_boss)
    assert client.get(reverse("let_in", args=[cast.walk.draft().pk])).status_code == 404


def test_a_person_is_let_in_and_out_again(client, cast, case, today):
    client.force_login(cast.applicant_boss)
    page = reverse("let_in", args=[case.pk])
    sent = {"email": cast.nobody.email.upper(), "until": f"{today}"}
    assert client.post(page, sent).headers["Location"] == page
    assert grants(case) == {("Nils Ingen", "view_as_guest", None, today)}
    assert f"Till och med {today}" in client.get(page).text
    out = reverse("let_out", args=[case.pk, GuestAddress.objects.get().pk])
    assert client.get(out).status_code == 405
    assert client.post(out).headers["Location"] == page
    assert grants(case) == set()


@pytest.mark.parametrize("who", ["applicant_boss", "coordinator_boss"])
def test_the_page_and_the_journal_do_not_tell_who_has_a_log_in(client, cast, case, who):
    client.force_login(getattr(cast, who))
    page, seen = reverse("let_in", args=[case.pk]), {}
    for email in (cast.nobody.email, NOBODYS):
        answer = (
            client.post(page, {"email": email}, follow=True).text
            + client.get(reverse("case_whole", args=[case.pk])).text
        )
        seen[email] = answer.replace(email, "ADRESSEN").replace(cast.nobody.name, "NAMNET")
        secrecy_acts.let_out(case, by=getattr(cast, who), address=GuestAddress.objects.get())
    for text in seen.values():
        assert "Om ADRESSEN har en inloggning kan personen nu läsa ärendet." in text
        assert "NAMNET" not in text
    entries = JournalEntry.objects.filter(act="onboarding.let_in").values_list("text", flat=True)
    assert list(entries) == [f"{email} fick läsa ärendet." for email in seen]


def test_only_they_let_anybody_out(client, cast, case):
    guest = secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email)
    for name in set(cast.PEOPLE) - {"applicant_boss", "coordinator_boss"}:
        client.force_login(getattr(cast, name))
        assert client.post(reverse("let_out", args=[case.pk, guest.pk])).status_code in (403, 404)
        with pytest.raises(PermissionDenied):
            secrecy_acts.let_out(case, by=getattr(cast, name), address=guest)
    assert grants(case) == {("Nils Ingen", "view_as_guest", None, None)}


@pytest.mark.parametrize("address", [0, 10**30])
def test_nobody_is_let_out_who_was_not_let_in(client, cast, case, address):
    client.force_login(cast.applicant_boss)
    assert client.post(reverse("let_out", args=[case.pk, address])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"email": ""}, "email", "Ange personens e-postadress."),
        ({"email": "nils"}, "email", "Fyll i en giltig e-postadress."),
        ({"email": "nils\0@x.se"}, "email", "Fyll i en giltig e-postadress."),
        (
            {"email": NOBODYS, "until": "2020-01-01"},
            "until",
            "Dagen har redan varit. Ange i dag eller en senare dag, eller lämna tomt.",
        ),
        ({"email": NOBODYS, "until": "i morgon"}, "until", "Fyll i ett giltigt datum."),
    ],
)
def test_bad_input_is_said_at_the_field_and_kept(client, cast, case, sent, field, sentence):
    client.force_login(cast.applicant_boss)
    page = client.post(reverse("let_in", args=[case.pk]), sent)
    assert sentence in page.context["form"].errors[field]
    assert page.context["form"][field].value() == sent[field]
    assert not GuestAddress.objects.exists()
