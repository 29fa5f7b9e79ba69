"""The year's decided orders between those who competed for a service (9 §): how many and why, not who and not how weak."""

from django.db.models import Count

from onboarding.models import Prioritisation


def prioritisations(span):
    """Every order decided in the year: its number, the service, how many competed, why, and the motivation."""
    decided = Prioritisation.objects.during(span.year).annotate(requests=Count("competitors"))
    return [_row(made) for made in decided.select_related("supplier__agency", "service")]


def _row(made):
    return {
        "number": made.diary_number,
        "date": f"{made.decided_on}",
        "supplier": made.supplier.agency.name,
        "service": made.service.name,
        "requests": made.requests,
        "reason": made.shortage,
        "motivation": made.motivation,
    }
