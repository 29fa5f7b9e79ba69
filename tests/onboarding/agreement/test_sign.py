"""10 §: each party's decision maker signs; with the last the agreement is entered and the coordinator notified."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from itdrift import outbox
from onboarding import consequences
from onboarding.agreement import acts as agreement_acts
from onboarding.models import Agreement, Document, Signature
from registry import models, ordinance
from registry.models import JournalEntry, Service

from ... import making
from ...once import made_once
from .test_draw_up import two_suppliers

pytestmark = pytest.mark.section(10)


@made_once
def request_(cast):
    return cast.walk.request("accepted", personal_data=True)


@made_once
def ready(cast, request_):
    return cast.walk.presented(request_)


def test_the_first_signature_enters_nothing(cast, ready, request_):
    agreement_acts.sign(ready, by=cast.applicant_boss)
    ready.refresh_from_db()
    request_.refresh_from_db()
    assert (ready.status, ready.in_force_on, ready.coordinator_notified_at) == ("ready", None, None)
    assert request_.status == "accepted"
    signature = Signature.objects.get()
    assert (signature.name, signature.title, str(signature.mandate)) == (
        "Göran Öberg",
        "generaldirektör",
        "Bolagsverket",
    )
    assert signature.content_hash == ready.content_hash


def test_the_last_signature_enters_the_agreement_and_notifies_the_coordinator(cast, ready, request_):
    agreement_acts.sign(ready, by=cast.supplier_boss)
    agreement_acts.sign(ready, by=cast.applicant_boss)
    ready.refresh_from_db()
    request_.refresh_from_db()
    assert (ready.status, ready.in_force_on, request_.status) == ("in_force", date.today(), "agreed")
    assert ready.coordinator_notified_at is not None
    acts = ["onboarding.sign", "onboarding.sign", "onboarding.enter", "onboarding.agree"]
    written = JournalEntry.objects.filter(chain=ready.chain).order_by("number").values_list("act", flat=True)
    assert list(written)[-4:] == acts
    outbox.perform_waiting()
    assert Document.objects.get(agreement=ready).kind == "agreement"
    told = sorted(m.to[0] for m in mail.outbox if m.subject == f"Underrättelse om ingången överenskommelse ({ready})")
    assert told == [cast.coordinator.email, cast.coordinator_boss.email]


def test_an_agency_whose_mandate_has_followed_on_another_signs_in_the_latest(cast, ready):
    today = date.today()
    old = cast.applicant_boss.acting.mandate
    models.Mandate.objects.filter(pk=old.pk).update(valid_until=today)
    new = making.mandate(cast.bolagsverket, ordinance.Part.APPLICANT, valid_from=today)
    agreement_acts.sign(ready, by=cast.supplier_boss)
    assert agreement_acts.missing_signatures(ready) == [new]
    agreement_acts.sign(ready, by=making.person("Nya Chefen", new, ordinance.Role.DECISION_MAKER))
    ready.refresh_from_db()
    assert ready.status == "in_force"


def test_without_the_notice_nothing_is_entered(cast, ready, request_, monkeypatch):
    def fails(agreement):
        raise IntegrityError("the notice could not be written")

    agreement_acts.sign(ready, by=cast.applicant_boss)
    monkeypatch.setattr(consequences, "send", fails)
    with pytest.raises(IntegrityError):
        agreement_acts.sign(ready, by=cast.supplier_boss)
    ready.refresh_from_db()
    request_.refresh_from_db()
    assert (ready.status, ready.signatures.count(), request_.status) == ("ready", 1, "accepted")


def test_it_is_in_force_from_its_first_day_when_that_is_later(cast, request_):
    later = date.today() + timedelta(days=40)
    agreement = agreement_acts.draw_up(
        request_.registration,
        by=cast.applicant,
        requested_services=[request_],
        content=making.content(term_from=later),
    )
    agreement_acts.revise(agreement, by=cast.applicant, content={}, terms=making.terms(), sub_processors=[])
    agreement_acts.present(agreement, by=cast.applicant)
    for by in (cast.applicant_boss, cast.supplier_boss):
        agreement_acts.sign(agreement, by=by)
    agreement.refresh_from_db()
    assert agreement.in_force_on == later


def test_every_supplier_signs(cast):
    one, other = two_suppliers(cast)
    agreement = cast.walk.presented(one, other)
    for by, status in [
        (cast.other_supplier_boss, "ready"),
        (cast.applicant_boss, "ready"),
        (cast.supplier_boss, "in_force"),
    ]:
        agreement_acts.sign(agreement, by=by)
        agreement.refresh_from_db()
        assert agreement.status == status
    assert set(agreement.registration.requested_services.values_list("status", flat=True)) == {"agreed"}


def test_an_officer_does_not_sign(cast, ready):
    for by in (cast.applicant, cast.supplier, cast.coordinator_boss, cast.other_supplier_boss):
        with pytest.raises(PermissionDenied):
            agreement_acts.sign(ready, by=by)


def test_a_party_signs_once(cast, ready):
    agreement_acts.sign(ready, by=cast.applicant_boss)
    with pytest.raises(ValidationError, match="redan undertecknad för er"):
        agreement_acts.sign(ready, by=cast.applicant_boss)


def test_nobody_signs_for_two_parties(cast, ready):
    agreement_acts.sign(ready, by=cast.applicant_boss)
    both = models.Membership.objects.create(
        user=cast.applicant_boss,
        mandate=cast.supplier.acting.mandate,
        role="decision_maker",
        title="it-direktör",
        valid_from=ordinance.IN_FORCE,
    )
    cast.applicant_boss.acting = both
    with pytest.raises(PermissionDenied):  # who has acted for the one party is barred for the other
        agreement_acts.sign(ready, by=cast.applicant_boss)


def test_other_content_than_was_shown_is_not_signed(cast, ready):
    seen = ready.content_hash
    agreement_acts.reopen(ready, by=cast.supplier)
    agreement_acts.revise(
        ready, by=cast.supplier, content=making.content(exit="Annat."), terms=making.terms(), sub_processors=[]
    )
    agreement_acts.present(ready, by=cast.supplier)
    with pytest.raises(ValidationError, match="Innehållet har ändrats sedan du läste det"):
        agreement_acts.sign(ready, by=cast.applicant_boss, seen=seen)
    assert not Signature.objects.exists()
    agreement_acts.sign(ready, by=cast.applicant_boss, seen=Agreement.objects.get().content_hash)


def test_a_name_that_was_changed_in_the_register_is_not_signed(cast, ready):
    Service.objects.filter(pk=cast.service.pk).update(name="Något helt annat")
    with pytest.raises(ValidationError, match="Innehållet har ändrats"):
        agreement_acts.sign(ready, by=cast.applicant_boss)


@pytest.mark.parametrize("make", ["agreement", "agree"])
def test_only_what_is_presented_is_signed(cast, request_, make):
    agreement = getattr(cast.walk, make)(request_)
    with pytest.raises(ValidationError, match="går inte att göra nu"):
        agreement_acts.sign(agreement, by=cast.applicant_boss)


def test_the_coordinator_sees_it_when_it_is_in_force(cast, ready):
    seen = Agreement.objects.visible_to(cast.coordinator)
    assert not seen.exists()
    agreement_acts.sign(ready, by=cast.applicant_boss)
    assert not seen.all().exists()
    agreement_acts.sign(ready, by=cast.supplier_boss)
    assert seen.all().get() == ready
