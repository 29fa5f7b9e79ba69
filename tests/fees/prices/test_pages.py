"""The price list, the form and the fees on a service's page."""

from datetime import date

import pytest
from django.template import Context, Template
from django.urls import reverse

from fees.models import Fee

from ...making import service, unpublished

pytestmark = pytest.mark.section(12)
GOOD = {
    "component": "running",
    "amount": "125 000,50",
    "valid_from": "2026-03-01",
    "decision_reference": "SKV 8-2",
    "consulted_on": "2026-01-15",
}


def text_of(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_everybody_can_read_the_price_list(client, cast, set_fee):
    set_fee("100")
    set_fee("110", date(2027, 1, 1), consulted_on=date(2021, 1, 1))
    page = text_of(client.get(reverse("fees")))
    for words in ("Skatteverket", "Virtuell server", "110 kr", "+10 kr", "+10,0 %", "Äldre än tre år", "SKV 8-1"):
        assert words in page
    assert "Bestäm avgift" not in page


def test_earlier_fees_are_shown_on_request(client, cast, set_fee, time_machine):
    set_fee("100")
    set_fee("110", date(2026, 2, 1))
    assert "100 kr" not in text_of(client.get(reverse("fees")))
    assert "100 kr" in text_of(client.get(reverse("fees"), {"tidigare": "on"}))


def test_a_fee_that_another_takes_over_from_today_is_an_earlier_one(client, cast, set_fee):
    set_fee("100")
    set_fee("110", date(2026, 2, 2))
    assert "100 kr" not in text_of(client.get(reverse("fees")))


def test_only_what_is_published_is_offered_to_set_a_fee_for(client, cast):
    drafted = unpublished(cast)
    client.force_login(cast.supplier_boss)
    page = text_of(client.get(reverse("fees")))
    assert [reverse("set_fee", args=[one.pk]) in page for one in (cast.service, drafted, cast.other_service)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("leverantor", ["0", "x", "\0", "9" * 40])
def test_a_strange_filter_gives_a_page(client, cast, leverantor):
    assert client.get(reverse("fees"), {"leverantor": leverantor}).status_code == 200


def test_the_list_takes_the_same_queries_with_one_and_with_many(client, cast, set_fee, django_assert_num_queries):
    set_fee()
    for name in ("Databas", "Kubernetes", "Reservdrift"):
        set_fee(service=service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name=name))
    with django_assert_num_queries(2):  # the suppliers of the filter, and the fees
        assert client.get(reverse("fees")).context["fees"]


def test_the_supplier_sets_a_fee(client, cast):
    client.force_login(cast.supplier_boss)
    assert reverse("set_fee", args=[cast.service.pk]) in text_of(client.get(reverse("fees")))
    assert client.get(reverse("set_fee", args=[cast.service.pk])).status_code == 200
    response = client.post(reverse("set_fee", args=[cast.service.pk]), GOOD)
    assert response.url == reverse("fees")
    assert f"{Fee.objects.get().amount}" == "125000.50"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": ""}, "Ange beloppet i kronor."),
        ({"amount": "gratis"}, "Skriv ett belopp"),
        ({"amount": "0"}, "större än noll"),
        ({"valid_from": "2026-13-01"}, "Fyll i ett giltigt datum"),
        ({"valid_from": ""}, "Ange den dag"),
        ({"consulted_on": ""}, "varför samråd inte har skett"),
    ],
)
def test_bad_input_is_told_and_kept(client, cast, changes, words):
    client.force_login(cast.supplier_boss)
    page = text_of(client.post(reverse("set_fee", args=[cast.service.pk]), GOOD | changes))
    assert words in page
    assert "SKV 8-2" in page
    assert not Fee.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("applicant_boss", 403),
        ("coordinator_boss", 403),
        ("supplier", 403),
        ("other_supplier_boss", 403),
        ("nobody", 403),
        ("admin", 403),
        (None, 302),
    ],
)
def test_nobody_else_reaches_the_form(client, cast, who, status):
    if who:
        client.force_login(getattr(cast, who))
    for method in (client.get, client.post):
        assert method(reverse("set_fee", args=[cast.service.pk]), GOOD).status_code == status
    assert client.get(reverse("set_fee", args=[10**12])).status_code in (404, 302)
    assert not Fee.objects.exists()


def test_the_fees_stand_on_the_page_of_the_service(cast, set_fee, django_assert_num_queries):
    set_fee("100")
    set_fee("110", date(2027, 1, 1))
    with django_assert_num_queries(1):
        drawn = Template("{% load fees %}{% current_fees service %}").render(Context({"service": cast.service}))
    drawn = drawn.replace("\xa0", " ")
    assert drawn.index("100 kr") < drawn.index("110 kr")
    assert "2026-12-31" in drawn
