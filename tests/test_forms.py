"""Every form of every page, filled in, with each field emptied in turn and odd: never an error of the program.

The database has rows in every table, last year's too: checks over several fields read what a person did not send.
"""

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from onboarding.workflow import Status
from tests import places
from tests.drill import rounds
from tests.once import made_once
from tests.test_addresses import PEOPLE, TABLE

TEXT = "En text som säger så mycket att den kan stå som skäl i ett beslut. " * 2
ODD = [
    "\0",
    "x",
    "-",
    "0",
    "-1",
    "1.000",
    "9" * 30,
    "2026-13-45",
    "9999-12-31",
    "0001-01-01",
    "²\u202e\x0b\x1f\ufffe😀<b>{{ 7 }}",
]


@dataclass
class PageForm:
    """A form of a page: what a browser sends of it as it is opened, and all its fields with an answer in each."""

    method: str
    address: str
    opened: dict = field(default_factory=dict)
    filled: dict = field(default_factory=dict)
    hidden: set = field(default_factory=set)

    @property
    def is_begun(self):
        """Whether something stands in its fields already."""
        return any(value for name, value in self.opened.items() if name not in self.hidden)


class FormsOf(HTMLParser):
    """Finds the forms of a page."""

    def __init__(self, html, page):
        super().__init__()
        self.page, self.found, self._list, self._text = page, [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.found.append(PageForm(attrs.get("method", "get").lower(), attrs.get("action") or self.page))
        elif tag == "option":
            self._option(attrs)
        elif self.found and name and tag in ("input", "textarea", "select", "button"):
            form = self.found[-1]
            form.filled.setdefault(name, "" if tag == "select" else answer(tag, attrs))
            if attrs.get("type") not in ("radio", "checkbox", "submit", "file") or "checked" in attrs:
                form.opened.setdefault(name, attrs.get("value") or "")
            form.hidden |= {name} if attrs.get("type") == "hidden" else set()
            self._list = name if tag == "select" else None
            self._text = name if tag == "textarea" else None

    def _option(self, attrs):
        if self._list and attrs.get("value"):
            form = self.found[-1]
            form.filled[self._list] = form.filled[self._list] or attrs["value"]
            if "selected" in attrs:
                form.opened[self._list] = attrs["value"]

    def handle_data(self, data):
        if self._text:
            self.found[-1].opened[self._text] += data

    def handle_endtag(self, tag):
        self._text = None


def answer(tag, attrs):
    kind = attrs.get("type", "")
    if kind in ("hidden", "submit", "radio", "checkbox") or tag == "button":
        return attrs.get("value") or ""
    if kind == "file":
        return None
    if kind == "date":
        return attrs.get("value") or f"{date.today()}"
    if kind == "email":
        return "anna@myndighet.example"
    if attrs.get("inputmode") == "decimal":
        return attrs.get("value") or "10"
    return attrs.get("value") or TEXT[: int(attrs.get("maxlength") or 500)]


def with_files(sent):
    return {
        name: SimpleUploadedFile("bilaga.txt", TEXT.encode()) if given is None else given
        for name, given in sent.items()
    }


def faults(name, client, page, values, known):
    """What is an error of the program when the forms of a page are sent, each with one field at a time as `values`."""
    client.raise_request_exception = False
    answered = client.get(page)
    if answered.status_code != 200 or not answered["Content-Type"].startswith("text/html"):
        return
    for form in FormsOf(answered.text, page).found:
        again = (form.method, form.address, *form.filled)
        if again in known or form.address.split("?")[0] in (reverse("logout"), reverse("admin:logout")):
            continue
        known.add(again)
        names = [name for name in form.filled if not name.endswith("_FORMS")]  # how many rows: the page's own counting
        one_by_one = [{}, *({name: value} for name in names for value in values)]
        bases = [form.filled, form.opened] if form.is_begun else [form.filled]
        for sent in [base | changed for base in bases for changed in one_by_one]:
            with transaction.atomic():
                status = getattr(client, form.method)(form.address, with_files(sent)).status_code
                transaction.set_rollback(True)
            if status >= 500:
                yield name, form.address, sent


@made_once
def addresses(cast):
    return places.addresses(cast)


def pages(cast, addresses):
    """Each page, and the first person with a mandate who gets it."""
    people = places.people(cast)
    for name, row in TABLE.items():
        seen_by = [person for person, code in zip(PEOPLE, row.split(), strict=True) if code == "2"]
        if seen_by:
            yield name, people[(seen_by[1:] or seen_by)[0]], addresses[name]


def admin_pages():
    for model in admin.site._registry:
        named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = model._default_manager.order_by("pk").first()
        yield model.__name__, reverse(f"{named}_add")
        if first:
            yield model.__name__, reverse(f"{named}_change", args=[first.pk])


def all_faults(cast, addresses, values):
    known = set()
    return [
        fault
        for name, who, page in pages(cast, addresses)
        for fault in faults(name, places.visit(who), page, values, known)
    ]


def test_each_field_emptied_in_turn(cast, addresses):
    assert all_faults(cast, addresses, [""]) == []


def test_each_field_of_the_administration_odd(cast, addresses):
    client, known = places.visit(cast.admin), set()
    assert [fault for name, page in admin_pages() for fault in faults(name, client, page, ["x"], known)] == []


def test_an_act_is_sent_in_whatever_state_the_service_is(cast):
    """Who opened the page before somebody else went on gets it back, with what is so now."""
    errors, states = [], {state: cast.walk.request(state) for state in Status}
    for name in places.acts_on_a_service():
        for person in ("applicant", "applicant_boss", "coordinator", "supplier", "supplier_boss"):
            client = places.visit(getattr(cast, person))
            client.raise_request_exception = False
            for state, thing in states.items():
                with transaction.atomic():
                    status = client.post(reverse(name, args=[thing.pk]), {}).status_code
                    transaction.set_rollback(True)
                errors += [(name, person, state)] if status >= 500 else []
    assert errors == []


@pytest.mark.drill
def test_each_field_odd(cast, addresses):
    assert all_faults(cast, addresses, ODD[: rounds(1, len(ODD))]) == []


@pytest.mark.drill
def test_each_field_of_the_administration_emptied_and_odder(cast, addresses):
    client, known = places.visit(cast.admin), set()
    found = [
        fault
        for name, page in admin_pages()
        for fault in faults(name, client, page, ["", *ODD[: rounds(0, len(ODD))]], known)
    ]
    assert found == []
