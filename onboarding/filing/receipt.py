"""The receipt: what an agency sent, in readable form (7 §)."""

from django.db.models import Q
from django.utils import timezone

from itdrift import outbox
from registry.models import Mandate

from ..models import Document, DocumentKind, InterestRegistration
from ..papers import draw
from .answer_sheet import sheet


@outbox.job("filing.keep_receipt")
def keep_receipt(case_id):
    """Draw the receipt and keep it: what was sent, with all its answers, in readable form (OSL 4 kap. 3 §)."""
    _keep(case_id, DocumentKind.RECEIPT)


@outbox.job("filing.keep_completion")
def keep_completion(case_id):
    """Draw it once more, with what the agency has completed."""
    _keep(case_id, DocumentKind.COMPLETION)


def _keep(case_id, kind):
    of_people = ("agency", "acknowledged_by", "completed_by")
    case = InterestRegistration.objects.select_related(*of_people).get(pk=case_id)
    content = draw("receipt", receipt(case), case.diary_number, case.completed_at or case.reached_us_at)
    assert case.diary_number  # registered_with_number_and_acknowledgement
    Document.keep(case, kind, case.diary_number, content)


def receipt(case):
    """Return the context of the receipt paper: every question with its answer."""
    requested_services = case.requested_services.filter(part_of=None).select_related("service")
    coordinator = Mandate.objects.coordinator().agency
    sent = Q(original=True) if case.came_another_way else Q(uploaded_at__lte=case.registered_at, message=None)
    files = case.attachments.filter(sent).order_by("pk").only("name", "digest")
    return {
        "diary_number": case.diary_number,
        "received_at": timezone.localtime(case.registered_at),
        "agency": case.agency.name,
        "way_in": _way_in(case),
        "sender_name": case.acknowledged_by.name,
        "confirmed_at": timezone.localtime(case.reached_us_at),
        "form_version": case.form_version,
        "services": [str(requested_service) for requested_service in requested_services],
        "parts": sheet(case, requested_services),
        "files": [{"name": file.name, "digest": file.digest} for file in files],
        "acknowledgement": case.acknowledgement,
        "acknowledgement_version": case.acknowledgement_version,
        "preparedness": case.was_preparedness_agency,
        "coordinator": coordinator.name,
        "contact": coordinator.case_contact,
    }


def _way_in(case):
    """Return how it came, as the paper says it; None when it was sent by the form."""
    if not case.came_another_way:
        return None
    completed_by = case.completed_by and case.completed_by.name
    completed_at = case.completed_at and timezone.localtime(case.completed_at)
    return {
        "by": case.way_in_words,
        "sender": case.came_from,
        "call_note": case.call_note,
        "completed_by": completed_by,
        "completed_at": completed_at,
    }
