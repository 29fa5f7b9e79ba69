"""The coordinator writes the account's own words (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied

from registry.models import JournalEntry
from reporting import actions
from reporting.models import Report

pytestmark = pytest.mark.section(11)


def test_texts_are_written_changed_and_removed(cast, account):
    report = account.open()
    actions.narrate(report, by=cast.coordinator, texts={"summary": "Ett år.\n", "risks": "Få."})
    actions.narrate(report, by=cast.coordinator_boss, texts={"summary": "Ett gott år.", "risks": ""})
    assert Report.objects.get().narrative() == {"summary": "Ett gott år."}
    entries = JournalEntry.objects.filter(act="reporting.narrate")
    assert [entry.facts["chapters"] for entry in entries] == [["risks", "summary"], ["risks", "summary"]]


def test_the_same_text_again_changes_nothing(cast, account):
    report = account.open()
    actions.narrate(report, by=cast.coordinator, texts={"summary": "Ett år."})
    revision = Report.objects.get().revision
    actions.narrate(report, by=cast.coordinator, texts={"summary": "Ett år. ", "risks": " "})
    assert Report.objects.get().revision == revision


@pytest.mark.parametrize("who", "applicant_boss supplier_boss stranger nobody admin".split())
def test_nobody_else(cast, account, who):
    with pytest.raises(PermissionDenied):
        actions.narrate(account.open(), by=getattr(cast, who), texts={"summary": "x"})
