"""The coordinator writes the account's own words (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from registry.models import JournalEntry
from reporting.account import acts as account_acts
from reporting.account.acts import as_written
from reporting.models import Report

from ..conftest import text_of

pytestmark = pytest.mark.section(11)


def test_texts_are_written_changed_and_removed(cast, account):
    report = account.open()
    account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Ett år.\n", "risks": "Få."})
    account_acts.narrate(report, by=cast.coordinator_boss, texts={"summary": "Ett gott år.", "risks": ""})
    assert Report.objects.get().narrative() == {"summary": "Ett gott år."}
    entries = JournalEntry.objects.filter(act="reporting.narrate")
    assert [entry.facts["chapters"] for entry in entries] == [["risks", "summary"], ["risks", "summary"]]


def test_the_same_text_again_changes_nothing(cast, account):
    report = account.open()
    account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Ett år."})
    revision = Report.objects.get().revision
    account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Ett år. ", "risks": " "})
    assert Report.objects.get().revision == revision


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, account, who):
    with pytest.raises(PermissionDenied):
        account_acts.narrate(account.open(), by=getattr(cast, who), texts={"summary": "x"})


def test_nobody_overwrites_what_another_saved(cast, account):
    report = account.open()
    seen = as_written(report, ["summary"])
    account_acts.narrate(report, by=cast.coordinator_boss, texts={"summary": "Hennes."}, seen=seen)
    with pytest.raises(ValidationError, match="Någon har sparat medan du skrev"):
        account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Hans."}, seen=seen)
    assert Report.objects.get().narrative() == {"summary": "Hennes."}


def test_two_write_in_different_chapters_at_once(cast, account):
    report = account.open()
    seen = {chapter: as_written(report, [chapter]) for chapter in ("summary", "risks")}
    account_acts.narrate(report, by=cast.coordinator_boss, texts={"summary": "Hennes."}, seen=seen["summary"])
    account_acts.narrate(report, by=cast.coordinator, texts={"risks": "Hans."}, seen=seen["risks"])
    assert Report.objects.get().narrative() == {"summary": "Hennes.", "risks": "Hans."}


def test_the_second_writer_sees_both_and_chooses(client, cast, account):
    report = account.open()
    page = reverse("narrate", args=[report.pk, "summary"])
    client.force_login(cast.coordinator)
    seen = client.get(page).context["form"].now
    account_acts.narrate(report, by=cast.coordinator_boss, texts={"summary": "Hennes lydelse."})
    shown = client.post(page, {"text": "Hans lydelse.", "seen": seen})
    for words in ("Någon har sparat medan du skrev,", "Hennes lydelse.", "Hans lydelse.</textarea>"):
        assert words in text_of(shown)
    assert Report.objects.get().narrative() == {"summary": "Hennes lydelse."}
    again = {"text": "Bådas lydelse.", "seen": shown.context["form"]["seen"].value()}
    assert client.post(page, again).url == reverse("chapters", args=[report.pk])
    assert Report.objects.get().narrative() == {"summary": "Bådas lydelse."}


def test_the_list_says_who_wrote_what_and_when(client, cast, account):
    report = account.open()
    account_acts.narrate(report, by=cast.coordinator, texts={"risks": "Få."})
    client.force_login(cast.coordinator_boss)
    rows = text_of(client.get(reverse("chapters", args=[report.pk]))).split("<tr>")
    (written,) = [row for row in rows if "11 Risker och hinder" in row]
    for words in ("Skrivet", cast.coordinator.name, "2026-02-02"):
        assert words in written
    assert sum("Inte skrivet" in row for row in rows) == 13


def test_the_list_counts_the_comments_that_wait_for_an_answer(client, cast, account):
    report = account.shared()
    settled, _ = account.comment(report), account.comment(report, chapter="cost")
    account_acts.settle_comment(settled, by=cast.coordinator, outcome="Tillagt.")
    client.force_login(cast.coordinator)
    overviews = client.get(reverse("chapters", args=[report.pk])).context["chapters"]
    assert {one.chapter: one.waiting for one in overviews if one.waiting} == {"cost": 1}


def test_the_suppliers_texts_stand_beside_the_chapter_they_belong_to(client, cast, account):
    report = account.asked()
    account.answered(report)
    client.force_login(cast.coordinator)
    effects, risks = "Effekter, Skatteverket", "Risker, Skatteverket"
    for chapter, seen in [("security", {effects}), ("cost", {effects}), ("risks", {risks}), ("summary", set())]:
        page = text_of(client.get(reverse("narrate", args=[report.pk, chapter])))
        assert {heading for heading in (effects, risks, "Hinder, Skatteverket") if heading in page} == seen


def test_what_is_not_confirmed_stands_nowhere(client, cast, account):
    report = account.asked()
    account.answer(account.data_request(report, cast.skv))
    client.force_login(cast.coordinator)
    assert "Skatteverket" not in text_of(client.get(reverse("narrate", args=[report.pk, "risks"])))
