"""Opening a confidential case is noted: who, for whom, and when; once an hour for each."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.desk.case_parts import ADDRESSES
from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, Document
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ...once import made_once
from ..letters.files import upload

OPENED = "onboarding.open_confidential"


@made_once
def case(cast):
    return cast.walk.request("allocated").registration


@made_once
def closed(cast, case):
    return secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")


def openings(case):
    found = JournalEntry.objects.filter(chain=case.chain, act=OPENED).order_by("number")
    return list(found.values_list("person", flat=True))


def test_each_opening_is_noted_once_an_hour(client, cast, closed):
    page = reverse("case", args=[closed.pk])
    client.force_login(cast.supplier_boss)
    client.get(page)
    client.get(page)
    client.force_login(cast.coordinator_boss)
    client.get(page)
    assert openings(closed) == ["Lars Ljung", "Kurt Samuelsson"]
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        client.force_login(cast.coordinator_boss)
        client.get(page)
    assert openings(closed) == ["Lars Ljung", "Kurt Samuelsson", "Kurt Samuelsson"]


def test_its_papers_and_files_are_openings_too(client, cast, closed):
    (attachment,) = letters_acts.attach(closed, by=cast.applicant_boss, files=[upload()])
    outbox.perform_waiting()
    for person, name, thing in [
        (cast.supplier_boss, "attachment", attachment),
        (cast.applicant_boss, "document", Document.objects.get(registration=closed)),
    ]:
        client.force_login(person)
        assert client.get(reverse(name, args=[thing.pk])).status_code == 200
    assert openings(closed) == ["Lars Ljung", "Göran Öberg"]


def test_a_guest_who_opens_it_is_noted(client, cast, closed):
    secrecy_acts.let_in(closed, by=cast.applicant_boss, email=cast.nobody.email)
    client.force_login(cast.nobody)
    assert client.get(reverse("case_whole", args=[closed.pk])).status_code == 200
    assert openings(closed) == ["Nils Ingen"]


def test_other_cases_note_nothing_and_who_may_not_know_of_it_is_not_noted(client, cast, case, closed):
    other = cast.walk.registered()
    client.force_login(cast.coordinator)
    assert client.get(reverse("case_whole", args=[other.pk])).status_code == 200
    assert client.get(reverse("case_whole", args=[closed.pk])).status_code == 404
    assert not JournalEntry.objects.filter(act=OPENED).exists()


def test_the_openings_are_shown_to_the_named_their_own_too(client, cast, closed):
    client.force_login(cast.supplier_boss)
    client.get(reverse("case_whole", args=[closed.pk]))
    client.force_login(cast.coordinator_boss)
    page = client.get(reverse("name_colleague", args=[closed.pk]))
    assert [entry.person for entry in page.context["opened"]] == ["Kurt Samuelsson", "Lars Ljung"]


PAGES = (
    "message note_down attach enter_by_hand report_conflict name_colleague open_up let_in case_receipt withdraw diary_entry"
).split()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_it_is_an_opening(client, cast, closed, page):
    entry = DiaryEntry.objects.filter(case__registration=closed, agency=closed.agency).first()
    thing = {"withdraw": closed.requested_services.get(), "diary_entry": entry}.get(page, closed)
    client.force_login(cast.applicant_boss)
    address = reverse(page, args=[thing.pk])
    if page == "let_in":  # nobody else is let into a confidential case
        assert client.get(address).status_code in (200, 403)
    else:
        assert client.get(address).status_code == 200
    assert openings(closed) == ["Göran Öberg"]


@pytest.mark.parametrize("part", ADDRESSES)
def test_whichever_part_of_it_is_opened(client, cast, closed, part):
    client.force_login(cast.supplier_boss)
    client.get(reverse(part, args=[closed.pk]))
    assert openings(closed) == ["Lars Ljung"]
