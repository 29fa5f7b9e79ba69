"""The diaries over 20,000 documents: the same queries and about as many blocks on the first page, in the middle and at the end."""

from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from onboarding.diary import ledger

from ...once import made_once
from .. import many_cases

pytestmark = pytest.mark.usefixtures("db")
CASES, EACH = 5_000, 4
MOST = 20_000  # blocks of 8 kB for a page, or a search; the documents with their cases one by one are more than 60,000


@made_once
def diaries(cast):
    """By the name of its page the diary of the coordinator, as rows, and what its address says."""
    many_cases.fill(cast, CASES)
    many_cases.enter(cast.fk, EACH)
    public = ledger.public(cast.fk), {"myndighet": cast.fk.pk}
    return {"diary": (ledger.own(cast.coordinator), {}), "public_diary": public}


def keys(rows):
    """Where the first page begins, one in the middle and the last."""
    ordered = ledger.ordered(rows).values_list("on", "pk")
    count = ordered.count()
    assert count > CASES * EACH
    return [None, *(ordered[place] for place in (count // 2, count - ledger.PAGE))]


def test_every_page_reads_about_as_much(client, cast, diaries, django_assert_num_queries):
    found = {
        name: [many_cases.blocks(partial(ledger.page, rows, key)) for key in keys(rows)]
        for name, (rows, _) in diaries.items()
    }
    deeper = {name: read for name, read in found.items() if max(read) > min(MOST, 3 * read[0] + 1_000)}
    assert deeper == {}
    client.force_login(cast.coordinator)
    for name, count in [("diary", 4), ("public_diary", 5)]:
        rows, said = diaries[name]
        for day, key in [("", ""), *((f"{day:%Y%m%d}_", key) for day, key in keys(rows)[1:])]:
            with django_assert_num_queries(count):
                client.get(reverse(name), {**said, "efter": f"{day}{key}"})


@pytest.mark.parametrize("said", [{"motpart": "Myndighet 7"}, {"text": "står ingenstans"}, {"nummer": "004711"}])
def test_a_search_reads_no_more_than_the_diary_once(diaries, said):
    """It reads through the diary, until a page is found: within what a page may read."""
    for rows, _ in diaries.values():
        assert many_cases.blocks(partial(ledger.page, ledger.narrowed(rows, said))) < MOST


@pytest.mark.parametrize("text", ["intresseanmälan", "beslut neka", "står ingenstans", "FK 2025/004711", "004711"])
def test_the_search_of_every_page_reads_little_of_it(cast, diaries, text):
    """An index finds what the words stand in: without it all of the documents are read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('onboarding_diaryentry') / current_setting('block_size')::int")
        (all_of_them,) = cursor.fetchone()
    assert all_of_them > 200
    assert many_cases.blocks(lambda: list(ledger.saying(cast.coordinator, text)[:11])) < all_of_them / 2
