"""The numbers of the summary stand here: what each counts, and under which provision. They are pure functions of the cut."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SummaryNumber:
    """A number of the summary has a name, a provision, what is counted, and the function that takes it from a cut."""

    name: str
    section: str
    rule: str
    number: Callable


# By what the address of its page calls it, in the order of the ordinance.
COUNTS = {
    "tjanster": SummaryNumber(
        "Tjänster i utbudet",
        "4 §",
        "Tjänster vars tjänstebeskrivning var publicerad på brytdagen.",
        lambda cut: len(cut["services"]),
    ),
    "anmalningar": SummaryNumber(
        "Mottagna intresseanmälningar",
        "7 §",
        "Intresseanmälningar som kom in under året.",
        lambda cut: cut["registrations"]["received"],
    ),
    "efterfragade": SummaryNumber(
        "Efterfrågade tjänster i anmälningarna",
        "7 §",
        "Tjänster som efterfrågas i de intresseanmälningar som kom in under året.",
        lambda cut: cut["registrations"]["requested_services"],
    ),
    "fordelade": SummaryNumber(
        "Efterfrågade tjänster som har fördelats",
        "7 §",
        "De av årets efterfrågade tjänster som hade fördelats till en leverantörsmyndighet senast på brytdagen.",
        lambda cut: cut["registrations"]["allocated"],
    ),
    "nekade": SummaryNumber(
        "Beslut att neka anslutning",
        "8 §",
        "Beslut att neka en myndighet anslutning som fattades under året.",
        lambda cut: len(cut["refusals"]),
    ),
    "prioriteringar": SummaryNumber(
        "Prioriteringar",
        "9 §",
        "Prioriteringar mellan intresseanmälningar som beslutades under året.",
        lambda cut: len(cut["prioritisations"]),
    ),
    "overenskommelser": SummaryNumber(
        "Överenskommelser som regeringen underrättas om",
        "10 §",
        "Överenskommelser i kraft som regeringen inte har underrättats om i ett annat års redovisning.",
        lambda cut: len(cut["agreements"]),
    ),
}
