"""The need in brief, beside the act on a requested service: {% load need %}{% need_in_brief requested_service %}."""

from django import template

from ..filing.answer_sheet import in_brief

register = template.Library()


@register.inclusion_tag("onboarding/need_in_brief.html")
def need_in_brief(requested_service):
    """Return what the agency has answered that applies."""
    return {
        "requested_service": requested_service,
        "case": requested_service.registration,
        "answers": in_brief(requested_service.registration, requested_service),
    }
