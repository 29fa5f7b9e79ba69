"""The one search: cases, agreements, documents, services and agencies, each as its own list finds it for that person."""

from dataclasses import dataclass

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from itdrift.templatetags.swedish import badge
from onboarding import paging
from onboarding.desk import worklist
from onboarding.diary import ledger
from onboarding.models import Agreement, AgreementLine
from onboarding.models.diary import NUMBER, is_number
from registry.agencies import lookup
from registry.catalogue.entries import entries, narrowed
from registry.models import Service
from registry.ordinance import Part

MOST = 10  # of each kind
LONGEST = 100


class SearchForm(forms.Form):
    """`?q=…`: what somebody has in hand."""

    q = forms.CharField(
        label="Sök",
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": "Skriv högst %(limit_value)d tecken.",
            "null_characters_not_allowed": "Skriv utan styrtecken.",
        },
    )


@dataclass(frozen=True)
class Hit:
    """A Hit is one thing that was found; is_meant: what was written is its number."""

    address: str
    name: str
    note: str
    badge: str = ""
    is_meant: bool = False


@dataclass(frozen=True)
class HitList:
    """A HitList is what was found of one sort. first: which of more than MOST are shown; whole: the address of the list of all."""

    heading: str
    hits: list[Hit]
    first: str
    whole: str = ""
    whole_in_words: str = ""

    @property
    def shown(self):
        return self.hits[:MOST]

    @property
    def more(self):
        return len(self.hits) > MOST


@require_safe
def search(request):
    """Where is it? Of who is not logged in, among what is public; a number leads straight to what has it."""
    form = SearchForm(request.GET, auto_id="sok_%s")
    text = form.cleaned_data["q"] if form.is_valid() else ""
    kinds = found(request.user, text) if text else []
    if address := meant(kinds):
        return redirect(address)
    context = {"form": form, "kinds": [kind for kind in kinds if kind.hits], "searched": form["q"].data or ""}
    return render(request, "search.html", context)


def found(user, text):
    """Return what the person may see that the text is found in, by sort, in the order of the page."""
    public = [_services(user, text), _agencies(user, text)]
    if not user.is_authenticated:
        return public
    parts = worklist.narrowed(user, {"q": text})
    return [_cases(user, parts, text), _agreements(user, parts, text), _documents(user, text), *public]


def meant(kinds):
    """Return the address of the one thing whose number was written; None when it is no number, or that of several."""
    for kind in kinds:
        if addresses := {hit.address for hit in kind.hits if hit.is_meant}:
            return addresses.pop() if len(addresses) == 1 else None
    return None


def _cases(user, parts, text):
    listed, _ = worklist.page(parts, {"q": text}, paging.ORDERS[paging.LATEST], None)
    number = NUMBER.fullmatch(text)
    is_meant = number is not None and not number["document"] and bool(worklist.cases_numbered(user, text))
    hits = [
        Hit(row["case"], row["number"], f"{row['agency']}, {row['name']}", row["badge"], is_meant)
        for row in worklist.rows_of(listed, {})
    ]
    whole = f"{reverse('cases')}?{urlencode({'q': text})}"
    return HitList("Ärenden", hits, f"de {MOST} senast inkomna", whole, "Visa alla i listan över ärenden")


def _agreements(user, parts, text):
    """A party's agreements are about services that it sees: they are found as those are."""
    about = AgreementLine.objects.filter(agreement=OuterRef("pk"))
    is_found = Q(*(Exists(about.filter(requested_service__in=part.values("pk"))) for part in parts), _connector=Q.OR)
    agreements = Agreement.objects.visible_to(user).filter(is_found).with_lines()[: MOST + 1]
    hits = [
        Hit(
            reverse("agreement", args=[one.pk]),
            one.number,
            ", ".join([one.registration.agency.name, *map(str, one.lines.all())]),
            badge(one.status, one.get_status_display()),
            is_number(text, one.number),
        )
        for one in agreements
    ]
    return HitList("Överenskommelser", hits, f"de {MOST} senast upprättade")


def _documents(user, text):
    diary = reverse("diary")
    hits = [
        Hit(
            f"{diary}{entry['pk']}/",
            entry["called"],
            ", ".join(filter(None, [entry["day"], entry["direction"], entry["concerns"]])),
            is_meant=is_number(text, entry["called"]),
        )
        for entry in ledger.in_words(ledger.saying(user, text)[: MOST + 1])
    ]
    return HitList("Handlingar i diariet", hits, f"de {MOST} senaste")


def _services(user, text):
    listed, services = entries(narrowed(Service.objects.visible_to(user), q=text), None), reverse("services")
    hits = [Hit(f"{services}{row['pk']}/", row["name"], f"{row['agency']}. {row['summary']}") for row in listed]
    whole = f"{services}?{urlencode({'q': text})}"
    return HitList("Tjänster", hits, f"de {MOST} första i bokstavsordning", whole, "Visa alla i tjänsteutbudet")


def _agencies(user, text):
    """An agency leads to its cases where the person's list has those of several agencies, else to its open diary."""
    acting = getattr(user, "acting", None)
    has_list = acting is not None and acting.mandate.part != Part.APPLICANT
    place, heading = (
        ("cases", "Myndigheter och deras ärenden") if has_list else ("public_diary", "Myndigheters öppna diarier")
    )
    agencies = lookup.find(text, MOST)
    is_meant = len(lookup.number_in(text)) == lookup.NUMBER_LENGTH
    hits = [
        Hit(f"{reverse(place)}?myndighet={agency.pk}", agency.name, lookup.note(agency), is_meant=is_meant)
        for agency in agencies
    ]
    return HitList(heading, hits, f"de {MOST} första i bokstavsordning")
