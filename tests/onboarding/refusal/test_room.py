"""8 §: a refusal is at home in its room, and the other modules that name one are known, each for its reason."""

import ast
import re
from pathlib import Path

import pytest

from onboarding.models.refusal import REASONS_AT_LEAST
from onboarding.refusal.decision_form import ProposeRefusalForm

TOP = Path(__file__).resolve().parents[3]
ROOM = TOP / "onboarding/refusal"
# What outside the room may name a refusal, and why. The shorter the list, the more of 8 § stands in its room.
MAY_NAME_IT = (
    # the facts, the rights and the table of acts, below all rooms
    "onboarding/models/__init__.py",
    "onboarding/models/appeal.py",  # what its letter says of appeal
    "onboarding/models/document.py",  # its letter and its annex are papers of the case
    "onboarding/models/refusal.py",
    "onboarding/models/refusal_change.py",
    "onboarding/models/refusal_draft.py",
    "onboarding/rights.py",  # what keeps a person from acts on it
    "onboarding/workflow/__init__.py",
    "onboarding/workflow/services.py",
    "onboarding/workflow/states.py",
    # 7 §: who has refused is told when the service is allocated anew, and counted to see whether the coordinator is neutral
    "onboarding/allocation/neutrality.py",
    "onboarding/allocation/suggestion.py",
    # doors: addresses, jobs, the admin's list
    "onboarding/admin.py",
    "onboarding/tasks.py",
    "onboarding/urls.py",
    # what a person sees of a case: its history, what is to be done, whether the sections are kept
    "onboarding/desk/case_allocations.py",
    "onboarding/desk/compliance.py",
    "onboarding/desk/next_act.py",
    "onboarding/desk/proposals.py",
    "onboarding/desk/requirements.py",
    "onboarding/desk/stages.py",
    "onboarding/desk/todo.py",
    "onboarding/desk/views.py",  # that somebody opens the annex is noted
    "onboarding/desk/worklist.py",
    # 11 §: the Government is told of every refusal
    "reporting/cut/__init__.py",
    "reporting/cut/cases.py",
    "reporting/cut/duties.py",
    "reporting/cut/secret.py",  # the annexes that go with the account
    "reporting/desk/compliance.py",
    "reporting/models/passage.py",
    "reporting/paper/provenance.py",
    "reporting/rights.py",
    "reporting/year/readiness.py",
    # the demo refuses
    "itdrift/demo/loading.py",
    "itdrift/demo/texts.py",
)


def names_a_refusal(path):
    """Whether an identifier, an attribute or an import names one: a form, a port and a file are refused in another sense."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        found |= {getattr(node, kind, None) for kind in ("id", "attr", "name", "arg", "module", "asname")}
    return any(re.search(r"(?i:refusal)|^refuse$|^refused_(on|volume)$|^REFUSED$", name) for name in found if name)


def test_the_modules_that_name_a_refusal_are_those_listed():
    apps = ("itdrift", "registry", "onboarding", "fees", "reporting")
    program = [path for app in apps for path in (TOP / app).rglob("*.py") if "migrations" not in path.parts]
    outside = [path for path in program if not path.is_relative_to(ROOM)]
    assert {str(path.relative_to(TOP)) for path in outside if names_a_refusal(path)} == set(MAY_NAME_IT)
    assert len(MAY_NAME_IT) == len(set(MAY_NAME_IT))


def test_the_room_is_found():
    assert {path.name for path in ROOM.glob("*.py") if names_a_refusal(path)} >= {"acts.py", "views.py", "letter.py"}


@pytest.mark.section(8)
def test_how_long_the_reasons_are_is_said_once():
    said = ProposeRefusalForm.Meta.help_texts["reasons"]
    assert f"Minst {REASONS_AT_LEAST} bokstäver och siffror." in said
    assert f"**At least {REASONS_AT_LEAST} characters of reasons**" in (TOP / "README.md").read_text()
