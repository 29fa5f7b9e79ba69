"""What people are told: once for each event, in the program always and by e-mail as each has chosen, never secret."""

from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from itdrift.models import Job
from onboarding.models import Agreement, Allocation, Message, Refusal
from registry.models import Membership, Notice
from registry.people import acts as people_acts
from registry.people import notices

from ... import making

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
LETTER = "onboarding/notices/received.txt"
LIST = "/meddelanden/"


@pytest.fixture
def people(cast):
    """The coordinator's, as memberships."""
    return Membership.objects.current().filter(mandate=cast.coordinator.acting.mandate)


def tell(people, key="a", path="/arenden/", **context):
    notices.tell(people, LETTER, key=key, path=path, **{"case": {"diary_number": "FK 1"}, **context})


def test_each_is_told_once_in_the_program_and_by_e_mail(cast, people):
    tell(people)
    tell(people)
    told = Notice.objects.order_by("recipient__email")
    assert [(n.recipient, n.mandate, n.path) for n in told] == [
        (person, cast.coordinator.acting.mandate, "/arenden/") for person in (cast.coordinator, cast.coordinator_boss)
    ]
    assert told[0].subject == "En intresseanmälan har kommit in (FK 1)"
    assert told[0].summary == "En intresseanmälan har kommit in och väntar på att fördelas (7 §)."
    outbox.perform_waiting()
    assert sorted(m.to[0] for m in mail.outbox) == [n.recipient.email for n in told]


def test_nothing_is_told_of_what_did_not_happen(people):
    with transaction.atomic():
        tell(people)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Job.objects.exists()


def test_who_has_two_roles_is_told_once(cast):
    cast.coordinator.memberships.create(
        mandate=cast.fk_supplier, role="officer", title="handläggare", valid_from="2025-01-01"
    )
    tell(Membership.objects.current().filter(mandate__agency=cast.fk))
    assert Notice.objects.get(recipient=cast.coordinator).mandate == cast.coordinator.acting.mandate, "the oldest"


@pytest.mark.parametrize(("choice", "letters"), [("at_once", 1), ("daily", 0), ("never", 0)])
def test_e_mail_as_the_person_chose(cast, people, choice, letters):
    people_acts.choose_mailing(by=cast.coordinator, mailing=choice)
    tell(people)
    outbox.perform_waiting()
    assert len([m for m in mail.outbox if m.to == [cast.coordinator.email]]) == letters
    assert Notice.objects.get(recipient=cast.coordinator).mailing == choice


@pytest.mark.parametrize("choice", ["", "weekly", None])
def test_only_what_is_offered_can_be_chosen(cast, choice):
    with pytest.raises(ValidationError, match="Välj när du vill ha e-post"):
        people_acts.choose_mailing(by=cast.coordinator, mailing=choice)


def test_the_database_tells_nobody_twice(cast):
    row = {"recipient": cast.coordinator, "key": "a", "subject": "A", "path": "/"}
    Notice.objects.create(**row)
    with pytest.raises(IntegrityError, match="told_once_of_an_event"), transaction.atomic():
        Notice.objects.create(**row)


@pytest.mark.parametrize("path", ["https://annan.example/", "//annan.example", "/\\annan.example", "", "javascript:1"])
def test_a_notice_leads_into_the_program_alone(cast, path):
    with pytest.raises(IntegrityError, match="notice_leads_into_the_program"), transaction.atomic():
        Notice.objects.create(recipient=cast.coordinator, key="a", subject="A", path=path)


def test_two_long_addresses_are_two_letters(cast, people):
    for person, name in ((cast.coordinator, "a"), (cast.coordinator_boss, "b")):
        person.email = f"{'x' * 180}@{'y' * 50}.{name}.example"
        person.save()
    tell(people, key="k" * 190)
    assert Job.objects.count() == 2


# What has become of the e-mail


@pytest.fixture
def notice(cast, people):
    tell(people)
    return lambda: Notice.objects.unread_first().get(recipient=cast.coordinator)


def test_delivery_from_the_outbox(cast, notice):
    assert notice().delivery == "E-posten väntar på att skickas"
    again = timezone.now()
    Job.objects.update(error="ConnectionRefusedError", attempts=1, not_before=again)
    assert (
        notice().delivery == f"E-posten kunde inte skickas än, nytt försök {timezone.localtime(again):%Y-%m-%d %H:%M}"
    )
    Job.objects.update(attempts=Job.MOST_ATTEMPTS)
    assert notice().delivery == "E-posten kunde inte skickas, och försöken har upphört"
    Job.objects.update(attempts=0, error="", not_before=timezone.now())
    outbox.perform_waiting()
    assert notice().delivery.startswith("E-post skickad 20")


@pytest.mark.parametrize(
    ("chosen", "now", "read", "words"),
    [
        ("never", "never", False, "Ingen e-post"),
        ("daily", "daily", False, "Kommer i nästa sammanställning"),
        ("daily", "at_once", False, "Kommer i nästa sammanställning"),
        ("daily", "never", False, "Ingen e-post"),
        ("daily", "daily", True, "Läst före sammanställningen, ingen e-post"),
    ],
)
def test_delivery_without_a_letter(cast, people, chosen, now, read, words):
    people_acts.choose_mailing(by=cast.coordinator, mailing=chosen)
    tell(people)
    people_acts.choose_mailing(by=cast.coordinator, mailing=now)
    if read:
        cast.coordinator.notices.read()
    assert Notice.objects.unread_first().get(recipient=cast.coordinator).delivery == words


# The pages


def test_the_list_has_the_unread_first(client, cast, people):
    for key in "abc":
        tell(people, key=key, case={"diary_number": f"FK {key}"})
    cast.coordinator.notices.filter(key="c").read()
    client.force_login(cast.coordinator)
    page = client.get(LIST)
    assert [n.key for n in page.context["rows"]] == ["b", "a", "c"]
    assert "Aviseringar (2)" in page.text
    assert "2 olästa" in page.text


def test_opening_one_marks_it_read_and_goes_on(client, cast, people):
    tell(people)
    notice = cast.coordinator.notices.get()
    client.force_login(cast.coordinator)
    response = client.get(reverse("notice_open", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, "/arenden/")
    first = cast.coordinator.notices.get().read_at
    client.get(reverse("notice_open", args=[notice.pk]))
    assert cast.coordinator.notices.get().read_at == first is not None
    assert "Aviseringar (" not in client.get(LIST).text


@pytest.mark.parametrize("page", ["notice_open", "notice_read"])
def test_nobody_else_s(client, cast, people, page):
    tell(people)
    notice = cast.coordinator.notices.get()
    for person in (cast.coordinator_boss, cast.applicant, cast.admin):
        client.force_login(person)
        address = reverse(page, args=[notice.pk])
        assert (client.post if page == "notice_read" else client.get)(address).status_code == 404
    assert cast.coordinator.notices.unread().count() == 1


def test_looking_alone_marks_nothing(client, cast, people):
    tell(people)
    client.force_login(cast.coordinator)
    client.get(LIST)
    notice = cast.coordinator.notices.get()
    assert client.get(reverse("notice_read", args=[notice.pk])).status_code == 405
    assert client.head(reverse("notice_open", args=[notice.pk])).status_code == 405
    assert cast.coordinator.notices.unread().count() == 1


def test_marking_one_and_all_that_were_shown(client, cast, people):
    for key in "abc":
        tell(people, key=key)
    client.force_login(cast.coordinator)
    first, second, third = cast.coordinator.notices.order_by("pk")
    client.post(reverse("notice_read", args=[second.pk]))
    assert set(cast.coordinator.notices.unread()) == {first, third}
    client.post(reverse("notices_read"), {"till": second.pk})
    assert set(cast.coordinator.notices.unread()) == {third}, "what came after was not shown"
    for wrong in ("", "x", "-1", "9" * 30):
        client.post(reverse("notices_read"), {"till": wrong})
    assert set(cast.coordinator.notices.unread()) == {third}
    client.post(reverse("notices_read"), {"till": third.pk})
    assert Notice.objects.unread().exclude(recipient=cast.coordinator).count() == 3, "each marks one's own"


def test_what_concerns_another_mandate_is_opened_in_that(client, cast):
    both = cast.coordinator
    other = both.memberships.create(
        mandate=cast.fk_supplier, role="officer", title="handläggare", valid_from="2025-01-01"
    )
    tell(Membership.objects.filter(pk=other.pk))
    notice = both.notices.get()
    client.force_login(both)
    address = reverse("notice_open", args=[notice.pk])
    page = client.get(address)
    assert "Byt till Försäkringskassan som leverantörsmyndighet" in page.text
    assert both.notices.unread().count() == 1
    response = client.post(reverse("mandate_switch"), {"membership": other.pk, "next": address}, follow=True)
    assert response.redirect_chain[-1][0] == "/arenden/"
    assert both.notices.unread().count() == 0


def test_choosing_e_mail(client, cast):
    client.force_login(cast.coordinator)
    response = client.post(LIST, {"mailing": "daily"}, follow=True)
    assert "Ditt val av e-post är sparat." in response.text
    cast.coordinator.refresh_from_db()
    assert cast.coordinator.mailing == "daily"
    assert "Välj när du vill ha e-post." in client.post(LIST, {}).text
    assert "Välj ett av alternativen." in client.post(LIST, {"mailing": "x"}).text


def test_the_pages_follow_each_other(client, cast, people, monkeypatch):
    monkeypatch.setattr("registry.models.notice.PAGE", 2)
    for key in "abcdefg":
        tell(people, key=key)
    cast.coordinator.notices.filter(key__in=["a", "d", "g"]).read()
    client.force_login(cast.coordinator)
    seen, address = "", LIST
    while address:
        page = client.get(address)
        seen += "".join(n.key for n in page.context["rows"])
        address = page.context["next"] and f"{LIST}?efter={page.context['next']}"
    assert seen == "fecbgda"


@pytest.mark.parametrize("efter", ["x", "2_1", "1_", f"0_{'9' * 30}", "1_1\0"])
def test_a_wrong_key_shows_the_first_page(client, cast, people, efter):
    tell(people)
    client.force_login(cast.coordinator)
    assert len(client.get(LIST, {"efter": efter}).context["rows"]) == 1


def test_takes_the_same_queries_for_few_and_for_many(client, cast, people, django_assert_num_queries):
    tell(people)
    client.force_login(cast.coordinator)
    with django_assert_num_queries(4):  # session, person, mandate, rows
        client.get(LIST)
    for n in range(20):
        tell(people, key=str(n))
    with django_assert_num_queries(4):
        client.get(LIST)


def test_the_count_is_read_from_its_index(cast):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'notices_unread'")
        assert "WHERE (read_at IS NULL)" in cursor.fetchone()[0]


# Never secret

MARKER = "ZQX"
SECRETS = "need reasons motive unmet_need security_effect cost_effect body text reply alternatives account slip".split()


def every_template():
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/notices/*.txt"))


def with_markers(*things):
    """The rows, with a marker in every text of a case that may be secret."""
    for thing in things:
        for name in SECRETS:
            if hasattr(thing, name):
                setattr(thing, name, f"{MARKER} {name}")
    return things


@pytest.mark.parametrize("template", every_template())
def test_no_letter_contains_what_may_be_secret(cast, template):
    request = cast.walk.request("allocated")
    request.service = None  # a need in the agency's own words, which str() of it shows
    case, refusal, allocation = request.registration, Refusal(reasons=MARKER), Allocation(motive=MARKER)
    with_markers(case, request, refusal, allocation)
    report = making.report(cast)
    context = {
        "case": case, "service": request, "request": report.requests.get(), "refusal": refusal, "allocation": allocation,
        "message": Message(body=MARKER), "agreement": Agreement(number="SKV 1"), "report": report, "year": 2026,
        "link": "http://x/", "site": "http://x", "cases": [case], "services": [request], "requests": [request],
        "allocations": [allocation], "notices": [SimpleNamespace(subject="A", path="/", created_at=timezone.now())],
    }  # fmt: skip
    text = render_to_string(template, context)
    assert MARKER not in text


def test_there_are_letters_to_look_at():
    assert {name.split("/")[0] for name in every_template()} == {"registry", "onboarding", "reporting"}


# At once


@pytest.mark.usefixtures("transactional_db")
def test_two_that_tell_of_the_same_at_once_tell_once(cast):
    for turn in range(5):
        at_once(cast, f"event/{turn}")
        told = Notice.objects.filter(key=f"event/{turn}").values_list("recipient", flat=True)
        assert sorted(told) == sorted([cast.coordinator.pk, cast.coordinator_boss.pk])
        assert Job.objects.filter(key__startswith=f"mail/event/{turn}/").count() == 2


def at_once(cast, key, times=4):
    start, errors = Barrier(times), []
    mandate = cast.coordinator.acting.mandate

    def run():
        try:
            start.wait(timeout=20)
            with transaction.atomic():
                tell(Membership.objects.current().filter(mandate=mandate), key=key)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
