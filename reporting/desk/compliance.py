"""A case, and all cases, held against 11 § and 10 § third paragraph: is what the Government shall know of in an account?"""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from onboarding.desk.compliance import Check
from onboarding.desk.requirements import BROKEN, IN_FORCE, MET, PENDING, REFUSED, Requirement
from onboarding.workflow import AgreementStatus
from registry import ordinance

from ..calendar import day_of, season
from ..models import Report, ReportedAgreement
from ..workflow import ReportStatus


def _of_agreements():
    due = Q(agreement_lines__agreement__coordinator_notified_at__lt=_told_until(_first_decisions()))
    told = Q(agreement_lines__agreement__reported__report__status=ReportStatus.DECIDED)
    return {MET: IN_FORCE & told, BROKEN: IN_FORCE & due, PENDING: IN_FORCE}


def _of_refusals():
    due = Q(allocations__refusal__decided_on__lt=date(season(timezone.localdate()), 1, 1))
    told = Q(allocations__refusal__decided_on__year__in=Report.objects.decided().values("year"))
    return {MET: REFUSED & told, BROKEN: due, PENDING: REFUSED}


NOTIFIED_IN_ACCOUNT = Requirement(10, "regeringen", "Regeringen är underrättad om överenskommelsen", _of_agreements)
ACCOUNTED = Requirement(11, "redovisad", "Beslut att neka anslutning är redovisat för regeringen", _of_refusals)
REQUIREMENTS = (NOTIFIED_IN_ACCOUNT, ACCOUNTED)


def accounted(case, requests):
    """Yield a Check for each refusal (11 §: it stands in its year's account) and each agreement (10 §: it is notified)."""
    allocations = [allocation for service in requests for allocation in service.allocations.all()]
    refusals = [allocation.refusal for allocation in allocations if hasattr(allocation, "refusal")]
    lines = [line for service in requests for line in service.agreement_lines.all()]
    agreements = {line.agreement for line in lines if line.agreement.status == AgreementStatus.IN_FORCE}
    yield from _checks_of_refusals(refusals)
    yield from _checks_of_agreements(sorted(agreements, key=lambda agreement: agreement.pk))


def _checks_of_refusals(refusals):
    years = {refusal.decided_on.year for refusal in refusals}
    decided = {report.year: report for report in Report.objects.decided().filter(year__in=years)} if years else {}
    for refusal in refusals:
        text = f"Beslut {refusal.diary_number} att neka anslutning är redovisat för regeringen"
        year = refusal.decided_on.year
        yield _check(ACCOUNTED, text, decided.get(year), year, year < season(timezone.localdate()))


def _checks_of_agreements(agreements):
    reported = ReportedAgreement.objects.filter(agreement__in=agreements).select_related("report") if agreements else []
    reports = {notification.agreement_id: notification.report for notification in reported}
    reports = {key: report for key, report in reports.items() if not report.is_open}
    decided = _first_decisions() if len(reports) < len(agreements) else {}
    due = _told_until(decided)
    for agreement in agreements:
        text = f"Regeringen är underrättad om överenskommelse {agreement.number}"
        entered = agreement.coordinator_notified_at
        report, year = reports.get(agreement.pk), _first_account(entered, decided)
        yield _check(NOTIFIED_IN_ACCOUNT, text, report, year, entered < due)


def _first_decisions():
    return dict(Report.objects.decided().filter(edition=1).values_list("year", "decided_at"))


def _first_account(entered, decided):
    """Return the year of the first account that can tell of what was entered then: the one that was not decided before."""
    year = max(season(timezone.localdate(entered)), ordinance.IN_FORCE.year)
    return year + 1 if year in decided and decided[year] < entered else year


def _told_until(decided):
    """Return the moment before which everything entered was to be told of: in accounts whose 31 March has passed.

    decided: {year: moment}, of the first editions: what is entered later than that waits for the next account.
    """
    year = season(timezone.localdate()) - 1
    first_day = day_of("sending", year) + timedelta(days=1) if year >= ordinance.IN_FORCE.year else ordinance.IN_FORCE
    return min(timezone.make_aware(datetime.combine(first_day, time.min)), decided.get(year, timezone.now()))


def _check(requirement, text, report, year, late):
    if report:
        return Check(requirement, MET, text, f"{report}, {report.diary_number}")
    last = f"senast {day_of('sending', year)}"
    if late:
        return Check(requirement, BROKEN, text, f"Skulle ha skett i redovisningen för {year}, {last}")
    return Check(requirement, PENDING, text, f"Sker i redovisningen för {year}, {last}")
