"""What keeps a person from an act of 11 §, each reason with its sentence."""

from onboarding.models import RefusalAnnex
from registry.rights import BARS, NEUTRAL, OUTSIDERS, Bar

from .models import Report

BARS[Report] = (
    Bar(
        "does_not_know_all_cases_of_the_annex",
        lambda report, user: RefusalAnnex.objects.shared_in(report.year).unknown_to(user).exists(),
        NEUTRAL,
        acts=frozenset({"reporting.open_annex"}),
    ),
)
OUTSIDERS[Report] = "Utkastet är inte lämnat till er för synpunkter."
