"""Fixtures for all tests: the cast, the browser, and a journal that may be emptied only between tests."""

import os

import pytest
from django.db import connection

from . import making

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in the tests' own thread


@pytest.fixture
def cast(db):
    return making.cast()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": [*flags.split(), "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture
def emptied_afterwards(transactional_db):
    """For tests that commit: Django empties all tables afterwards, which the journal's own trigger refuses."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_journalentry DISABLE TRIGGER journal_is_never_emptied")


@pytest.fixture(autouse=True)
def journal_is_guarded(request):
    """Every test that commits starts with the trigger on, and hands over to Django's emptying with it off."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("emptied_afterwards")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE registry_journalentry ENABLE TRIGGER journal_is_never_emptied")
