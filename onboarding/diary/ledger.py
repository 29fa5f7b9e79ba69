"""The diary as it is read: an agency's own with what the person may know of, the open one for everybody; narrowed, in pages."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.functions import Cast, Concat

from ..models import DiaryEntry, InterestRegistration, PublicEntry, SecrecyMarking

PAGE = 50
HIDDEN = "Sekretess"
WAYS = dict(DiaryEntry.Direction.choices)
SHOWN = ("pk", "called", "on", "way", "whom", "concerns")
COLUMNS = ["Diarienummer", "Datum", "Riktning", "Avsändare eller mottagare", "Vad handlingen rör"]


def public(agency):
    """Return the open diary of an agency, latest first, as plain values: what is hidden is replaced in the database already."""
    return PublicEntry.objects.filter(agency=agency).values(*SHOWN)


def own(user):
    """Return the diary of the agency that the person acts for, as plain values.

    In full in the cases that the person sees, otherwise as it is open to everybody. `known`: whether the person sees
    the case (`case__registration`); `hidden`, `marked`: what only those who see it may know.
    """
    seen = InterestRegistration.objects.visible_to(user).filter(pk=OuterRef("case__registration"))
    markings = SecrecyMarking.objects.filter(entry=OuterRef("pk"), removed_at=None)
    confidential = Q(case__registration__confidential=True)
    entries = DiaryEntry.objects.of(user).annotate(known=Q(case__registration=None) | Exists(seen))
    return entries.annotate(
        called=Concat("case__number", Value("-"), Cast("number", CharField())),
        way=Case(When(confidential & Q(known=False), then=Value("")), default=F("direction")),
        whom=_shown("counterpart", confidential),
        concerns=_shown("about", confidential),
        hidden=Q(known=True) & (confidential | Q(counterpart_hidden=True) | Q(about_hidden=True)),
        marked=Q(known=True) & Exists(markings),
    ).values(*SHOWN, "known", "hidden", "marked", "case__registration")


def of_case(case, user):
    """Return the own agency's diary of one case that the person sees, the first document first."""
    return in_words(own(user).filter(case__registration=case).order_by("on", "pk"))


def _shown(name, confidential):
    open_to_all = Q(**{f"{name}_hidden": False}) & ~confidential
    return Case(When(open_to_all | Q(known=True), then=F(name)), default=Value(HIDDEN))


def narrowed(entries, criteria):
    """Return the entries that meet the criteria: from and to which day, number, direction, sender or recipient, text.

    They are asked of what is shown, so that no question tells of what is hidden.
    """
    lookups = {
        "fran": "on__gte",
        "till": "on__lte",
        "nummer": "called__icontains",
        "riktning": "way",
        "motpart": "whom__icontains",
        "text": "concerns__icontains",
    }
    return entries.filter(**{lookup: criteria[name] for name, lookup in lookups.items() if criteria.get(name)})


def page(entries, after=None):
    """Return one page, latest day first, each entry with its direction in words, and the key of the next page or None."""
    if after:
        entries = entries.filter(TupleLessThan(("on", "id"), after))
    found = in_words(ordered(entries)[: PAGE + 1])
    return found[:PAGE], key_of(found[PAGE - 1]) if len(found) > PAGE else None


def ordered(entries):
    return entries.order_by("-on", "-pk")


def in_words(entries):
    return [{**entry, "direction": WAYS.get(entry["way"], "")} for entry in entries]


def lines(entries):
    """Yield the entries as they stand in a file, with COLUMNS."""
    for entry in ordered(entries).iterator():
        yield entry["called"], entry["on"], WAYS.get(entry["way"], ""), entry["whom"], entry["concerns"]


def key_of(entry):
    """Return where a page ended: the day and the entry's key, "20261122_57"."""
    return f"{entry['on']:%Y%m%d}_{entry['pk']}"
