"""A case is held against 12 §: a connected agency is charged a fee."""

from django.urls import reverse

from itdrift.templatetags.swedish import kronor
from onboarding.desk.compliance import MET, PENDING, Check
from onboarding.workflow import UNDERTAKEN

from ..models import Fee
from ..workflow import Component


def fees(case, requests):
    """Yield a Check for each service that a supplier has taken on: it has set a fee for it (12 §)."""
    taken_on = [
        requested_service.delivered_service for requested_service in requests if requested_service.status in UNDERTAKEN
    ]
    if not taken_on:
        return
    running = Fee.objects.current().filter(service__in=taken_on, component=Component.RUNNING)
    charged = {fee.service_id: fee for fee in running}
    for service in taken_on:
        yield _charged(service, charged.get(service.pk))


def _charged(service, fee):
    text = f"Leverantörsmyndigheten tar ut en avgift för {service}"
    if fee is None:
        return Check(12, PENDING, text, "Ingen löpande avgift är bestämd än")
    evidence = f"{kronor(fee.amount)} per {fee.unit} och år från {fee.valid_from:%Y-%m-%d} ({fee.decision_reference})"
    return Check(12, MET, text, evidence, reverse("service", args=[service.pk]))
