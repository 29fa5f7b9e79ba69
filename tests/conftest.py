"""Fixtures for all tests: the cast, the browser, and a journal that may be emptied only between tests."""

import gc
import hashlib
import os
from itertools import groupby

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from itdrift import bootstrap, pdf
from itdrift.embedded import HOME, locks
from onboarding.models import RefusalGround, Target
from reporting.paper import document

from . import making, once
from .drill import rounds
from .person import Keyboard, Person
from .roles import act_as, connect_as
from .template import template

# No deadline: what a machine is busy with decides no test.
hypothesis_settings.register_profile("tried", deadline=None, max_examples=rounds(40, 2_000))
hypothesis_settings.load_profile("tried")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in the tests' own thread


NEVER_EMPTIED = {
    "registry_journalentry": "journal_is_never_emptied",
    "onboarding_refusal": "refusals_are_never_emptied",
    "onboarding_document": "documents_are_never_emptied",
    "onboarding_attachment": "attachments_are_never_emptied",
    "onboarding_diaryentry": "diary_is_never_emptied",
    "onboarding_secrecymarking": "markings_are_never_emptied",
}
GIVEN = [RefusalGround, Target]
DRAW_PAPER, DRAW_ACCOUNT = pdf.draw, document.draw
given = []  # their rows, as the migrations made them


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """What starts from a state needs the database; within a file, tests that start from the same follow each other.

    Those with a browser take longest and come first: when only they were left, a core would stand idle.
    """
    for item in items:
        if once.states_of(item) and "db" not in item.fixturenames:
            item.fixturenames.append("db")
    yield
    in_order = []
    for _, of_file in groupby(items, key=lambda item: (item.path, once.commits(item))):
        in_order += sorted(of_file, key=once.states_of)
    items[:] = sorted(in_order, key=lambda item: "browser" not in item.fixturenames)


def pytest_collection_finish():
    gc.freeze()  # what is collected stays to the end: the collector need not look through it again and again


@once.made_once
def cast():
    return making.cast()


@pytest.fixture
def reached():
    """The states that this test has asked for so far."""
    return []


@pytest.fixture(scope="session", autouse=True)
def quick_papers():
    """A paper is a line that depends on what the real one depends on, except where a test asks for `drawn`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "draw", _line_for_a_paper)
        patch.setattr(document, "draw", _line_for_a_paper)
        yield


def _line_for_a_paper(*args, **kwargs):
    """It can be read no more than a real one."""
    return b"%PDF-1.7 " + hashlib.sha256(repr((args, kwargs)).encode()).hexdigest().encode()


@pytest.fixture
def drawn(monkeypatch):
    """The real paper in this test: WeasyPrint takes a third of a second."""
    _draw_for_real(monkeypatch)


@pytest.fixture(scope="module")
def all_drawn():
    """The real papers in all of a file."""
    with pytest.MonkeyPatch.context() as patch:
        _draw_for_real(patch)
        yield


def _draw_for_real(patch):
    patch.setattr(pdf, "draw", DRAW_PAPER)
    patch.setattr(document, "draw", DRAW_ACCOUNT)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """In the end nobody else is connected, so that the test database can go: a thread or a browser may linger."""
    with django_db_blocker.unblock():
        given.extend(row for model in GIVEN for row in model.objects.all())
        connect_as(settings.DATABASE_PROGRAM)
    yield
    with django_db_blocker.unblock():
        once.take_back()
    connect_as(settings.DATABASE_OWNER["USER"])
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def install(missing):
    """Have what `missing` finds missing of Debian's packages; one process at a time, since several may ask at once."""
    with locks.alone(HOME / "debian.lock"):
        try:
            bootstrap.install_debian_packages(missing())
        except SystemExit as hint:
            pytest.fail(str(hint), pytrace=False)


@pytest.fixture(scope="session")
def paper_programs():
    install(bootstrap.missing_for_papers)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    install(bootstrap.missing_for_the_browser)
    flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    return {
        **browser_type_launch_args,
        "executable_path": str(bootstrap.BROWSER_PROGRAMS["chromium"]),
        "args": [*flags.split(), "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture(scope="session")
def playwright(django_db_setup, django_db_blocker, playwright):
    """While it runs there is an event loop, and with it a connection of its own, which must be left before it ends."""
    yield playwright
    with django_db_blocker.unblock():
        once.take_back()
        connection.close()


@pytest.fixture
def sit_down(browser, live_server, cast):
    """Somebody at a browser of their own, without JavaScript; as many as wanted, with a mouse or the keyboard alone."""
    contexts = []

    def sit(kind):
        context = browser.new_context(
            java_script_enabled=False, locale="sv-SE", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return kind(context.new_page(), live_server.url)

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture
def person(sit_down):
    return sit_down(Person)


@pytest.fixture
def keyboard(sit_down):
    return sit_down(Keyboard)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if once.commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            once.take_back()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After the emptying of a test that committed: the triggers for the next test, and what migrations gave is given again."""
    done = yield
    if guards["off"] and (nextitem or item.config.option.reuse_db):  # else after the last the database itself is gone
        with item.config.stash[blocking_manager_key].unblock():
            act_as(settings.DATABASE_OWNER["USER"])
            set_guards("ENABLE")
            for model in GIVEN:
                model.objects.bulk_create([row for row in given if isinstance(row, model)], ignore_conflicts=True)
            act_as(settings.DATABASE_PROGRAM)
    return done


@pytest.fixture
def emptied_afterwards(transactional_db):
    """For tests that commit: Django empties all tables afterwards, which the triggers refuse."""
    yield
    act_as(settings.DATABASE_OWNER["USER"])
    set_guards("DISABLE")


@pytest.fixture(autouse=True)
def started(request, reached, django_db_blocker):
    """First the states that are made once, then the test's own transaction.

    What is never emptied is emptied only between tests; switching takes time, so only where a test has committed.
    """
    if once.commits(request.node):
        request.getfixturevalue("emptied_afterwards")
        return
    for name in once.states_of(request.node):
        request.getfixturevalue(name)
    if reached or "db" in request.fixturenames:
        with django_db_blocker.unblock():
            once.take_back(len(reached))
        request.getfixturevalue("db")


guards = {"off": False}


def set_guards(switch):
    guards["off"] = switch == "DISABLE"
    with connection.cursor() as cursor:
        for table, trigger in NEVER_EMPTIED.items():
            cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER {trigger}")
