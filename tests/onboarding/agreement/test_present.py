"""10 §: the content is fixed for signing, with all its personal-data terms, and taken back until somebody signs."""

from datetime import date
from itertools import product

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from itdrift import outbox
from itdrift.late import is_late
from onboarding.agreement import acts as agreement_acts
from onboarding.agreement.paper import agreement_paper
from onboarding.models.personal_data import TERMS
from registry.models import JournalEntry

from ... import making

pytestmark = pytest.mark.section(10)


def drawn_up(cast, personal_data=True, content=None):
    requested_service = cast.walk.request("accepted", personal_data=personal_data)
    content = making.content(**(content or {}))
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


@pytest.mark.parametrize(("until", "words"), [(None, "tills vidare"), (date(2029, 12, 31), "till och med 2029-12-31")])
def test_the_paper_says_between_whom_and_how_long_it_holds(cast, until, words):
    agreement = drawn_up(cast, content={"term_from": date(2027, 1, 1), "term_until": until, "notice_months": 6})
    paper = agreement_paper(agreement)
    assert paper["sections"][0] == {
        "heading": "Tid",
        "text": f"Överenskommelsen gäller från och med 2027-01-01 {words}. Uppsägningstiden är 6 månader.",
    }
    assert [(party["role"], party["agency"]) for party in paper["parties"]] == [
        ("Anslutande myndighet", "Bolagsverket"),
        ("Leverantörsmyndighet", "Skatteverket"),
    ]


def test_not_taken_back_when_somebody_has_signed(cast):
    agreement = agreement_acts.present(with_terms(drawn_up(cast), cast), by=cast.applicant)
    agreement_acts.sign(agreement, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="Avbryt överenskommelsen och upprätta en ny") as refused:
        agreement_acts.reopen(agreement, by=cast.applicant)
    assert is_late(refused.value)
