"""The seven indicators that Statskontoret proposed in 2025 for 11 §, calculated by pure functions over plain values.

Each function returns a figure: a dict of state, value, numerator and denominator, rounded to DECIMALS as it is shown. state is measured
or estimated when there is a value, else missing, not_applicable or suppressed; missing is never zero. All seven are per
service and are never added up over services. Definitions: Statskontoret 2025; rules of calculation: the coordinator's.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PROPOSED = {"by": "Statskontoret", "year": 2025}  # as the paper names its source
MEASURED, ESTIMATED, MISSING, NOT_APPLICABLE = "measured", "estimated", "missing", "not_applicable"
SUPPRESSED = "suppressed"
STATES = {
    MEASURED: "uppmätt",
    ESTIMATED: "uppskattat",
    MISSING: "uppgift saknas",
    NOT_APPLICABLE: "ej tillämpligt",
    SUPPRESSED: "visas inte",
}
DECIMALS = {
    "share": 1,
    "cost": 2,
    "change": 1,
    "availability": 2,
    "index": 1,
}  # of the value, by kind; a volume has its own
OF_THE_SUPPLIER = {3: "units", 4: "cost", 6: "availability", 7: "nki"}  # indicator: the measure that it is made of
IN_THE_UNIT = (3, 4)  # the indicators whose value is counted in the service's own unit
FEWEST_ANSWERS, FEWEST_IN_WORDS = 5, "fem"  # agencies: with fewer the index would tell what one of them answered


@dataclass(frozen=True)
class Indicator:
    """What a reader needs to know of one indicator; rule and definition may name {year} and {after}."""

    number: int
    kind: str
    group: str
    name: str
    definition: str
    rule: str
    unit: str


INDICATORS = (
    Indicator(
        1,
        "share",
        "security",
        "Anslutna myndigheter",
        "Andel statliga myndigheter som är anslutna till tjänsten.",
        "Täljare: olika myndigheter i registerutgåvan som har en gällande överenskommelse och är anslutna på brytdagen. "
        "Nämnare: alla myndigheter under regeringen i registerutgåvan. En leverantörsmyndighets användning av sin egen "
        "tjänst räknas inte.",
        "procent",
    ),
    Indicator(
        2,
        "share",
        "security",
        "Anslutna beredskapsmyndigheter",
        "Andel beredskapsmyndigheter som är anslutna till tjänsten.",
        "Som indikator 1, begränsad till de myndigheter som på brytdagen var beredskapsmyndigheter enligt bilaga 1 till "
        "förordningen (2022:524).",
        "procent",
    ),
    Indicator(
        3,
        "volume",
        "cost",
        "Volym",
        "Antal enheter, till exempel användare eller terabyte, inom tjänsten.",
        "Leverantörsmyndighetens uppgift i tjänstens egen enhet, för externa anslutningar. Volymer i olika enheter "
        "summeras inte och jämförs inte.",
        "tjänstens enhet",
    ),
    Indicator(
        4,
        "cost",
        "cost",
        "Kostnad per enhet",
        "Genomsnittlig kostnad per enhet inom tjänsten.",
        "Årets hela kostnad för externa anslutningar, direkta och indirekta kostnader, delad med volymen i indikator 3. "
        "Löpande priser. Utan volym går kostnaden inte att beräkna.",
        "kronor per enhet och år",
    ),
    Indicator(
        5,
        "change",
        "cost",
        "Avgiftsförändring",
        "Procentuell skillnad mellan den avgift som debiteras ett år och året därpå.",
        "Den löpande avgiften per enhet den 1 januari {after} jämförd med avgiften den 1 januari {year}, i procent av "
        "avgiften {year}. En tjänst utan avgift den 1 januari {year} har ingenting att jämföra med.",
        "procent",
    ),
    Indicator(
        6,
        "availability",
        "quality",
        "Tillgänglighet",
        "Genomsnittlig andel av den överenskomna öppettiden då tjänstens huvudsakliga funktionalitet är tillgänglig.",
        "Tillgängliga minuter delade med överenskomna minuter under året, över tjänstens alla överenskommelser. Planerat "
        "underhåll inom öppettiden räknas som avbrott om inget annat är överenskommet. Tjänster utan överenskommen "
        "öppettid ingår inte.",
        "procent",
    ),
    Indicator(
        7,
        "index",
        "quality",
        "Kundnöjdhet (NKI)",
        "De anslutna myndigheternas genomsnittliga kundnöjdhet med tjänsten.",
        "NKI enligt SCB:s tre frågor, index 0–100, först inom varje myndighet och sedan över de svarande myndigheterna. "
        f"Visas inte om färre än {FEWEST_IN_WORDS} myndigheter har svarat.",
        "index 0–100",
    ),
)


def share(connected, total):
    """Return the figure of indicators 1 and 2, connected / total × 100, in percent.

    Source: the connections and the register edition. It is missing without a total.
    """
    if not total:
        return _without(MISSING)
    return _figure(MEASURED, _percent(connected, total, "share"), connected, total)


def volume(units, state=MEASURED):
    """Return the figure of indicator 3, in the service's own unit. Source: the supplier. Zero units is a value."""
    if units is None:
        return _without(_unknown(state))
    return _figure(state, units)


def cost_per_unit(total_cost, units, state=MEASURED):
    """Return the figure of indicator 4, total cost / units, in kronor per unit and year.

    Source: the supplier. It is not applicable with zero units.
    """
    if total_cost is None or units is None:
        return _without(_unknown(state))
    if not units:
        return _without(NOT_APPLICABLE)
    return _figure(state, _rounded(_exact(total_cost) / _exact(units), "cost"), total_cost, units)


def fee_change(before, after):
    """Return the figure of indicator 5, (after − before) / before × 100, in percent; the earlier year is the base.

    before, after: kronor per unit, or None. Source: the decided fees. It is not applicable without an earlier fee.
    """
    if not before:
        return _without(NOT_APPLICABLE)
    if after is None:
        return _without(MISSING)
    return _figure(MEASURED, _percent(_exact(after) - _exact(before), before, "change"), after, before)


def availability(available, agreed, state=MEASURED):
    """Return the figure of indicator 6, available / agreed minutes × 100, in percent.

    Source: the supplier. It is not applicable when no hours are agreed.
    """
    if agreed is not None and not agreed:
        return _without(NOT_APPLICABLE)
    if available is None or agreed is None:
        return _without(_unknown(state))
    return _figure(state, _percent(available, agreed, "availability"), available, agreed)


def satisfaction(mean, answered, surveyed, state=MEASURED):
    """Return the figure of indicator 7, the mean of the agencies' NKI, an index 0–100.

    answered, surveyed: how many agencies answered, of how many. It is suppressed when fewer than FEWEST_ANSWERS did.
    """
    if mean is None or answered is None:
        return _without(_unknown(state))
    if answered < FEWEST_ANSWERS:
        return {**_without(SUPPRESSED), "numerator": answered, "denominator": surveyed}
    return _figure(state, _rounded(mean, "index"), answered, surveyed)


def worst(*states):
    """Return the state of a value made of several: it is as badly known as the worst known of them."""
    return next((state for state in (NOT_APPLICABLE, MISSING, ESTIMATED) if state in states), MEASURED)


def number(value):
    """Return a Decimal, int or float as the plain JSON number that it is: 12, or 12.5; None stays None."""
    if value is None:
        return None
    exact = _exact(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _unknown(state):
    return state if state in (MISSING, NOT_APPLICABLE) else MISSING


def _without(state):
    return {"state": state, "value": None, "numerator": None, "denominator": None}


def _figure(state, value, numerator=None, denominator=None):
    known = {"value": value, "numerator": numerator, "denominator": denominator}
    return {"state": state, **{name: number(figure) for name, figure in known.items()}}


def _percent(part, whole, kind):
    return _rounded(_exact(part) / _exact(whole) * 100, kind)


def _rounded(value, kind):
    return _exact(value).quantize(Decimal(1).scaleb(-DECIMALS[kind]), ROUND_HALF_UP)


def _exact(value):
    # by way of its text: Decimal(0.1) would carry the error of the float into what is rounded
    return Decimal(str(value))
