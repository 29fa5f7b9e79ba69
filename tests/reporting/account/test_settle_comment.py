"""The coordinator answers each of the suppliers' comments before it decides (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from registry.models import Notice
from reporting.account import acts as account_acts
from reporting.desk import todo
from reporting.models import Comment
from reporting.year.readiness import hindrances

from ...onboarding.test_both_sides import sides
from ..conftest import text_of

pytestmark = pytest.mark.section(11)
HINDERS = "En synpunkt från Skatteverket på avsnittet 11 Risker och hinder är inte besvarad."


def test_the_answer_is_kept_and_the_supplier_told(cast, account):
    comment = account.comment(account.shared())
    comment = account_acts.settle_comment(comment, by=cast.coordinator, outcome="Vinterns avbrott står nu i avsnittet.")
    assert (comment.status, comment.settled_by) == ("answered", cast.coordinator)
    told = Notice.objects.filter(key__contains=f"reporting/settled/{comment.pk}")
    assert {notice.recipient for notice in told} == {cast.supplier, cast.supplier_boss}


def test_an_open_one_hinders_the_decision(cast, winter):
    report = winter.shared()
    comment = winter.comment(report)
    assert hindrances(report) == [HINDERS]
    with pytest.raises(ValidationError, match="är inte besvarad"):
        winter.decide(report)
    account_acts.settle_comment(comment, by=cast.coordinator, outcome="Ändrat.")
    assert hindrances(report) == []


def test_not_without_words_and_not_twice(cast, account):
    comment = account.comment(account.shared())
    with pytest.raises(ValidationError, match="Skriv vad som har gjorts"):
        account_acts.settle_comment(comment, by=cast.coordinator, outcome=" – ")
    account_acts.settle_comment(comment, by=cast.coordinator, outcome="Ändrat.")
    with pytest.raises(ValidationError, match="läget är ”Besvarad”"):
        account_acts.settle_comment(comment, by=cast.coordinator_boss, outcome="Ändrat igen.")
    assert Comment.objects.get().outcome == "Ändrat."


def test_not_by_who_made_it_though_they_act_for_both(cast, account):
    supplying, coordinating = sides(cast.coordinator, cast.supplier.acting.mandate)
    comment = account.comment(account.shared(), by=supplying)
    with pytest.raises(ValidationError, match="Den som lämnade synpunkten kan inte besvara den"):
        account_acts.settle_comment(comment, by=coordinating, outcome="Ändrat.")
    with pytest.raises(IntegrityError, match="comment_settled_by_another"), transaction.atomic():
        Comment.objects.update(outcome="Ändrat.", settled_by=coordinating, settled_at=timezone.now())
    assert account_acts.settle_comment(comment, by=cast.coordinator_boss, outcome="Ändrat.").status == "answered"


@pytest.mark.parametrize(
    "who", ["applicant_boss", "supplier_boss", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_nobody_else(cast, account, who):
    comment = account.comment(account.shared())
    with pytest.raises(PermissionDenied):
        account_acts.settle_comment(comment, by=getattr(cast, who), outcome="Ändrat.")


def test_what_waits_for_whom(cast, account):
    report = account.shared()
    read, settle = "Läs utkastet till redovisningen för 2026 och lämna synpunkter", "Besvara en synpunkt på utkastet"
    assert read in labels(cast.supplier)
    account.comment(report)
    assert read not in labels(cast.supplier)
    assert f"{settle} till redovisningen för 2026" in labels(cast.coordinator)
    account.comment(report)
    assert "Besvara 2 synpunkter på utkastet till redovisningen för 2026" in labels(cast.coordinator)


def labels(user):
    return [task["label"] for task in todo.waiting(user)]


def test_from_the_page(client, cast, account):
    report = account.shared()
    comment = account.comment(report)
    page = reverse("settle_comment", args=[comment.pk])
    client.force_login(cast.coordinator)
    workspace = text_of(client.get(reverse("report", args=[report.pk])))
    assert page in workspace
    assert HINDERS in workspace
    assert "Säg mer om vinterns avbrott." in text_of(client.get(page))
    assert "Skriv vad som har gjorts med synpunkten." in text_of(client.post(page, {"outcome": ""}))
    answered = text_of(client.post(page, {"outcome": "Det står nu."}, follow=True))
    assert "Synpunkten är besvarad. Skatteverket har fått en avisering." in answered
    assert page not in answered
    client.force_login(cast.supplier)
    assert "Det står nu." in text_of(client.get(reverse("report", args=[report.pk])))


def test_who_reaches_the_page(client, cast, account):
    page = reverse("settle_comment", args=[account.comment(account.shared()).pk])
    found = {}
    for who, user in cast.people().items():
        client.force_login(user)
        found.setdefault(client.get(page).status_code, set()).add(who)
    assert found[200] == {"coordinator", "coordinator_boss"}
    assert found[403] == {"supplier", "supplier_boss"}
    assert set(found) == {200, 403, 404}
