"""16–18 §§ förvaltningslagen: who reports a conflict of interest does nothing more in the case, from that moment."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.filing import acts as filing_acts
from onboarding.models import ConflictReport, InterestRegistration, RequestedService
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import REQUEST_ACTS
from registry.models import JournalEntry, Notice

from ... import making
from ..raw_sql import refused, refused_change, refused_row

pytestmark = pytest.mark.section(7)
TEXT = "Min syster är chef där."


def report(case, by, ground="party", text=TEXT):
    return secrecy_acts.report_conflict(case, by=by, ground=ground, text=text)


def test_takes_away_every_act_in_the_case_at_once(cast):
    requested_service = cast.walk.request("allocated")
    assert (
        secrecy_acts.report_conflict(requested_service.registration, by=cast.supplier, ground="party", text=TEXT).status
        == "reported"
    )
    requested_service.refresh_from_db()
    assert [perm for perm in REQUEST_ACTS if cast.supplier.has_perm(perm, requested_service)] == []
    with pytest.raises(PermissionDenied):
        allocation_acts.accept(requested_service, by=cast.supplier, service=cast.service)


def test_takes_away_nothing_in_other_cases_and_nothing_from_others(cast):
    requested_service, other = cast.walk.request("allocated"), cast.walk.request("allocated")
    report(requested_service.registration, cast.supplier)
    assert cast.supplier.has_perm("onboarding.accept", other)
    assert cast.supplier_boss.has_perm("onboarding.accept", requested_service)


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("applicant", ["onboarding.withdraw", "onboarding.draw_up", "onboarding.message", "onboarding.note_down"]),
        ("coordinator", ["onboarding.allocate", "onboarding.close", "onboarding.reallocate", "onboarding.message"]),
    ],
)
def test_whatever_the_part(cast, who, acts):
    person, requested_service = getattr(cast, who), cast.walk.request("registered")
    report(requested_service.registration, person)
    requested_service = RequestedService.objects.get(pk=requested_service.pk)
    assert [
        perm
        for perm in acts
        if person.has_perm(perm, requested_service) or person.has_perm(perm, requested_service.registration)
    ] == []


def test_the_journal_says_that_and_not_why(cast):
    case = cast.walk.registered()
    report(case, cast.applicant)
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.section, entry.text, entry.facts) == (
        "onboarding.report_conflict",
        "18 § FL",
        "Anna Åkesson anmälde jäv och deltar inte i handläggningen.",
        {},
    )


def test_the_other_parties_do_not_read_that_somebody_has_a_conflict(client, cast):
    """Their pages of the case are the same to the letter, before and after; one's own mandate reads who steps aside."""

    def page(who):
        client.force_login(getattr(cast, who))
        text = client.get(reverse("case_whole", args=[case.pk])).text
        return re.sub(r'name="(csrfmiddlewaretoken|nyckel)" value="[^"]+"', "", text)

    case, others = cast.walk.request("allocated").registration, ["applicant", "reader", "coordinator"]
    before = [page(who) for who in others]
    made = report(case, cast.supplier)
    assert "Lena Leverans anmälde jäv" in page("supplier_boss")
    assert [page(who) for who in others] == before
    secrecy_acts.decide_conflict(made, by=cast.supplier_boss, outcome="conflict", reasons="Syskon.")
    assert "Lena Leverans är jävig" in page("supplier_boss")
    assert [page(who) for who in others] == before


def test_the_decision_makers_of_the_mandate_are_told_without_the_text(cast):
    case = cast.walk.registered()
    outbox.perform_waiting()
    mail.outbox.clear()
    made = report(case, cast.applicant)
    outbox.perform_waiting()
    assert [m.to[0] for m in mail.outbox] == [cast.applicant_boss.email]
    told = Notice.objects.get(recipient=cast.applicant_boss, path=reverse("conflict", args=[made.pk]))
    assert TEXT not in told.text + told.subject + mail.outbox[0].body + mail.outbox[0].subject
    assert "Anna" not in mail.outbox[0].body


@pytest.mark.parametrize("who", ["reader", "stranger", "nobody", "admin", "other_supplier"])
def test_only_those_who_handle_the_case(client, cast, who):
    case = cast.walk.request("allocated").registration
    with pytest.raises(PermissionDenied):
        report(case, getattr(cast, who))
    client.force_login(getattr(cast, who))
    expected = 403 if who == "reader" else 404
    assert client.post(reverse("report_conflict", args=[case.pk]), {}).status_code == expected
    assert not ConflictReport.objects.exists()


IN_A_DRAFT = [
    "onboarding.edit",
    "onboarding.discard",
    "onboarding.hand_over",
    "onboarding.register",
    "onboarding.attach",
]


def test_in_a_draft_it_takes_away_every_act_too(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    address = reverse("report_conflict", args=[draft.pk])
    assert address in client.get(reverse("edit", args=[draft.pk])).text
    made = client.post(address, {"ground": "party", "text": TEXT}, follow=True)
    assert (made.redirect_chain, "Utkast från" in made.text) == (
        [(reverse("conflict", args=[ConflictReport.objects.get().pk]), 302)],
        True,
    )
    draft = InterestRegistration.objects.get()
    assert [perm for perm in IN_A_DRAFT if cast.applicant.has_perm(perm, draft)] == []
    with pytest.raises(PermissionDenied):
        filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    assert "Du har anmält jäv" in client.get(reverse("register", args=[draft.pk])).text
    assert "Skriv klart intresseanmälan" not in client.get(reverse("start")).text
    filing_acts.register(draft, by=cast.applicant_boss, acknowledged=True)
    sent = InterestRegistration.objects.get()
    assert not cast.applicant.has_perm("onboarding.message", sent)


def test_in_a_draft_it_is_known_to_nobody_else(client, cast):
    draft = cast.walk.draft()
    made = report(draft, cast.applicant)
    told = set(Notice.objects.values_list("recipient__name", "subject"))
    assert told == {("Göran Öberg", f"En fråga om jäv ska prövas ({draft})")}
    for name in set(cast.PEOPLE) - {"applicant", "applicant_boss", "reader"}:
        client.force_login(getattr(cast, name))
        for page, key in [("report_conflict", draft.pk), ("conflict", made.pk), ("decide_conflict", made.pk)]:
            assert client.get(reverse(page, args=[key])).status_code == 404
    assert (
        secrecy_acts.decide_conflict(made, by=cast.applicant_boss, outcome="none", reasons="Ytligt.").outcome == "none"
    )
    assert cast.applicant.has_perm("onboarding.edit", InterestRegistration.objects.get())


@pytest.mark.parametrize("page", ["reply", "sign"])
def test_nobody_is_asked_to_do_what_the_report_takes_away(client, cast, page):
    """The start page: what the supplier considers is replied to by somebody else, and the agreement signed."""
    if page == "reply":
        sent = cast.walk.communicate(cast.walk.request("allocated"))
        case, words = sent.allocation.requested_service.registration, reverse("reply", args=[sent.pk])
    else:
        agreement = cast.walk.presented(cast.walk.request("accepted"))
        case, words = agreement.registration, "Underteckna "
    client.force_login(cast.applicant_boss)
    assert words in client.get(reverse("start")).text
    report(case, cast.applicant_boss)
    assert words not in client.get(reverse("start")).text


def test_a_draft_is_not_handed_over_to_whoever_is_in_conflict(cast):
    draft = cast.walk.draft()
    report(draft, cast.applicant_boss)
    with pytest.raises(ValidationError, match="Ingen hos er har rollen beslutsfattare"):
        filing_acts.hand_over(draft, by=cast.applicant)


def test_it_goes_with_a_draft_that_is_thrown_away(cast):
    draft = cast.walk.draft()
    report(draft, cast.applicant)
    filing_acts.discard(draft, by=cast.applicant_boss)
    assert not ConflictReport.objects.exists()


def test_raw_sql_sends_nothing_for_whoever_is_in_conflict(cast):
    draft = cast.walk.draft()
    report(draft, cast.applicant)
    row = {"registered_at": timezone.now(), "diary_number": "FK 1", "acknowledged_by_id": cast.applicant.pk}
    assert refused_change("interestregistration", draft.pk, **row) == "registered_without_conflict"


def test_not_twice(cast):
    case = cast.walk.registered()
    report(case, cast.applicant)
    with pytest.raises(PermissionDenied):
        report(case, cast.applicant)


def test_the_page_says_what_will_happen_and_who_examines_it(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.applicant)
    page = client.get(reverse("report_conflict", args=[case.pk]))
    assert "Göran Öberg (generaldirektör)" in page.text
    response = client.post(reverse("report_conflict", args=[case.pk]), {"ground": "agent", "text": TEXT})
    assert response.url == reverse("conflict", args=[ConflictReport.objects.get().pk])
    assert "Anmäl jäv</" not in client.get(reverse("case_whole", args=[case.pk])).text


def test_the_only_decision_maker_is_told_who_can_help(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.applicant_boss)
    address = reverse("report_conflict", args=[case.pk])
    assert "Ingen annan beslutsfattare än du är registrerad för ert uppdrag" in client.get(address).text
    made = client.post(address, {"ground": "other", "text": TEXT}, follow=True)
    assert "Myndigheten behöver utse en annan beslutsfattare." in made.text
    assert not cast.applicant_boss.has_perm("onboarding.decide_conflict", ConflictReport.objects.get())


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"text": TEXT}, "ground", "Välj den grund som ligger närmast."),
        ({"ground": "x", "text": TEXT}, "ground", None),
        ({"ground": "party", "text": " "}, "text", "Beskriv kort vad jävet gäller, så att någon annan kan pröva det."),
        ({"ground": "party", "text": "a\x00"}, "text", "Null-tecken är inte tillåtna."),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(client, cast, said, field, sentence):
    case = cast.walk.registered()
    client.force_login(cast.applicant)
    page = client.post(reverse("report_conflict", args=[case.pk]), said)
    assert sentence is None or page.context["form"].errors[field] == [sentence]
    assert (field in page.context["form"].errors, ConflictReport.objects.exists()) == (True, False)


def test_whoever_reported_is_offered_as_presenter_no_more(client, cast):
    requested_service = cast.walk.request("allocated")
    report(requested_service.registration, cast.supplier)
    client.force_login(cast.supplier_boss)
    form = client.get(reverse("refuse", args=[requested_service.pk])).context["form"]
    assert list(form.fields["presented_by"].queryset) == []
    with pytest.raises(ValidationError, match="Föredraganden ska vara handläggare"):
        cast.walk.refuse(requested_service)


def test_the_database_refuses_what_the_person_would_do(cast):
    requested_service = cast.walk.request("registered")
    report(requested_service.registration, cast.coordinator)
    row = {
        "requested_service_id": requested_service.pk,
        "supplier_id": cast.supplier.acting.mandate.pk,
        "motive": "Motiv.",
        "allocated_by_id": cast.coordinator.pk,
        "allocated_at": timezone.now(),
    }
    assert refused_row("allocation", row) == "allocated_without_conflict"


def test_the_database_keeps_the_report(cast):
    report(cast.walk.registered(), cast.applicant)
    rule = "conflict_is_examined_once"
    assert refused("DELETE FROM onboarding_conflictreport") == rule
    assert refused("UPDATE onboarding_conflictreport SET text = 'x'") == rule
    alone = "UPDATE onboarding_conflictreport SET outcome='none', reasons='x', decided_at=now(), decided_by_id=%(who)s"
    assert refused(alone, who=cast.applicant.pk) == "conflict_is_the_mandates_own"
    assert refused(alone, who=cast.supplier_boss.pk) == "conflict_is_the_mandates_own"
    assert refused(alone + ", person_id=%(who)s", who=cast.applicant_boss.pk) == rule


def test_signs_no_agreement_either(cast):
    agreement = cast.walk.presented(cast.walk.request("accepted"))
    boss = making.person("Berit Beslut", cast.applicant.acting.mandate, "decision_maker", "vd")
    report(agreement.registration, cast.applicant_boss)
    with pytest.raises(PermissionDenied):
        agreement_acts.sign(agreement, by=cast.applicant_boss)
    assert agreement_acts.sign(agreement, by=boss).signatures.get().signed_by == boss
