"""In which order a list stands, and where its next page begins: a row-value comparison, which walks one index."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from .workflow import Status

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def _microseconds(moment):
    return (moment - EPOCH) // MICROSECOND


def _moment(number):
    return EPOCH + number * MICROSECOND


# How a value stands as a number in an address, and back. A name is not there: a need in free text does not go into addresses.
WRITTEN: dict[str, tuple[Callable[[Any], int], Callable[[int], Any]]] = {
    "stage": (int, range(len(Status)).__getitem__),
    "due_on": (date.toordinal, date.fromordinal),
}
NAMES = {"agency_order", "service_order"}
GROUPED = {"stage", "due_on", *NAMES}


@dataclass(frozen=True)
class Order:
    """By a column that is never null, and then by the key of the row."""

    column: str
    down: bool = False
    label: str = ""

    def sorted(self, rows):
        sign = "-" if self.down else ""
        return rows.order_by(*(sign + column for column in self._columns(rows)))

    def _columns(self, rows):
        """Of what a person sees in a list, the index that has it in the order may be another table's."""
        listed = "listed_at" if self.column == "received_at" else f"listed_{self.column}"
        return (listed, "listed_as") if listed in rows.query.annotations else (self.column, "pk")

    def key_of(self, row):
        """Return where a page ended, for its address: the value as a number (nothing for a name), and the key of the row."""
        if self.column in NAMES:
            return f"_{row.pk}"
        write, _ = WRITTEN.get(self.column, (_microseconds, _moment))
        return f"{write(getattr(row, self.column))}_{row.pk}"

    def place(self, parts, key):
        """Return the value at which the page before ended, whichever of the parts (querysets) has its row; else None."""
        places = (self._place(rows, *key) for rows in parts)
        return next((place for place in places if place is not None), None) if key else None

    def parts(self, rows, key, place):
        """Return the rows after the place that a key_from() names, in one or two parts that come one after the other.

        All of them when there is no such place among the rows. Where many rows are alike, those like the last one come
        by themselves: compared as a pair with the last value of all, the planner expects none, and sorts the whole table.
        """
        if place is None:
            return [rows]
        then = "lt" if self.down else "gt"
        if self.column in GROUPED:
            column, own_key = self._columns(rows)
            alike = rows.filter(**{column: place, f"{own_key}__{then}": key[1]})
            return [alike, rows.filter(**{f"{column}__{then}": place})]
        beyond = TupleLessThan if self.down else TupleGreaterThan
        return [rows.filter(beyond(self._columns(rows), (place, key[1])))]

    def _place(self, rows, number, pk):
        if self.column in NAMES:
            return rows.filter(pk=pk).values_list(self.column, flat=True).first()
        _, read = WRITTEN.get(self.column, (_microseconds, _moment))
        try:
            return None if number is None else read(number)
        except (IndexError, OverflowError, ValueError):
            return None


LATEST = "-inkom"
ORDERS = {
    LATEST: Order("received_at", True, "Senast inkomna först"),
    "inkom": Order("received_at", False, "Tidigast inkomna först"),
    "mal": Order("due_on", False, "Mest över målet först"),
    "-mal": Order("due_on", True, "Mest över målet sist"),
    "myndighet": Order("agency_order", False, "Myndighet, A–Ö"),
    "-myndighet": Order("agency_order", True, "Myndighet, Ö–A"),
    "tjanst": Order("service_order", False, "Tjänst, A–Ö"),
    "-tjanst": Order("service_order", True, "Tjänst, Ö–A"),
    "lage": Order("stage", False, "Läge, från anmäld"),
    "-lage": Order("stage", True, "Läge, från avslutad"),
}


def page(rows, order, after=None, *, parts=()):
    """Return one page of rows in the order, and the key of the next page or None. after: as from `key_from`.

    rows: with what each shows, as one index has them in the order. Or else parts: what they are narrowed to, as querysets;
    then first the keys of the page are found, and what it shows is read only of those: a sort carries nothing else.
    """
    narrowed = parts or [rows]
    place = order.place(narrowed, after)
    found = [order.sorted(part)[: PAGE + 1] for one in narrowed for part in order.parts(one, after, place)]
    listed = list(found[0] if len(found) == 1 and not parts else order.sorted(_among(rows, found))[: PAGE + 1])
    return listed[:PAGE], order.key_of(listed[PAGE - 1]) if len(listed) > PAGE else None


def everything(rows, order, parts):
    """Return all the rows of the parts in the order, as one queryset."""
    return order.sorted(_among(rows, parts))


def _among(rows, parts):
    keys, *more = [part.values("pk") for part in parts]
    return rows.filter(pk__in=keys.union(*more, all=True) if more else keys)


def key_from(text):
    """Return the pair (number or None, pk) of a key made by an order's `key_of`."""
    number, pk = text.split("_")
    return int(number) if number else None, int(pk)


class KeyField(forms.RegexField):
    """Where the page before ended: a number, which may be left out, and a row's key."""

    def __init__(self):
        super().__init__(
            r"^[0-9]{0,16}_[0-9]{1,18}\Z",
            required=False,
            widget=forms.HiddenInput,
            error_messages={"invalid": "Adressen till sidan är fel. Här visas den första sidan."},
        )

    def clean(self, value):
        text = super().clean(value)
        return key_from(text) if text else None


class ListPage(forms.Form):
    """`?efter=…`: where the page of a list begins."""

    efter = KeyField()

    def after(self):
        """Return the key of the row that ended the page before, as from `key_from`; None for the first page."""
        return self.cleaned_data["efter"] if self.is_valid() else None
