"""Every place that a state of a requested service touches knows them all: a new one is forgotten nowhere."""

import re
from pathlib import Path

import pytest

from itdrift import database_rules
from itdrift.templatetags.swedish import BADGES
from onboarding.desk import worklist
from onboarding.desk.closing_agencies import undone
from onboarding.models import RequestedService, Target
from onboarding.workflow import COMPETES, OPEN, REQUEST_ACTS, STANDS, UNDERTAKEN, Status
from registry.models import Agency, Mandate

README = Path(__file__).resolve().parent.parent.parent / "README.md"
# What a state is, but open: before it is sent, what is delivered, and the two ends.
DELIVERED = {Status.CONNECTED}
SILENT = {Status.DRAFT, Status.WITHDRAWN, Status.CLOSED}
IN_FORCE = (Status.AGREED, Status.CONNECTED)  # with an agreement
ENDED = (Status.WITHDRAWN, Status.CLOSED)  # for good


def test_a_state_is_open_or_delivered_or_silent():
    assert {*OPEN, *DELIVERED, *SILENT} == set(Status)
    assert len(OPEN) + len(DELIVERED) + len(SILENT) == len(Status)


def test_an_act_leads_to_each_state_and_from_each_that_is_waited_in():
    assert {act.target for act in REQUEST_ACTS.values()} - {None} == set(Status) - {Status.DRAFT}
    leads_on = {source for act in REQUEST_ACTS.values() if act.target for source in act.sources}
    assert leads_on == {Status.DRAFT, *OPEN}


def test_what_stands_is_open_or_delivered_and_what_is_undertaken_stands():
    assert set(UNDERTAKEN) < set(STANDS) < {*OPEN, *DELIVERED}
    assert set(STANDS) - set(UNDERTAKEN) < set(COMPETES) < set(STANDS)


def test_the_lists_have_the_states_in_their_order():
    """The database's array is the order here; the worklist reads that the open ones come before the others."""
    rules = "\n".join(file.read_text() for file in database_rules.files())
    (array,) = re.findall(r"NEW\.stage := array_position\(ARRAY\[(.*?)\]", rules, re.DOTALL)
    assert re.findall(r"'(\w+)'", array) == Status.values
    assert list(Status)[: 1 + len(OPEN)] == [Status.DRAFT, *OPEN]


def test_each_list_of_states_in_the_rules_is_a_group_with_a_name():
    rules = "\n".join(file.read_text() for file in database_rules.files())
    found = {tuple(re.findall(r"'(\w+)'", states)) for states in re.findall(r"status (?:NOT )?IN \((.*?)\)", rules)}
    of_services = {states for states in found if set(states) <= set(Status.values)}
    assert of_services == {tuple(map(str, group)) for group in (OPEN, STANDS, COMPETES, IN_FORCE, ENDED)}


def test_each_state_that_is_waited_in_has_a_target(db):
    assert set(Target.objects.values_list("status", flat=True)) == set(OPEN)


def test_each_state_that_is_waited_in_has_a_next_act_and_somebody_who_has_it():
    assert {status for acts in worklist.NEXT.values() for status in acts} == set(OPEN)
    agency, supplier = Agency(name="Myndigheten"), Mandate(agency=Agency(name="Leverantören"))
    waits = {
        status: worklist.waits_for(RequestedService(status=status, agency=agency, supplier=supplier))
        for status in Status
    }
    assert {status for status, who in waits.items() if who} == {Status.DRAFT, *OPEN}


def test_a_badge_has_a_colour_unless_nothing_goes_on():
    assert {status for status in Status if status not in BADGES} == SILENT


@pytest.mark.parametrize("status", Status)
def test_an_agency_that_ends_leaves_what_is_open_and_what_is_delivered(cast, status):
    requested_service = cast.walk.request(status)
    counts = (int(status in OPEN), int(status in DELIVERED))
    expected = ["{}: öppna ärenden {}, anslutna tjänster {}.".format(requested_service.agency.name, *counts)]
    assert list(undone([requested_service.agency])) == (expected if any(counts) else [])


def test_the_diagram_has_each_state_and_each_arrow_of_it():
    text = README.read_text()
    assert [status for status in Status if f"{status.value}: {status.label}\n" not in text] == []
    assert [status for status in Status if not re.search(rf"(--> {status.value}\b|\b{status.value} -->)", text)] == []
