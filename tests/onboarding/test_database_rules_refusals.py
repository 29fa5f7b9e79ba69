"""Raw SQL, past every act: the database itself refuses what 8 § does not allow, by a named rule."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from itdrift import outbox
from onboarding.filing import acts as filing_acts
from onboarding.models import Communication, Document, Refusal
from onboarding.refusal import acts as refusal_acts
from registry.ordinance import Role

from .. import making
from .raw_sql import allowed, insert, refused, refused_change, refused_row, update

NBSP, ZERO_WIDTH = "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"


def refusal(requested_service, cast, **changes):
    return {
        "allocation_id": requested_service.allocations.last().pk,
        "ground": "capacity",
        "reasons": making.REASONS,
        "provisions": "",
        "alternatives": "",
        "account": "Kapaciteten räckte inte.",
        "not_communicated": "obvious",
        "not_communicated_why": "Alla uppgifter är myndighetens egna.",
        "opinion": "",
        "diary_number": "SKV 1",
        "decided_on": timezone.localdate(),
        "decided_by_id": cast.supplier_boss.pk,
        "decided_by_title": "it-direktör",
        "presented_by_id": cast.supplier.pk,
        "presented_by_title": "handläggare",
        "others": "",
        "nobody_else": True,
        "no_presenter": "",
        "dissent": "",
        "created_at": timezone.now(),
        **changes,
    }


@pytest.mark.section(8)
def test_a_refusal_has_reasons(cast):
    requested_service = cast.walk.request("allocated")
    blank = ["", " ", "\n\t" * 60, NBSP * 60, ZERO_WIDTH * 60, "." * 60]
    for reasons in [*blank, "Nej.", "x" * 49, ("a" + " " * 9) * 49]:
        assert refused_row("refusal", refusal(requested_service, cast, reasons=reasons)) == "refusal_has_reasons"


@pytest.mark.section(8)
def test_a_refusal_has_a_known_ground_and_two_people(cast):
    requested_service = cast.walk.request("allocated")
    unknown = refused_row("refusal", refusal(requested_service, cast, ground="ovilja"))
    assert unknown.startswith("onboarding_refusal_ground_")
    assert "_fk_" in unknown
    alone = refusal(requested_service, cast, presented_by_id=cast.supplier_boss.pk)
    assert refused_row("refusal", alone) == "refusal_by_two_people"


@pytest.mark.section(8)
def test_only_what_stands_is_refused(cast):
    requested_service = cast.walk.request("allocated")
    filing_acts.withdraw(requested_service, by=cast.applicant)
    assert refused_row("refusal", refusal(requested_service, cast)) == "refusal_of_what_stands"


END = "UPDATE onboarding_allocation SET ended_at = now() WHERE ended_at IS NULL; "
REFUSED = update("requestedservice", "status", "supplier_id")


@pytest.mark.section(8)
@pytest.mark.parametrize("before", ["registered", "allocated", "accepted"])
def test_no_refused_state_without_a_refusal(cast, before):
    values = {"id": cast.walk.request(before).pk, "status": "refused", "supplier_id": None}
    assert refused(REFUSED, **values) == "state_has_its_fact"
    assert refused(END + REFUSED, **values) == "state_has_its_fact"


@pytest.mark.section(8)
def test_an_earlier_refusal_does_not_count_for_the_next_supplier(cast):
    requested_service = cast.walk.request("refused")
    cast.walk.allocate(requested_service, cast.other_supplier)
    values = {"id": requested_service.pk, "status": "refused", "supplier_id": None}
    assert refused(REFUSED, **values) == "state_has_its_fact"
    assert refused(END + REFUSED, **values) == "state_has_its_fact"


@pytest.mark.section(8)
def test_a_refused_service_has_its_refusal(cast):
    allowed(REFUSED, id=cast.walk.request("refused").pk, status="refused", supplier_id=None)


@pytest.mark.section(8)
def test_a_refusal_is_never_changed(cast):
    cast.walk.request("refused")
    assert refused("UPDATE onboarding_refusal SET reasons = reasons || ' Mer.'") == "refusal_is_never_changed"
    assert refused("DELETE FROM onboarding_refusal") == "refusal_is_never_changed"
    assert Refusal.objects.get().reasons == making.REASONS


@pytest.mark.section(8)
def test_a_ground_out_of_use_stands_on_old_decisions_alone_and_keeps_its_words(cast):
    cast.walk.request("refused")
    requested_service = cast.walk.request("allocated")
    allowed("UPDATE onboarding_refusalground SET retired_on = %(day)s WHERE code = 'capacity'", day=date.today())
    assert refused_row("refusal", refusal(requested_service, cast)) == "ground_is_in_use"
    relabel = "UPDATE onboarding_refusalground SET label = 'Annat' WHERE code = %(code)s"
    assert refused(relabel, code="capacity") == "ground_keeps_its_words"
    allowed(relabel, code="technology")
    assert refused("DELETE FROM onboarding_refusalground WHERE code = 'other'") == "ground_is_never_deleted"
    assert refused("UPDATE onboarding_refusalground SET code = 'x' WHERE code = 'other'") == "ground_is_never_deleted"


@pytest.mark.section(8)
def test_no_refusal_that_does_not_meet_what_the_agency_has_said(cast):
    requested_service = cast.walk.request("allocated")
    sent = cast.walk.communicate(requested_service)
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi kan vänta till mars.")
    for opinion in ("", " ", "–"):
        row = refusal(requested_service, cast, **NOT_HEARD, opinion=opinion)
        assert refused_row("refusal", row) == "refusal_meets_the_opinion"


NOT_HEARD = {"not_communicated": "", "not_communicated_why": ""}


def communication(requested_service, cast, **changes):
    return {
        "allocation_id": requested_service.allocations.last().pk,
        "text": "Vi överväger att neka.",
        "reply_by": date.today() + timedelta(days=7),
        "sent_by_id": cast.supplier.pk,
        "sent_at": timezone.now(),
        "reply": "",
        **changes,
    }


@pytest.mark.section(8)
def test_no_refusal_before_the_agency_is_heard_or_a_reason_against_it(cast):
    requested_service = cast.walk.request("allocated")
    assert refused_row("refusal", refusal(requested_service, cast, **NOT_HEARD)) == "refused_when_heard"
    unexplained = refusal(requested_service, cast, not_communicated_why=" ")
    assert refused_row("refusal", unexplained) == "not_communicated_with_reason"
    allowed(insert("communication", row := communication(requested_service, cast)), **row)
    assert refused_row("refusal", refusal(requested_service, cast, **NOT_HEARD)) == "refused_when_heard"
    last_day = {"decided_on": date.today() + timedelta(days=7)}
    assert refused_row("refusal", refusal(requested_service, cast, **NOT_HEARD, **last_day)) == "refused_when_heard"
    late = {"diary_number": "SKV 2", "decided_on": date.today() + timedelta(days=8)}
    # heard: what is left is that the allocation ends with it
    assert (
        refused_row("refusal", refusal(requested_service, cast, **NOT_HEARD, **late)) == "refused_ends_the_allocation"
    )


@pytest.mark.section(8)
def test_who_refuses_has_the_service_no_longer(cast):
    requested_service = cast.walk.request("accepted")
    assert refused_row("refusal", refusal(requested_service, cast)) == "refused_ends_the_allocation"


@pytest.mark.section(8)
def test_only_the_supplier_that_has_the_service_refuses(cast):
    requested_service = cast.walk.request("allocated")
    rita = making.person("Rita Läsare", cast.supplier.acting.mandate, Role.READER)
    wrong = [
        {"decided_by_id": cast.other_supplier_boss.pk},
        {"decided_by_id": making.person("Olle Ny", cast.supplier.acting.mandate).pk},  # no decision maker
        {"presented_by_id": cast.other_supplier.pk},
        {"presented_by_id": rita.pk},
    ]
    for who in wrong:
        assert refused_row("refusal", refusal(requested_service, cast, **who)) == "refused_by_the_supplier"


@pytest.mark.section(8)
def test_the_agency_gets_time_to_answer_and_one_letter_at_a_time(cast):
    requested_service = cast.walk.request("allocated")
    rule = "communication_gives_time"
    assert refused_row("communication", communication(requested_service, cast, reply_by=date.today())) == rule
    assert refused_row("communication", communication(requested_service, cast, text="…")) == "communication_has_text"
    allowed(insert("communication", row := communication(requested_service, cast)), **row)
    assert refused_row("communication", communication(requested_service, cast)) == rule
    cast.walk.refuse(requested_service)
    assert refused_row("communication", communication(requested_service, cast)) == rule


@pytest.mark.section(8)
def test_what_was_sent_is_answered_once_and_stays(cast):
    requested_service, rule = cast.walk.request("allocated"), "communication_is_answered_once"
    allowed(insert("communication", row := communication(requested_service, cast)), **row)
    sent = Communication.objects.get()
    reply = {"reply": "Vi förstår.", "replied_by_id": cast.applicant.pk, "replied_at": timezone.now()}
    assert refused_change("communication", sent.pk, text="Annat.") == rule
    assert refused_change("communication", sent.pk, **reply, reply_by=date.today()) == rule
    assert refused_change("communication", sent.pk, **{**reply, "reply": ""}) == "reply_has_its_person_and_time"
    allowed(update("communication", *reply), id=sent.pk, **reply)
    assert refused_change("communication", sent.pk, reply="Vi förstår inte.") == rule
    assert refused("DELETE FROM onboarding_communication") == rule


@pytest.mark.section(8)
def test_no_answer_after_the_decision(cast):
    requested_service = cast.walk.request("allocated")
    allowed(insert("communication", row := communication(requested_service, cast)), **row)
    cast.walk.refuse(requested_service)
    reply = {"reply": "Vi förstår.", "replied_by_id": cast.applicant.pk, "replied_at": timezone.now()}
    assert refused_change("communication", Communication.objects.get().pk, **reply) == "communication_is_answered_once"


@pytest.mark.section(11)
def test_a_new_refusal_has_an_account_and_says_who_took_part(cast):
    requested_service = cast.walk.request("allocated")
    for account in ["", " ", "…", ZERO_WIDTH]:
        assert refused_row("refusal", refusal(requested_service, cast, account=account)) == "refusal_has_account"
    for others, nobody_else in [("", False), (" ", False), ("-", False), ("Eva Expert", True)]:
        row = refusal(requested_service, cast, others=others, nobody_else=nobody_else)
        assert refused_row("refusal", row) == "refusal_says_who_took_part"
    for changes in (
        {"presented_by_id": None},
        {"no_presenter": "12 §"},
        {"presented_by_id": None, "no_presenter": "-"},
    ):
        row = refusal(requested_service, cast, **changes)
        assert refused_row("refusal", row) == "refusal_presented_or_not"


@pytest.mark.section(8)
def test_an_annex_is_marked_by_the_supplier_and_stays(cast):
    made = cast.walk.refuse(cast.walk.request("allocated"))
    annex = {"refusal_id": made.pk, "text": "Hemligt.", "provision": "18 kap. 8 § OSL", "shared": False}
    annex |= {"agency_id": cast.skv.pk, "marked_on": made.decided_on}
    rule = "annex_is_marked_by_the_supplier"
    assert refused_row("refusalannex", annex | {"agency_id": cast.trv.pk}) == rule
    assert refused_row("refusalannex", annex | {"marked_on": date.today() + timedelta(days=1)}) == rule
    for wrong in [{"provision": "OSL"}, {"text": "…"}]:
        assert refused_row("refusalannex", annex | wrong) == "annex_has_text_and_provision"
    allowed(insert("refusalannex", annex), **annex)
    assert refused("UPDATE onboarding_refusalannex SET shared = true") == "annex_is_never_changed"
    assert refused("DELETE FROM onboarding_refusalannex") == "annex_is_never_changed"


@pytest.mark.section(8)
def test_a_correction_stays_and_keeps_the_reasons(cast):
    made = cast.walk.refuse(cast.walk.request("allocated"))
    said = {"slip": "Fel ord.", "obvious": True, "alternatives": "", "account": made.account}
    refusal_acts.correct(made, by=cast.supplier_boss, reasons=making.REASONS + " Så är det.", **said)
    rule = "correction_is_never_changed"
    assert refused("UPDATE onboarding_refusalcorrection SET slip = 'Inget.'") == rule
    assert refused("DELETE FROM onboarding_refusalcorrection") == rule
    kept = "slip, reasons, alternatives, account, corrected_on, corrected_at, corrected_by_id, corrected_by_title, refusal_id"
    copy = f"INSERT INTO onboarding_refusalcorrection (number, {kept}) SELECT %(number)s, {kept} FROM onboarding_refusalcorrection"  # noqa: S608
    assert refused(copy, number=1) == "correction_number_once"
    assert refused(copy.replace("SELECT %(number)s, slip, reasons", "SELECT %(number)s, slip, 'Nej.'"), number=2) == (
        "correction_keeps_reasons"
    )
    assert refused(copy.replace("SELECT %(number)s, slip", "SELECT %(number)s, '…'"), number=2) == (
        "correction_says_what_it_corrects"
    )


def rule_against(row):
    """The name of the database's rule against a row that no act has made."""

    @transaction.atomic
    def save():
        row.save()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as error:
        save()
    return error.value.__cause__.diag.constraint_name


@pytest.mark.section(8)
def test_a_part_arises_only_when_it_is_refused(cast):
    requested_service = cast.walk.request("allocated")
    volume = "what_was_asked_for_stays"
    assert refused_change("requestedservice", requested_service.pk, volume=7) == volume
    assert rule_against(requested_service.part(Decimal(3))) == "part_is_taken_from_the_whole"
    assert rule_against(requested_service.part(Decimal(10))) == "part_is_less_than_the_whole"
    said = making.decision(cast.supplier)
    refusal_acts.refuse(requested_service, by=cast.supplier_boss, refused_volume=Decimal(3), **said)
    connection.check_constraints()
    assert refused_change("requestedservice", requested_service.pk, volume=10) == volume
    assert refused_change("requestedservice", requested_service.pk, volume=4) == volume
    part = requested_service.parts.get()
    assert refused_change("requestedservice", part.pk, whole_volume=11) == volume


@pytest.mark.section(8)
def test_a_document_is_never_changed(cast):
    cast.walk.request("refused")
    outbox.perform_waiting()
    assert refused("UPDATE onboarding_document SET content = ''") == "document_is_never_changed"
    assert refused("DELETE FROM onboarding_document") == "document_is_never_changed"
    assert Document.objects.count() == 2
