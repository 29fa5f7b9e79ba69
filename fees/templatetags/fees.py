"""The service's own page shows its fees: {% load fees %}{% current_fees service %}."""

from django import template

from ..models import Fee

register = template.Library()


@register.inclusion_tag("fees/prices/current_fees.html")
def current_fees(service):
    """Return what is charged today and what is decided to come, in one query."""
    fees = Fee.objects.filter(service=service).not_ended().with_previous().order_by("-component", "valid_from")
    return {"fees": list(fees)}
