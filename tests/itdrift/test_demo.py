"""The demo is made by the acts alone, on any day of the year, and shows an account in each of its states (11 §)."""

import pytest
from django.core.management import call_command

from itdrift.demo import loading
from itdrift.demo.texts import CASES
from itdrift.models import Job
from registry.models import User
from reporting.models import Comment, DataQuestion, Report, ReportDocument
from reporting.workflow import RequestStatus

DAYS = [
    "2026-11-28",
    "2027-03-31",
    "2027-04-01",
]  # in the year, on the last day of its account, on the first of the next


@pytest.mark.parametrize("day", DAYS)
def test_a_year_is_decided_and_corrected_and_one_is_in_work(db, day, time_machine):
    time_machine.move_to(f"{day}T12:00:00+01:00")
    call_command("load_register", verbosity=0)
    told = []
    people = loading.load("ett lösenord som bara finns i testet", told.append)
    assert told[0].startswith("Redovisningen av ")
    assert [line for line in told if line.startswith("Ärende ")][-1] == f"Ärende {len(CASES)} av {len(CASES)} …"
    assert {user.check_password("ett lösenord som bara finns i testet") for user in User.objects.all()} == {True}
    loading.leave_to_suppliers()
    in_work, corrected, first = Report.objects.all()
    assert [first.is_open, corrected.is_open, in_work.is_open] == [False, False, True]
    assert (corrected.year, corrected.edition, in_work.year) == (first.year, 2, first.year + 1)
    assert first.dispatch.on.year == first.year + 1
    assert corrected.cut["correction"]["differences"]
    assert first.cut["registrations"]["allocated"] == 2  # a default of a field has asked the same clock
    assert first.documents.get(final=True, secret=False).drawn_at.date() == first.decided_at.date()
    assert any(len(row["series"]) == 2 for row in in_work.cut["indicators"][2]["rows"])
    states = in_work.requests.values_list("status", flat=True).order_by("status")
    assert list(states) == [RequestStatus.ANSWERED, RequestStatus.SENT, RequestStatus.STARTED, RequestStatus.STARTED]
    assert [request.is_late for request in in_work.requests.filter(status=RequestStatus.SENT)] == [True]
    assert in_work.is_up_to_date
    said = Comment.objects.filter(report=in_work)
    assert said.filter(settled_at=None).exists()
    assert said.exclude(settled_at=None).exists()
    asked = DataQuestion.objects.filter(request__report=in_work)
    assert {question.answered_at is None for question in asked} == {True, False}
    assert ReportDocument.objects.annex_of(in_work).exists()
    assert not Job.objects.exclude(error="").exists()
    call_command("verify_journal", verbosity=0)
    assert (loading.load("ett annat lösenord för testet"), Report.objects.count()) == (people, 3)
    assert {user.check_password("ett annat lösenord för testet") for user in User.objects.all()} == {True}
    comments = Comment.objects.count()
    loading.leave_to_suppliers()
    assert Comment.objects.count() == comments
