"""What is secret and belongs to the account stands in an annex of its own, never in the cut, which the open paper carries."""

from django.utils import timezone

from onboarding.models import RefusalAnnex

from ..models import DataRequest


def secret_parts(report):
    """Return each part with its marking: heading, agency, provision, marked_on (ISO text) and text; [] when there are none.

    They are the secret reasons of the year's refusals that the suppliers share with the coordinator, and the suppliers' annexes.
    """
    parts = []
    shared = RefusalAnnex.objects.shared_in(report.year)
    for annex in shared.select_related("agency", "refusal").order_by("refusal__decided_on", "pk"):
        parts.append(_part(f"Beslut {annex.refusal}", annex.agency, annex.provision, annex.marked_on, annex.text))
    with_annex = DataRequest.objects.filter(report=report.pk).exclude(annex="").select_related("supplier__agency")
    for data_request in with_annex.order_by("supplier__agency__sort_name"):
        agency, day = data_request.supplier.agency, timezone.localdate(data_request.answered_at)
        parts.append(_part(f"Underlag från {agency}", agency, data_request.annex_provision, day, data_request.annex))
    return parts


def _part(heading, agency, provision, day, text):
    return {"heading": heading, "agency": str(agency), "provision": provision, "marked_on": f"{day}", "text": text}
