"""Raw SQL, past every act: no agreement in force and no connection but as 10 § says."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from onboarding.agreement import acts as agreement_acts
from onboarding.models.personal_data import TERMS
from registry.models import Membership
from registry.ordinance import IN_FORCE, Role

from .. import making
from ..once import made_once
from .raw_sql import allowed, insert, refused, refused_change, refused_row, update
from .test_database_rules import NBSP, ZERO_WIDTH

pytestmark = pytest.mark.section(10)

ENTER = """UPDATE onboarding_agreement SET status = 'in_force', in_force_on = current_date + 1,
           coordinator_notified_at = now() WHERE id = %(id)s"""


@made_once
def accepted(cast):
    return cast.walk.request("accepted", personal_data=True)


@made_once
def draft(cast, accepted):
    return cast.walk.agreement(accepted)


@made_once
def ready(cast, accepted):
    return cast.walk.presented(accepted)


@made_once
def signed_by_one(cast, ready):
    return agreement_acts.sign(ready, by=cast.applicant_boss)


def signature(agreement, person, **changes):
    return {
        "agreement_id": agreement.pk,
        "mandate_id": person.acting.mandate.pk,
        "signed_by_id": person.pk,
        "name": person.name,
        "title": "chef",
        "signed_at": timezone.now(),
        "content_hash": agreement.content_hash,
        **changes,
    }


# Signatures


def test_a_draft_is_not_signed(cast, draft):
    for content_hash in ("", "a" * 64):
        row = signature(draft, cast.applicant_boss, content_hash=content_hash)
        assert refused_row("signature", row) == "signs_what_is_complete"


def test_other_content_is_not_signed(cast, ready):
    row = signature(ready, cast.applicant_boss, content_hash="a" * 64)
    assert refused_row("signature", row) == "signs_what_is_complete"


def test_one_signature_for_each_party(cast, signed_by_one):
    another_boss = making.person("Eva Ek", cast.applicant_boss.acting.mandate, Role.DECISION_MAKER)
    again = signature(signed_by_one, cast.applicant_boss, signed_by_id=another_boss.pk)
    assert refused_row("signature", again) == "one_signature_for_each_party"
    for_both = signature(signed_by_one, cast.supplier_boss, signed_by_id=cast.applicant_boss.pk)
    assert refused_row("signature", for_both) == "signed_on_one_side"


def test_nobody_signs_for_two_parties(cast, ready):
    agreement_acts.sign(ready, by=cast.supplier_boss)
    for_both = signature(ready, cast.applicant_boss, signed_by_id=cast.supplier_boss.pk)
    assert refused_row("signature", for_both) == "signs_for_a_party"
    held = {"mandate": cast.applicant_boss.acting.mandate, "role": Role.DECISION_MAKER, "valid_from": IN_FORCE}
    Membership.objects.create(user=cast.supplier_boss, title="chef", **held)
    assert refused_row("signature", for_both) == "nobody_signs_for_two_parties"


def test_only_a_decision_maker_of_a_party_signs_and_for_it(cast, ready):
    boss = cast.applicant_boss
    wrong = [
        signature(ready, boss, signed_by_id=cast.applicant.pk),  # no decision maker
        signature(ready, boss, signed_by_id=cast.stranger.pk),  # of another agency
        signature(ready, boss, mandate_id=cast.supplier_boss.acting.mandate_id),  # for another party
        signature(ready, cast.coordinator_boss),  # no party
        signature(ready, cast.other_supplier_boss),  # delivers nothing in it
    ]
    assert [refused_row("signature", row) for row in wrong] == ["signs_for_a_party"] * len(wrong)


def test_a_signature_is_never_changed(signed_by_one):
    assert refused("UPDATE onboarding_signature SET name = 'Någon annan'") == "signature_is_never_changed"
    assert refused("DELETE FROM onboarding_signature") == "signature_is_never_changed"


# In force


def test_not_in_force_without_all_signatures(draft):
    assert refused(ENTER, id=draft.pk) == "in_force_when_all_have_signed"


def test_not_in_force_with_the_signature_of_one(signed_by_one):
    assert refused(ENTER, id=signed_by_one.pk) == "in_force_when_all_have_signed"


def test_not_in_force_with_the_suppliers_signature_alone(cast, ready):
    agreement_acts.sign(ready, by=cast.supplier_boss)
    assert refused(ENTER, id=ready.pk) == "in_force_when_all_have_signed"


def test_not_in_force_with_the_signature_of_somebody_else(cast, signed_by_one):
    for person in (cast.stranger, cast.other_supplier_boss):
        assert refused_row("signature", signature(signed_by_one, person)) == "signs_for_a_party"
    assert refused(ENTER, id=signed_by_one.pk) == "in_force_when_all_have_signed"


def sign(agreement, person, **changes):
    row = signature(agreement, person, **changes)
    allowed(insert("signature", row), **row)


def test_not_in_force_over_content_with_another_checksum(cast, signed_by_one):
    sign(signed_by_one, cast.supplier_boss)
    other = ENTER.replace("SET", "SET content_hash = 'x',")
    assert refused(other, id=signed_by_one.pk) == "agreement_is_frozen"
    assert refused_change("agreement", signed_by_one.pk, content_hash="x") == "agreement_is_frozen"
    allowed(ENTER, id=signed_by_one.pk)


def test_not_in_force_without_notice_to_the_coordinator(cast, signed_by_one):
    sign(signed_by_one, cast.supplier_boss)
    today, now = timezone.localdate(), timezone.now()
    silent, undated = {"in_force_on": today}, {"coordinator_notified_at": now}
    for change in (silent, undated):
        assert refused_change("agreement", signed_by_one.pk, status="in_force", **change) == "in_force_means_notified"


def test_not_in_force_before_the_last_signature(cast, signed_by_one):
    sign(signed_by_one, cast.supplier_boss)
    early = ENTER.replace("current_date + 1", "current_date - 30")
    assert refused(early, id=signed_by_one.pk) == "in_force_when_all_have_signed"


def test_not_in_force_without_services(cast, draft):
    allowed("DELETE FROM onboarding_agreementline")
    assert refused(ENTER, id=draft.pk) == "in_force_when_all_have_signed"


def test_not_in_force_over_another_agencys_service(cast, draft):
    other = cast.walk.registered(by=cast.stranger).requested_services.get()
    allowed("UPDATE onboarding_agreementline SET requested_service_id = %(id)s, personal_data = true", id=other.pk)
    presented = agreement_acts.present(draft, by=cast.applicant)
    for person in (cast.applicant_boss, cast.supplier_boss):
        sign(presented, person)
    assert refused(ENTER, id=draft.pk) == "in_force_when_all_have_signed"


# Personal data

BLANKS = ["", " \n", NBSP, ZERO_WIDTH]


def refused_at_every_step(draft, person, *before):
    """Without its terms: what refuses a signature, and then what refuses to let the agreement come in force."""
    with transaction.atomic():
        for sql, values in [*before, (update("agreement", "status", "content_hash"), READY | {"id": draft.pk})]:
            allowed(sql, **values)
        rules = [refused_row("signature", signature(draft, person, content_hash="x")), refused(ENTER, id=draft.pk)]
        transaction.set_rollback(True)
    return rules


READY = {"status": "ready", "content_hash": "x"}
INCOMPLETE = ["signs_what_is_complete", "in_force_when_all_have_signed"]


def test_no_signature_while_a_term_is_blank(cast, draft):
    for name, blank in product(TERMS, BLANKS):
        change = (update("personaldataterms", name), {"id": draft.personal_data_terms.pk, name: blank})
        assert refused_at_every_step(draft, cast.applicant_boss, change) == INCOMPLETE


def test_no_signature_without_terms(cast, draft):
    deletion = ("DELETE FROM onboarding_personaldataterms", {})
    assert refused_at_every_step(draft, cast.applicant_boss, deletion) == INCOMPLETE


def test_a_line_does_not_hide_that_personal_data_is_processed(draft):
    sql = "UPDATE onboarding_agreementline SET personal_data = false"
    assert refused(sql) == "line_tells_of_personal_data"


# What is presented stays as it is

CHANGES = {
    "line_of_a_draft_agreement": [
        "UPDATE onboarding_agreementline SET volume = 99",
        "DELETE FROM onboarding_agreementline",
        """INSERT INTO onboarding_agreementline (agreement_id, requested_service_id, supplier_id, service_id,
           personal_data, description_version) SELECT agreement_id, requested_service_id, supplier_id, service_id,
           true, 1 FROM onboarding_agreementline""",
    ],
    "terms_of_a_draft_agreement": [
        "UPDATE onboarding_personaldataterms SET security = 'Annat.'",
        "DELETE FROM onboarding_personaldataterms",
    ],
    "sub_processor_of_a_draft_agreement": [
        "UPDATE onboarding_subprocessor SET country = 'Annat'",
        "DELETE FROM onboarding_subprocessor",
        """INSERT INTO onboarding_subprocessor (agreement_id, name, org_number, task, country)
           SELECT id, 'Ny', '', 'Drift', 'Sverige' FROM onboarding_agreement""",
    ],
    "agreement_is_frozen": [
        "UPDATE onboarding_agreement SET secrecy = 'Annat.'",
        "UPDATE onboarding_agreement SET term_until = current_date + 400",
        "UPDATE onboarding_agreement SET number = 'SKV 9'",
        "DELETE FROM onboarding_agreement",
    ],
}


@pytest.mark.parametrize("status", ["ready", "in_force", "cancelled"])
def test_what_is_presented_is_not_changed(cast, draft, status):
    sub_processor = {"name": "Molnet AB", "org_number": "", "task": "Lagring", "country": "Sverige"}
    agreement_acts.revise(
        draft, by=cast.applicant, content=making.content(), terms=making.terms(), sub_processors=[sub_processor]
    )
    bring_to(status, draft, cast)
    assert {rule: [refused(sql) for sql in statements] for rule, statements in CHANGES.items()} == {
        rule: [rule] * len(statements) for rule, statements in CHANGES.items()
    }


def bring_to(status, agreement, cast):
    presented = agreement_acts.present(agreement, by=cast.applicant)
    if status == "cancelled":
        agreement_acts.cancel(presented, by=cast.applicant, reason="Inte överens.")
    if status == "in_force":
        agreement_acts.sign(presented, by=cast.applicant_boss)
        agreement_acts.sign(presented, by=cast.supplier_boss)


def test_what_is_signed_is_not_taken_back(signed_by_one):
    change = {"status": "draft", "content_hash": ""}
    assert refused_change("agreement", signed_by_one.pk, **change) == "agreement_is_frozen"


def test_what_is_in_force_stays_in_force(cast, accepted):
    agreement = cast.walk.agree(accepted)
    earlier = agreement.in_force_on - timedelta(days=30)
    for change in ({"status": "cancelled"}, {"status": "draft"}, {"in_force_on": earlier}):
        assert refused_change("agreement", agreement.pk, **change) == "agreement_is_frozen"


def test_an_agreement_is_not_born_in_force(draft):
    sql = """INSERT INTO onboarding_agreement SELECT (jsonb_populate_record(a, jsonb_build_object(
             'id', 0, 'number', 'SKV 9', 'status', 'in_force', 'in_force_on', current_date,
             'coordinator_notified_at', now()))).* FROM onboarding_agreement a"""
    assert refused(sql) == "in_force_when_all_have_signed"


# Agreed and connected


def connection_row(requested_service, agreement, cast, **changes):
    return {
        "requested_service_id": requested_service.pk,
        "agreement_id": agreement.pk,
        "connected_on": timezone.localdate(),
        "recorded_by_id": cast.supplier.pk,
        "recorded_at": timezone.now(),
        **changes,
    }


def test_no_agreed_state_without_an_agreement_in_force(accepted, signed_by_one):
    for status in ("agreed", "connected"):
        assert refused_change("requestedservice", accepted.pk, status=status) == "state_has_its_fact"


@pytest.mark.parametrize("status", ["draft", "ready", "cancelled"])
def test_no_connection_before_the_agreement(cast, accepted, draft, status):
    if status != "draft":
        bring_to(status, draft, cast)
    row = connection_row(accepted, draft, cast)
    assert refused_row("connection", row) == "connects_after_the_agreement"


def test_no_connection_on_a_day_before_the_agreement(cast, accepted):
    agreement = cast.walk.agree(accepted)
    row = connection_row(accepted, agreement, cast, connected_on=agreement.in_force_on - timedelta(days=1))
    assert refused_row("connection", row) == "connects_after_the_agreement"


def test_no_connection_by_another_agreement(cast, accepted):
    other = cast.walk.agree(cast.walk.request("accepted"))
    cast.walk.agree(accepted)
    row = connection_row(accepted, other, cast)
    assert refused_row("connection", row) == "connects_after_the_agreement"


def test_no_connected_state_without_a_connection(cast):
    requested_service = cast.walk.request("agreed")
    assert refused_change("requestedservice", requested_service.pk, status="connected") == "state_has_its_fact"


def test_a_connection_is_never_changed(cast):
    cast.walk.request("connected")
    assert refused("DELETE FROM onboarding_connection") == "connection_is_never_changed"
    sql = "UPDATE onboarding_connection SET connected_on = connected_on - 400"
    assert refused(sql) in {"connection_is_never_changed", "connects_after_the_agreement"}
