"""What is missing in an open report, and what stands in the way of deciding it, in words."""

from django.db.models import Q

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
        if request.is_silent:
            yield f"{request.supplier.agency} lämnar inte underlag: {request.silent_reason}"
    if report.shared_at is None:
        yield "Leverantörsmyndigheterna har inte fått utkastet. Redovisningen lämnas i samverkan med dem (11 §)."
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
    untold = Q(reported=None) | Q(reported__report__year=report.year)  # an edition that corrects tells of them again
    waiting = set(Agreement.objects.in_force().filter(untold).values_list("number", flat=True))
    if waiting != {agreement["number"] for agreement in report.cut["agreements"]}:
        found.append("Alla ingångna överenskommelser är inte med. Framställ redovisningen på nytt (10 §).")
    found += [*_left_out(report), *_unanswered(report)]
    if _exposed(report.cut):
        found.append("Ett ärende har begränsats sedan redovisningen framställdes. Framställ den på nytt.")
    return found


def _left_out(report):
    """What the account must contain and that somebody is still to write or to deliver, as sentences."""
    unwritten = [refusal for refusal in Refusal.objects.during(report.year) if not has_account(refusal)]
    for refusal in unwritten:
        yield f"Beslut {refusal} saknar en öppen beskrivning till redovisningen (11 §)."
    heard = {RequestStatus.ANSWERED, RequestStatus.SILENT}
    settled = set(report.requests.filter(status__in=heard).values_list("supplier", flat=True))
    for supplier in report.suppliers():
        if supplier.pk not in settled:
            yield f"{supplier.agency} har varken lämnat underlag eller noterats för att inte göra det (11 §)."


def has_account(refusal):
    """Whether the refusal has the open text that the account tells of it, as decided or as last corrected."""
    return any(map(str.isalnum, refusal.words.account))


def _unanswered(report):
    for comment in report.comments.filter(settled_at=None).select_related("mandate__agency"):
        yield f"En synpunkt från {comment.mandate.agency} på avsnittet {comment.get_chapter_display()} är inte besvarad."


def _exposed(cut):
    """Whether the account names the agency of a case that only named people may know of."""
    named = {row["number"] for row in [*cut["refusals"], *cut["agreements"]] if row["agency"] != HIDDEN_AGENCY}
    path = "allocation__requested_service__registration__confidential"
    refusals = Refusal.objects.filter(diary_number__in=named, **{path: True})
    return refusals.exists() or Agreement.objects.filter(number__in=named, registration__confidential=True).exists()
