"""Those who take part stand here: the suppliers of the year (5 §), and the agencies that shares are counted against (3 §)."""

from dataclasses import dataclass, field
from datetime import timedelta

from registry.models import Agency, Preparedness, RegisterEdition
from registry.models.agency import UNDER_GOVERNMENT


@dataclass(frozen=True)
class RegisterDenominators:
    """Has facts: what the paper says of it. agencies, preparedness: ids. heirs: agency id to that of its successor."""

    facts: dict
    agencies: set = field(default_factory=set)
    preparedness: set = field(default_factory=set)
    heirs: dict = field(default_factory=dict)

    def heir(self, agency):
        """Return the agency itself, or the one that has taken its place; None when it ended without a successor."""
        seen = set()  # two agencies may have been entered as each other's successor
        while agency in self.heirs and agency not in seen:
            seen.add(agency)
            agency = self.heirs[agency]
        return agency


def edition(span):
    """Return the denominators of indicators 1 and 2: the register edition in force on the last day, else the first there is."""
    editions = RegisterEdition.objects
    chosen = editions.filter(as_of__lte=span.last).first() or editions.order_by("as_of").first()
    if chosen is None:
        facts = {"name": "Ingen registerutgåva är inläst", "as_of": "", "source": "", "agencies": 0, "preparedness": 0}
        return RegisterDenominators(facts)
    agencies = set(chosen.entries.filter(kind__in=UNDER_GOVERNMENT).values_list("agency", flat=True))
    preparedness = agencies & set(Preparedness.objects.on(span.last).values_list("agency", flat=True))
    facts = {
        "name": chosen.name,
        "as_of": f"{chosen.as_of}",
        "source": chosen.source,
        "agencies": len(agencies),
        "preparedness": len(preparedness),
    }
    ended = Agency.objects.filter(ended_on__lte=span.last).values_list("pk", "successor")
    return RegisterDenominators(facts, agencies, preparedness, dict(ended))


def suppliers(report):
    """Return the suppliers in force during the year, with the days between which they are."""
    return [
        {
            "agency": mandate.agency.name,
            "valid_from": f"{mandate.valid_from}",
            "valid_to": last_day(mandate.valid_until),
        }
        for mandate in report.suppliers()
    ]


def last_day(valid_until):
    """Return the last day on which something holds, as ISO text, or None."""
    return f"{valid_until - timedelta(days=1)}" if valid_until else None
