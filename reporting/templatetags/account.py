"""What the account's templates ask of its cut, on paper and on the page alike."""

from django import template

from .. import charts, figures, sources

register = template.Library()


@register.filter
def over_the_years(indicator):
    """The indicator's series as a table with charts, or None while there is one year only."""
    return charts.of(indicator)


@register.filter
def sources_of(cut):
    """Where the figures come from, service by service."""
    return sources.by_service(cut)


@register.filter
def mark(indicator, place):
    """The mark that leads to the source of a figure; place: the service's number in the account."""
    return sources.OF_THE_PROGRAM.get(indicator["number"], place)


@register.filter
def figure(row, indicator):
    """A row of an indicator in words, with what it is made of."""
    return figures.in_words(indicator["kind"], row)


@register.filter
def value(point, indicator):
    """A point of a series in words."""
    return figures.value_in_words(indicator["kind"], point)
