"""A list over 100,000 requested services: the same queries and about as many blocks on every page, sorted and narrowed."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from itdrift.site import compliance
from onboarding import paging
from onboarding.desk import todo
from onboarding.desk.views import filtered
from onboarding.desk.worklist import SHOWN
from registry.models import Agency, Service

from .. import many_cases

pytestmark = pytest.mark.usefixtures("db")
MANY = 100_000
MOST = 12_000  # blocks of 8 kB for a page; the rows one by one, in the order of another index, are a hundred thousand
SORTS = ["-inkom", "mal", "myndighet", "tjanst", "lage"]  # each is walked the other way for the opposite
SOME = ["-inkom", "mal", "-lage"]


def lists(cast):
    """What people look at: by name the person, what the address says, and the orders to try."""
    today = timezone.localdate()
    conditions = {
        "open": {"lage": "open"},
        "to allocate": {"lage": "registered"},
        "ours": {"hos_oss": "on"},
        "late": {"sena": "on"},
        "paused": {"pausade": "on"},
        "a service": {"tjanst": Service.objects.get(name="Tjänst 5").pk},
        "an agency": {"myndighet": Agency.objects.get(name="Myndighet 7").pk},
        "a supplier": {"leverantor": cast.supplier.acting.mandate_id},
        "a period": {"fran": today - timedelta(days=500), "till": today - timedelta(days=400)},
        "common words": {"q": "myndighet 17"},
        "a number": {"q": "004711"},
        "mine": {"handlaggare": "min"},
        "nobody's": {"handlaggare": "ingen"},
        "open and mine": {"handlaggare": "min", "lage": "open"},
    }
    both_ways = [*SORTS, *["inkom", "-mal", "-myndighet", "-tjanst", "-lage"]]
    everything = {"everything": (cast.coordinator, {}, both_ways)}
    narrowed = {name: (cast.coordinator, said, SOME) for name, said in conditions.items()}
    parties = {"the agency's": (cast.stranger, {}, SORTS), "the supplier's": (cast.supplier, {}, SORTS)}
    open_ones = {f"{who} open": (user, {"lage": "open"}, SOME) for who, (user, _, _) in parties.items()}
    suppliers = {f"the supplier's {said}": (cast.supplier, {"handlaggare": said}, SOME) for said in ("min", "ingen")}
    return everything | narrowed | parties | open_ones | suppliers


def pages(user, said, sorts):
    """For each order the blocks of the first page, and of those that begin halfway and at the end."""
    _, parts = filtered(SimpleNamespace(GET=said, user=user))
    rows = parts[0]
    count = rows.count()
    places = [int(count * share) for share in (0.5, 0.97)] if count > 3 * paging.PAGE else []
    for sort in sorts:
        order = paging.ORDERS[sort]
        keys = [None, *(_key(rows, order, order.sorted(rows).values_list("pk", flat=True)[place]) for place in places)]
        yield (
            sort,
            [
                many_cases.blocks(lambda key=key, order=order: paging.page(SHOWN, order, key, parts=parts))
                for key in keys
            ],
        )


def _key(rows, order, pk):
    return paging.key_from(order.key_of(rows.get(pk=pk)))


def test_every_page_reads_about_as_much(client, cast, django_assert_num_queries):
    many_cases.fill(cast, MANY)
    found = {
        (name, sort): read
        for name, (user, said, sorts) in lists(cast).items()
        for sort, read in pages(user, said, sorts)
    }
    too_many = {at: read for at, read in found.items() if max(read) > MOST}
    deeper = {at: read for at, read in found.items() if max(read) > 3 * read[0] + 2_000}
    assert (too_many, deeper) == ({}, {})
    for person, count in [(cast.coordinator, 7), (cast.supplier, 7), (cast.stranger, 7)]:
        client.force_login(person)
        following = client.get(reverse("cases"), {"sort": "mal"}).context["next"]
        with django_assert_num_queries(count):
            client.get(reverse("cases"), {"sort": "mal"})
        with django_assert_num_queries(count):
            client.get(reverse("cases"), {"sort": "mal", "efter": following})
        assert many_cases.blocks(lambda user=person: [*todo.waiting(user), *todo.late(user)]) < 3 * MOST
    assert many_cases.blocks(lambda: compliance.counted(cast.coordinator)) < MOST  # all are read, each table once
