"""An agency is looked up by what people write: a name, present or former, a short name, a number, or some words of a name."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse

from itdrift.templatetags.swedish import dag, orgnr

from ..models import Agency, RegisterEntry

MOST = 20  # hits to choose from; who has more writes more
MARKED, PLAIN = "åäöæøéèëüáà", "aaoaoeeeuaa"
HYPHENS = "-‐‑–−"
WORDS = 12  # as many as the longest name has
NUMBER_LENGTH = 10
LONGEST = 200


class PlainLetters(Func):
    """What plain() makes of a text, in the database: small letters without their marks, and no hyphens."""

    template = f"translate(lower(%(expressions)s), '{MARKED}-', '{PLAIN}')"
    output_field = CharField()


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFC", text).lower()
    return " ".join(letters.translate(str.maketrans(MARKED, PLAIN, HYPHENS)).split())


def number_in(text: str) -> str:
    """Return the digits of what is nothing but a number, however it is parted; else ""."""
    digits = re.sub(rf"[{HYPHENS}\s]", "", text)
    if not (digits.isascii() and digits.isdecimal()):
        return ""
    return digits[2:] if len(digits) == NUMBER_LENGTH + 2 else digits  # 16 goes before it in some systems


def find(text: str, most: int = MOST) -> list[Agency]:
    """Return the agencies that are meant, in one query: those called exactly so, or else those that it says a part of.

    One more than `most` when there are more. `former`: a name that it had, if that is what was meant; else None.
    """
    if not plain(text) or "\0" in text or len(text) > LONGEST:
        return []
    entries, agencies = _prepared(RegisterEntry), _prepared(Agency)
    exactly, in_part = _exactly(text), _in_part(text)
    meant = entries.filter(exactly | in_part, agency=OuterRef("pk")).exclude(name=OuterRef("name"))
    found = agencies.annotate(
        exact=exactly | Q(pk__in=entries.filter(exactly).values("agency")),
        former=Subquery(meant.order_by("-edition__as_of").values("name")[:1]),
    ).filter(Q(exact=True) | in_part | Q(pk__in=entries.filter(in_part).values("agency")))
    hits = list(found.order_by("-exact", "sort_name", "pk")[: most + 1])
    return [hit for hit in hits if hit.exact] or hits


def note(agency: Agency) -> str:
    """Return what tells an agency that was found from others: short name, number, former name, and when it ended."""
    former, ended = getattr(agency, "former", ""), agency.ended_on
    parts = [agency.short_name, orgnr(agency.org_number), f"har hetat {former}" if former else ""]
    return ", ".join(filter(None, [*parts, f"upphörde {dag(ended)}" if ended else ""]))


def _prepared(model):
    short = PlainLetters(F("short_name"))
    name = PlainLetters(F("name"))
    return model.objects.order_by().alias(plain_name=name, plain_short=short, names=Concat(name, Value(" "), short))


def _exactly(text):
    return Q(plain_name=plain(text)) | Q(plain_short=plain(text)) | Q(org_number=number_in(text) or None)


def _in_part(text):
    if number := number_in(text):
        return Q(org_number__startswith=number)
    return Q(*[Q(names__contains=word) for word in list(dict.fromkeys(plain(text).split()))[:WORDS]])


class AgencyInput(forms.TextInput):
    """Asks for an agency in words; `key`: of the one whose name it shows, which goes along when the form is sent."""

    template_name = "registry/agencies/input.html"
    key: int | None = None

    def get_context(self, name, value, attrs):
        suggestions = {"data-suggestions": reverse("agency_suggestions")}
        return {**super().get_context(name, value, {**(attrs or {}), **suggestions}), "key": self.key}

    def value_from_datadict(self, data, files, name):
        return data.get(name), data.get(f"{name}_nr")


class AgencyField(forms.CharField):
    """Takes an agency as people write it, or by its key; gives the Agency.

    Where several are meant it gives None, and `hits` are those to choose from (see `settle`).
    """

    default_error_messages = {
        "unknown": "Ingen myndighet stämmer med det du skrev. Kontrollera stavningen, eller skriv bara en del av namnet.",
        "max_length": "Skriv myndighetens namn, kortnamn eller organisationsnummer, med högst %(limit_value)d tecken.",
        "null_characters_not_allowed": "Skriv myndighetens namn, kortnamn eller organisationsnummer, utan styrtecken.",
    }

    def __init__(self, *, label: str = "Myndighet", **options: Any) -> None:
        options = {"help_text": "Namn, kortnamn eller nummer.", **options}
        super().__init__(label=label, required=False, max_length=LONGEST, widget=AgencyInput, **options)
        self.agency: Agency | None = None
        self.hits: list[Agency] = []

    def clean(self, value):
        written, key = value
        text = super().clean(written)
        if not text:
            return None
        self.agency = _with_key(text) or _still(_with_key(key), text)
        if self.agency is None:
            self.hits = find(text)
            if not self.hits:
                raise ValidationError(self.error_messages["unknown"], code="unknown")
            if len(self.hits) == 1:
                (self.agency,), self.hits = self.hits, []
        self.widget.key = self.agency and self.agency.pk
        return self.agency

    def bound_data(self, data, initial):
        """Return what the field shows: the name of the agency, however it was written."""
        return self.agency.name if self.agency else data[0]


def _with_key(text):
    """Return the agency with that key, or None: a key is shorter than a number."""
    is_key = bool(text) and text.isascii() and text.isdecimal() and len(text) < NUMBER_LENGTH
    return Agency.objects.filter(pk=text).first() if is_key else None


def _still(agency, text):
    """Return the agency if the text is its name still, as the field showed it; else None."""
    return agency if agency and agency.name == text else None


def settle(request, form, name="myndighet"):
    """Return (address, hits) of the AgencyField of a form that is cleaned, if it has one.

    address: of the same page, where the agency stands by its key, if it was written in words; else None. hits: those to
    choose from, as (address, Agency, note), at most one more than MOST.
    """
    field = form.fields.get(name)
    if field is None:
        return None, []
    if field.agency and (request.GET[name] != str(field.agency.pk) or f"{name}_nr" in request.GET):
        return _address(request, name, field.agency), []
    return None, [(_address(request, name, agency), agency, note(agency)) for agency in field.hits]


def _address(request, name, agency):
    """Return the address of the page with that agency, and with the other conditions that are not empty."""
    query = request.GET.copy()
    for other, value in request.GET.items():
        if not value or other in (f"{name}_nr", "efter"):
            del query[other]
    query[name] = agency.pk
    return f"{request.path}?{query.urlencode()}"
