"""7 § avgiftsförordningen: with whom a supplier consults on a fee, by day."""

from datetime import date

CONSULTED = [(date(2026, 1, 1), "Statskontoret"), (date.min, "Ekonomistyrningsverket")]  # the latest first


def consulted(day):
    """Return the name of the agency that is consulted on that day."""
    return next(name for since, name in CONSULTED if since <= day)
