"""9 §: the page of the supplier's queue, in the order of what is assessed, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.priority import reading
from onboarding.secrecy import acts as secrecy_acts

from ... import making
from ...once import made_once

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(9)]

FIRST, LATER = 13, 15  # queries of the first page, and of one that comes after another


@made_once
def seven(cast):
    """In the order of 9 §, and so in the queue: with every kind of neighbour at the end of a page."""
    gains = [(3, 0), (2, 3), (2, 1), (2, 1), (0, 3), None, None]
    made = [cast.walk.request("allocated") for _ in gains]
    for requested_service, judged in zip(made, gains, strict=True):
        if judged:
            cast.walk.assess(requested_service, *judged)
    return made


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_the_queue_goes_on_from_page_to_page_as_if_it_were_one(client, cast, seven, monkeypatch, size):
    client.force_login(cast.supplier)
    whole = [row_of(row) for row in client.get(reverse("queue")).context["queue"].ranked]
    assert [requested_service for _, requested_service, *_ in whole] == seven
    assert [place for place, *_ in whole] == [1, 2, 3, 4, 5, 6, 7]
    monkeypatch.setattr(reading, "PAGE", size)
    read, after = [], ""
    while after is not None:
        page = client.get(reverse("queue"), {"efter": after})
        read += [row_of(row) for row in page.context["queue"].ranked]
        after = page.context["next"]
    assert read == whole


def row_of(row):
    return row.place, row.requested_service, row.why, row.change


def test_the_queue_says_what_would_change_it_and_where_the_page_is(client, cast, seven, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    client.force_login(cast.supplier)
    text = client.get(reverse("queue"), {"efter": f"_{seven[1].pk}"}).text
    assert "7 efterfrågade tjänster, här plats 3–4" in text
    assert "Går före plats 2, Bolagsverket, om den ökade kostnadseffektiviteten bedöms som stor" not in text
    assert "Går före plats 2, Bolagsverket, om den högre säkerheten bedöms som stor." in text


def test_a_page_of_the_queue_that_is_no_more_is_the_first(client, cast, seven):
    client.force_login(cast.supplier)
    gone = cast.walk.request("registered")
    for after in (f"_{gone.pk}", "fel", "1_2_3"):
        assert client.get(reverse("queue"), {"efter": after}).context["queue"].ranked[0].place == 1


def test_a_page_of_the_queue_is_read_in_a_fixed_number_of_queries(client, cast, seven, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    client.force_login(cast.supplier)
    client.get(reverse("queue"))
    for after, expected in [("", FIRST), (f"_{seven[1].pk}", LATER), (f"_{seven[2].pk}", LATER)]:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("queue"), {"efter": after})
        assert len(asked) == expected
    monkeypatch.setattr(reading, "PAGE", 7)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("queue"))
    assert len(asked) == FIRST


def test_in_the_queue_a_confidential_one_stands_for_those_named_in_it(client, cast):
    strange = cast.walk.registered(by=cast.stranger).requested_services.get()
    cast.walk.allocate(strange)
    secrecy_acts.make_confidential(strange.registration, by=cast.stranger, provision="18 kap. 8 § OSL")
    for person, names in [(cast.supplier, []), (cast.supplier_boss, [making.LONG_NAME])]:
        client.force_login(person)
        assert [row.name for row in client.get(reverse("queue")).context["queue"].ranked] == names


def test_an_order_is_of_one_service_as_its_decision_is(client, cast, seven):
    others = [cast.walk.registered(cast.other_service).requested_services.get() for _ in range(2)]
    for requested_service in others:
        cast.walk.allocate(requested_service)
    client.force_login(cast.supplier)
    for query, shown in [
        ({}, seven),
        ({"tjanst": cast.service.pk}, seven),
        ({"tjanst": cast.other_service.pk}, others),
        ({"tjanst": "x"}, seven),
        ({"tjanst": 10**30}, seven),
        ({"tjanst": cast.other_service.pk, "efter": f"_{seven[1].pk}"}, others),
    ]:
        page = client.get(reverse("queue"), query)
        found = page.context["queue"]
        assert [row.requested_service for row in found.ranked] == shown
        assert [row.place for row in found.ranked] == list(range(1, len(shown) + 1))
        assert [(one.name, one.waiting) for one in found.services] == [
            (cast.service.name, 7),
            (cast.other_service.name, 2),
        ]
    assert f"{cast.other_service.name} (2)</a>" in page.text


def test_needs_that_no_service_meets_have_a_queue_of_their_own(client, cast):
    wanted = [{"unmet_need": "Kvantdator", "personal_data": False}]
    case = filing_acts.draft(by=cast.applicant, answers=making.answers(), wanted=wanted)
    filing_acts.register(case, by=cast.applicant, acknowledged=True)
    need = case.requested_services.get()
    cast.walk.allocate(need)
    cast.walk.request("allocated")
    client.force_login(cast.supplier)
    found = client.get(reverse("queue"), {"tjanst": 0}).context["queue"]
    assert (found.service.name, [row.requested_service for row in found.ranked]) == (
        "Behov som ingen tjänst möter",
        [need],
    )
