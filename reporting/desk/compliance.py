"""A case is held against 11 § and 10 § third paragraph: is what the Government shall know of it in an account?"""

from django.utils import timezone

from onboarding.desk.compliance import MET, PENDING, Check
from onboarding.workflow import AgreementStatus
from registry.ordinance import IN_FORCE

from ..calendar import day_of, season
from ..models import Report, ReportedAgreement


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
        yield _check(11, text, decided.get(refusal.decided_on.year), refusal.decided_on.year)


def _checks_of_agreements(agreements):
    reported = ReportedAgreement.objects.filter(agreement__in=agreements).select_related("report") if agreements else []
    reports = {notification.agreement_id: notification.report for notification in reported}
    reports = {key: report for key, report in reports.items() if not report.is_open}
    first_editions = Report.objects.decided().filter(edition=1).values_list("year", "decided_at")
    decided = dict(first_editions) if len(reports) < len(agreements) else {}
    for agreement in agreements:
        text = f"Regeringen är underrättad om överenskommelse {agreement.number}"
        report = reports.get(agreement.pk)
        yield _check(10, text, report, None if report else _next_account(agreement, decided))


def _next_account(agreement, decided):
    """Return the year of the first account that can have it: the one that was not decided when it was entered."""
    entered = agreement.coordinator_notified_at
    year = max(season(timezone.localdate(entered)), IN_FORCE.year)
    return year + 1 if year in decided and decided[year] < entered else year


def _check(section, text, report, year):
    if report is None:
        return Check(section, PENDING, text, f"Sker i redovisningen för {year}, senast {day_of('sending', year)}")
    return Check(section, MET, text, f"{report}, {report.diary_number}")
