"""12 §: the supplier decides the amount of a fee."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.templatetags.swedish import kronor
from registry.acts import check_right, lock, note, write
from registry.models import Service, User
from registry.ordinance import IN_FORCE

from ..models import Fee
from ..workflow import Component


@transaction.atomic
def set_fee(
    service: Service,
    *,
    by: User,
    component: str,
    amount: Decimal,
    valid_from: date,
    decision_reference: str,
    consulted_on: date | None = None,
    not_consulted_because: str = "",
) -> Fee:
    """Decide what is charged from a day on; the fee that runs ends there, in the same act (12 §). Returns the Fee.

    amount: kronor, Decimal. consulted_on: the day of the consultation (7 § avgiftsförordningen), else why there was none.
    Raises NotAllowed, ValidationError.
    """
    service = lock(service)  # two who set its fee at once do so one after the other
    check_right("fees.set_fee", service, by=by)
    _check(service, valid_from, consulted_on)
    _end_running(service, component, valid_from)  # before the next begins: two may not hold on one day
    fee = write(
        Fee(
            service=service,
            component=component,
            unit=service.unit if component == Component.RUNNING else "anslutning",
            amount=amount,
            valid_from=valid_from,
            decision_reference=decision_reference,
            consulted_on=consulted_on,
            not_consulted_because=not_consulted_because,
            decided_by=by,
        )
    )
    text = f"{fee} bestämdes till {kronor(fee.amount)} per {fee.unit} från {fee.valid_from:%Y-%m-%d}."
    note("fees.set_fee", fee, by=by, text=text, amount=fee.amount, decision=decision_reference)
    return fee


def _check(service: Service, valid_from: date, consulted_on: date | None) -> None:
    if service.published_description is None:
        raise ValidationError("Tjänsten är inte publicerad än. Avgiften bestäms när tjänsten ingår i utbudet (4 §).")
    if valid_from < IN_FORCE:
        raise ValidationError({"valid_from": f"Förordningen gäller från {IN_FORCE:%Y-%m-%d}. Ange en senare dag."})
    if consulted_on and consulted_on > timezone.localdate():
        raise ValidationError({"consulted_on": "Samrådet har inte skett än. Ange en dag som har varit."})


def _end_running(service: Service, component: str, valid_from: date) -> None:
    running = service.fees.select_for_update().filter(component=component, valid_until=None).first()
    if running is None:
        return
    if valid_from <= running.valid_from:
        message = f"Den avgift som gäller nu börjar {running.valid_from:%Y-%m-%d}. Ange en senare dag."
        raise ValidationError({"valid_from": message})
    running.valid_until = valid_from
    running.save(update_fields=["valid_until"])
