"""7 § first paragraph: an agency drafts and registers its interest, and may withdraw it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift import outbox
from registry.acts import begin, check_right, end, note, write
from registry.models import Mandate

from .. import notices
from ..models import DiarySeries, InterestRegistration, RequestedService
from ..workflow import Status
from .standing import end_allocation, leave_no_open_agreement


@transaction.atomic
def draft(*, by, answers, wanted):
    """Start a draft that only the agency can see. answers: fields of InterestRegistration.

    wanted: dicts of RequestedService's fields. Raises PermissionDenied, ValidationError.
    """
    check_right("onboarding.draft", by.acting.mandate if by.acting else None, by=by)
    case = write(InterestRegistration(agency=by.acting.mandate.agency, created_by=by, **answers))
    _want(case, wanted)
    note("onboarding.draft", case, by=by, text="Ett utkast till intresseanmälan påbörjades.")
    return case


@transaction.atomic
def edit(case, *, by, answers, wanted):
    """Change a draft. The services asked for become exactly `wanted`."""
    case = _begin_draft("onboarding.edit", case, by)
    for name, value in answers.items():
        setattr(case, name, value)
    write(case)
    case.requested_services.all().delete()
    _want(case, wanted)
    note("onboarding.edit", case, by=by, text="Utkastet ändrades.")
    return case


@transaction.atomic
def discard(case, *, by):
    """Throw away a draft; nothing has been received by anybody."""
    case = _begin_draft("onboarding.discard", case, by)
    note("onboarding.discard", case, by=by, text="Utkastet togs bort.")
    case.delete()


def _begin_draft(perm, case, by):
    case = InterestRegistration.objects.select_for_update().get(pk=case.pk)
    check_right(perm, case, by=by)
    if not case.is_draft:
        raise ValidationError("Intresseanmälan är redan skickad och kan inte ändras.", code="state")
    return case


def _want(case, wanted):
    for fields in wanted:
        if fields.get("service") and fields["service"].published_description is None:
            raise ValidationError("Välj bland de tjänster som är publicerade (4 §).")
        write(RequestedService(registration=case, agency=case.agency, **fields))


@transaction.atomic
def register(case, *, by, acknowledged):
    """The agency registers its interest with the coordinator (7 §): a diary number, a receipt, all or nothing.

    acknowledged: that nothing in it is security-classified. Raises PermissionDenied, ValidationError.
    """
    case = _begin_draft("onboarding.register", case, by)
    requested = list(case.requested_services.select_for_update())
    if not requested:
        raise ValidationError("Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter.")
    if not case.agency.under_government:
        raise ValidationError("Bara en myndighet under regeringen kan anmäla intresse (3 §).")
    case.acknowledged_by = by if acknowledged else None
    case.registered_at = timezone.now()
    case.diary_number = DiarySeries.next_number(Mandate.objects.coordinator().agency)
    write(case)
    for request in requested:
        request.received_at = case.registered_at
        request.status = Status.REGISTERED
        request.save(update_fields=["received_at", "status"])
    note("onboarding.register", case, by=by, text=f"Intresseanmälan kom in och fick diarienummer {case.diary_number}.")
    outbox.put("onboarding.documents.keep_receipt", key=f"receipt/{case.pk}", case_id=case.pk)
    notices.registered(case)
    return case


@transaction.atomic
def withdraw(request, *, by, reason=""):
    """The agency takes back its interest in one service, before any agreement is in force."""
    request = begin("onboarding.withdraw", request, by=by)
    leave_no_open_agreement(request)
    supplier = request.supplier
    changed = end_allocation(request)
    text = f"Intresset för {request} återkallades."
    end("onboarding.withdraw", request, by=by, text=text, changed=changed, reason=reason)
    notices.withdrawn(request, supplier)
    return request
