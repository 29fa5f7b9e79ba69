"""The need as the agency has answered: {% load need %}, all of it by its groups, and in brief beside an act."""

from django import template
from django.utils.html import format_html, format_html_join

from itdrift.templatetags.swedish import liten, rader

from ..filing.answer_sheet import NOT_APPLICABLE, in_brief

register = template.Library()
UNANSWERED = {
    applies: format_html('<span class="note">{}</span>', words)
    for applies, words in {True: "Inte besvarad", False: NOT_APPLICABLE}.items()
}


@register.simple_tag
def answers(group, step):
    """Draw the rows of a group; step: the address where its answers are changed, else empty. A page has forty of them."""
    of = f" för {group.heading}" if group.heading else ""
    return format_html_join(
        "", "\n  <div><dt>{}</dt><dd>{}</dd>{}</div>", (_row(one, step, of) for one in group.answers)
    )


def _row(answer, step, of):
    text = rader(answer.text) if answer.applies and answer.text else UNANSWERED[answer.applies]
    return answer.label, text, _change(answer, step, of) if step else ""


def _change(answer, step, of):
    link = '<dd class="facts__act"><a href="{}#{}">Ändra<span class="sr-only"> {}{}</span></a></dd>'
    return format_html(link, step, answer.anchor, liten(answer.label), of)


@register.inclusion_tag("onboarding/need_in_brief.html")
def need_in_brief(requested_service):
    """Return what the agency has answered that applies."""
    return {
        "requested_service": requested_service,
        "case": requested_service.registration,
        "answers": in_brief(requested_service.registration, requested_service),
    }
