"""The list of cases, the file that is fetched from it, the lists that a person has saved; one case, and its documents."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from itdrift.forms import bad_address, is_understood, posted, press, require_button, require_page, try_act
from itdrift.spreadsheet import FILES
from registry.agencies import lookup
from registry.ordinance import Part

from .. import paging
from ..models import Document, DocumentKind, InterestRegistration, SavedFilter
from ..papers import to_save
from ..refusal import acts as refusal_acts
from ..secrecy import acts as secrecy_acts
from ..secrecy.act_pages import cases_seen
from ..workflow import REQUEST_ACTS
from . import marks, onward, worklist
from .acts import delete_filter, save_filter
from .case_page import CaseFile
from .case_parts import WHOLE
from .forms import CaseFilter, SaveFilterForm
from .holdings import with_holdings


@login_required
@require_safe
def case(request, pk, sections, page):
    """Where does it stand, and what do I do? A draft is the agency's own, and goes on to its form.

    page: the name of a CasePart, or WHOLE.
    """
    found = get_object_or_404(with_holdings(cases_seen(request.user), request.user), pk=pk)
    if found.is_draft:
        may_edit = request.user.has_perm("onboarding.edit", found)
        return redirect("edit" if may_edit else "register", found.pk)
    secrecy_acts.opened(found, by=request.user)
    file = CaseFile(found, request.user, sections)
    parts = [part for part in file.parts if page in (part.name, WHOLE)]
    if not parts:
        raise Http404
    return render(request, "onboarding/desk/case.html", {"case": found, "file": file, "parts": parts, "page": page})


@login_required
@require_safe
def document(request, pk):
    """A kept PDF, to whoever may read it; its file name tells nothing but the number."""
    found = get_object_or_404(Document.objects.visible_to(request.user).select_related("registration"), pk=pk)
    secrecy_acts.opened(found.registration, by=request.user)
    if found.kind == DocumentKind.ANNEX:
        refusal_acts.open_annex(found.refusal, by=request.user)  # type: ignore[arg-type]  # an annex is of one
    return to_save(found.number, found.content)


DRAFTS = 20
CHUNK = 2000
log = logging.getLogger(__name__)


@login_required
@require_safe
def cases(request):
    """A row is one requested service; what is wrong in the address counts as not given."""
    form, parts = filtered(request)
    address, hits = lookup.settle(request, form)
    if address:
        return redirect(address)
    if hits:
        return render(request, "onboarding/desk/list.html", {"form": form, "hits": hits, "most": lookup.MOST})
    order, after = paging.ORDERS[form.order], form.cleaned_data.get("efter")
    found, following = worklist.page(parts, form.cleaned_data, order, after)
    saved = SavedFilter.objects.of(request.user)
    told = marks.of_rows(request.user, found)
    leads = onward.acts_of(request.user, found, told, _whole(request.GET))
    rows = [onward.drawn(row, leads.get(int(row["pk"]))) for row in worklist.rows_of(found, told)]
    context = {"form": form, "rows": rows, "next": following, "saved": saved}
    context |= {
        "has_officers": "handlaggare" in form.fields,
        "headings": [(heading, *_sorting(heading, form.order)) for heading in worklist.COLUMNS],
        "may_choose": _may_allocate(request.user),
        **_own(request.user),
    }
    return render(request, "onboarding/desk/list.html", context)


@login_required
@require_safe
def cases_file(request, kind):
    """All pages of the list as a file, in dates and numbers, narrowed and sorted as it is. The log tells that it was fetched."""
    form, parts = filtered(request)
    if not is_understood(form):
        return bad_address(request, form)
    ordered = paging.everything(worklist.SHOWN, paging.ORDERS[form.order], parts).iterator(chunk_size=CHUNK)
    log.info("The list of cases is fetched as %s by user %s", kind, request.user.pk)
    return FILES[kind](f"arenden-{timezone.localdate()}", list(worklist.FILE_COLUMNS), worklist.lines_of(ordered))


@login_required
@require_page
def saved_filters(request):
    """Which lists do I come back to? With what one was just looking at, to be saved under a name."""
    narrowed_to = CaseFilter(QueryDict(request.POST.get("query") or request.META["QUERY_STRING"]), user=request.user)
    narrowed_to.is_valid()
    query = narrowed_to.query
    form = SaveFilterForm(posted(request), initial={"query": query})
    if request.method == "POST" and try_act(
        form, lambda: save_filter(by=request.user, name=form.cleaned_data["name"], query=query)
    ):
        messages.success(request, "Urvalet är sparat. Du hittar det ovanför listan.")
        return redirect(f"{reverse('cases')}?{query}")
    context = {"form": form, "query": query, "saved": SavedFilter.objects.of(request.user)}
    return render(request, "onboarding/desk/saved.html", context)


@login_required
@require_button
def saved_filter_delete(request, pk):
    saved = get_object_or_404(SavedFilter.objects.of(request.user), pk=pk)
    if press(request, lambda: delete_filter(saved, by=request.user)):
        messages.success(request, f"Urvalet ”{saved}” är borttaget.")
    return redirect("saved_filters")


def filtered(request):
    """The form, and the requested services that it leaves of those the person may see, as querysets for `paging`."""
    form = CaseFilter(request.GET, user=request.user)
    form.is_valid()
    return form, worklist.narrowed(request.user, form.cleaned_data)


def _whole(said):
    """Return the address of the page that is looked at, as it is asked for; that its rows are ticked is no part of it."""
    said = said.copy()
    said.pop("markera", None)
    return said.urlencode()


def _sorting(heading, current):
    """Return the order that the link of a column's heading leads to ("" for none), and how it is sorted (aria-sort)."""
    name = SORTED_BY.get(heading, "")
    if not name:
        return "", ""
    if current.removeprefix("-") != name:
        return FIRST_ORDER.get(name, name), ""
    return (name, "descending") if current.startswith("-") else (f"-{name}", "ascending")


SORTED_BY = {"Myndighet": "myndighet", "Tjänst": "tjanst", "Läge": "lage", "Mål": "mal", "Inkom": "inkom"}
FIRST_ORDER = {"inkom": paging.LATEST}


def _may_allocate(user):
    """Return whether the person chooses rows to allocate; which ones can be, their state tells."""
    act, acting = REQUEST_ACTS["onboarding.allocate"], user.acting
    return bool(acting) and acting.mandate.part in act.parts and acting.role in act.roles


def _own(user):
    """What the part has here alone: the agency's drafts, last changed first, and whether to offer a new one; to write one down."""
    mandate = user.acting.mandate if user.acting else None
    if mandate is None or mandate.part != Part.APPLICANT:
        may_take_down = mandate is not None and user.has_perm("onboarding.take_down", mandate)
        return {"drafts": [], "may_file": False, "may_take_down": may_take_down}
    drafts = InterestRegistration.objects.of_party(user).drafts()
    drafts = drafts.select_related("created_by").order_by("-changed_at")[:DRAFTS]
    return {"drafts": drafts, "may_file": user.has_perm("onboarding.draft", mandate)}
