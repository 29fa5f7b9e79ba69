"""What was written is not lost when the session runs out, or when the person acts in another mandate meanwhile."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from onboarding.workflow import Status
from registry.models import Membership
from registry.ordinance import IN_FORCE, Role

PASSWORD = "lösen-som-bara-finns-i-testet"
AGAIN = "Det du skrev är kvar i fälten men är inte sparat"


@pytest.fixture
def page(cast):
    return reverse("close", args=[cast.walk.request(Status.REGISTERED).pk])


def run_out():
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))


def log_in(client, person, path):
    return client.post(reverse("login") + f"?next={path}", {"username": person.email, "password": PASSWORD})


def test_what_was_written_comes_back_after_the_log_in(client, cast, page):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    assert client.post(page, {"reason": "Ingen kan möta behovet."}).url == f"{reverse('login')}?next={page}"
    assert log_in(client, cast.coordinator, page).url == page
    shown = client.get(page).text
    assert ("Ingen kan möta behovet." in shown, AGAIN in shown) == (True, True)
    assert AGAIN not in client.get(page).text  # given back once


def test_nothing_is_done_with_it(client, cast, page):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    client.post(page, {"reason": "Ingen kan möta behovet."})
    log_in(client, cast.coordinator, page)
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "Ingen kan möta behovet."}).status_code == 302


def test_nobody_else_sees_it(client, cast, page):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    client.post(page, {"reason": "Ingen kan möta behovet."})
    log_in(client, cast.coordinator_boss, page)
    assert "Ingen kan möta behovet." not in client.get(page).text


@pytest.mark.parametrize("cookie", ["", "x" * 32, "\0", "okänd"])
def test_who_never_logged_in_leaves_nothing(client, page, cookie):
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    client.post(page, {"reason": "Skräp."})
    assert "kept" not in client.session


def test_what_is_too_long_is_not_kept(client, cast, page):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    client.post(page, {"reason": "x" * 300_000})
    assert "kept" not in client.session


@pytest.fixture
def other(cast):
    return Membership.objects.create(
        user=cast.coordinator, mandate=cast.fk_supplier, role=Role.OFFICER, title="utredare", valid_from=IN_FORCE
    )


def test_a_form_opened_in_another_mandate_is_kept_and_not_done(client, cast, page, other):
    client.force_login(cast.coordinator)
    opened = cast.coordinator.memberships.first()
    client.post(reverse("mandate_switch"), {"membership": other.pk})
    response = client.post(page, {"reason": "Ingen kan.", "uppdrag": opened.pk})
    assert response.status_code == 409
    assert "Fortsätt för Försäkringskassan som samordnande myndighet" in response.text
    back = client.post(reverse("mandate_switch"), {"membership": opened.pk, "next": page})
    assert back.url == page
    assert "Ingen kan." in client.get(page).text


@pytest.mark.parametrize("opened", ["x", "9" * 40, "-1", "²"])
def test_a_mandate_that_is_nobodys_is_told_so(client, cast, page, opened):
    client.force_login(cast.coordinator)
    response = client.post(page, {"reason": "Ingen kan.", "uppdrag": opened})
    assert (response.status_code, "gäller inte längre" in response.text) == (409, True)


def test_a_mandate_that_ends_is_told(client, cast, other):
    client.force_login(cast.coordinator)
    client.post(reverse("mandate_switch"), {"membership": other.pk})
    other.valid_until = date.today()
    other.save()
    assert "Uppdraget som du arbetade i gäller inte längre" in client.get(reverse("cases")).text


@pytest.mark.parametrize("path", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_the_way_back_is_our_own(client, cast, other, path):
    client.force_login(cast.coordinator)
    assert client.post(reverse("mandate_switch"), {"membership": other.pk, "next": path}).url == reverse("start")
