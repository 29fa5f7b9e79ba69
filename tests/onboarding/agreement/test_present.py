"""10 §: the content is fixed for signing, with all its personal-data terms, and taken back until somebody signs."""

from itertools import product

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from itdrift import outbox
from itdrift.late import is_late
from onboarding.agreement import acts as agreement_acts
from onboarding.models.personal_data import TERMS
from registry.models import JournalEntry

from ... import making

pytestmark = pytest.mark.section(10)


def drawn_up(cast, personal_data=True):
    requested_service = cast.walk.request("accepted", personal_data=personal_data)
    content = making.content()
    return agreement_acts.draw_up(
        requested_service.registration, by=cast.applicant, requested_services=[requested_service], content=content
    )


def with_terms(agreement, cast, **changes):
    return agreement_acts.revise(
        agreement, by=cast.applicant, content=making.content(), terms=making.terms() | changes, sub_processors=[]
    )


BLANKS = ["", "  \n", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "–"]


def test_not_while_a_term_is_missing(cast):
    agreement = drawn_up(cast)
    for name, blank in product(TERMS, BLANKS):
        with_terms(agreement, cast, **{name: blank})
        with pytest.raises(ValidationError, match="1 av 15 personuppgiftsvillkor saknas"):
            agreement_acts.present(agreement, by=cast.applicant)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.content_hash) == ("draft", "")


def test_not_while_all_terms_are_missing(cast):
    with pytest.raises(ValidationError, match="15 av 15 personuppgiftsvillkor saknas"):
        agreement_acts.present(drawn_up(cast), by=cast.applicant)


def test_without_personal_data_no_terms_are_asked_for(cast):
    assert agreement_acts.present(drawn_up(cast, personal_data=False), by=cast.supplier).status == "ready"


def test_fixes_the_content_by_its_checksum(cast):
    agreement = agreement_acts.present(with_terms(drawn_up(cast), cast), by=cast.applicant)
    assert agreement.content_hash == agreement.content_digest()
    assert len(agreement.content_hash) == 64
    assert JournalEntry.objects.get(act="onboarding.present").facts == {"content": agreement.content_hash}


def test_the_checksum_is_of_the_terms_and_sub_processors_too(cast):
    agreement = with_terms(drawn_up(cast), cast)
    seen = {agreement.content_digest()}
    for changes in ({"security": "Kryptering."}, {"audits": "Årligen."}):
        seen.add(with_terms(agreement, cast, **changes).content_digest())
    named = {"name": "Molnet AB", "task": "Lagring"}
    revised = agreement_acts.revise(
        agreement, by=cast.applicant, content=making.content(), terms={}, sub_processors=[named]
    )
    assert len(seen | {revised.content_digest()}) == 4


def test_the_decision_makers_of_the_parties_are_told(cast):
    with_terms(drawn_up(cast), cast)
    outbox.perform_waiting()
    mail.outbox.clear()
    cast.walk.presented(cast.walk.request("accepted"))
    outbox.perform_waiting()
    told = [m.to[0] for m in mail.outbox if "underteckna" in (m.subject + m.body).lower()]
    assert sorted(told) == [cast.applicant_boss.email, cast.supplier_boss.email]


def test_taken_back_it_is_a_draft_again(cast):
    agreement = agreement_acts.present(with_terms(drawn_up(cast), cast), by=cast.applicant)
    agreement_acts.reopen(agreement, by=cast.supplier)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.content_hash) == ("draft", "")
    assert with_terms(agreement, cast, security="Ny text.").status == "draft"


def test_not_taken_back_when_somebody_has_signed(cast):
    agreement = agreement_acts.present(with_terms(drawn_up(cast), cast), by=cast.applicant)
    agreement_acts.sign(agreement, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="Avbryt överenskommelsen och upprätta en ny") as refused:
        agreement_acts.reopen(agreement, by=cast.applicant)
    assert is_late(refused.value)
