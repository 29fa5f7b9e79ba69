"""An agency is looked up by what people write; which one is meant is told by its names, present and former, and its number."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from registry.agencies import lookup
from registry.models import Agency, RegisterEdition, RegisterEntry

from ... import making
from ...once import made_once

SUGGESTIONS = reverse("agency_suggestions")
LONG, COURTS = "Myndigheten för vård- och omsorgsanalys", "2021002742"
NAMES = {
    "skatteverket": ("Skatteverket", "2021005448", "SKV"),
    "kronofogden": ("Kronofogdemyndigheten", "2021005570", "KFM"),
    "analysis": (LONG, "2021006438", "Vårdanalys"),
    "alingsas": ("Alingsås tingsrätt", COURTS, ""),
    "attunda": ("Attunda tingsrätt", COURTS, ""),
    "defence": ("Myndigheten för civilt försvar", "2021005984", "MCF"),
    "safety": ("Säkerhet 100%_\\", "2021000001", ""),
}
FORMER = {
    "defence": ("Myndigheten för samhällsskydd och beredskap", "MSB"),
    "skatteverket": ("Riksskatteverket", "RSV"),
}


@made_once
def agencies():
    """A small register, with two editions: in the first, two had another name."""
    found = {key: making.agency(name, number, short) for key, (name, number, short) in NAMES.items()}
    for year in (2020, 2026):
        edition = RegisterEdition.objects.create(
            name="Registret", as_of=date(year, 1, 2), source="SCB", digest=str(year)
        )
        for key, agency in found.items():
            name, short = FORMER.get(key, (agency.name, agency.short_name)) if year == 2020 else (agency.name, "")
            number = agency.org_number
            RegisterEntry.objects.create(
                edition=edition, agency=agency, name=name, short_name=short, org_number=number,
                kind=agency.kind, is_preparedness_agency=False,
            )  # fmt: skip
    return SimpleNamespace(**found)


def names(text):
    return {key for key, (name, *_) in NAMES.items() if name in {agency.name for agency in lookup.find(text)}}


MEANT = {
    "Skatteverket": {"skatteverket"},
    "  skatteVERKET\t": {"skatteverket"},
    "SKV": {"skatteverket"},
    "skv": {"skatteverket"},
    "202100-5448": {"skatteverket"},
    "2021005448": {"skatteverket"},
    "16 202100 5448": {"skatteverket"},
    "202100–5448": {"skatteverket"},
    "verket": {"skatteverket"},
    "omsorg vård": {"analysis"},
    "myndigheten omsorg": {"analysis"},
    "VÅRD och": {"analysis"},
    LONG.upper(): {"analysis"},
    "myndigheten för vård och omsorgsanalys": {"analysis"},
    "vardanalys": {"analysis"},
    "Va\u030ardanalys": {"analysis"},
    "alingsas": {"alingsas"},
    "tingsrätt": {"alingsas", "attunda"},
    COURTS: {"alingsas", "attunda"},
    "202100-27": {"alingsas", "attunda"},
    "myndigheten för": {"analysis", "defence"},
    "MSB": {"defence"},
    "Myndigheten för samhällsskydd och beredskap": {"defence"},
    "beredskap samhälls": {"defence"},
    "Riksskatteverket": {"skatteverket"},
    "rsv": {"skatteverket"},
    "kronofogden": set(),
    "omsorg skatte": set(),
    "%": {"safety"},
    "_": {"safety"},
    "\\": {"safety"},
    "100%_\\": {"safety"},
    "-": set(),
    " ": set(),
    "": set(),
    "😀": set(),
    "' OR 1=1 --": set(),
}


def test_who_is_meant(agencies):
    assert {text: names(text) for text in MEANT} == MEANT


def test_what_is_called_exactly_so_goes_before_what_has_it_in_its_name(agencies):
    other = making.agency("Nya Skatteverket", "2021000019", "SKVX")
    assert lookup.find("skatteverket") == lookup.find("skv") == [agencies.skatteverket]
    assert lookup.find("skatteverk") == [other, agencies.skatteverket]
    assert lookup.find("skvx") == [other]


def test_two_that_have_had_the_same_name_are_both_meant(agencies):
    heir = making.agency("Riksskatteverket", "2021000027")
    assert lookup.find("riksskatteverket") == [heir, agencies.skatteverket]
    assert [agency.former for agency in lookup.find("riksskatteverket")] == [None, "Riksskatteverket"]


def test_a_name_that_it_still_has_is_no_former_one(agencies):
    assert [agency.former for agency in lookup.find("kronofogdemyndigheten")] == [None]


def test_it_is_one_query_however_many_and_never_more_than_are_shown(agencies, django_assert_num_queries):
    Agency.objects.bulk_create(
        Agency(name=f"Nämnd {n:03}", org_number=f"20{n:08}", kind="administrative") for n in range(300)
    )
    with django_assert_num_queries(1):
        found = lookup.find("nämnd")
    assert [agency.name for agency in found] == [f"Nämnd {n:03}" for n in range(lookup.MOST + 1)]
    assert len(lookup.find("n", 5)) == 6
    assert lookup.find(" ".join("abcdefghijklmnopqrstuvwxyzåäö" * 3)) == []


# The field


class Asking(forms.Form):
    """Which agency?"""

    myndighet = lookup.AgencyField()


def asked(**data):
    form = Asking(QueryDict("&".join(f"{name}={value}" for name, value in data.items())))
    form.is_valid()
    return form


def settled(path="/sida/", **data):
    query = QueryDict("&".join(f"{name}={value}" for name, value in data.items()))
    form = Asking(query)
    form.is_valid()
    return lookup.settle(SimpleNamespace(GET=query, path=path), form)


def test_an_old_address_with_the_key_leads_to_the_same_agency_and_shows_its_name(agencies, django_assert_num_queries):
    key = agencies.attunda.pk
    with django_assert_num_queries(1):
        form = asked(myndighet=key)
    assert form.cleaned_data == {"myndighet": agencies.attunda}
    drawn = str(form["myndighet"])
    assert 'value="Attunda tingsrätt"' in drawn
    assert f'<input type="hidden" name="myndighet_nr" value="{key}">' in drawn
    assert settled(myndighet=key) == (None, [])


def test_a_form_that_is_sent_again_with_the_name_unchanged_means_the_same_agency(agencies):
    ended = making.agency("Statens nämnd", "2021000035")
    Agency.objects.filter(pk=ended.pk).update(ended_on=date(2020, 12, 31))
    heir = making.agency("Statens nämnd", "2021000035")
    assert asked(myndighet="Statens nämnd").fields["myndighet"].hits == [ended, heir]
    for one in (ended, heir):
        assert asked(myndighet="Statens nämnd", myndighet_nr=one.pk).cleaned_data == {"myndighet": one}
        assert settled(myndighet="Statens nämnd", myndighet_nr=one.pk) == (f"/sida/?myndighet={one.pk}", [])
    assert asked(myndighet="Skatteverket", myndighet_nr=ended.pk).cleaned_data == {"myndighet": agencies.skatteverket}
    assert asked(myndighet="", myndighet_nr=ended.pk).cleaned_data == {"myndighet": None}


def test_what_is_written_is_led_to_the_key_with_the_other_conditions(agencies):
    said = {"myndighet": "skv", "q": "", "sort": "mal", "efter": "1_1"}
    assert settled(**said) == (f"/sida/?myndighet={agencies.skatteverket.pk}&sort=mal", [])


def test_several_are_to_choose_from_each_with_the_other_conditions(agencies):
    address, hits = settled(lage="open", myndighet="tingsrätt", efter="1_1")
    assert address is None
    assert hits == [
        (f"/sida/?lage=open&myndighet={agency.pk}", agency, "202100-2742")
        for agency in (agencies.alingsas, agencies.attunda)
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [("kaffe", "unknown"), ("0", "unknown"), ("9" * 9, "unknown"), ("9" * 30, "unknown"), ("٣", "unknown"),
     ("x" * 10_000, "max_length"), ("a\0b", "null_characters_not_allowed"), ("\0", "null_characters_not_allowed")],
)  # fmt: skip
def test_what_means_nobody_is_answered_in_words(agencies, written, code):
    form = Asking({"myndighet": written})
    assert [error.code for error in form.errors.as_data()["myndighet"]] == [code]
    (sentence,) = form.errors["myndighet"]
    assert sentence.startswith(("Ingen myndighet stämmer", "Skriv myndighetens namn"))
    assert form["myndighet"].value() == written


# The suggestions while one writes


def suggested(client, text):
    return [(one["name"], one["note"]) for one in client.get(SUGGESTIONS, {"q": text}).json()["agencies"]]


def test_at_most_ten_are_suggested_in_one_query_without_log_in(agencies, client, django_assert_num_queries):
    assert suggested(client, "msb") == [
        ("Myndigheten för civilt försvar", "MCF, 202100-5984, har hetat Myndigheten för samhällsskydd och beredskap")
    ]
    Agency.objects.bulk_create(
        Agency(name=f"Nämnd {n:03}", org_number=f"20{n:08}", kind="administrative") for n in range(30)
    )
    with django_assert_num_queries(1):
        assert len(suggested(client, "nämnd")) == 10


@pytest.mark.parametrize("text", ["", " ", "\0", "a\0b", "x" * 10_000, "%%%", "😀"])
def test_whatever_is_written_gives_a_list(agencies, client, text):
    assert suggested(client, text) == []
    assert client.post(SUGGESTIONS, {"q": text}).status_code == 405
