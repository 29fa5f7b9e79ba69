"""The fees of the year stand here, each beside the one before it (12 §)."""

from datetime import date

from fees.models import Fee
from fees.workflow import Component

from .indicators import fee_change, number
from .register import last_day


def fees(span):
    """Return what was charged on any day of the year, by service and component, the latest first; amounts in kronor."""
    charged = Fee.objects.during(span.first, span.last).with_previous().select_related("service__supplier__agency")
    return [
        {
            "service": fee.service.name,
            "supplier": fee.service.supplier.agency.name,
            "component": fee.get_component_display(),
            "unit": fee.unit,
            "amount": number(fee.amount),
            "valid_from": f"{fee.valid_from}",
            "valid_to": last_day(fee.valid_until),
            "previous_amount": number(fee.previous_amount),
            "change": fee_change(fee.previous_amount, fee.amount)["value"],
            "decision": fee.decision_reference,
        }
        for fee in charged.order_by("service__sort_name", "service", "-component", "-valid_from")
    ]


def charged_on(day):
    """Return the running fee of each service on a day: {service id: Fee}."""
    return {fee.service_id: fee for fee in Fee.objects.on(day).filter(component=Component.RUNNING)}


def running(year):
    """Return the running fees on 1 January of the year and of the year after; the second only where the unit is the same."""
    before, after = charged_on(date(year, 1, 1)), charged_on(date(year + 1, 1, 1))
    return before, {key: fee for key, fee in after.items() if key not in before or before[key].unit == fee.unit}
