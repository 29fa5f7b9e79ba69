"""The one way out for a file: to whoever may read it, when it may be opened, as something to save and never to run."""

import pytest
from django.urls import reverse

from onboarding.letters import acts as letters_acts
from onboarding.models import Attachment

from ...once import made_once
from ..pages import OTHER_SUPPLIER, OWN_SUPPLIER, PARTIES, STRANGERS, statuses
from .files import PDF, upload


@made_once
def attachment(cast):
    case = cast.walk.request("allocated").registration
    return letters_acts.attach(case, by=cast.applicant, files=[upload("Kravlista för drift.pdf")])[0]


@pytest.fixture
def address(attachment):
    return reverse("attachment", args=[attachment.pk])


def test_who_gets_it(client, cast, address):
    assert statuses(client, cast, address) == {**PARTIES, **OWN_SUPPLIER, **OTHER_SUPPLIER, **STRANGERS}
    client.logout()
    assert client.get(address).status_code == 302


def test_it_is_inert(client, cast, address):
    client.force_login(cast.supplier)
    answer = client.get(address)
    assert answer.content == PDF
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": "attachment; filename*=utf-8''Kravlista%20f%C3%B6r%20drift.pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("quarantined", 409, "Bilagan är inte genomsökt än"),
        ("infected", 403, "Bilagan är spärrad"),
    ],
)
def test_what_may_not_be_opened_is_said_and_not_given(client, cast, address, state, status, words, settings):
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    (held,) = letters_acts.attach(Attachment.objects.get().registration, by=cast.applicant, files=[upload()])
    Attachment.objects.filter(pk=held.pk).exclude(state=state).update(state=state)
    client.force_login(cast.applicant)
    answer = client.get(reverse("attachment", args=[held.pk]))
    assert answer.status_code == status
    assert words in answer.text
    assert PDF not in answer.content
    client.force_login(cast.stranger)
    assert client.get(reverse("attachment", args=[held.pk])).status_code == 404


def test_nothing_is_sent_to_it(client, cast, address):
    client.force_login(cast.applicant)
    assert client.post(address).status_code == 405
    assert client.get(reverse("attachment", args=[10**18])).status_code == 404


def test_a_draft_is_the_agency_s_own(client, cast):
    (held,) = letters_acts.attach(cast.walk.draft(), by=cast.applicant, files=[upload()])
    found = statuses(client, cast, reverse("attachment", args=[held.pk]))
    assert {name for name, status in found.items() if status == 200} == {"applicant", "applicant_boss", "reader"}


def test_whoever_has_a_session_gets_nothing_that_may_be_cached(client, cast, address):
    client.force_login(cast.applicant)
    case = reverse("case_whole", args=[Attachment.objects.get().registration_id])
    for page in (case, reverse("start"), reverse("services"), reverse("cases")):
        assert "no-store" in client.get(page).headers["Cache-Control"]
        assert "private" in client.get(page).headers["Cache-Control"]
    client.logout()
    assert "Cache-Control" not in client.get(reverse("services")).headers
