"""The need as the agency has answered: {% load need %}, all of it by its groups, and in brief beside an act."""

from django import template
from django.utils.html import format_html_join

from itdrift.templatetags.swedish import liten, rader, uppraknat

from ..filing.answer_sheet import in_brief

register = template.Library()


@register.simple_tag
def answers(group):
    """Draw the rows of a group: what is answered, and in one row what is not. What does not apply was not asked."""
    asked = [one for one in group.answers if one.applies]
    left = [liten(one.label) for one in asked if not one.text]
    rows = [(one.label, rader(one.text)) for one in asked if one.text]
    if left:
        rows.append(("Inte besvarat", uppraknat(left)))
    return format_html_join("", "\n  <div><dt>{}</dt><dd>{}</dd></div>", rows)


@register.inclusion_tag("onboarding/need_in_brief.html")
def need_in_brief(requested_service):
    """Return what the agency has answered that applies."""
    return {
        "requested_service": requested_service,
        "case": requested_service.registration,
        "answers": in_brief(requested_service.registration, requested_service),
    }
