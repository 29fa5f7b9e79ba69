"""10 §: the written agreement, drawn up, signed by all parties, and notified to the coordinator in the same transaction."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from itdrift.late import LATE
from registry import journal
from registry.acts import begin, check_state, check_unchanged, lock_rows, write
from registry.models import Mandate, ModelDocument, User
from registry.rights import why_barred

from .. import diary_entries
from ..consequences import end
from ..models import (
    Agreement,
    AgreementLine,
    InterestRegistration,
    PersonalDataTerms,
    RequestedService,
    Signature,
    SubProcessor,
)
from ..models.agreement import with_suppliers
from ..models.personal_data import TERMS
from ..workflow import Status

# What the last signature reads of the services, which are then agreed on: their names and their state.
AGREED_ON = ("registration", "status", "unmet_need", "part_of", "volume", "whole_volume", "service__name")
SIGNED = """
SELECT array(SELECT mandate_id FROM onboarding_signature WHERE agreement_id = %s), (
    SELECT id FROM registry_mandate WHERE agency_id = %s AND part = 'applicant' ORDER BY valid_from DESC LIMIT 1)
"""


@transaction.atomic
def draw_up(
    case: InterestRegistration, *, by: User, requested_services: Iterable[RequestedService], content: dict[str, Any]
) -> Agreement:
    """Draw up an agreement over services that the suppliers have taken on (10 §). Returns the Agreement.

    content: fields of Agreement. Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.draw_up", case, by=by)
    taken_on = _taken_on(case, by, requested_services)
    supplier = taken_on[0].supplier
    assert supplier  # supplier_while_allocated
    file = journal.File.of(case.chain)
    known = diary_entries.known_numbers(case)
    agreement = write(
        Agreement(
            registration=case,
            number=diary_entries.next_document(case, supplier.agency, known),
            model_document=ModelDocument.objects.current().filter(kind=ModelDocument.Kind.AGREEMENT).first(),
            drawn_up_by=by,
            **content,
        )
    )
    for requested_service in taken_on:
        write(_line(agreement, requested_service))
    write(PersonalDataTerms(agreement=agreement))
    prefetch_related_objects([agreement], with_suppliers())
    text = f"Överenskommelse {agreement} upprättades."
    return end("onboarding.draw_up", agreement, by=by, text=text, known=known, file=file)


def _taken_on(
    case: InterestRegistration, by: User, requested_services: Iterable[RequestedService]
) -> list[RequestedService]:
    """The services, locked; each must be taken on, the person's to agree on, and stand in no other agreement."""
    keys = {chosen.pk for chosen in requested_services}
    locked = case.requested_services.select_for_update(of=("self",)).filter(pk__in=keys)
    busy = Agreement.objects.being_drawn_up().filter(lines__requested_service__in=keys)
    taken_on = [
        one for one in locked.order_by("pk") if one.status == Status.ACCEPTED and one.is_party(by.acting.mandate)
    ]
    if not taken_on or {one.pk for one in taken_on} != keys:
        raise _cannot_be_drawn_up("Välj tjänster som en leverantörsmyndighet har åtagit sig.")
    if barred := [why for one in taken_on if (why := why_barred(by, "onboarding.draw_up", one))]:
        raise ValidationError({"requested_services": barred[0]})
    if busy.exists():
        raise _cannot_be_drawn_up("En av tjänsterna finns redan i en annan överenskommelse.")
    return taken_on


def _cannot_be_drawn_up(sentence: str) -> ValidationError:
    """Return it as of somebody who was too late: the page offers none of these."""
    return ValidationError({"requested_services": ValidationError(sentence, code=LATE)})


def _line(agreement: Agreement, requested_service: RequestedService) -> AgreementLine:
    service = requested_service.delivered_service
    assert service  # delivered_service_once_undertaken
    description = service.published_description
    assert description  # it was offered then
    assert requested_service.supplier  # supplier_while_allocated
    return AgreementLine(
        agreement=agreement,
        requested_service=requested_service,
        supplier=requested_service.supplier,
        service=service,
        personal_data=requested_service.personal_data or description.personal_data,
        description_version=description.version,
        volume=requested_service.volume,
    )


@transaction.atomic
def revise(
    agreement: Agreement,
    *,
    by: User,
    content: dict[str, Any],
    terms: dict[str, Any],
    sub_processors: Iterable[dict[str, Any]],
    seen: str = "",
) -> Agreement:
    """Change the text of a draft (10 §). Returns the Agreement.

    terms: the fifteen texts by name; sub_processors: dicts, which replace those there were. seen: the content_digest of
    what the writer saw. Raises ValidationError, with the code CHANGED when another has saved since.
    """
    agreement = begin("onboarding.revise", agreement, by=by)
    check_unchanged(seen, agreement.content_digest())
    for name, value in content.items():
        setattr(agreement, name, value)
    write(agreement)
    for name, value in terms.items():
        setattr(agreement.personal_data_terms, name, value)
    write(agreement.personal_data_terms)
    agreement.sub_processors.all().delete()
    for fields in sub_processors:
        write(SubProcessor(agreement=agreement, **fields))
    return end("onboarding.revise", agreement, by=by, text=f"Överenskommelse {agreement} ändrades.")


@transaction.atomic
def present(agreement: Agreement, *, by: User) -> Agreement:
    """Fix the content for signing; with personal data, only when all the terms of GDPR art. 28(3) are there (10 §).

    Returns the Agreement. Raises NotAllowed, ValidationError.
    """
    agreement = begin("onboarding.present", agreement, by=by)
    missing = agreement.missing_terms()
    if missing:
        raise ValidationError(
            f"{len(missing)} av {len(TERMS)} personuppgiftsvillkor saknas. Alla ska finnas innan någon undertecknar (10 §).",
            code="terms",
        )
    agreement.content_hash = agreement.content_digest()
    text = f"Överenskommelse {agreement} lades fram för undertecknande."
    changed = ["content_hash"]
    return end("onboarding.present", agreement, by=by, text=text, changed=changed, content=agreement.content_hash)


@transaction.atomic
def reopen(agreement: Agreement, *, by: User) -> Agreement:
    """Take the content back for changes, as long as nobody has signed it. Returns the Agreement."""
    agreement = begin("onboarding.reopen", agreement, by=by)
    if agreement.signatures.exists():
        raise ValidationError("Någon har redan undertecknat. Avbryt överenskommelsen och upprätta en ny.", code=LATE)
    agreement.content_hash = ""
    text = f"Överenskommelse {agreement} togs tillbaka för ändring."
    return end("onboarding.reopen", agreement, by=by, text=text, changed=["content_hash"])


@transaction.atomic
def cancel(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """End an agreement that was never entered; the services stay taken on. Returns the Agreement."""
    agreement = begin("onboarding.cancel", agreement, by=by)
    if not reason.strip():
        raise ValidationError({"reason": "Ange varför överenskommelsen avbryts."})
    return end(
        "onboarding.cancel", agreement, by=by, text=f"Överenskommelse {agreement} avbröts: {reason}", reason=reason
    )


@transaction.atomic
def sign(agreement: Agreement, *, by: User, seen: str | None = None) -> Agreement:
    """A decision maker signs for a party; the last signature enters the agreement, all in this transaction (10 §).

    Then its services are agreed on and the coordinator is notified (third paragraph). Returns the Agreement.
    seen: the content_hash of what the person was shown; another content than that is not signed.
    """
    agreement = begin("onboarding.sign", agreement, by=by)
    # Before the journal, as in every act: two acts that lock in different order would wait for each other for ever.
    lock_rows(RequestedService, [line.requested_service_id for line in agreement.lines.all()])
    # what is signed is what was presented and what the person was shown: names come from the register, and may change
    if not agreement.content_digest() == agreement.content_hash == (seen or agreement.content_hash):
        sentence = "Innehållet har ändrats sedan du läste det. Läs det på nytt innan du undertecknar."
        raise ValidationError(sentence, code=LATE)
    membership = by.acting
    write(
        Signature(
            agreement=agreement,
            mandate=membership.mandate,
            signed_by=by,
            name=by.name,
            title=membership.title,
            signed_at=timezone.now(),
            content_hash=agreement.content_hash,
        )
    )
    text = f"{by.name}, {membership.title}, undertecknade överenskommelse {agreement} för {membership.mandate}."
    file = journal.File.of(agreement.chain)
    end("onboarding.sign", agreement, by=by, text=text, file=file, content=agreement.content_hash)
    if _is_signed_by_all(agreement):
        _enter(agreement, by, file)
    return agreement


def missing_signatures(agreement: Agreement) -> list[Mandate]:
    """Return the parties that have not signed, as Mandates: the agency's own, and each supplier's."""
    signed, applicant = _signed(agreement)
    parties = [Mandate.objects.select_related("agency").get(pk=applicant), *agreement.suppliers]
    return [party for party in parties if party.pk not in signed]


def _is_signed_by_all(agreement: Agreement) -> bool:
    signed, applicant = _signed(agreement)
    return signed >= {applicant, *(supplier.pk for supplier in agreement.suppliers)}


def _signed(agreement: Agreement) -> tuple[set[int], int]:
    """Return the keys of the Mandates that have signed, and of the agency's own: the latest is the party."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNED, [agreement.pk, agreement.registration.agency_id])
        signed, applicant = cursor.fetchone()
    return set(signed), applicant


def _enter(agreement: Agreement, by: User, file: journal.File) -> None:
    agreement.in_force_on = max(timezone.localdate(), agreement.term_from)
    agreement.coordinator_notified_at = timezone.now()
    text = f"Överenskommelse {agreement} ingicks. Den samordnande myndigheten underrättades."
    changed = ["in_force_on", "coordinator_notified_at"]
    end("onboarding.enter", agreement, by=by, text=text, changed=changed, file=file)
    of_it = RequestedService.objects.filter(pk__in=[line.requested_service_id for line in agreement.lines.all()])
    # what follows from the last signature asks no right of its own
    for requested_service in of_it.select_related("service").only(*AGREED_ON).order_by("pk"):
        check_state("onboarding.agree", requested_service)
        text = f"{requested_service} ingår i överenskommelse {agreement}."
        end("onboarding.agree", requested_service, by=by, text=text, file=file)
