"""A disk that is full, under a real request: a sentence of its own, and the text is kept."""

import resource
from contextlib import contextmanager
from os import urandom

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from itdrift.unsent import NO_ROOM
from onboarding.models import Attachment, Message

from ..onboarding.letters.files import pdf, upload
from ..once import made_once

LARGE = pdf(lambda made: made.pages[0].contents_add(b"% " + urandom(4_000_000).hex().encode()))  # not kept in memory
TEXT = "Kraven står i bilagan, som vi har kommit överens om."


@made_once
def case(cast):
    return cast.walk.registered()


@contextmanager
def no_file_longer_than(size):
    """The kernel refuses more, as it does when the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def nowhere(settings):
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
    yield
    settings.FILE_UPLOAD_TEMP_DIR = None


@pytest.mark.parametrize("where", ["full at once", "full in the middle", "gone"])
def test_a_file_without_room_is_told_as_such_and_the_text_comes_back(client, cast, case, settings, where):
    client.force_login(cast.applicant)
    page = reverse("message", args=[case.pk])
    said = {"to": [cast.coordinator.acting.mandate_id], "body": TEXT, "files": [upload("Krav.pdf", LARGE)]}
    full = {"full at once": 0, "full in the middle": 1_000_000}
    with nowhere(settings) if where == "gone" else no_file_longer_than(full[where]):
        answer = client.post(page, said)
    assert (answer.status_code, answer.url) == (302, page)
    shown = client.get(page)
    assert NO_ROOM in shown.text
    assert shown.context["form"]["body"].value() == TEXT
    assert not Message.objects.exists()
    said["files"] = [upload("Krav.pdf", LARGE)]
    client.post(page, said)
    assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)


def test_who_sends_a_file_alone_is_told_the_same(client, cast, case):
    client.force_login(cast.applicant)
    page = reverse("attach", args=[case.pk])
    with no_file_longer_than(0):
        assert client.post(page, {"files": [upload("Krav.pdf", LARGE)]}).url == page
    assert NO_ROOM in client.get(page).text


def test_a_small_file_needs_no_disk(client, cast, case):
    client.force_login(cast.applicant)
    with no_file_longer_than(0):
        client.post(reverse("attach", args=[case.pk]), {"files": [upload()]})
    assert Attachment.objects.count() == 1


def test_a_database_whose_disk_is_full_is_told_as_such(cast, case, monkeypatch):
    def full(*_, **__):
        raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")

    monkeypatch.setattr(Message, "save", full)
    client = Client(raise_request_exception=False, HTTP_ORIGIN="http://testserver")
    client.force_login(cast.applicant)
    answer = client.post(reverse("message", args=[case.pk]), {"to": [cast.coordinator.acting.mandate_id], "body": TEXT})
    assert (answer.status_code, "Lagringsutrymmet är fullt." in answer.text, TEXT in answer.text) == (503, True, True)
