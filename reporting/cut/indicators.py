"""The seven indicators that Statskontoret proposed in 2025 for 11 §, as pure functions over plain values.

Each function returns a figure: a dict of state, value, numerator and denominator, rounded as it is shown. state is measured
or estimated when there is a value, else missing, not_applicable or suppressed; missing is never zero. All seven are per
service and are never added up over services. Definitions: Statskontoret 2025; rules of calculation: the coordinator's.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MEASURED, ESTIMATED, MISSING, NOT_APPLICABLE = "measured", "estimated", "missing", "not_applicable"
SUPPRESSED = "suppressed"
STATES = {
    MEASURED: "uppmätt",
    ESTIMATED: "uppskattat",
    MISSING: "uppgift saknas",
    NOT_APPLICABLE: "ej tillämpligt",
    SUPPRESSED: "visas inte",
}
OF_THE_SUPPLIER = {3: "units", 4: "cost", 6: "availability", 7: "nki"}  # indicator: the measure that it is made of
IN_THE_UNIT = (3, 4)  # the indicators whose value is counted in the service's own unit
FEWEST_ANSWERS = 5  # agencies: with fewer the index would tell what one of them answered


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
        "Visas inte om färre än fem myndigheter har svarat.",
        "index 0–100",
    ),
)


def share(connected, total):
    """Indicators 1 and 2: connected / total × 100, percent with one decimal. Source: connections, register edition."""
    if not total:
        return _without(MISSING)
    return _figure(MEASURED, _percent(connected, total, 1), connected, total)


def volume(units, state=MEASURED):
    """Indicator 3: units in the service's own unit. Source: the supplier. Zero units is a value."""
    if units is None:
        return _without(_unknown(state))
    return _figure(state, units)


def cost_per_unit(total_cost, units, state=MEASURED):
    """Indicator 4: total cost / units, kronor per unit and year. Source: the supplier. Zero units: not applicable."""
    if total_cost is None or units is None:
        return _without(_unknown(state))
    if not units:
        return _without(NOT_APPLICABLE)
    return _figure(state, _rounded(_exact(total_cost) / _exact(units), 2), total_cost, units)


def fee_change(before, after):
    """Indicator 5: (after − before) / before × 100, percent with one decimal; the earlier year is the base.

    before, after: kronor per unit, or None. Source: the fees decided. No earlier fee: not applicable.
    """
    if not before:
        return _without(NOT_APPLICABLE)
    if after is None:
        return _without(MISSING)
    return _figure(MEASURED, _percent(_exact(after) - _exact(before), before, 1), after, before)


def availability(available, agreed, state=MEASURED):
    """Indicator 6: available / agreed minutes × 100, percent with two decimals. No agreed hours: not applicable."""
    if agreed is not None and not agreed:
        return _without(NOT_APPLICABLE)
    if available is None or agreed is None:
        return _without(_unknown(state))
    return _figure(state, _percent(available, agreed, 2), available, agreed)


def satisfaction(mean, answered, asked, state=MEASURED):
    """Indicator 7: the mean of the agencies' NKI, an index 0–100 with one decimal, of those answered of those asked."""
    if mean is None or answered is None:
        return _without(_unknown(state))
    if answered < FEWEST_ANSWERS:
        return {**_without(SUPPRESSED), "numerator": answered, "denominator": asked}
    return _figure(state, _rounded(mean, 1), answered, asked)


def worst(*states):
    """The state of a value made of several: as badly known as the worst known of them."""
    return next((state for state in (NOT_APPLICABLE, MISSING, ESTIMATED) if state in states), MEASURED)


def number(value):
    """A Decimal, int or float as the plain JSON number that it is: 12, or 12.5; None stays None."""
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


def _percent(part, whole, decimals):
    return _rounded(_exact(part) / _exact(whole) * 100, decimals)


def _rounded(value, decimals):
    return _exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _exact(value):
    return Decimal(str(value))
