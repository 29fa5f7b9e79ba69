"""7–10 §§: the page of each act on one requested service."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onboarding.models import Allocation, Connection, Opinion
from onboarding.workflow import Status
from registry.models import Mandate

from .pages import statuses

pytestmark = pytest.mark.usefixtures("db")

UNSEEN = dict.fromkeys(["stranger", "nobody", "admin", "other_supplier", "other_supplier_boss"], 404)
SEEN = dict.fromkeys(["applicant", "applicant_boss", "reader", "coordinator", "coordinator_boss"], 403)
SUPPLIER = {"supplier": 403, "supplier_boss": 403}
WHO_MAY = [
    ("allocate", Status.REGISTERED, ["coordinator", "coordinator_boss"]),
    ("close", Status.REGISTERED, ["coordinator", "coordinator_boss"]),
    ("withdraw", Status.REGISTERED, ["applicant", "applicant_boss"]),
    ("assess", Status.ALLOCATED, ["supplier", "supplier_boss"]),
    ("accept", Status.ALLOCATED, ["supplier", "supplier_boss"]),
    ("refuse", Status.ALLOCATED, ["supplier_boss"]),
    ("connect", Status.AGREED, ["supplier", "supplier_boss"]),
]


ASSESSED = {
    "security_gain": "3",
    "security_grounds": "Bättre skydd.",
    "cost_gain": "1",
    "cost_grounds": "Delade kostnader.",
}


@pytest.mark.parametrize(("name", "status", "allowed"), WHO_MAY)
def test_each_page_is_for_those_who_may_do_its_act(client, cast, name, status, allowed):
    requested_service = cast.walk.request(status)
    supplier = SUPPLIER if status != Status.REGISTERED else dict.fromkeys(SUPPLIER, 404)
    expected = SEEN | supplier | UNSEEN | dict.fromkeys(allowed, 200)
    assert statuses(client, cast, reverse(name, args=[requested_service.pk])) == expected


@pytest.mark.parametrize(("name", "status", "allowed"), WHO_MAY)
def test_nobody_else_does_the_act_by_sending_the_form(client, cast, name, status, allowed):
    requested_service = cast.walk.request(status)
    for who in set(cast.PEOPLE) - set(allowed):
        client.force_login(getattr(cast, who))
        assert client.post(reverse(name, args=[requested_service.pk]), {}).status_code in (403, 404)
    requested_service.refresh_from_db()
    assert requested_service.status == status


@pytest.mark.parametrize(("name", "status", "allowed"), WHO_MAY)
def test_without_a_log_in_the_page_leads_to_it(client, cast, name, status, allowed):
    address = reverse(name, args=[cast.walk.request(status).pk])
    assert client.get(address).headers["Location"] == f"{reverse('login')}?next={address}"


def test_a_page_whose_time_is_over_leads_back_to_the_case_and_says_so(client, cast):
    requested_service = cast.walk.request(Status.CONNECTED)
    client.force_login(cast.supplier)
    response = client.get(reverse("accept", args=[requested_service.pk]), follow=True)
    assert response.redirect_chain == [(reverse("case", args=[requested_service.registration_id]), 302)]
    assert "går inte att göra nu" in response.text


@pytest.mark.section(7)
def test_allocate(cast, post):
    requested_service = cast.walk.request(Status.REGISTERED)
    supplier = cast.supplier.acting.mandate
    response = post(cast.coordinator, "allocate", requested_service, supplier=supplier.pk, motive="Har tjänsten.")
    assert response.headers["Location"] == reverse("case", args=[requested_service.registration_id])
    assert Allocation.objects.get().supplier == supplier


@pytest.mark.section(5)
def test_a_supplier_that_is_one_no_more_is_not_offered(cast, post):
    requested_service = cast.walk.request(Status.REGISTERED)
    gone = cast.other_supplier.acting.mandate
    Mandate.objects.filter(pk=gone.pk).update(valid_until=timezone.localdate())
    page = post(cast.coordinator, "allocate", requested_service, supplier=gone.pk, motive="Ändå.")
    assert list(page.context["form"].errors) == ["supplier"]
    assert "Ändå." in page.text


@pytest.mark.section(9)
def test_assess_and_assess_again(client, cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    post(cast.supplier, "assess", requested_service, **ASSESSED)
    assert Opinion.objects.get().security_gain == 3
    form = client.get(reverse("assess", args=[requested_service.pk])).context["form"]
    assert (form["security_gain"].value(), form["cost_grounds"].value()) == (3, "Delade kostnader.")
    post(cast.supplier, "assess", requested_service, **ASSESSED | {"security_gain": "0"})
    assert Opinion.objects.get().security_gain == 0


@pytest.mark.section(7)
def test_accept_with_the_service_asked_for_chosen_from_the_start(client, cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier)
    form = client.get(reverse("accept", args=[requested_service.pk])).context["form"]
    assert (form["service"].value(), list(form.fields["service"].queryset)) == (cast.service.pk, [cast.service])
    post(cast.supplier, "accept", requested_service, service=cast.service.pk)
    requested_service.refresh_from_db()
    assert (requested_service.status, requested_service.delivered_service) == (Status.ACCEPTED, cast.service)


@pytest.mark.section(6)
def test_another_suppliers_service_cannot_be_promised(cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    page = post(cast.supplier, "accept", requested_service, service=cast.other_service.pk)
    assert list(page.context["form"].errors) == ["service"]


WRONG = [
    ("allocate", {"motive": "Kvar."}, "supplier", "Välj en leverantörsmyndighet."),
    ("allocate", {"motive": "  "}, "motive", "Ange motivet till fördelningen."),
    ("close", {"reason": " "}, "reason", "Ange varför ärendet avslutas."),
    ("withdraw", {"reason": "a\x00"}, "reason", "Null-tecken är inte tillåtna."),
    ("accept", {"service": ""}, "service", "Välj vilken av era tjänster ni åtar er att leverera."),
    (
        "assess",
        ASSESSED | {"security_gain": "4"},
        "security_gain",
        "Välj ett giltigt alternativ. 4 finns inte bland tillgängliga alternativ.",
    ),
    (
        "assess",
        ASSESSED | {"cost_grounds": ""},
        "cost_grounds",
        "Ange grunderna för bedömningen av kostnadseffektiviteten.",
    ),
    ("connect", {"connected_on": "i dag"}, "connected_on", "Fyll i ett giltigt datum."),
    (
        "connect",
        {"connected_on": ""},
        "connected_on",
        "Ange den dag då anslutningen gjordes.",
    ),
    (
        "connect",
        {"connected_on": f"{date.today() + timedelta(days=400):%Y-%m-%d}"},
        "connected_on",
        "Dagen har inte varit än. Ange den dag då anslutningen gjordes.",
    ),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_done(cast, post, wrong):
    name, said, field, sentence = wrong
    status, who = next((status, allowed[0]) for page, status, allowed in WHO_MAY if page == name)
    requested_service = cast.walk.request(status)
    page = post(getattr(cast, who), name, requested_service, **said)
    assert page.context["form"].errors[field] == [sentence]
    assert page.text.count(sentence) >= 2  # in the summary and at the field
    requested_service.refresh_from_db()
    assert requested_service.status == status


def test_what_somebody_did_meanwhile_is_said_and_the_text_is_kept(cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    page = post(
        cast.coordinator, "allocate", requested_service, supplier=cast.supplier.acting.mandate.pk, motive="Mitt motiv."
    )
    [error] = page.context["form"].non_field_errors()
    assert "Någon annan kan ha hunnit före." in error
    assert "Mitt motiv." in page.text


@pytest.mark.section(7)
def test_withdraw(cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    post(cast.applicant, "withdraw", requested_service, reason="")
    requested_service.refresh_from_db()
    assert requested_service.status == Status.WITHDRAWN


@pytest.mark.section(10)
def test_a_service_in_an_open_agreement_is_not_withdrawn(cast, post):
    requested_service = cast.walk.request(Status.ACCEPTED)
    cast.walk.agreement(requested_service)
    page = post(cast.applicant, "withdraw", requested_service, reason="Vi ångrar oss.")
    assert "Avbryt den överenskommelsen först." in page.context["form"].non_field_errors()[0]


@pytest.mark.section(7)
def test_close(cast, post):
    requested_service = cast.walk.request(Status.REFUSED)
    post(cast.coordinator, "close", requested_service, reason="Ingen kan.")
    requested_service.refresh_from_db()
    assert requested_service.status == Status.CLOSED


@pytest.mark.section(10)
def test_connect(cast, post):
    requested_service = cast.walk.request(Status.AGREED)
    post(cast.supplier, "connect", requested_service, connected_on=f"{date.today():%Y-%m-%d}")
    assert Connection.objects.get().requested_service == requested_service
