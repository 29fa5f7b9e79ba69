"""9 §: no page tells anybody of the first opinion before the second is in: whatever it says, the pages are the same."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from itdrift.models import Job
from onboarding.models import DiaryEntry, Opinion
from onboarding.priority.reading import Comparison
from onboarding.secrecy import acts as secrecy_acts
from onboarding.urls import urlpatterns
from registry.models import JournalEntry, Notice

from ... import making
from ...places import visit

pytestmark = pytest.mark.section(9)

FIRST, SECOND = (3, 0, "Grundlig alfa"), (0, 3, "Grundlig beta")
CHANGING = re.compile(r'(name="(?:csrfmiddlewaretoken|nyckel)" value|nonce)="[^"]*"')


class TakenBackError(Exception):
    """Takes back what was done."""


NOT_HERE = "arenden/fraga/ arenden/jav/ arenden/urval/ bilagor/ beslut/ diarium/markering/ handlingar/ kommuniceringar/ overenskommelser/"


def addresses(requested_service, prioritisation):
    """The start page, and every address of 7–10 §§ that is about no one thing, or about one that there is here."""
    of = {
        "arenden/": requested_service.registration_id,
        "arenden/tjanst/": requested_service.pk,
        "arenden/prioriteringar/": prioritisation.pk,
        "diarium/": DiaryEntry.objects.filter(case__registration=requested_service.registration_id).first().pk,
    } | dict.fromkeys(NOT_HERE.split())
    yield reverse("start")
    for pattern in urlpatterns:
        asked = list(pattern.pattern.converters)
        if pattern.name.endswith("_xlsx"):  # the same rows as the CSV, in a file that holds the clock
            continue
        if not asked:
            yield reverse(pattern.name)
        elif asked == ["pk"] and (key := of[str(pattern.pattern).partition("<")[0]]):
            yield reverse(pattern.name, args=[key])


def read(person, asked):
    client, found = visit(person), {}
    for address in asked:
        response = client.get(address)
        found[address] = response.status_code, CHANGING.sub("", response.getvalue().decode("utf-8", "replace"))
    return found


def pages_when(cast, said, readers, requested_service, prioritisation):
    """What everybody reads once the first opinion has been given, which is then taken back."""
    security, cost, grounds = said
    found = {}
    try:
        with transaction.atomic():
            cast.walk.judge(requested_service, cast.supplier, security, cost, grounds)
            asked = list(addresses(requested_service, prioritisation))
            found = {person.name: read(person, asked) for person in readers}
            raise TakenBackError
    except TakenBackError:
        return found


@pytest.fixture
def readers(cast):
    return [cast.supplier_boss, cast.applicant, cast.coordinator_boss]


def test_every_page_is_the_same_whatever_the_first_opinion_says(cast, readers, time_machine):
    time_machine.move_to("2026-11-21T09:30:00+01:00", tick=False)
    requested_services = [cast.walk.request("allocated"), cast.walk.request("allocated")]
    prioritisation = cast.walk.shortage(*requested_services)
    one = pages_when(cast, FIRST, readers, requested_services[0], prioritisation)
    other = pages_when(cast, SECOND, readers, requested_services[0], prioritisation)
    assert {name: set(pages) for name, pages in one.items()} == {name: set(pages) for name, pages in other.items()}
    differ = [(name, at) for name, pages in one.items() for at, page in pages.items() if page != other[name][at]]
    assert differ == []
    assert sum(status == 200 for status, _ in one[cast.supplier_boss.name].values()) > 10


def test_nothing_kept_beside_it_tells_either(cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, *FIRST)
    assert Opinion.objects.get().security_grounds == FIRST[2]
    for kept in (JournalEntry, Notice, Job):
        assert not any(FIRST[2] in str(row) for row in kept.objects.values())
    assert JournalEntry.objects.filter(act="onboarding.assess").get().facts == {}


def test_the_assessor_reads_the_own_one_and_both_when_both_are_in(client, cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, *FIRST)
    address = reverse("assess", args=[requested_service.pk])
    client.force_login(cast.supplier)
    assert FIRST[2] in client.get(address).text
    client.force_login(cast.supplier_boss)
    assert FIRST[2] not in client.get(address).text
    cast.walk.judge(requested_service, cast.supplier_boss, *SECOND)
    text = client.get(address).text
    assert (FIRST[2] in text, SECOND[2] in text) == (True, True)


def test_who_judges_anew_after_a_conflict_reads_nothing_of_what_was_agreed_before(client, cast):
    requested_service, other = cast.walk.request("allocated"), cast.walk.request("allocated")
    cast.walk.assess(requested_service, 3, 3, "Grundlig alfa")
    cast.walk.assess(other, 1, 1)
    made = cast.walk.shortage(requested_service, other)
    third = making.person("Tredje Man", cast.supplier.acting.mandate)
    client.force_login(third)
    case, queue = reverse("case_whole", args=[requested_service.registration_id]), reverse("queue")
    pages = [case, queue, reverse("assess", args=[requested_service.pk]), reverse("prioritisation", args=[made.pk])]
    told = re.compile("Grundlig alfa|Båda bedömde lika|>Stor</td>|Stor före")
    assert [bool(told.search(client.get(page).text)) for page in pages] == [True, True, True, True]
    secrecy_acts.report_conflict(requested_service.registration, by=cast.supplier, ground="other", text="Vän.")
    assert [told.findall(client.get(page).text) for page in pages] == [[], [], [], []]
    assert {row.requested_service: row.gains for row in client.get(queue).context["queue"].ranked} == {
        requested_service: (),
        other: (1, 1),
    }
    assert [row.requested_service for row in Comparison(made, third).ranked] == [other, requested_service]
    client.force_login(cast.coordinator)
    assert "Grundlig alfa" in client.get(case).text
    cast.walk.judge(requested_service, third, 3, 3)
    client.force_login(third)
    assert "Båda bedömde lika" in client.get(case).text
