"""The account's templates ask this of its cut, on paper and on the page alike."""

from django import template

from ..cut import figures, sources
from ..cut.counts import COUNTS
from ..paper import charts

register = template.Library()


@register.filter
def counts(cut):
    """Return the numbers of the summary: (what the address calls it, the SummaryNumber, the number)."""
    return [(name, count, count.number(cut)) for name, count in COUNTS.items()]


@register.filter
def over_the_years(indicator):
    """Return the indicator's series as a table with charts, or None while there is one year only."""
    return charts.of(indicator)


@register.filter
def has_bars(indicator):
    """Tell whether a bar of 0 to 100 shows anything that the figures do not: not where none reaches a twentieth."""
    values = [row["value"] for row in indicator["rows"] if row["value"] is not None]
    return indicator["kind"] in ("share", "index") and max(values, default=0) >= 5


@register.filter
def sources_of(cut):
    """Return where the figures come from, once for services that share it all."""
    return sources.source_groups(cut)


@register.filter
def marks(source_groups):
    """Return the mark of each service; source_groups: the account's sources (sources_of)."""
    return sources.marks(source_groups)


@register.simple_tag
def mark(indicator, row, marks):
    """Return the mark that leads to the source of a figure; marks: of the services (sources.marks)."""
    return sources.OF_THE_PROGRAM.get(indicator["number"]) or marks[row["key"]]


@register.filter
def figure(row, indicator):
    """Return a row of an indicator in words, with what it is calculated from."""
    return figures.in_words(indicator["kind"], row)


@register.filter
def amount(row, indicator):
    """Return the known value of a row, beside whose column its unit stands."""
    return figures.in_column(indicator, row["value"])


@register.filter
def in_series(point, indicator):
    """Return the known value of a year, beside whose row its unit stands."""
    return figures.in_series(indicator, point["value"])


@register.filter
def decimals(rows, name):
    """Return how many decimals of a krona the amounts of a column have: öre in all of them, or in none."""
    return figures.decimals_of(row[name] for row in rows)


@register.filter
def value(point, indicator):
    """Return a point of a series in words."""
    return figures.value_in_words(indicator["kind"], point)
