"""What was written is not lost when the session runs out, or when the person acts in another mandate meanwhile."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from itdrift import unsent
from onboarding.allocation import acts as allocation_acts
from onboarding.workflow import Status
from registry.classified import STOPPED
from registry.models import Membership
from registry.ordinance import IN_FORCE, Role

from ..once import made_once

PASSWORD = "lösen-som-bara-finns-i-testet"
AGAIN = "Det du skrev är kvar i fälten men är inte sparat"


@made_once
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


def test_a_password_is_no_text_to_read_again():
    assert unsent.in_words(QueryDict("old_password=fyra ord i rad&reasons=fyra ord till dem&number=4")) == [
        "fyra ord till dem"
    ]


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
    assert "unsent" not in client.session


def test_what_is_too_long_is_not_kept_and_the_page_says_so(client, cast, page):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    to_login = client.post(page, {"reason": "x" * 500_001}).url
    assert "unsent" not in client.session
    assert "för långt för att behållas, och är inte sparat" in client.get(to_login).text


def test_the_longest_form_of_the_program_is_kept(client, cast, page):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    terms = {f"villkor_{n}": "ö" * 5_000 for n in range(15)}
    client.post(page, terms | {f"text_{n}": "ö" * 10_000 for n in range(4)} | {"reason": "Sist."})
    log_in(client, cast.coordinator, page)
    assert "Sist." in client.get(page).text


MARKED = {"reason": "BEGRÄNSAT HEMLIG: ledningsplats Berget"}


def told_only_that_it_happened(caplog):
    said = [record.getMessage() for record in caplog.records if "marking" in record.getMessage()]
    return said == ["A text with a security marking was stopped"] and "Berget" not in caplog.text


def stored(text):
    return [session.pk for session in Session.objects.all() if text in str(session.get_decoded())]


def test_a_marked_text_is_not_kept_when_the_session_ran_out(client, cast, page, caplog):
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    run_out()
    to_login = client.post(page, MARKED).url
    assert (stored("HEMLIG"), told_only_that_it_happened(caplog)) == ([], True)
    assert STOPPED in client.get(to_login).text
    log_in(client, cast.coordinator, page)
    assert "Berget" not in client.get(page).text


@made_once
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


def test_a_marked_text_is_not_kept_in_another_mandate(client, cast, page, other, caplog):
    client.force_login(cast.coordinator)
    opened = cast.coordinator.memberships.first()
    client.post(reverse("mandate_switch"), {"membership": other.pk})
    response = client.post(page, MARKED | {"uppdrag": opened.pk})
    assert (stored("HEMLIG"), told_only_that_it_happened(caplog)) == ([], True)
    assert (STOPPED in response.text, "Det du skrev är kvar" in response.text) == (True, False)


def test_what_waits_in_another_mandate_is_told_of(client, cast, other):
    asked = cast.walk.request(Status.REGISTERED)
    allocation_acts.allocate(
        asked, by=cast.coordinator_boss, supplier=cast.fk_supplier, motive="Tillhandahåller tjänsten."
    )
    address = reverse("message", args=[asked.registration_id])
    client.force_login(cast.coordinator)
    opened = cast.coordinator.memberships.first()
    client.post(reverse("mandate_switch"), {"membership": other.pk})
    client.post(address, {"body": "Hej på er.", "uppdrag": opened.pk})
    shown = client.get(address).text
    assert ("Du har skrivit i det här formuläret i ett annat uppdrag" in shown, "Hej på er." in shown) == (True, False)
    client.post(reverse("mandate_switch"), {"membership": opened.pk})
    assert "Hej på er." in client.get(address).text


OURS = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def old_tab(cast, page):
    """A browser that checks tokens, in which the person has logged in again; and what the old tab sends."""
    browser = Client(enforce_csrf_checks=True)
    browser.get(reverse("login"))
    opened = cast.coordinator.memberships.first().pk
    said = {"reason": "Ingen kan möta behovet.", "uppdrag": opened, "csrfmiddlewaretoken": "a" * 64}
    browser.force_login(cast.coordinator)
    return browser, said


@pytest.mark.parametrize("own", [OURS, {"HTTP_REFERER": "http://testserver/arenden/"}])
def test_a_tab_from_before_the_log_in_gets_its_text_back_and_nothing_is_done(old_tab, page, own):
    browser, said = old_tab
    response = browser.post(page, said, **own)
    assert (response.status_code, response.url) == (302, page)
    shown = browser.get(page)
    assert ("Ingen kan möta behovet." in shown.text, AGAIN in shown.text) == (True, True)
    token = shown.context["csrf_token"]
    assert browser.post(page, said | {"csrfmiddlewaretoken": str(token)}, **OURS).url != page


FOREIGN = [
    {},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": "https://example.com"},
    {"HTTP_ORIGIN": "http://testserver.example.com"},
    {"HTTP_ORIGIN": "https://example.com", "HTTP_REFERER": "http://testserver/"},
    {"HTTP_REFERER": "http://testserver.example.com/"},
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_another_site_sends_is_kept_nowhere(old_tab, page, foreign):
    browser, said = old_tab
    assert browser.post(page, said, **foreign).status_code == 403
    assert stored("Ingen kan") == []


@pytest.mark.parametrize("less", ["uppdrag", "reason"])
def test_what_is_no_form_of_ours_or_says_nothing_is_kept_nowhere(old_tab, page, less):
    browser, said = old_tab
    said.pop(less)
    assert browser.post(page, said, **OURS).status_code == 403
    assert stored("uppdrag") == []


def test_nor_is_what_another_person_wrote_in_the_browser_before(old_tab, page, cast):
    browser, said = old_tab
    browser.force_login(cast.coordinator_boss)
    assert browser.post(page, said, **OURS).status_code == 403
    assert stored("Ingen kan") == []


def test_nor_is_what_nobody_sends(page):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(page, {"reason": "x", "uppdrag": "1"}, **OURS).status_code == 403
    assert Session.objects.count() == 0


def test_nor_is_a_marked_text_of_an_old_tab(old_tab, page):
    browser, said = old_tab
    assert STOPPED in browser.post(page, said | MARKED, follow=True, **OURS).text
    assert stored("Berget") == []


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


@made_once
def allocated(cast):
    return cast.walk.request(Status.ALLOCATED)


def replaced(cast, role):
    """The supplier's officer has that role instead, from today."""
    was = cast.supplier.memberships.get()
    was.valid_until = date.today()
    was.save()
    Membership.objects.create(
        user=cast.supplier, mandate=was.mandate, role=role, title="utredare", valid_from=date.today()
    )
    return was


def test_a_role_that_is_replaced_keeps_the_text(client, cast, allocated):
    client.force_login(cast.supplier)
    address = reverse("message", args=[allocated.registration_id])
    was = replaced(cast, Role.DECISION_MAKER)
    response = client.post(address, {"body": "Hej på er alla.", "uppdrag": was.pk})
    assert (response.status_code, "du är nu beslutsfattare" in response.text) == (409, True)
    assert ("Hej på er alla." in response.text, f'href="{address}"' in response.text) == (True, True)
    shown = client.get(address).text
    assert ("Hej på er alla." in shown, AGAIN in shown) == (True, True)


def test_who_may_not_go_on_in_the_new_role_reads_the_text(client, cast, allocated):
    client.force_login(cast.supplier)
    address = reverse("message", args=[allocated.registration_id])
    was = replaced(cast, Role.READER)
    assert "Hej på er alla." in client.post(address, {"body": "Hej på er alla.", "uppdrag": was.pk}).text
    assert client.get(address).status_code == 403


def test_who_has_no_mandate_left_reads_the_text(client, cast, allocated):
    client.force_login(cast.supplier)
    was = cast.supplier.memberships.get()
    was.valid_until = date.today()
    was.save()
    address = reverse("message", args=[allocated.registration_id])
    response = client.post(address, {"body": "Hej på er alla.", "uppdrag": was.pk})
    assert (response.status_code, "gäller inte längre" in response.text) == (409, True)
    assert "Hej på er alla." in response.text


@pytest.mark.parametrize("path", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_the_way_back_is_our_own(client, cast, other, path):
    client.force_login(cast.coordinator)
    assert client.post(reverse("mandate_switch"), {"membership": other.pk, "next": path}).url == reverse("start")
