"""All cases are held against the ordinance exactly as each of them is: sections × checks, for the coordinator."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from itdrift.site.compliance import ALL_SECTIONS, COLUMNS, IN_ADDRESS, REQUIREMENTS, cases_in, counted
from onboarding import paging
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.connection import acts as connection_acts
from onboarding.desk.compliance import in_order
from onboarding.desk.requirements import STATES
from onboarding.models import InterestRegistration, RequestedService
from onboarding.workflow import Status
from registry.models import Agency, User
from registry.ordinance import Role

from . import making
from .once import made_once
from .roles import as_owner


@made_once
def years(time_machine):
    """Three years of cases in every state; the Government has its account of 2025, and none of 2026; 2 April 2027."""
    time_machine.move_to("2025-02-03T09:00:00+01:00")
    cast = making.cast()
    walk = cast.walk
    walk.request("refused")
    walk.request("connected", personal_data=True)
    walk.request("agreed")
    time_machine.move_to("2026-02-02T09:00:00+01:00")
    making.decided_report(cast)
    making.fee(cast)
    time_machine.move_to("2026-06-01T09:00:00+02:00")
    for status in Status:
        walk.request(status)
    refused_and_allocated_anew(walk)
    walk.prioritised()
    walk.assess(walk.request("allocated"))
    two_services(cast)
    walk.registered(by=cast.stranger)
    walk.confidential(walk.request("accepted"))
    taken_on(cast, walk.request("registered", by=cast.applicant), cast.other_service)
    time_machine.move_to("2027-01-04T09:00:00+01:00")
    making.describe_anew(cast.service, personal_data=True)
    walk.request("refused")
    time_machine.move_to("2027-04-02T09:00:00+02:00")
    walk.request("connected")
    what_no_act_does(cast)
    return cast


def refused_and_allocated_anew(walk):
    request = walk.request("refused")
    walk.allocate(request)
    walk.accept(request)


def taken_on(cast, request, service):
    """By the other supplier, with a service that has no fee."""
    cast.walk.allocate(request, cast.other_supplier)
    return allocation_acts.accept(request, by=cast.other_supplier, service=service)


def two_services(cast):
    """One case in which a supplier has refused a service and another connected it without a fee; and one that waits."""
    server, storage = cast.walk.registered(cast.service, cast.other_service).requested_services.order_by("pk")
    cast.walk.allocate(storage)
    cast.walk.refuse(storage)
    taken_on(cast, storage, cast.other_service)
    agreement = cast.walk.presented(storage)
    for boss in (cast.applicant_boss, cast.other_supplier_boss):
        agreement_acts.sign(agreement, by=boss)
    storage.refresh_from_db()
    connection_acts.connect(storage, by=cast.other_supplier, connected_on=agreement.term_from)
    cast.walk.allocate(server)


def what_no_act_does(cast):
    """What acts and rules keep from happening shows all the same: as rows from before the program."""
    Agency.objects.filter(pk=cast.ifau.pk).update(kind="riksdag")
    described = cast.other_service.descriptions
    described.update(status="superseded", superseded_at=described.get().published_at)
    first = RequestedService.objects.filter(status="connected").earliest("pk")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE onboarding_connection DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE onboarding_connection SET connected_on = '2025-01-02' WHERE requested_service_id = %s", [first.pk]
        )
        cursor.execute("ALTER TABLE onboarding_connection ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def one_by_one(user):
    """{requirement: {state: cases}}: each case as its own page tells it."""
    found = {}
    for case in InterestRegistration.objects.in_lists(user):
        rows = RequestedService.objects.filter(registration=case).with_history()
        worst = {}
        for check in in_order(case, rows, ALL_SECTIONS):
            worst[check.requirement] = max(worst.get(check.requirement, 0), STATES.index(check.state))
        for requirement, rank in worst.items():
            found.setdefault(requirement.key, {}).setdefault(STATES[rank], set()).add(case.pk)
    return found


def all_at_once(user):
    found = {}
    for requirement in REQUIREMENTS:
        for state in STATES:
            if keys := set(cases_in(user, requirement, state).values_list("pk", flat=True)):
                found.setdefault(requirement.key, {})[state] = keys
    return found


def numbers(user):
    """{requirement: {state: number}} of what `counted` says, without noughts; and what it says of all."""
    counts = counted(user)
    of_all = {name: counts.pop(name) for name in ("all", "any_broken", "any_judge")}
    found = {}
    for name, number in counts.items():
        key, state = name.rsplit("_", 1)
        if number:
            found.setdefault(key, {})[state] = number
    return found, of_all


@pytest.mark.parametrize("person", ["coordinator", "coordinator_boss"])
def test_all_cases_are_told_of_as_each_is(years, person):
    user = User.objects.get(pk=getattr(years, person).pk)
    told = one_by_one(user)
    assert all_at_once(user) == told
    found, of_all = numbers(user)
    assert found == {key: {state: len(cases) for state, cases in states.items()} for key, states in told.items()}
    for state in ("broken", "judge"):
        assert of_all[f"any_{state}"] == len(set().union(*(states.get(state, ()) for states in told.values())))


def test_every_state_that_there_can_be_is_among_them(years):
    found, of_all = numbers(years.coordinator)
    assert of_all == {"all": 20, "any_broken": 8, "any_judge": 4}
    assert found == {
        "myndighet": {"met": 19, "broken": 1},
        "forteckning": {"met": 7, "broken": 2},
        "drift": {"met": 7},
        "anmald": {"met": 20},
        "fordelad": {"met": 15, "pending": 5},
        "skal": {"met": 5},
        "bedomd": {"met": 3},
        "ordning": {"met": 2},
        "overenskommelse": {"met": 5, "pending": 3, "broken": 1},
        "personuppgifter": {"met": 2, "judge": 3},
        "underrattad": {"met": 6},
        "regeringen": {"met": 2, "pending": 1, "broken": 3},
        "redovisad": {"met": 1, "pending": 1, "broken": 3},
        "avgift": {"met": 7, "judge": 1, "pending": 1},
    }
    can_be = {(one.key, state) for one in REQUIREMENTS for state in one.conditions()}
    assert can_be == {(key, state) for key, states in found.items() for state in states}


def test_a_confidential_case_is_counted_for_who_is_named_alone(years):
    counts = [counted(User.objects.get(pk=one.pk))["all"] for one in (years.coordinator, years.coordinator_boss)]
    assert counts == [20, 21]


def test_the_coordinator_reads_it_and_so_does_who_only_reads(client, years):
    auditor = making.person("Rolf Revisor", years.coordinator.acting.mandate, Role.READER, "internrevisor")
    found = {}
    for name, person in {**years.people(), "auditor": auditor}.items():
        client.force_login(person)
        codes = {client.get(address).status_code for address in (reverse("compliance"), behind("anmald", "uppfyllt"))}
        found.setdefault(tuple(codes), []).append(name)
    assert set(found) == {(200,), (403,)}
    assert found[(200,)] == ["coordinator", "coordinator_boss", "auditor"]


def behind(key, state):
    return reverse("compliance_cases", args=[key, state])


def test_each_number_opens_its_cases_and_each_case_what_it_tells(client, years):
    client.force_login(years.coordinator)
    page = client.get(reverse("compliance")).text
    opened = {}
    for address, number in re.findall(r'<a href="(/efterlevnad/[^"]+)">(\d+)<', page):
        listed = client.get(address)
        assert len(listed.context["cases"]) == int(number)
        opened[address] = [reverse("case_compliance", args=[case.pk]) for case in listed.context["cases"]]
        assert [case for case in opened[address] if case not in listed.text] == []
    assert len(opened) == sum(len(states) for states in numbers(years.coordinator)[0].values())
    assert "Behöver bedömas:" in client.get(opened[behind("avgift", "behover-bedomas")][0]).text


def test_what_there_is_none_of_leads_nowhere(client, years):
    client.force_login(years.coordinator)
    assert behind("skal", "inte-uppfyllt") not in client.get(reverse("compliance")).text
    assert "Inget ärende är här nu." in client.get(behind("skal", "inte-uppfyllt")).text
    assert client.get(behind("hemligt", "uppfyllt")).status_code == 404
    assert client.get(behind("skal", "kanske")).status_code == 404


def test_a_long_list_is_read_a_page_at_a_time_the_oldest_first(client, years, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 3)
    client.force_login(years.coordinator)
    address, seen = behind("fordelad", "uppfyllt"), []
    query = {}
    while True:
        page = client.get(address, query)
        seen += page.context["cases"]
        if not (following := page.context["next"]):
            break
        query = {"efter": following}
    assert len(seen) == 15
    assert seen == sorted(seen, key=lambda case: (case.registered_at, case.pk))
    assert client.get(address, {"efter": "fel"}).context["cases"] == seen[:3]


def test_nothing_is_registered_yet(client, cast):
    client.force_login(cast.coordinator)
    assert "Inget ärende är anmält än." in client.get(reverse("compliance")).text


def test_it_is_found_from_the_start_page_and_from_the_cases(client, cast):
    for person, shown in [(cast.coordinator, True), (cast.supplier, False), (cast.applicant, False)]:
        client.force_login(person)
        for page in ("start", "cases"):
            assert (reverse("compliance") in client.get(reverse(page)).text) == shown


def test_a_fixed_number_of_queries(client, cast, django_assert_num_queries):
    client.force_login(cast.coordinator)
    for _ in range(2):
        cast.walk.request("refused")
        with django_assert_num_queries(5):  # the frame's three, when the accounts were decided, and all the cases
            client.get(reverse("compliance"))
        with django_assert_num_queries(4):  # the frame's three, and the page
            client.get(behind("fordelad", "aterstar"))


def test_every_column_has_an_address_of_its_own():
    assert list(COLUMNS) == list(IN_ADDRESS.values())
    assert sorted(COLUMNS) == sorted(STATES)
    keys = [requirement.key for requirement in REQUIREMENTS]
    assert len(set(keys)) == len(keys)
