"""9 §: the page of the supplier's queue, in the order of what is assessed, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.priority import reading
from onboarding.secrecy import acts as secrecy_acts

from ... import making
from ...once import made_once

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(9)]

FIRST, LATER = 12, 14  # queries of the first page, and of one that comes after another


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
