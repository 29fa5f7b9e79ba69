"""The demo has two accounts to the Government (11 §): a year that is decided, sent and corrected, and the one in work."""

from datetime import date, timedelta

from django.utils import timezone

from itdrift import outbox
from registry.ordinance import Part
from reporting.account import acts as account_acts
from reporting.calendar import day_of
from reporting.data import acts as data_acts
from reporting.models import Report

from ..models import Job
from .account_texts import (
    BEFORE,
    COMMENTS_BEFORE,
    COMMENTS_NOW,
    CORRECTION,
    EFFECTS,
    NARRATIVE,
    NARRATIVE_BEFORE,
    NARRATIVE_CORRECTED,
    NOW,
    QUESTIONS,
    SILENCE,
)
from .people import BOSS, OFFICER, acting, coordinator, lived
from .texts import FK, LM, SKV, TRV


def accounted(year):
    """Account for a year that is over: decided without one supplier's data, sent, and corrected when they had come."""
    with lived(day_of("requests", year)):
        report = account_acts.open_report(by=coordinator(), year=year)
        _ask(report, report.suppliers(), day_of("answers", year))
    with lived(day_of("answers", year)):
        for data_request in report.requests.exclude(supplier__agency__name=TRV):
            _deliver(data_request, BEFORE)
    with lived(day_of("draft", year)):
        data_acts.note_silence(_of(report, TRV), by=coordinator(), reason=SILENCE)
        account_acts.narrate(report, by=coordinator(), texts=NARRATIVE_BEFORE)
        _draw(report)
        account_acts.share(report, by=coordinator())
        _comment(report, COMMENTS_BEFORE)
    _decide(report, day_of("decision", year))
    with lived(date(year + 1, 4, 14)):
        edition = account_acts.correct_report(report, by=coordinator(BOSS), reason=CORRECTION)
        _deliver(_of(edition, TRV), BEFORE)
        account_acts.narrate(edition, by=coordinator(), texts=NARRATIVE_CORRECTED)
        _draw(edition)
    _decide(edition, date(year + 1, 4, 28))


def in_work(year):
    """Begin the account of a year: one supplier has delivered, one is asked back, one is half-way, one is late."""
    today = timezone.localdate()
    with lived(today - timedelta(days=21)):
        report = account_acts.open_report(by=coordinator(), year=year)
        late = report.suppliers().filter(agency__name=LM)
        _ask(report, late, today - timedelta(days=4))
        last = report.deadline - timedelta(days=1)
        _ask(report, report.suppliers().exclude(pk__in=late), min(max(day_of("answers", year), today), last))
    with lived(today - timedelta(days=9)):
        _deliver(_of(report, FK), NOW)
        _question(_of(report, FK), FK)
        data_acts.confirm(_of(report, FK), by=acting(FK, Part.SUPPLIER, BOSS))
    with lived(today - timedelta(days=6)):
        _deliver(_of(report, SKV), NOW)
        _question(_of(report, SKV), SKV)
        _answer(_of(report, TRV), NOW)
        account_acts.narrate(report, by=coordinator(), texts=NARRATIVE)


def left_to_suppliers(year):
    """Leave the draft of the year in work to the suppliers, with their comments, answered and not."""
    report = Report.objects.get(year=year)
    _draw(report)
    account_acts.share(report, by=coordinator())
    _comment(report, COMMENTS_NOW)


def _of(report, supplier):
    return report.requests.get(supplier__agency__name=supplier)


def _ask(report, suppliers, due):
    data_acts.request_data(report, by=coordinator(), suppliers=suppliers, due=due)


def _answer(data_request, figures):
    """Save what is known of the supplier's services; a service that is not among the figures is left unanswered."""
    supplier = data_request.supplier.agency.name
    known = {service: figures[service.name] for service in data_request.services() if service.name in figures}
    by = acting(supplier, Part.SUPPLIER, OFFICER)
    data_acts.answer_data_request(data_request, by=by, texts=EFFECTS[supplier], services=known)


def _deliver(data_request, figures):
    _answer(data_request, figures)
    data_acts.confirm(data_request, by=acting(data_request.supplier.agency.name, Part.SUPPLIER, BOSS))


def _question(data_request, supplier):
    """Ask back about one service, and answer where the demo has an answer."""
    name, text, answer = QUESTIONS[supplier]
    question = data_acts.question(
        data_request, by=coordinator(), text=text, service=data_request.services().get(name=name)
    )
    if answer:
        data_acts.answer_question(question, by=acting(supplier, Part.SUPPLIER, OFFICER), answer=answer)


def _comment(report, comments):
    for supplier, chapter, text, outcome in comments:
        comment = account_acts.comment(report, by=acting(supplier, Part.SUPPLIER, OFFICER), chapter=chapter, text=text)
        if outcome:
            account_acts.settle_comment(comment, by=coordinator(), outcome=outcome)


def _draw(report):
    """Draw the draft at once: what comes after it asks for it, and no worker sees it before all of the demo is made."""
    account_acts.make(report, by=coordinator())
    _work(report)


def _work(report):
    waiting = Job.objects.filter(arguments__report_id=report.pk, done_at=None, attempts=0).order_by("pk")
    while job := waiting.first():
        outbox.perform(job.pk)


def _decide(report, day):
    """Decide the account as it was drawn, and leave it to the Government two days later."""
    with lived(day):
        account_acts.decide_report(report, by=coordinator(BOSS), presented_by=coordinator().acting)
        _work(report)
    with lived(day + timedelta(days=2)):
        account_acts.send_report(
            Report.objects.get(pk=report.pk), by=coordinator(), on=timezone.localdate(), how="e-post och brev"
        )
