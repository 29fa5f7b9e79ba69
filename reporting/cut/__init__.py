"""The cut holds every figure of a year, read once, as plain JSON in the shape that templates/paper/report.html prints."""

import json

from django.utils import timezone

from registry.models import Mandate

from . import cases, duties, effects, money, offering, register
from .differences import correction
from .manifest import manifest
from .series import with_series
from .span import Span


def cut(report):
    """Return the figures for a Report (saved or not) as they stand now, as plain JSON; missing is null, never zero.

    The caller reads inside one snapshot (itdrift.database.snapshot), so that all figures belong to the same moment. The shape
    is described in templates/paper/report.html. Raises cases.IncompleteError if a refusal of the year or an agreement would
    be left out (10, 11 §§).
    """
    span = Span.of(report)
    services = offering.services(span)
    edition = register.edition(span)
    indicators = with_series(effects.indicators(report, span, services, edition), report.year)
    requests = duties.requests(report, span)
    figures = {
        "year": report.year,
        "edition": report.edition,
        "cut_at": timezone.localtime().isoformat(timespec="seconds"),
        "period": {"from": f"{span.first}", "to": f"{span.last}"},
        "coordinator": Mandate.objects.coordinator().agency.name,
        "register_edition": edition.facts,
        "suppliers": register.suppliers(report),
        "services": [offering.service_facts(service, span) for service in services],
        "service_changes": offering.changes(span),
        "registrations": cases.registrations(span),
        "prioritisations": cases.prioritisations(span),
        "refusals": cases.refusals(span),
        "agreements": cases.agreements(report),
        "fees": money.fees(span),
        "indicators": indicators,
        "requests": requests,
    }
    figures["obligations"] = duties.obligations(figures, span)
    figures["gaps"] = duties.gaps(figures, span)
    figures["correction"] = correction(report, figures)
    figures = json.loads(json.dumps(figures))
    return {**figures, "manifest": manifest(figures)}
