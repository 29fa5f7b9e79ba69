"""Half past eleven in the evening in UTC the next day has begun in Sweden: every page, paper, letter and file says that day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format

from itdrift import pdf
from itdrift.models import Job
from onboarding.models import Refusal
from onboarding.refusal import acts as refusal_acts
from onboarding.workflow import Status
from reporting.paper import document

from . import making, places
from .conftest import DRAW_ACCOUNT
from .once import made_once
from .places import text_of, visit

MOMENT = datetime(2026, 12, 9, 23, 10, tzinfo=UTC)  # the clock goes on: midnight in UTC is far enough away
IN_UTC, IN_SWEDEN = MOMENT.date(), MOMENT.date() + timedelta(days=1)
EPOCH_OF_SPREADSHEETS = date(1899, 12, 30)
READERS = ["coordinator_boss", "supplier_boss", "applicant_boss", "applicant", "anonymous"]


@made_once
def night(time_machine):
    """The cast, every address on a thing that was made that night, and what each paper was drawn of."""
    time_machine.move_to(MOMENT.isoformat())  # as a datetime it would make the process's own zone UTC, too
    cast, papers = making.cast(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "draw", DRAW_ACCOUNT)
        patch.setattr(pdf, "draw", lambda html, **more: papers.append(_printed(html, **more)) or b"%PDF-1.7 ")
        addresses = places.addresses(cast)
        for status in Status:
            cast.walk.request(status)
        _correct(cast)
        making.work()
    return cast, addresses, papers


def _printed(html, attachments=(), **_):
    return "\n".join([html, *(attached.content.decode(errors="replace") for attached in attachments)])


def _correct(cast):
    decided = Refusal.objects.latest("pk")
    words = {name: getattr(decided, name) for name in ("alternatives", "account")}
    reasons = decided.reasons.replace("nästa år", "mars nästa år")
    refusal_acts.correct(
        decided, by=cast.supplier_boss, slip="Rätt tid är mars.", obvious=True, reasons=reasons, **words
    )


def wrong(text):
    """What is said of that night in the time of UTC: its day, however it is written, or its hour."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)|[\d:]+ GMT", "", text)  # says itself that it is
    serial = (IN_UTC - EPOCH_OF_SPREADSHEETS).days
    said = [rf"\b{IN_UTC}\b", rf"\b{date_format(IN_UTC, 'j F')}\b", r"\b23:1\d\b", rf"<v>{serial}(\.\d+)?</v>"]
    return [found.group() for pattern in said for found in re.finditer(f".{{,80}}{pattern}.{{,20}}", text)]


def test_every_page_and_file(night):
    cast, addresses, _ = night
    found, days = {}, set()
    for who in READERS:
        client = visit(places.people(cast)[who])
        for name, address in addresses.items():
            answer = client.get(address)
            text = text_of(answer)
            if answer.status_code == 200 and wrong(text):
                found[who, name] = wrong(text)
            days |= {name} if f"{IN_SWEDEN}" in text else set()
    assert found == {}
    assert len(days) > 40  # that many say the day


def test_every_page_of_the_administrator(night):
    cast, _, _ = night
    client, found = visit(cast.admin), {}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist")]
        pages += [reverse(f"{name}_change", args=[one.pk]) for one in model._default_manager.all()[:1]]
        for page in pages:
            if told := wrong(text_of(client.get(page))):
                found[page] = told
    assert found == {}


def test_every_paper(night):
    _, _, papers = night
    assert len(papers) > 20
    assert [told for paper in papers if (told := wrong(paper))] == []
    assert [paper[:80] for paper in papers if f"{IN_SWEDEN}" not in paper] == []


def test_every_letter_and_entry(night):
    letters = Job.objects.filter(name="mail.send")
    assert letters
    assert [told for letter in letters if (told := wrong(str(letter.arguments)))] == []
