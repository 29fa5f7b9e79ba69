"""7–10 §§: what a new state of a requested service touches (the comment at Status) knows each state that there is."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from itdrift.templatetags.swedish import BADGES
from onboarding.desk.worklist import NEXT, waits_for
from onboarding.models import Target
from onboarding.workflow import COMPETES, OPEN, REQUEST_ACTS, STANDS, UNDERTAKEN, Status
from reporting.cut.cases import ENDED

RULES = Path(__file__).resolve().parents[2] / "onboarding/rules"
AT_AN_END = {Status.CONNECTED, Status.WITHDRAWN, Status.CLOSED}

pytestmark = pytest.mark.section(7)


def states_in(name, pattern):
    """The lists of states in a file of rules, in their order: after the pattern, each between its brackets."""
    lists = re.findall(pattern + r"\s*[(\[]([^)\]]*)[)\]]", (RULES / name).read_text())
    return [tuple(re.findall(r"'(\w+)'", found)) for found in lists]


def test_the_acts_lead_to_each_state_and_on_from_it():
    acts = REQUEST_ACTS.values()
    assert {act.target for act in acts if act.target} | {Status.DRAFT} == set(Status)
    goes_on = {source for act in acts if act.target for source in act.sources if source != act.target}
    assert set(Status) - goes_on == AT_AN_END


def test_each_state_is_a_draft_or_open_or_at_an_end():
    assert {Status.DRAFT, *OPEN, *AT_AN_END} == set(Status)
    assert not AT_AN_END & set(OPEN)
    assert set(COMPETES) <= set(STANDS)
    assert set(UNDERTAKEN) <= set(STANDS) <= {*OPEN, Status.CONNECTED}


def test_the_rules_in_the_database_name_the_same_groups_in_the_same_order():
    assert states_in("lists.sql", r"NEW\.stage := array_position\(ARRAY") == [tuple(Status)]
    assert states_in("7.sql", r"NEW\.status IN") == [STANDS, (Status.AGREED, Status.CONNECTED)]
    assert states_in("7.sql", r"NEW\.status NOT IN") == [(Status.AGREED, Status.CONNECTED)]
    assert states_in("fl.sql", r"r\.status IN") == [OPEN]


def test_each_open_state_has_its_target(db):
    assert set(Target.objects.values_list("status", flat=True)) == set(OPEN)


@pytest.mark.parametrize("status", Status)
def test_somebody_has_the_next_act_until_it_is_at_an_end(status):
    agency, supplier = SimpleNamespace(name="Boverket"), SimpleNamespace(agency=SimpleNamespace(name="Skatteverket"))
    waiting = SimpleNamespace(status=status, paused_at=None, agency=agency, supplier=supplier)
    assert bool(waits_for(waiting)) is (status not in AT_AN_END)


def test_the_worklist_says_what_is_next_in_each_open_state():
    assert set().union(*NEXT.values()) == set(OPEN)


def test_each_state_that_has_come_somewhere_has_a_colour():
    assert set(Status) - BADGES.keys() == {Status.DRAFT, Status.WITHDRAWN, Status.CLOSED}


def test_the_account_says_how_each_ended_that_no_supplier_met():
    assert set(ENDED) == AT_AN_END - {Status.CONNECTED}
