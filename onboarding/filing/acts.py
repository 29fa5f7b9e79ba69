"""7 § first paragraph: an agency drafts and registers its interest, and may withdraw it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import LATE
from registry import journal
from registry.acts import begin, check_right, check_unchanged, enter, write
from registry.models import Mandate, User

from .. import diary_entries
from ..consequences import end
from ..models import InterestRegistration, RequestedService
from ..models.answers import ELSEWHERE, ServiceAnswers
from ..models.interest import ACKNOWLEDGEMENT_VERSION, FORM_VERSION
from ..models.requested_service import RequestedServiceQuerySet
from ..secrecy.acts import let_party_know
from ..standing import end_allocation, leave_no_open_agreement
from ..workflow import Status
from .draft import Draft, begin_draft
from .questions import NOT_ELSEWHERE, Step, is_blank
from .step_acts import fill_in

NO_FILES = "Behovet hanteras i en annan kanal, och då skickas inga bilagor. Ta bort bilagorna, eller beskriv det behov som de hör till."
SERVICE_ANSWERS = {field.name for field in ServiceAnswers._meta.fields}


@transaction.atomic
def draft(
    *, by: User, answers: dict[str, Any] | None = None, wanted: Iterable[dict[str, Any]] = ()
) -> InterestRegistration:
    """Start a draft that only the agency can see; it may be empty. answers: fields of InterestRegistration.

    wanted: dicts of RequestedService's fields. Raises NotAllowed, ValidationError.
    """
    check_right("onboarding.draft", by.acting.mandate if by.acting else None, by=by)
    case = write(InterestRegistration(agency=by.acting.mandate.agency, created_by=by, **(answers or {})))
    _want(case, wanted)
    return end("onboarding.draft", case, by=by, text="Ett utkast till intresseanmälan påbörjades.")


@transaction.atomic
def edit(
    case: InterestRegistration,
    *,
    by: User,
    answers: dict[str, Any] | None = None,
    wanted: Iterable[dict[str, Any]] | None = None,
    of_services: dict[int, dict[str, Any]] | None = None,
    step: Step | None = None,
    seen: str = "",
    finished: bool = False,
) -> InterestRegistration:
    """Change a draft: what is given, and nothing else. It may be left incomplete.

    answers: fields of InterestRegistration. wanted: the services asked for become exactly these; the others are set aside
    with what was answered about them. of_services: {key of RequestedService: its fields}. step: the Step of the form that was
    saved; seen: its fingerprint; finished: nothing more of the step is to be filled in, so whoever was asked to has done it.
    Raises NotAllowed, ValidationError (at "field_key" for a field of a service).
    """
    case = begin_draft("onboarding.edit", case, by)
    before = ""
    if step:
        draft = Draft(case)
        before = draft.fingerprint(step)
        check_unchanged(seen, before)
        if draft.answers.services:  # without one the step asks for next to nothing
            case.saved_steps = [key for key in case.saved_steps if key != step.key] + [step.key]
    for name, value in (answers or {}).items():
        setattr(case, name, value)
    write(case)
    if wanted is not None:
        _want(case, wanted)
    of_services = of_services or {}
    for requested_service in case.requested_services.filter(pk__in=of_services):
        for name, value in of_services[requested_service.pk].items():
            setattr(requested_service, name, value)
        _write_at_its_field(requested_service, requested_service.pk)
    filled_in = fill_in(case, step, by=by, before=before) if step and finished else None
    people = filled_in.people.exclude(user=by) if filled_in else ()
    text = f"Utkastet ändrades: {step.title}." if step else "Utkastet ändrades."
    end("onboarding.edit", case, by=by, text=text, fact=filled_in, people=people)
    return case


def _write_at_its_field(requested_service: RequestedService, key: int) -> RequestedService:
    """Write it; an error stands at the form's field for that service, "volume_7"."""
    try:
        return write(requested_service)
    except ValidationError as error:
        at = {name: f"{name}_{key}" if name in SERVICE_ANSWERS else name for name in error.message_dict}
        raise ValidationError({at[name]: texts for name, texts in error.message_dict.items()}) from error


@transaction.atomic
def hand_over(case: InterestRegistration, *, by: User) -> InterestRegistration:
    """The officer leaves a complete draft to the agency's decision makers, who are told; they send it (7 §)."""
    case = begin_draft("onboarding.hand_over", case, by)
    _check_complete(Draft(case))
    deciders = case.deciders
    if not deciders:
        raise ValidationError("Ingen hos er har rollen beslutsfattare. Be den som administrerar behörigheter om det.")
    case.handed_over_by, case.handed_over_at = by, timezone.now()
    write(case)
    text = "Utkastet lämnades till beslutsfattare för att skickas."
    return end("onboarding.hand_over", case, by=by, text=text, people=deciders)


def _check_complete(draft: Draft) -> None:
    """Raise ValidationError with all that is lacking, in words, and when a need that is handled elsewhere has files."""
    if draft.lacks:
        raise ValidationError([lack.text for lack in draft.lacks])
    if draft.answers.elsewhere and draft.case.attachments.exists():
        raise ValidationError(NO_FILES)


@transaction.atomic
def discard(case: InterestRegistration, *, by: User) -> None:
    """Throw away a draft; nothing has been received by anybody."""
    case = begin_draft("onboarding.discard", case, by)
    end("onboarding.discard", case, by=by, text="Utkastet togs bort.")
    case.conflicts.all().delete()
    case.delete()


def _want(case: InterestRegistration, wanted: Iterable[dict[str, Any]]) -> None:
    """The services asked for become `wanted`; what was answered about the others stays, set aside."""
    before = list(case.requested_services.all())
    for fields in wanted:
        if fields.get("service") and fields["service"].published_description is None:
            raise ValidationError("Välj bland de tjänster som är publicerade (4 §).")
        requested_service = next((known for known in before if known.service == fields.get("service")), None)
        if requested_service:
            before.remove(requested_service)
        requested_service = requested_service or RequestedService(registration=case, agency=case.agency)
        for name, value in {**fields, "set_aside": False}.items():
            setattr(requested_service, name, value)
        _write_at_its_field(requested_service, requested_service.service_id or 0)
    case.requested_services.filter(pk__in=[left.pk for left in before]).update(set_aside=True)


@transaction.atomic
def register(case: InterestRegistration, *, by: User, acknowledged: bool) -> InterestRegistration:
    """The agency registers its interest with the coordinator (7 §): a diary number, a receipt, all or nothing.

    acknowledged: that nothing in it is security-classified. Raises NotAllowed, ValidationError.
    """
    case = begin_draft("onboarding.register", case, by)
    draft = Draft(case, list(case.requested_services.select_for_update(of=("self",)).select_related("service")))
    _check_complete(draft)
    if not case.agency.under_government:
        raise ValidationError("Bara en myndighet under regeringen kan anmäla intresse (3 §).")
    requested_services = _nothing_more(case) if draft.answers.elsewhere else _what_is_sent(draft)
    case.acknowledged_by = by if acknowledged else None
    case.acknowledgement_version, case.form_version = ACKNOWLEDGEMENT_VERSION, FORM_VERSION
    case.registered_at = timezone.now()
    file = journal.File.of(case.chain)  # before the diaries, as in every act
    known = diary_entries.first_numbers(case, case.coordinator, case.agency)
    case.diary_number = known[case.coordinator.pk].number
    write(case)
    for requested_service in requested_services:
        requested_service.received_at = case.registered_at
        changed = enter(requested_service, Status.REGISTERED)
        requested_service.save(update_fields=["received_at", "status", *changed])
    if case.confidential:
        let_party_know(case, Mandate.objects.coordinator())
    text = f"Intresseanmälan kom in och fick diarienummer {case.diary_number}."
    return end("onboarding.register", case, by=by, text=text, known=known, file=file)


def _what_is_sent(draft: Draft) -> list[RequestedService]:
    """Return the services asked for; what was set aside is not sent."""
    for requested_service in draft.requested_services:
        if requested_service.set_aside:
            requested_service.delete()
    return [requested_service for requested_service in draft.requested_services if not requested_service.set_aside]


def _nothing_more(case: InterestRegistration) -> list[RequestedService]:
    """A need that is handled elsewhere is sent as only that and a reference, whatever else was typed before (SAK-2)."""
    for name in NOT_ELSEWHERE:
        setattr(case, name, case._meta.get_field(name).get_default())  # type: ignore[union-attr]  # none is a relation
    case.requested_services.all().delete()
    return [write(RequestedService(registration=case, agency=case.agency, unmet_need=ELSEWHERE))]


@transaction.atomic
def complete(
    case: InterestRegistration,
    *,
    by: User,
    answers: dict[str, Any],
    of_services: dict[int, dict[str, Any]],
    acknowledged: bool,
) -> InterestRegistration:
    """The agency answers what its registration by letter, e-mail or telephone did not say (7 §): once, and all that is asked of a form.

    answers: fields of InterestRegistration. of_services: {key of RequestedService: its fields}. What is answered already
    stays as it came. acknowledged: that nothing in it is security-classified. Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.complete", case, by=by)
    if not case.awaits_completion:
        raise ValidationError("Intresseanmälan är redan komplett. Någon annan kan ha hunnit före.", code=LATE)
    requested_services = list(asked_to_complete(case).select_for_update(of=("self",)))
    for requested_service in requested_services:
        for asked_for in (requested_service, *requested_service.parts.all()):
            _fill(asked_for, of_services.get(requested_service.pk, {}))
            _write_at_its_field(asked_for, requested_service.pk)
    _fill(case, answers)
    _check_complete(Draft(case, requested_services))
    case.completed_by, case.completed_at = by if acknowledged else None, timezone.now()
    text = "Myndigheten kompletterade intresseanmälan med det som inte framgick när den kom in."
    return end("onboarding.complete", write(case), by=by, text=text)


def asked_to_complete(case: InterestRegistration) -> RequestedServiceQuerySet:
    """Return what the agency is asked about: the wholes of what is still open."""
    return case.requested_services.open().filter(part_of=None).select_related("service").order_by("pk")


def _fill(thing: InterestRegistration | RequestedService, answers: dict[str, Any]) -> None:
    """Set what nobody has answered before."""
    for name, value in answers.items():
        if is_blank(getattr(thing, name)):
            setattr(thing, name, value)


@transaction.atomic
def withdraw(requested_service: RequestedService, *, by: User, reason: str = "") -> RequestedService:
    """The agency takes back its interest in one service, before any agreement is in force."""
    requested_service = begin("onboarding.withdraw", requested_service, by=by)
    leave_no_open_agreement(requested_service)
    supplier = requested_service.supplier
    changed = end_allocation(requested_service)
    text = f"Intresset för {requested_service} återkallades."
    return end(
        "onboarding.withdraw", requested_service, by=by, text=text, changed=changed, before=supplier, reason=reason
    )
