"""4–6 §§: the service register is kept by the suppliers and the coordinator together."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.templatetags.swedish import liten

from ..acts import begin, check_right, check_unchanged, end, fingerprint, lock, note, write
from ..models import Capacity, Service, ServiceCategory, ServiceDescription, User
from ..ordinance import Part
from ..workflow import DescriptionStatus


@transaction.atomic
def offer(
    *,
    by: User,
    category: ServiceCategory,
    name: str,
    unit: str,
    description: dict[str, Any],
    intake: str = Service.Intake.OPEN,
) -> Service:
    """A supplier adds a service, with the first draft of its description (4 § second paragraph, 1).

    description: a dict of ServiceDescription's fields. Raises NotAllowed, ValidationError.
    """
    check_right("registry.offer", by.acting.mandate if by.acting else None, by=by)
    service = write(Service(supplier=by.acting.mandate, category=category, name=name, unit=unit, intake=intake))
    _draft(service, by, description)
    note("registry.offer", service, by=by, text=f"Tjänsten {service} lades till som utkast.")
    return service


@transaction.atomic
def describe(service: Service, *, by: User, description: dict[str, Any], seen: str = "") -> ServiceDescription:
    """The supplier writes the next version of a description; a changed draft loses the approvals it had (4 §).

    seen: the content_hash of the latest version that the writer saw. Raises CHANGED when another has saved since.
    """
    service = lock(service)
    check_right("registry.describe", service, by=by)
    latest = service.descriptions.first()
    assert latest  # offered with one
    check_unchanged(seen, latest.content_hash)
    draft = _draft(service, by, description)
    note(
        "registry.describe",
        service,
        by=by,
        text=f"Beskrivningens version {draft.version} skrevs.",
        version=draft.version,
    )
    return draft


def _draft(service: Service, by: User, description: dict[str, Any]) -> ServiceDescription:
    latest = service.descriptions.first()
    draft = latest if latest and latest.status == DescriptionStatus.DRAFT else None
    draft = draft or ServiceDescription(service=service, version=latest.version + 1 if latest else 1)
    for name, value in description.items():
        setattr(draft, name, value)
    draft.created_by = by
    draft.supplier_approved_by = draft.supplier_approved_at = None
    draft.coordinator_approved_by = draft.coordinator_approved_at = None
    return write(draft)


@transaction.atomic
def approve(description: ServiceDescription, *, by: User, seen: str | None = None) -> ServiceDescription:
    """One side approves; with the other side's approval the description is published, in the same act (5 §).

    seen: the content_hash of the text that the person read. Raises NotAllowed, ValidationError.
    """
    description = begin("registry.approve", description, by=by)
    if seen is not None and seen != description.content_hash:
        raise ValidationError("Beskrivningen har ändrats sedan du läste den. Läs den nya texten innan du godkänner.")
    side = "supplier" if by.acting.mandate.part == Part.SUPPLIER else "coordinator"
    setattr(description, f"{side}_approved_by", by)
    setattr(description, f"{side}_approved_at", timezone.now())
    text = f"{by.acting.mandate} godkände beskrivningens version {description.version}."
    if description.supplier_approved_by and description.coordinator_approved_by:
        _publish(description)
        return end("registry.approve", description, by=by, text=f"{text} Den är därmed publicerad.")
    write(description)
    note("registry.approve", description, by=by, text=text)
    return description


def _publish(description: ServiceDescription) -> None:
    now = timezone.now()
    published = description.service.descriptions.filter(status=DescriptionStatus.PUBLISHED)
    published.update(status=DescriptionStatus.SUPERSEDED, superseded_at=now)
    description.published_at = now
    description.status = DescriptionStatus.PUBLISHED
    write(description)


@transaction.atomic
def declare_capacity(
    service: Service, *, by: User, intake: str, free_units: Decimal | None = None, comment: str = "", seen: str = ""
) -> Capacity:
    """The supplier says whether it takes on more of a service, and how much is free, in the service's unit (4 §).

    seen: the fingerprint of the latest declaration's key, or 0, that the person saw. Returns the Capacity.
    """
    service = lock(service)
    check_right("registry.declare_capacity", service, by=by)
    latest = service.capacities.first()
    check_unchanged(seen, fingerprint(latest.pk if latest else 0))
    declared = write(
        Capacity(service=service, intake=intake, free_units=free_units, note=comment, declared_by=by),
    )
    service.intake = intake
    service.save(update_fields=["intake"])
    free = "" if free_units is None else f" Ledig volym ({service.unit}): {free_units:f}."
    text = f"Kapaciteten för {service} uppgavs: {liten(declared.get_intake_display())}.{free}"
    note("registry.declare_capacity", service, by=by, text=text, intake=intake, free_units=free_units)
    return declared
