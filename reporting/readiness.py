"""What is missing in an open report, and what stands in the way of deciding it, in words."""

from onboarding.models import Agreement, Refusal
from onboarding.models.interest import HIDDEN_AGENCY

from .models import Chapter
from .workflow import RequestStatus


def missing(report, requests):
    """What a reader would miss, as sentences; requests: the report's DataRequests. It can be decided all the same."""
    asked = {request.supplier_id for request in requests}
    for supplier in report.suppliers():
        if supplier.pk not in asked:
            yield f"Underlag har inte begärts från {supplier.agency}."
    for request in requests:
        if request.status != RequestStatus.ANSWERED:
            late = "skulle ha lämnats" if request.is_late else "ska lämnas senast"
            yield f"Underlag saknas från {request.supplier.agency}: det {late} {request.due:%Y-%m-%d}."
    written = report.narrative()
    unwritten = [chapter.label for chapter in Chapter if chapter not in written]
    if unwritten:
        yield f"Text saknas i {len(unwritten)} av {len(Chapter)} avsnitt: {', '.join(unwritten)}."


def hindrances(report):
    """Why the report cannot be decided now, as sentences; empty when nothing hinders."""
    if report.cut is None:
        return ["Redovisningen är inte framställd än."]
    found = []
    if report.cut["period"]["to"] != f"{report.year}-12-31":
        found.append(f"Uppgifterna omfattar inte hela {report.year}. Framställ redovisningen när året är slut.")
    if not report.is_up_to_date:
        found.append("Något har ändrats sedan redovisningen framställdes. Framställ den på nytt.")
    if Refusal.objects.during(report.year).count() != len(report.cut["refusals"]):
        found.append(
            "Alla fall då anslutning har nekats under året är inte med. Framställ redovisningen på nytt (11 §)."
        )
    waiting = set(Agreement.objects.in_force().filter(reported=None).values_list("number", flat=True))
    if waiting != {agreement["number"] for agreement in report.cut["agreements"]}:
        found.append("Alla ingångna överenskommelser är inte med. Framställ redovisningen på nytt (10 §).")
    if _exposed(report.cut):
        found.append("Ett ärende har begränsats sedan redovisningen framställdes. Framställ den på nytt.")
    return found


def _exposed(cut):
    """Whether the account names the agency of a case that only named people may know of."""
    named = {row["number"] for row in [*cut["refusals"], *cut["agreements"]] if row["agency"] != HIDDEN_AGENCY}
    path = "allocation__requested_service__registration__confidential"
    refusals = Refusal.objects.filter(diary_number__in=named, **{path: True})
    return refusals.exists() or Agreement.objects.filter(number__in=named, registration__confidential=True).exists()
