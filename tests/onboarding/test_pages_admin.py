"""The administrator reads what is sent, never a draft, and has no door to any act."""

import pytest
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import Agreement, InterestRegistration, Refusal, RefusalGround, RequestedService
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import CASE_ACTS, Status
from registry.acts import note
from registry.models import JournalEntry

from .letters.files import upload

pytestmark = pytest.mark.usefixtures("db")
PRIVATE = [perm for perm, act in CASE_ACTS.items() if act.private]
MODELS = ["interestregistration", "requestedservice", "refusal", "agreement"]


@pytest.fixture
def administrator(client, cast):
    client.force_login(cast.admin)
    return client


def of(model, page, *args):
    return reverse(f"admin:onboarding_{model}_{page}", args=args)


def test_everything_sent_is_read(administrator, cast):
    cast.walk.request(Status.CONNECTED)
    cast.walk.request(Status.REFUSED)
    for model in [InterestRegistration, RequestedService, Refusal, Agreement]:
        name = model._meta.model_name
        assert administrator.get(of(name, "changelist")).status_code == 200
        assert administrator.get(of(name, "change", model.objects.first().pk)).status_code == 200


def test_a_draft_is_not_known_even_here(administrator, cast):
    draft = cast.walk.draft(need="Hemlighet i utkast")
    requested_service = draft.requested_services.get()
    assert "Hemlighet" not in administrator.get(of("interestregistration", "changelist")).text
    for name, thing in [("interestregistration", draft), ("requestedservice", requested_service)]:
        assert administrator.get(of(name, "changelist")).context["cl"].result_count == 0
        assert administrator.get(of(name, "change", thing.pk)).status_code == 302  # "does not exist", back to the start


def journal(administrator):
    page = administrator.get(reverse("admin:registry_journalentry_changelist"), {"all": ""})
    return {entry.chain for entry in page.context["cl"].queryset}


def begun(cast):
    """A draft in which a conflict of interest is reported, made confidential and opened up, with an infected file."""
    draft = cast.walk.draft()
    [attachment] = letters_acts.attach(draft, by=cast.applicant, files=[upload()])
    secrecy_acts.make_confidential(
        draft, by=cast.applicant_boss, people=[cast.applicant.acting], provision="18 kap. 8 § OSL"
    )
    secrecy_acts.open_up(draft, by=cast.applicant_boss)
    note("onboarding.scan", attachment.registration, by=None, text="En bilaga spärrades.")
    secrecy_acts.report_conflict(draft, by=cast.applicant, ground="other", text="Vän.")
    return draft


def test_nothing_of_a_draft_stands_in_the_journal_here_before_it_is_sent(administrator, cast):
    draft, thrown_away, chain = begun(cast), begun(cast), cast.walk.registered().chain
    gone = thrown_away.chain
    filing_acts.discard(thrown_away, by=cast.applicant_boss)
    assert {chain} == {c for c in journal(administrator) if c.startswith("arende/")}
    entries = JournalEntry.objects.filter(chain__in=[draft.chain, gone]).exclude(act__in=PRIVATE)
    assert entries.count() == 8, "otherwise there is nothing to hide"
    for entry in entries:
        address = reverse("admin:registry_journalentry_change", args=[entry.pk])
        assert administrator.get(address).status_code == 302  # "does not exist", back to the start
    filing_acts.register(draft, by=cast.applicant_boss, acknowledged=True)
    assert draft.chain in journal(administrator)


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_changed_or_deleted(administrator, cast, model):
    cast.walk.request(Status.CONNECTED)
    cast.walk.request(Status.REFUSED)
    first = {m._meta.model_name: m for m in [InterestRegistration, RequestedService, Refusal, Agreement]}[
        model
    ].objects.first()
    assert administrator.get(of(model, "add")).status_code == 403
    assert administrator.post(of(model, "change", first.pk), {}).status_code == 403
    assert administrator.post(of(model, "delete", first.pk), {"post": "yes"}).status_code == 403


def test_it_is_closed_to_everybody_else(client, cast):
    for name in set(cast.PEOPLE) - {"admin"}:
        client.force_login(getattr(cast, name))
        assert client.get(of("interestregistration", "changelist")).status_code == 302


def test_a_ground_of_refusal_is_added_and_taken_out_of_use_never_deleted(client, cast):
    cast.walk.request("refused")
    client.force_login(cast.admin)
    new = {"code": "premises", "label": "Lokaler saknas", "order": 7, "retired_on": ""}
    assert client.post("/admin/onboarding/refusalground/add/", new).status_code == 302
    page = client.get("/admin/onboarding/refusalground/capacity/change/").text
    assert ('name="label"' in page, 'name="code"' in page, 'name="retired_on"' in page) == (False, False, True)
    used = {"order": 1, "retired_on": "2026-01-01", "label": "Något annat", "code": "x"}
    assert client.post("/admin/onboarding/refusalground/capacity/change/", used).status_code == 302
    ground = RefusalGround.objects.get(pk="capacity")
    assert (ground.label, f"{ground.retired_on}") == ("Kapacitet saknas", "2026-01-01")
    assert client.post("/admin/onboarding/refusalground/premises/delete/", {"post": "yes"}).status_code == 403
    assert 'name="label"' in client.get("/admin/onboarding/refusalground/premises/change/").text
