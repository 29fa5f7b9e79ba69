"""A case, and all cases, are held against 12 §: a connected agency is charged a fee."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from itdrift.templatetags.swedish import kronor
from onboarding.desk.compliance import Check
from onboarding.desk.requirements import JUDGE, MET, PENDING, Requirement
from onboarding.workflow import UNDERTAKEN, Status

from ..models import Fee
from ..workflow import Component


def _running():
    return Fee.objects.current().filter(component=Component.RUNNING)


def _charged_for():
    return Exists(_running().filter(service=OuterRef("delivered_service")))


CHARGED = Requirement(
    12,
    "avgift",
    "Leverantörsmyndigheten tar ut en avgift för tjänsten",
    lambda: {
        MET: Q(status__in=UNDERTAKEN) & Q(_charged_for()),
        JUDGE: Q(status=Status.CONNECTED),
        PENDING: Q(status__in=UNDERTAKEN),
    },
)


def fees(case, requests):
    """Yield a Check for each service that a supplier has taken on: it has set a fee for it (12 §)."""
    taken_on = [requested_service for requested_service in requests if requested_service.status in UNDERTAKEN]
    if not taken_on:
        return
    running = _running().filter(service__in=[requested_service.delivered_service for requested_service in taken_on])
    charged = {fee.service_id: fee for fee in running}
    for requested_service in taken_on:
        yield _charged(requested_service, charged.get(requested_service.delivered_service_id))


def _charged(requested_service, fee):
    service = requested_service.delivered_service
    text = f"Leverantörsmyndigheten tar ut en avgift för {service}"
    if fee:
        evidence = (
            f"{kronor(fee.amount)} per {fee.unit} och år från {fee.valid_from:%Y-%m-%d} ({fee.decision_reference})"
        )
        return Check(CHARGED, MET, text, evidence, reverse("service", args=[service.pk]))
    if requested_service.status == Status.CONNECTED:
        return Check(CHARGED, JUDGE, text, "Ansluten, men ingen löpande avgift är bestämd")
    return Check(CHARGED, PENDING, text, "Ingen löpande avgift är bestämd än")
