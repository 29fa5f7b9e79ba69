"""The diary as it is read: an agency's own with what the person may know of, the open one for everybody; narrowed, in pages."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.db.models.functions import Cast, Concat

from ..models import DiaryEntry, InterestRegistration, PublicEntry, SecrecyMarking

PAGE = 50
HIDDEN = "Sekretess"
WAYS = dict(DiaryEntry.Direction.choices)
MARKINGS = SecrecyMarking.objects.filter(entry=OuterRef("pk"), removed_at=None)
SHOWN = ("pk", "called", "on", "way", "whom", "concerns")
CONFIDENTIAL = "case__registration__confidential"
HIDDEN_FIELDS = ("counterpart_hidden", "about_hidden")
OF_ANY = ("pk", "called", "on", "known", "case__registration")
OF_OWN = (*OF_ANY, "direction", "counterpart", "about", "has_marking", CONFIDENTIAL, *HIDDEN_FIELDS)
COLUMNS = ["Diarienummer", "Datum", "Riktning", "Avsändare eller mottagare", "Vad handlingen rör"]


def public(agency):
    """Return the open diary of an agency, latest first, as plain values: what is hidden is replaced in the database already."""
    return PublicEntry.objects.filter(agency=agency).values(*SHOWN)


def own(user):
    """Return the diary of the agency that the person acts for, as plain values.

    In full in the cases that the person sees, otherwise as it is open to everybody. `known`: whether the person sees
    the case (`case__registration`). What is asked of `way`, `whom` and `concerns` is asked of what is shown.
    """
    seen = InterestRegistration.objects.in_lists(user).filter(pk=OuterRef("case__registration"))
    confidential = Q(case__registration__confidential=True)
    entries = DiaryEntry.objects.of(user).annotate(known=Q(case__registration=None) | Q(Exists(seen)))
    asked_of = {"whom": _shown("counterpart", confidential), "concerns": _shown("about", confidential)}
    asked_of["way"] = Case(When(confidential & Q(known=False), then=Value("")), default=F("direction"))
    return _facts(entries.alias(**asked_of))


def saying(user, text):
    """Return what of the own agency's diary the person may read in full and the text is found in, as plain values."""
    return ordered(own(user).saying(text).filter(known=True))


def of_case(case, user):
    """Return the own agency's diary of one case that the person sees, in full, the first document first."""
    entries = DiaryEntry.objects.of(user).filter(case__registration=case).annotate(known=Value(True))
    return in_words(_facts(entries).order_by("on", "pk"))


def _facts(entries):
    called = Concat("case__number", Value("-"), Cast("number", CharField()))
    return entries.annotate(called=called, has_marking=Exists(MARKINGS)).values(*OF_OWN)


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
    """Return one page, latest day first, each entry with its direction in words, and the key of the next page or None.

    First the keys are found, and then the cases are looked up only of the entries that the page shows: joined before, they
    once made the database sort the whole diary.
    """
    beyond = entries.filter(TupleLessThan(("on", "id"), after)) if after else entries
    found = in_words(ordered(entries.filter(pk__in=ordered(beyond).values("pk")[: PAGE + 1])))
    return found[:PAGE], key_of(found[PAGE - 1]) if len(found) > PAGE else None


def ordered(entries):
    return entries.order_by("-on", "-pk")


def in_words(entries):
    return [_in_words(entry) for entry in entries]


def _in_words(entry):
    shown = _as_shown(entry) if "known" in entry else entry
    # a template writes a number or a day in the ways of the country, which takes time for each row; a text as it is
    as_text = {"pk": f"{shown['pk']}", "day": shown["on"].isoformat()}
    return {**shown, **as_text, "direction": WAYS.get(shown["way"], "")}


def _as_shown(entry):
    """Return what is shown of an own entry, and no more of it; `hidden`, `marked`: what only who sees the case may know."""
    closed, (counterpart_hidden, about_hidden) = entry[CONFIDENTIAL], (entry[name] for name in HIDDEN_FIELDS)
    known = entry["known"]
    return {
        **{name: entry[name] for name in OF_ANY},
        "way": "" if closed and not known else entry["direction"],
        "whom": HIDDEN if not known and (closed or counterpart_hidden) else entry["counterpart"],
        "concerns": HIDDEN if not known and (closed or about_hidden) else entry["about"],
        "hidden": known and bool(closed or counterpart_hidden or about_hidden),
        "marked": known and entry["has_marking"],
    }


def lines(entries):
    """Yield the entries as they stand in a file, with COLUMNS."""
    for entry in map(_in_words, ordered(entries).iterator()):
        yield entry["called"], entry["on"], entry["direction"], entry["whom"], entry["concerns"]


def key_of(entry):
    """Return where a page ended: the day and the entry's key, "20261122_57"."""
    return f"{entry['on']:%Y%m%d}_{entry['pk']}"
