"""A supplier says what it thinks of a chapter of the draft that it was left (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from registry.models import JournalEntry, Notice
from reporting.account import acts as account_acts
from reporting.models import Comment

from ...once import made_once
from ..conftest import refused_by_the_database, text_of

pytestmark = pytest.mark.section(11)


def test_it_is_kept_and_the_coordinator_is_told(cast, account):
    report = account.shared()
    comment = account.comment(report)
    assert (comment.mandate, comment.written_by, comment.status) == (
        cast.supplier.acting.mandate,
        cast.supplier,
        "open",
    )
    assert JournalEntry.objects.get(act="reporting.comment").text == (
        "Skatteverket lämnade en synpunkt på 11 Risker och hinder."
    )
    told = Notice.objects.filter(key__contains=f"reporting/commented/{comment.pk}")
    assert {notice.recipient for notice in told} == {cast.coordinator, cast.coordinator_boss}


def test_each_supplier_sees_its_own_and_the_coordinator_all(cast, account):
    report = account.shared()
    own, other = account.comment(report), account.comment(report, by=cast.other_supplier)
    for user, seen in [
        (cast.supplier, [own]),
        (cast.other_supplier_boss, [other]),
        (cast.coordinator, [own, other]),
        (cast.applicant, []),
        (cast.nobody, []),
    ]:
        assert list(Comment.objects.visible_to(user)) == seen


def test_not_before_the_draft_is_left(cast, account):
    with pytest.raises(PermissionDenied):
        account.comment(account.made())


def test_not_by_a_supplier_that_was_not_asked(cast, account):
    report = account.open()
    account.ask(report, cast.supplier.acting.mandate)
    with pytest.raises(PermissionDenied):
        account.comment(account.shared(report), by=cast.other_supplier)


def test_not_after_the_decision(cast, winter):
    report = winter.decided(winter.shared())
    with pytest.raises(ValidationError, match="läget är ”Beslutad”"):
        winter.comment(report)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"chapter": "finns-inte"}, "finns-inte"),
        ({"text": ""}, "tom"),
        ({"text": " – … "}, "Skriv er synpunkt"),
    ],
)
def test_what_cannot_be_is_refused(account, said, words):
    report = account.shared()
    with pytest.raises(ValidationError, match=words):
        account.comment(report, **said)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("who", ["applicant_boss", "coordinator_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, account, who):
    report = account.shared()
    with pytest.raises(PermissionDenied):
        account.comment(report, by=getattr(cast, who))


def test_the_database_keeps_what_was_said(cast, winter):
    report = winter.shared()
    comment = winter.comment(report)
    refused_by_the_database("tas inte bort", "DELETE FROM reporting_comment")
    refused_by_the_database("comment_has_words", "UPDATE reporting_comment SET text = '?'")
    refused_by_the_database(
        "comment_settled_with_words",
        "UPDATE reporting_comment SET outcome = '-', settled_at = now(), settled_by_id = 1",
    )
    account_acts.settle_comment(comment, by=cast.coordinator, outcome="Ändrat.")
    refused_by_the_database("redan besvarad", "UPDATE reporting_comment SET text = 'x'")
    winter.decided(report)
    refused_by_the_database(
        "beslutad redovisning kan inte ändras",
        "INSERT INTO reporting_comment (report_id, chapter, text, mandate_id, written_by_id, written_at, outcome)"
        " SELECT report_id, chapter, text, mandate_id, written_by_id, now(), '' FROM reporting_comment",
    )


@made_once
def left(account):
    return account.shared()


def test_from_the_page_to_the_workspace_and_the_chapter(client, cast, left):
    page, workspace = reverse("comment", args=[left.pk]), reverse("report", args=[left.pk])
    client.force_login(cast.supplier)
    assert "Lämna en synpunkt på utkastet" in text_of(client.get(page))
    missing = text_of(client.post(page, {"text": "  "}))
    assert "Välj det avsnitt som synpunkten gäller." in missing
    assert "Skriv er synpunkt." in missing
    assert "Skriv högst 5000 tecken." in text_of(client.post(page, {"chapter": "risks", "text": "x" * 5001}))
    said = {"chapter": "risks", "text": "Säg <b>mer</b>."}
    assert "Synpunkten är lämnad" in text_of(client.post(page, said, follow=True))
    assert "Säg &lt;b&gt;mer&lt;/b&gt;." in text_of(client.get(workspace))
    client.force_login(cast.other_supplier)
    assert "mer&lt;" not in text_of(client.get(workspace))
    client.force_login(cast.coordinator)
    assert "avsnitt 11 Risker och hinder" in text_of(client.get(workspace))
    assert "Säg &lt;b&gt;mer" in text_of(client.get(reverse("narrate", args=[left.pk, "risks"])))
    assert "Säg &lt;b&gt;mer" not in text_of(client.get(reverse("narrate", args=[left.pk, "summary"])))


def test_who_reaches_the_page(client, cast, left):
    found = {}
    for who, user in cast.people().items():
        client.force_login(user)
        found.setdefault(client.get(reverse("comment", args=[left.pk])).status_code, set()).add(who)
    assert found[200] == {"supplier", "supplier_boss", "other_supplier", "other_supplier_boss"}
    assert found[403] == {"coordinator", "coordinator_boss"}
    assert set(found) == {200, 403, 404}
