"""18 § förvaltningslagen: somebody else of the same mandate says whether it is a conflict of interest, and why."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.models import ConflictReport, InterestRegistration
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(7)
TEXT, REASONS = "Min syster är chef där.", "Systern deltar inte i ärendet."


@made_once
def report(cast):
    case = cast.walk.registered()
    return secrecy_acts.report_conflict(case, by=cast.applicant, ground="party", text=TEXT)


def decide(report, cast, by=None, outcome="none", reasons=REASONS):
    return secrecy_acts.decide_conflict(report, by=by or cast.applicant_boss, outcome=outcome, reasons=reasons)


def again(report):
    return InterestRegistration.objects.get(pk=report.registration_id)


@pytest.mark.parametrize(("outcome", "back"), [("none", True), ("irrelevant", True), ("conflict", False)])
def test_the_right_comes_back_or_stays_lost(cast, report, outcome, back):
    made = decide(report, cast, outcome=outcome)
    assert (made.decided_by, made.reasons, made.decided_at is None) == (cast.applicant_boss, REASONS, False)
    requested_service = again(report).requested_services.get()
    assert cast.applicant.has_perm("onboarding.withdraw", requested_service) is back
    assert cast.applicant.has_perm("onboarding.message", again(report)) is back


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        ("conflict", "Frågan om jäv prövades. Anna Åkesson är jävig och får inte handlägga ärendet."),
        ("none", "Frågan om jäv prövades. Anna Åkesson är inte jävig och får handlägga ärendet."),
        (
            "irrelevant",
            "Frågan om jäv prövades. Anna Åkesson får handlägga ärendet: det är uppenbart att frågan om opartiskhet saknar betydelse.",
        ),
    ],
)
def test_the_journal_says_the_outcome_and_not_why(cast, report, outcome, text):
    decide(report, cast, outcome=outcome)
    entry = JournalEntry.objects.filter(chain=report.chain).last()
    assert (entry.act, entry.text, entry.facts) == ("onboarding.decide_conflict", text, {"outcome": outcome})


def test_a_new_one_can_be_reported_after_none_was_found(cast, report):
    decide(report, cast)
    secrecy_acts.report_conflict(again(report), by=cast.applicant, ground="other", text="Nytt.")
    assert not cast.applicant.has_perm("onboarding.message", again(report))


def test_the_person_is_told_without_the_reasons(cast, report):
    outbox.perform_waiting()
    mail.outbox.clear()
    decide(report, cast)
    outbox.perform_waiting()
    assert [(m.to, REASONS in m.body) for m in mail.outbox] == [([cast.applicant.email], False)]


def test_never_by_the_person_or_by_somebody_of_another_mandate(client, cast, report):
    for name, person in cast.people().items():
        if name == "applicant_boss":
            continue
        with pytest.raises(PermissionDenied):
            decide(report, cast, by=person)
        client.force_login(person)
        assert client.post(reverse("decide_conflict", args=[report.pk]), {}).status_code == (
            403 if name == "applicant" else 404
        )
    report.refresh_from_db()
    assert report.outcome == ""


def test_a_decision_maker_does_not_examine_his_own(cast):
    own = secrecy_acts.report_conflict(cast.walk.registered(), by=cast.applicant_boss, ground="party", text=TEXT)
    with pytest.raises(PermissionDenied):
        decide(own, cast)
    other = making.person("Berit Beslut", cast.applicant.acting.mandate, "decision_maker", "vd")
    assert decide(own, cast, by=other).outcome == "none"


def test_nobody_in_conflict_examines_another(cast, report):
    secrecy_acts.report_conflict(again(report), by=cast.applicant_boss, ground="other", text="Också jag.")
    with pytest.raises(PermissionDenied):
        decide(ConflictReport.objects.get(pk=report.pk), cast)


def test_once(cast, report):
    decide(report, cast)
    with pytest.raises(ValidationError, match="”Pröva jäv” går inte att göra nu"):
        decide(report, cast, outcome="conflict")


def test_needs_reasons(cast, report):
    with pytest.raises(ValidationError, match="Ange skälen för bedömningen"):
        decide(report, cast, reasons=" ")


@pytest.mark.parametrize(
    ("who", "status"),
    [("applicant", 200), ("applicant_boss", 200)]
    + [(who, 404) for who in "reader stranger coordinator coordinator_boss supplier_boss nobody admin".split()],
)
def test_the_text_is_read_by_the_person_and_the_deciders_of_the_mandate_alone(client, cast, report, who, status):
    client.force_login(getattr(cast, who))
    page = client.get(reverse("conflict", args=[report.pk]))
    assert (page.status_code, TEXT in page.text) == (status, status == 200)
    assert TEXT not in client.get(reverse("case_whole", args=[report.registration_id])).text


def test_the_page(client, cast, report):
    client.force_login(cast.applicant_boss)
    address = reverse("decide_conflict", args=[report.pk])
    assert "Intresseanmälan kom in" in client.get(address).text  # what the person has done in the case
    wrong = client.post(address, {"outcome": "conflict", "reasons": ""})
    assert wrong.context["form"].errors == {"reasons": ["Ange skälen för bedömningen."]}
    done = client.post(address, {"outcome": "conflict", "reasons": REASONS}, follow=True)
    assert done.redirect_chain == [(reverse("conflict", args=[report.pk]), 302)]
    assert client.get(address, follow=True).redirect_chain == [(reverse("conflict", args=[report.pk]), 302)]


def test_in_a_confidential_case_only_by_those_who_know_of_it(client, cast, report):
    other = making.person("Berit Beslut", cast.applicant.acting.mandate, "decision_maker", "vd")
    secrecy_acts.make_confidential(again(report), by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    client.force_login(other)
    assert client.get(reverse("conflict", args=[report.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        decide(report, cast, by=other)
    report = ConflictReport.objects.get(pk=report.pk)
    assert [m.user for m in report.deciders] == [cast.applicant_boss]
