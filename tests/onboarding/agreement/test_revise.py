"""10 §: the parties change the text while it is a draft."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from onboarding.agreement import acts as agreement_acts
from onboarding.agreement.paper import agreement_paper
from onboarding.models.personal_data import TERMS

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(10)

MOLNET = {"name": "Molnet AB", "org_number": "5560360793", "task": "Lagring", "country": "Sverige"}
ARKIVET = {"name": "Arkivet AB", "org_number": "", "task": "Säkerhetskopior", "country": "Finland"}


@made_once
def draft(cast):
    return cast.walk.agreement(cast.walk.request("accepted", personal_data=True))


def revise(agreement, by, sub_processors=(), terms=None, **changes):
    return agreement_acts.revise(
        agreement, by=by, content=making.content(**changes), terms=terms or {}, sub_processors=sub_processors
    )


def test_each_party_changes_the_text_and_the_terms(cast, draft):
    revise(draft, cast.supplier, exit="Ny text.", terms={"audits": "Årligen."})
    draft.refresh_from_db()
    assert (draft.status, draft.exit, draft.personal_data_terms.audits) == ("draft", "Ny text.", "Årligen.")
    assert draft.personal_data_terms.security == making.terms()["security"]


def test_the_sub_processors_become_those_that_are_named(cast, draft):
    revise(draft, cast.applicant, [MOLNET, ARKIVET])
    revise(draft, cast.supplier, [ARKIVET])
    assert [p.content() for p in draft.sub_processors.all()] == [ARKIVET]


def test_the_paper_tells_of_each_who_does_what_and_where(cast, draft):
    revise(draft, cast.applicant, [MOLNET, ARKIVET])
    html = render_to_string("paper/agreement/personal_data.html", agreement_paper(draft))
    rows = [re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row) for row in html.split("<tr>")[2:]]
    assert rows == [
        ["Arkivet AB", "–", "Säkerhetskopior", "Finland"],
        ["Molnet AB", "556036-0793", "Lagring", "Sverige"],
    ]


def test_any_term_may_wait_in_a_draft(cast, draft):
    revise(draft, cast.applicant, terms=dict.fromkeys(TERMS, ""))
    draft.refresh_from_db()
    assert draft.missing_terms() == list(TERMS)


def test_a_mistake_changes_nothing(cast, draft):
    with pytest.raises(ValidationError) as refused:
        revise(draft, cast.applicant, [MOLNET, {**ARKIVET, "task": ""}], exit="Ny text.")
    assert list(refused.value.message_dict) == ["task"]
    draft.refresh_from_db()
    assert (draft.exit, draft.sub_processors.count()) == (making.content()["exit"], 0)


def test_what_is_presented_is_not_changed(cast, draft):
    agreement_acts.present(draft, by=cast.applicant)
    with pytest.raises(ValidationError, match="läget är ”Klar att underteckna”"):
        revise(draft, cast.applicant)
