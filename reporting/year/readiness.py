"""Readiness says in words what is missing in an open report, and what stands in the way of deciding it (11 §)."""

from django.utils import timezone

from onboarding.models import Agreement, Refusal
from onboarding.models.interest import HIDDEN_AGENCY

from ..models import Chapter
from ..workflow import HEARD

EXPOSED = "Ett ärende har begränsats sedan redovisningen framställdes. Framställ den på nytt."


def missing(report, requests):
    """Return what a reader would miss, as sentences; requests: the report's DataRequests. It can be decided all the same."""
    requested = {data_request.supplier_id for data_request in requests}
    for supplier in report.suppliers():
        if supplier.pk not in requested:
            yield f"Underlag har inte begärts från {supplier.agency}."
    for data_request in requests:
        if data_request.is_silent:
            yield f"{data_request.supplier.agency} lämnar inte underlag: {data_request.silent_reason}"
    if report.shared_at is None:
        yield "Leverantörsmyndigheterna har inte fått utkastet. Redovisningen lämnas i samverkan med dem (11 §)."
    written = report.narrative()
    unwritten = [chapter.label for chapter in Chapter if chapter not in written]
    if unwritten:
        yield f"Text saknas i {len(unwritten)} av {len(Chapter)} avsnitt: {', '.join(unwritten)}."


def hindrances(report):
    """Return why the report cannot be decided now, as sentences; [] when nothing hinders."""
    if report.cut is None:
        return ["Redovisningen är inte framställd än."]
    found = [*_outdated(report), *_left_out(report), *_unheard(report)]
    found += [
        f"En synpunkt från {comment.mandate.agency} på avsnittet {comment.get_chapter_display()} är inte besvarad."
        for comment in report.comments.filter(settled_at=None).select_related("mandate__agency")
    ]
    return [*found, EXPOSED] if exposes(report) else found


def _outdated(report):
    """Tell whether the figures are not those of the whole year, or not the last ones."""
    if report.cut["period"]["to"] != f"{report.year}-12-31":
        yield f"Uppgifterna omfattar inte hela {report.year}. Framställ redovisningen när året är slut."
    if not report.is_up_to_date:
        yield "Något har ändrats sedan redovisningen framställdes. Framställ den på nytt."


def _left_out(report):
    """Tell of the refusals and the agreements of the year that are not in it as they now are."""
    refusals = Refusal.objects.during(report.year).only("diary_number", "account").prefetch_related("corrections")
    accounted = {refusal["number"]: refusal["reasons"] for refusal in report.cut["refusals"]}
    if accounted != {refusal.diary_number: refusal.words.account for refusal in refusals}:
        yield (
            "Alla fall då anslutning har nekats under året är inte med så som de nu är beskrivna. "
            "Framställ redovisningen på nytt (11 §)."
        )
    for refusal in refusals:
        if not any(map(str.isalnum, refusal.words.account)):
            yield f"Beslut {refusal} saknar en öppen beskrivning till redovisningen (11 §)."
    waiting = set(report.agreements().values_list("number", flat=True))
    if waiting != {agreement["number"] for agreement in report.cut["agreements"]}:
        yield "Alla ingångna överenskommelser är inte med. Framställ redovisningen på nytt (10 §)."


def _unheard(report):
    """Tell of the suppliers whose data are still to be delivered, or were before the year was over."""
    requests = {data_request.supplier_id: data_request for data_request in report.requests.all()}
    for supplier in report.suppliers():
        data_request = requests.get(supplier.pk)
        if data_request is None or data_request.status not in HEARD:
            yield f"{supplier.agency} har varken lämnat underlag eller noterats för att inte göra det (11 §)."
        elif data_request.is_answered and timezone.localdate(data_request.confirmed_at).year <= report.year:
            yield (
                f"{supplier.agency} bekräftade sitt underlag innan {report.year} var slut. "
                "Ställ en fråga om det, så att det bekräftas på nytt (11 §)."
            )


def exposes(report):
    """Return whether a draft names the agency of a case that has become one that only named people may know of."""
    if report.cut is None or not report.is_open:
        return False
    entries = [*report.cut["refusals"], *report.cut["agreements"]]
    named = {entry["number"] for entry in entries if entry["agency"] != HIDDEN_AGENCY}
    path = "allocation__requested_service__registration__confidential"
    refusals = Refusal.objects.filter(diary_number__in=named, **{path: True})
    return refusals.exists() or Agreement.objects.filter(number__in=named, registration__confidential=True).exists()
