"""The act that a row of the list leads straight to, and the next row that waits, to come to after it."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from registry.workflow import OFFICERS

from ..workflow import REQUEST_ACTS, Status
from .marks import WAITS
from .todo import PAGES
from .worklist import NEXT

ROUTINE = PAGES | {Status.ALLOCATED: "accept"}  # where there is a choice of several, what is usual


def acts_of(user, rows, marks, query):
    """Return {key of the requested service: (label, address)} of the rows whose next act is the person's.

    rows: as SHOWN read them, in their order; marks: as marks.of_rows tells; query: the list's own, to come back to.
    """
    if user.acting is None or user.acting.role not in OFFICERS:
        return {}
    found, following = {}, None
    for row in reversed([row for row in rows if _is_next(row, user.acting.mandate, marks)]):
        page = ROUTINE[row.status]
        back = {"lista": query} | ({"nasta": following} if following else {})
        address = f"{reverse(page, args=[row.pk])}?{urlencode(back)}#innehall"
        found[row.pk], following = (REQUEST_ACTS[f"onboarding.{page}"].label, address), row.pk
    return found


NOTE = '<span class="table__note">{}</span>'
ACT = '<span class="table__act no-print"><a href="{}">{}<span class="sr-only">: {}, {}</span></a></span>'


def drawn(row, act):
    """Return the row with its act, and with what waits and the act drawn: of most rows nothing, and then no template is asked."""
    notes = format_html_join("", NOTE, ([words] for words in row["waits"]))
    link = format_html(ACT, act[1], act[0], row["number"], row["name"]) if act else ""
    return {**row, "act": act, "told": notes + link}


def _is_next(row, mandate, marks):
    """Return whether the mandate does next what the page of the row's state does: a proposal is decided on first."""
    _, waits = marks.get(row.pk, ("", []))
    ours = row.supplier in (None, mandate.pk) and row.status in NEXT[mandate.part]
    return ours and row.status in ROUTINE and not row.paused_at and WAITS["proposal"] not in waits
