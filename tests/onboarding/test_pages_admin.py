"""The administrator reads what is sent, never a draft, and has no door to any act."""

import pytest
from django.urls import reverse

from onboarding.models import Agreement, InterestRegistration, Refusal, RefusalGround, RequestedService
from onboarding.workflow import Status

pytestmark = pytest.mark.django_db
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
    asked = draft.requested_services.get()
    assert "Hemlighet" not in administrator.get(of("interestregistration", "changelist")).text
    for name, thing in [("interestregistration", draft), ("requestedservice", asked)]:
        assert administrator.get(of(name, "changelist")).context["cl"].result_count == 0
        assert administrator.get(of(name, "change", thing.pk)).status_code == 302  # "does not exist", back to the start


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
