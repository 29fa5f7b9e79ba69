"""8 §: a supplier that lacks the conditions may refuse, and states the reasons."""

import io

import pypdf
import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from itdrift import outbox
from onboarding import actions
from onboarding.models import DiarySeries, Document, Refusal
from tests import making

pytestmark = pytest.mark.section(8)


def refuse(cast, request, **changes):
    given = {
        "by": cast.supplier_boss,
        "ground": "capacity",
        "reasons": making.REASONS,
        "presented_by": cast.supplier.acting,
    }
    return actions.refuse(request, **{**given, **changes})


def test_is_a_decision_with_the_supplier_s_own_number(cast):
    request = cast.walk.request("allocated")
    refusal = refuse(cast, request)
    request.refresh_from_db()
    assert (request.status, request.supplier, request.delivered_service) == ("refused", None, None)
    assert refusal.diary_number.startswith("SKV ")
    assert refusal.diary_number.endswith("/000001")
    assert (refusal.decided_by_title, refusal.presented_by_title) == ("it-direktör", "handläggare")


@pytest.mark.parametrize("reasons", ["", " \n\t ", "För lite.", "x" * 49, ("a" + " " * 10) * 49])
def test_needs_reasons(cast, reasons):
    request = cast.walk.request("allocated")
    with pytest.raises(ValidationError) as refused:
        refuse(cast, request, reasons=reasons)
    assert any("skäl" in m.lower() or "tomt" in m for m in refused.value.messages)
    request.refresh_from_db()
    assert request.status == "allocated"
    assert not Refusal.objects.exists()
    assert not DiarySeries.objects.filter(agency=cast.skv, last__gt=0).exists(), "the number must go back"


def test_takes_two_people(cast):
    request = cast.walk.request("allocated")
    with pytest.raises(ValidationError, match="olika personer"):
        refuse(cast, request, presented_by=cast.supplier_boss.acting)
    with pytest.raises(ValidationError, match="handläggare hos er"):
        refuse(cast, request, presented_by=cast.other_supplier.acting)


def test_also_after_the_supplier_took_it_on_but_not_while_an_agreement_is_open(cast):
    request = cast.walk.request("accepted")
    agreement = cast.walk.agreement(request)
    with pytest.raises(ValidationError, match="Avbryt den överenskommelsen först"):
        refuse(cast, request)
    actions.cancel(agreement, by=cast.applicant, reason="Leverantören kan inte.")
    assert refuse(cast, request).pk


def test_the_decision_letter_is_made_and_kept(cast):
    request = cast.walk.request("allocated")
    refusal = refuse(cast, request, alternatives="En mindre volym.")
    outbox.perform_waiting()
    document = Document.objects.get(kind="refusal")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes(document.content))).pages)
    text = " ".join(text.split())
    for said in (
        refusal.diary_number,
        request.registration.diary_number,
        f"{refusal.decided_on:%Y-%m-%d}",
        "Skatteverket nekar Bolagsverket anslutning till Virtuell server.",
        "Lars Ljung",
        "Lena Leverans",
        "8 § förordningen (2024:1005)",
        "En mindre volym.",
    ):
        assert said in text
    assert making.REASONS.split()[0] in text


def test_the_letter_is_seen_by_the_parties_alone(cast):
    refuse(cast, cast.walk.request("allocated"))
    outbox.perform_waiting()
    letters = Document.objects.filter(kind="refusal")
    seeing = {name for name, person in cast.people().items() if letters.visible_to(person).exists()}
    assert seeing == {
        "applicant", "applicant_boss", "reader", "coordinator", "coordinator_boss", "supplier", "supplier_boss"
    }  # fmt: skip


def test_the_agency_and_the_coordinator_are_told_without_the_reasons(cast):
    request = cast.walk.request("allocated")
    outbox.perform_waiting()
    mail.outbox.clear()
    refuse(cast, request)
    outbox.perform_waiting()
    assert {m.to[0] for m in mail.outbox} == {
        p.email for p in (cast.applicant, cast.applicant_boss, cast.reader, cast.coordinator, cast.coordinator_boss)
    }
    assert not any(making.REASONS[:20] in m.body for m in mail.outbox)
