"""What is sent twice from one opening of a form is done once; what is sent anew is asked about first."""

import re
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone

from itdrift import sending
from itdrift.models import SentForm
from onboarding.models import (
    Allocation,
    Attachment,
    DiaryEntry,
    InterestRegistration,
    Message,
    Note,
    RefusalDraft,
    RequestedService,
)
from onboarding.workflow import Status
from registry.models import Membership, User
from registry.ordinance import IN_FORCE, Role

from .. import making, places
from ..onboarding.letters.files import upload
from ..once import made_once

PASSWORD = "lösen-som-bara-finns-i-testet"
AGAIN, ANEW = "men det gjordes bara en gång", "Härifrån skickade du något annat"
FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(nyckel|uppdrag)" value="([^"]+)">')


def at(person):
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def opened(browser, path):
    """What the page's form carries, beside what is typed in it."""
    form = next(form for form in FORM.findall(browser.get(path).text) if "logga-ut" not in form)
    carried = dict(HIDDEN.findall(form))
    assert set(carried) == {"nyckel", "uppdrag"}, path
    return carried


@made_once
def requested_service(cast):
    return cast.walk.request(Status.ALLOCATED)


@made_once
def registered(cast):
    return cast.walk.request(Status.REGISTERED)


@pytest.fixture
def page(requested_service):
    return reverse("note_down", args=[requested_service.registration_id])


@pytest.fixture
def browser(cast):
    return at(cast.applicant)


SOON = str(date.today() + timedelta(days=20))
BY_HAND = {"direction": "drawn_up", "on": "2026-11-30", "about": "Minnesanteckning", "medium": "paper"}
# act: who sends, of what it makes more (a model and, where it has others, which), and what is typed
MAKERS = {
    "message": ("applicant", Message, {"body": "Hej."}),
    "note_down": ("applicant", Note, {"text": "De ringde."}),
    "ask": ("supplier", Message, {"body": "Vad saknas?", "due": SOON}),
    "attach": ("applicant", Attachment, {}),
    "draft": ("applicant", InterestRegistration, {}),
    "enter_by_hand": ("applicant", DiaryEntry, BY_HAND),
    "propose_refusal": ("supplier", RefusalDraft, {"reasons": making.REASONS}),
    "allocate": ("coordinator", Allocation, {"motive": "Har plats."}),
}


@pytest.mark.parametrize("act", MAKERS)
def test_what_makes_something_makes_one(cast, requested_service, registered, act):
    who, model, typed = MAKERS[act]
    browser = at(getattr(cast, who))
    case, supplier = requested_service.registration_id, cast.supplier.acting.mandate
    where = {"draft": [], "ask": [requested_service.pk], "propose_refusal": [requested_service.pk]}
    path = reverse(act, args={**where, "allocate": [registered.pk]}.get(act, [case]))
    typed |= {"message": {"to": [supplier.pk]}, "allocate": {"supplier": supplier.pk}}.get(act, {})
    carried = opened(browser, path)

    def send():
        files = {"files": [upload()]} if act == "attach" else {}
        return browser.post(path, {**carried, **typed, **files})

    before = model.objects.count()
    first = send()
    second = send()
    assert first.status_code == second.status_code == 302, first.text
    assert second.url == first.url
    assert model.objects.count() == before + 1
    assert AGAIN in browser.get(second.url).text


def test_the_notice_says_when_and_nothing_that_is_not_so(browser, page):
    carried = opened(browser, page)
    browser.post(page, {**carried, "text": "De ringde."})
    browser.post(page, {**carried, "text": "De ringde."})
    shown = browser.get(reverse("notices")).text
    assert f"gjordes redan {timezone.localtime():%Y-%m-%d}" in shown


def test_something_else_from_the_same_opening_comes_back_and_says_what_was_sent(browser, page):
    carried = opened(browser, page)
    led_to = browser.post(page, {**carried, "text": "De ringde."}).url
    answer = browser.post(page, {**carried, "text": "De ringde två gånger."})
    assert (answer.status_code, ANEW in answer.text, "De ringde två gånger." in answer.text) == (409, True, True)
    assert f'<a href="{led_to}">se det</a>' in answer.text
    assert Note.objects.count() == 1
    anew = dict(HIDDEN.findall(answer.text))
    assert anew["nyckel"] != carried["nyckel"]
    assert browser.post(page, {**anew, "text": "De ringde två gånger."}).status_code == 302
    assert Note.objects.count() == 2


def test_what_was_not_done_is_not_said_to_be(browser, page):
    carried = opened(browser, page)
    browser.post(page, {**carried, "text": "De ringde."})
    browser.get(reverse("start"))  # which says that the first is saved
    answer = browser.post(page, {**carried, "text": "De ringde igen."})
    assert "Anteckningen är sparad" not in answer.text


def test_a_faulty_form_keeps_its_key(browser, page):
    carried = opened(browser, page)
    faulty = browser.post(page, {**carried, "text": ""})
    assert (faulty.status_code, dict(HIDDEN.findall(faulty.text))) == (200, carried)
    assert SentForm.objects.count() == 0
    browser.post(page, {**carried, "text": "De ringde."})
    browser.post(page, {**carried, "text": "De ringde."})
    assert Note.objects.count() == 1


def test_it_survives_that_the_session_runs_out(browser, cast, page):
    carried = opened(browser, page)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    assert browser.post(page, {**carried, "text": "De ringde."}).url.startswith(reverse("login"))
    browser.post(f"{reverse('login')}?next={page}", {"username": cast.applicant.email, "password": PASSWORD})
    assert opened(browser, page) == carried
    browser.post(page, {**carried, "text": "De ringde."})
    browser.force_login(cast.applicant, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(page, {**carried, "text": "De ringde."})
    assert Note.objects.count() == 1


def test_it_is_bound_to_the_person_and_to_the_address(browser, cast, page, requested_service):
    carried = opened(browser, page)
    colleague = at(cast.applicant_boss)
    theirs = {"nyckel": carried["nyckel"], "uppdrag": cast.applicant_boss.acting.pk}
    for sender, own in [(browser, carried), (colleague, theirs)]:
        for address in (page, f"{page}?a=1"):
            assert sender.post(address, {**own, "text": "De ringde."}).status_code == 302
    assert Note.objects.count() == 4


def test_it_is_of_one_opening_by_one_person_in_one_mandate_of_one_address():
    def bound(person=1, mandate="2", address="/a/", key="3"):
        request = RequestFactory().post(address, {"nyckel": key, "uppdrag": mandate})
        request.user = User(pk=person)
        return sending._bound(request)

    others = [bound(person=9), bound(mandate="9"), bound(address="/a/?b=1"), bound(key="9")]
    assert len({bound(), *others}) == 5
    assert bound() == bound()


def test_it_is_bound_to_the_mandate(cast, requested_service):
    other = Membership.objects.create(
        user=cast.coordinator, mandate=cast.fk_supplier, role=Role.OFFICER, title="utredare", valid_from=IN_FORCE
    )
    browser, path = at(cast.coordinator), reverse("message", args=[requested_service.registration_id])
    carried = opened(browser, path)
    browser.post(reverse("mandate_switch"), {"membership": other.pk})
    assert browser.post(path, {**carried, "text": "De ringde."}).status_code == 409
    assert SentForm.objects.count() == 0


def test_another_file_under_the_same_name_is_something_else(browser, requested_service):
    path = reverse("attach", args=[requested_service.registration_id])
    carried = opened(browser, path)
    browser.post(path, {**carried, "files": [upload()]})
    answer = browser.post(path, {**carried, "files": [upload(content=upload().read().replace(b"1 0", b"2 0"))]})
    assert (answer.status_code, ANEW in answer.text, Attachment.objects.count()) == (409, True, 1)


def test_what_the_first_time_took_away_is_not_missed_by_the_second(cast):
    draft = cast.walk.draft()
    browser, path = at(cast.applicant), reverse("discard", args=[draft.pk])
    carried = opened(browser, path)
    answers = [browser.post(path, carried) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, reverse("cases"))] * 2


def test_a_button_that_is_pressed_twice_says_that_it_was_done(cast):
    draft = cast.walk.draft()
    browser, path = at(cast.applicant), reverse("attach", args=[draft.pk])
    browser.post(path, {**opened(browser, path), "files": [upload()]})
    button = next(form for form in FORM.findall(browser.get(path).text) if "Ta bort" in form)
    address, carried = re.search(r'action="([^"]+)"', button)[1], dict(HIDDEN.findall(button))
    assert [browser.post(address, carried).url for _ in range(2)] == [path] * 2


def test_who_was_too_late_is_told_so_with_409(cast, registered):
    path = reverse("close", args=[registered.pk])
    browsers = [at(cast.coordinator), at(cast.coordinator_boss)]
    forms = [opened(browser, path) for browser in browsers]
    answers = [
        browser.post(path, {**form, "reason": f"Skäl {number}."})
        for number, (browser, form) in enumerate(zip(browsers, forms, strict=True))
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert ("Någon annan kan ha hunnit före" in answers[1].text, "Skäl 1." in answers[1].text) == (True, True)


def test_keys_age_out(browser, page, time_machine):
    browser.post(page, {**opened(browser, page), "text": "De ringde."})
    assert sending.forget() == 0
    time_machine.shift(timedelta(days=31))
    assert (sending.forget(), SentForm.objects.count()) == (1, 0)


def test_nothing_of_what_was_sent_is_kept(browser, page):
    browser.post(page, {**opened(browser, page), "text": "De ringde."})
    assert "ringde" not in str(SentForm.objects.values())


def test_a_key_costs_one_statement(browser, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as without:
        browser.post(page, {"text": "De ringde."})
    carried = opened(browser, page)
    with django_assert_max_num_queries(100) as with_key:
        browser.post(page, {**carried, "text": "De ringde igen."})

    def statements(queries):
        return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]

    assert len(statements(with_key)) == len(statements(without)) + 1


def sent_at_once(cast, path, typed):
    """The same from one opening, twice at the same moment, each on a connection of its own; returns where each led."""
    carried, start, answers = opened(at(cast.applicant), path), Barrier(2), []

    def send():
        browser = at(cast.applicant)
        start.wait(timeout=20)
        answers.append(browser.post(path, {**carried, **typed}))
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [getattr(answer, "url", answer.status_code) for answer in answers]


def test_two_at_once_make_one(transactional_db, cast, requested_service):
    first, second = sent_at_once(cast, reverse("draft"), {})
    assert (first == second, InterestRegistration.objects.drafts().count()) == (True, 1)
    path = reverse("note_down", args=[requested_service.registration_id])
    first, second = sent_at_once(cast, path, {"text": "De ringde."})
    assert (first == second, Note.objects.count()) == (True, 1)


TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def test_every_form_that_is_sent_carries_a_key():
    """But for those that say who is here, and in which mandate, and for what an error gives back as it was sent."""
    forms = [
        (path.name, form) for path in TEMPLATES for form in re.findall(r'<form[^>]*method="post".*', path.read_text())
    ]
    without = {name for name, form in forms if "{% form_token %}" not in form}
    assert without == {"login.html", "header.html", "switch.html", "other_mandate.html", "403.html", "500.html"}


def test_every_address_that_takes_a_form_does_it_once(cast):
    """Of all others it is said that they are only read."""
    found = [one for one in places.patterns(get_resolver().url_patterns) if one.name]
    others = [one for one in found if one.name not in ("login", "logout") and not hasattr(one.callback, "is_done_once")]
    browser = at(cast.coordinator)
    answers = {one.name: browser.post(reverse(one.name, args=[1] * len(one.pattern.converters))) for one in others}
    assert {name for name, answer in answers.items() if answer.status_code != 405} == set()
    assert len(others) < len(found) / 2


def test_a_service_that_is_closed_twice_is_closed_once(cast, registered):
    browser, path = at(cast.coordinator), reverse("close", args=[registered.pk])
    carried = opened(browser, path)
    answers = [browser.post(path, {**carried, "reason": "Ingen kan möta behovet."}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert RequestedService.objects.get(pk=registered.pk).status == Status.CLOSED
