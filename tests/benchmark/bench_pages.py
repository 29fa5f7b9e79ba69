"""Every page against a plain one, at the sizes that are asked for; run by `manage.py benchmark [cases …]`.

F is a page of the same frame, behind the same middleware, with 50 rows from one SQL statement as a plain table. For each page
are printed its time as a multiple of F (medians, the two by turns), the queries beyond the session, the person and the
mandate, and the blocks of 8 kB that they read; also against the size before, which they may not grow with.
"""

import logging
import os
from functools import cache
from statistics import median
from time import perf_counter

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from itdrift.site.urls import handler403  # noqa: F401 - as the program's own addresses have it
from itdrift.site.urls import urlpatterns as program
from registry.models import Mandate, Membership
from registry.ordinance import IN_FORCE, Part, Role

from .. import making
from ..onboarding import many_cases

ONLY = os.environ.get("BENCHMARK_ONLY", "")  # a part of the names, to measure these alone
SIZES = [int(size) for size in os.environ.get("BENCHMARK", "1000 100000").split()]
OFFERED = int(os.environ.get("BENCHMARK_SERVICES", "30"))
ROUNDS = 25
FRAME = 3  # queries: the session, the person, and the mandate with what the frame says of it
GROWTH = 1.05
ROWS = """
SELECT r.id, i.diary_number, a.name, s.name, r.status, to_char(r.due_on, 'YYYY-MM-DD'), to_char(r.received_at, 'YYYY-MM-DD')
FROM onboarding_requestedservice r
JOIN onboarding_interestregistration i ON i.id = r.registration_id
JOIN registry_agency a ON a.id = r.agency_id
JOIN registry_service s ON s.id = r.service_id
WHERE r.status <> 'draft' ORDER BY r.received_at DESC, r.id DESC LIMIT 50
"""
PLAIN = """{% extends "base.html" %}{% block title %}Ärenden{% endblock %}{% block content %}<h1>Ärenden</h1>
<table class="table">{% for id, number, agency, service, status, due, received in rows %}<tr><td>{{ number }}</td><td>{{ agency }}</td>
<td>{{ service }}</td><td>{{ status }}</td><td>{{ due }}</td><td>{{ received }}</td></tr>{% endfor %}</table>{% endblock content %}"""


@cache
def plain_template():
    return engines["django"].from_string(PLAIN)


def plain(request):
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return HttpResponse(plain_template().render({"rows": cursor.fetchall()}, request))


urlpatterns = [path("bench/", plain), *program]


def pages(cast, case):
    """By name: who asks, the address, at most how many times F, at most how many queries beyond the frame's."""
    worklist, start, diary = reverse("cases"), reverse("start"), reverse("diary")
    case_page, catalogue = reverse("case", args=[case]), reverse("services")
    persons = {"coordinator": cast.coordinator, "supplier": cast.supplier, "agency": cast.stranger}
    found = {f"worklist, {who}": (person, worklist, 1.5, 4) for who, person in persons.items()}
    for sort in ["mal", "-myndighet", "tjanst", "lage"]:
        found |= {
            f"worklist by {sort}, {who}": (one, f"{worklist}?sort={sort}", 1.5, 4) for who, one in persons.items()
        }
    for whose in ["min", "ingen"]:
        found |= {
            f"worklist, handlaggare={whose}, {who}": (persons[who], f"{worklist}?handlaggare={whose}", 1.5, 4)
            for who in ("coordinator", "supplier")
        }
    searches = {"a number": "2025/000711", "a name": "myndighet 17", "two words": "tjänst 5 myndighet", "a letter": "q", "wildcards": "%25%25_",
                "nothing": "zzzz", "10,000 characters": "ä" * 10_000}  # fmt: skip
    for label, words in searches.items():
        found |= {f"search, {label}, {who}": (one, f"{worklist}?q={words}", 3, 5) for who, one in persons.items()}
    bad = {"no such page": "efter=99999999999999_1", "made-up order": "sort=hemligt", "not a key": "efter=x"}
    for label, query in bad.items():
        found |= {f"worklist, {label}, {who}": (one, f"{worklist}?{query}", 1.5, 4) for who, one in persons.items()}
    return found | {
        "start page, supplier": (cast.supplier, start, 2.5, 8 - FRAME),
        "start page, coordinator": (cast.coordinator, start, 2.5, 8),
        "start page, agency": (cast.stranger, start, 2.5, 8),
        "case page, supplier": (cast.supplier, case_page, 4, 12 - FRAME),
        "case page, coordinator": (cast.coordinator, case_page, 4, 12),
        "own diary, supplier": (cast.supplier, diary, 1.5, 4),
        "catalogue, supplier": (cast.supplier, catalogue, 1.2, 6),
    }


def skewed(cast):
    """The same for people and agencies of whom there is much more than of others."""
    worklist, start = reverse("cases"), reverse("start")
    persons = {
        "half of all, agency": cast.of_half,
        "half of all, supplier": cast.supplies_half,
        "336 mandates": cast.everywhere,
        "guest in 10,000": cast.guest,
    }
    found = {f"worklist, {who}": (person, worklist, 1.5, 4) for who, person in persons.items()}
    return found | {f"start page, {who}": (person, start, 2.5, 8) for who, person in persons.items()}


def make(cast, size):
    """The cases, their diary with a supplier, services that are offered, and those of whom there is much."""
    for number in range(OFFERED):
        making.approved_service(
            cast.supplier, cast.supplier_boss, cast.coordinator_boss, name=f"Erbjuden tjänst {number}"
        )
    ordinary = cast.walk.request("allocated")
    half = making.mandate(making.agency("Stora myndigheten", "2021001111"), Part.APPLICANT)
    supplying = making.mandate(making.agency("Stora leverantören", "2021002222"), Part.SUPPLIER)
    many_cases.fill(cast, size, half=[half, supplying])
    many_cases.enter(cast.supplier.acting.mandate.agency, 1)
    cast.of_half, cast.supplies_half = making.person("Halva Hanna", half), making.person("Halva Sven", supplying)
    cast.everywhere = making.person("Alla Alma", cast.stranger.acting.mandate)
    Membership.objects.bulk_create(
        Membership(user=cast.everywhere, mandate=one, role=Role.OFFICER, title="handläggare", valid_from=IN_FORCE)
        for one in Mandate.objects.filter(part=Part.APPLICANT).exclude(pk=cast.stranger.acting.mandate_id)
    )
    cast.guest = making.person("Gäst Gun", cast.applicant.acting.mandate)
    many_cases.let_in(cast.guest, 10_000)
    return ordinary.registration_id


def asker(person, address):
    """What gets the page for the person, as the server does; Django's own test client would watch each template."""
    client = Client()
    client.force_login(person)
    place, _, query = address.partition("?")

    def get():
        response = client.handler(client._base_environ(PATH_INFO=place, QUERY_STRING=query))
        assert response.status_code == 200, (address, response.status_code)
        return response

    return get


def ratio(get, compared):
    """How long it takes as a multiple of what it is compared with, by turns."""
    times = {get: [], compared: []}
    for _ in range(ROUNDS):
        for one, took in times.items():
            began = perf_counter()
            one()
            took.append(perf_counter() - began)
    return median(times[get]) / median(times[compared])


def measure(person, address):
    """Return its multiple of F, the queries beyond the frame's, and the blocks."""
    get, plain_page = asker(person, address), asker(person, "/bench/")
    get(), plain_page()
    with CaptureQueriesContext(connection) as captured:
        get()
    asked = len(captured) - FRAME
    return ratio(get, plain_page), asked, many_cases.blocks(get)


@pytest.mark.urls(__name__)
def test_pages(db, cast):
    logging.disable(logging.INFO)  # a line for each request, between those of the table
    before, failed = {}, []
    for size in SIZES:
        with transaction.atomic():
            case = make(cast, size)
            print(f"\n{size:,} cases{'':44} × F      aim  queries aim     blocks  growth")
            for name, (person, address, most, queries) in (pages(cast, case) | skewed(cast)).items():
                if ONLY not in name:
                    continue
                found, asked, blocks = measure(person, address)
                growth = blocks / before[name] if name in before else 1
                too_much = found > most or asked > queries or (size >= 100_000 and growth > GROWTH)
                before[name] = blocks
                print(
                    f"{name:50} {found:8.2f} {most:8} {asked:8} {queries:3} {blocks:10,} {growth:7.2f}{'  <<<' * too_much}",
                    flush=True,
                )
                failed += [(size, name)] * too_much
            transaction.set_rollback(True)
    assert failed == []
