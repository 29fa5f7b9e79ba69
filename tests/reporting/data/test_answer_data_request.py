"""The supplier saves its answers, and comes back to them (11 § second paragraph)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fees.prices import acts as prices_acts
from reporting.data import acts as data_acts
from reporting.data.charges import charges
from reporting.models import DataRequest, ServiceYear

from ... import making
from ...once import made_once
from ...roles import as_owner
from ..conftest import KNOWN, TEXTS, UNKNOWN

pytestmark = pytest.mark.section(11)


@made_once
def data_request(cast, account):
    report = account.open()
    (data_request,) = account.ask(report, cast.supplier.acting.mandate)
    return data_request


def test_answers_are_saved_and_can_be_changed(cast, account, data_request):
    account.answer(data_request)
    account.answer(data_request, units=Decimal(41), texts={**TEXTS, "effects": "Fler."})
    data_request = DataRequest.objects.get()
    year = ServiceYear.objects.get()
    assert (data_request.status, data_request.effects, data_request.answered_by) == ("started", "Fler.", cast.supplier)
    assert (year.service, year.unit, year.units) == (cast.service, "server", 41)


def test_part_of_it_can_wait(account, data_request):
    data_acts.answer_data_request(data_request, by=account.cast.supplier, texts={}, services={account.cast.service: {}})
    assert ServiceYear.objects.get().unanswered() == ["Volym", "Kostnad", "Tillgänglighet", "Kundnöjdhet (NKI)"]


def test_an_answer_makes_the_draft_out_of_date(account, data_request):
    report = account.made(data_request.report)
    assert report.is_up_to_date
    account.answer(data_request)
    report.refresh_from_db()
    assert not report.is_up_to_date


def test_no_answer_for_a_service_of_another(account, data_request):
    with pytest.raises(ValidationError, match="Lagring är inte en tjänst som ni"):
        data_acts.answer_data_request(
            data_request, by=account.cast.supplier, texts=TEXTS, services={account.cast.other_service: KNOWN}
        )
    assert DataRequest.objects.get().effects == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": None}, "Volym: ett värde anges när"),
        ({"units_state": "missing"}, "Volym: ett värde anges när"),
        ({"units_state": "not_applicable", "units": Decimal(0)}, "Volym: ett värde anges när"),
        ({"cost_comment": " "}, "Kostnad: ange hur uppskattningen"),
        ({"available_minutes": 160_001}, "kan inte vara längre"),
        ({"nki_mean": Decimal("100.1")}, "mellan 0 och 100"),
        ({"nki_mean": Decimal(-1)}, "mellan 0 och 100"),
        ({"nki_answered": 7}, "Fler kan inte ha svarat"),
        ({"nki_answered": 0}, "minst en"),
        ({"units": Decimal(-1)}, "mindre än noll"),
        ({"units_state": "ungefär"}, "ungefär"),
    ],
)
def test_what_cannot_be_is_refused(account, data_request, changes, words):
    with pytest.raises(ValidationError, match=words):
        account.answer(data_request, **changes)
    assert not ServiceYear.objects.exists()


@pytest.mark.parametrize("measure", ["units", "cost", "availability", "nki"])
def test_the_database_holds_missing_apart_from_zero(account, data_request, measure):
    account.answer(data_request)
    refused_by_the_database(f"{measure}_state = 'missing'", f"{measure}_known_or_missing")


def refused_by_the_database(change, rule):
    sql = "UPDATE reporting_serviceyear SET " + change  # noqa: S608 - written in this file
    with pytest.raises(IntegrityError, match=rule), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("available_minutes = agreed_minutes + 1", "available_within_agreed"),
        ("nki_mean = 101", "nki_between_0_and_100"),
        ("nki_answered = nki_asked + 1", "answered_within_asked"),
        ("cost_comment = ''", "cost_estimate_explained"),
        ("total_cost = -1", "units_and_cost_not_below_zero"),
    ],
)
def test_the_database_refuses_what_cannot_be(account, data_request, sql, rule):
    account.answer(data_request)
    refused_by_the_database(sql, rule)


def test_missing_is_an_answer(account, data_request):
    service = account.cast.service
    data_acts.answer_data_request(data_request, by=account.cast.supplier, texts=TEXTS, services={service: UNKNOWN})
    assert ServiceYear.objects.get().unanswered() == []
    assert ServiceYear.objects.get().units is None


def test_not_after_it_is_confirmed_or_the_account_decided(cast, account, data_request, time_machine):
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    account.answer(data_request)
    data_acts.confirm(data_request, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="läget är ”Lämnat”"):
        account.answer(data_request)
    (other,) = account.ask(data_request.report, cast.other_supplier.acting.mandate)
    account.settle(data_request.report)
    account.decided(data_request.report)
    with pytest.raises(ValidationError, match="beslutad"):
        account.answer(other, by=cast.other_supplier)


@pytest.mark.parametrize(
    "who", ["applicant_boss", "coordinator_boss", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_nobody_else(cast, account, data_request, who):
    with pytest.raises(PermissionDenied):
        account.answer(data_request, by=getattr(cast, who))


@pytest.mark.parametrize("name", ["effects", "risks", "obstacles", "annex", "annex_provision", "units"])
def test_whatever_another_has_changed_is_seen(account, data_request, name):
    said = {**TEXTS, "annex": "Kablarna.", "annex_provision": "18 kap. 8 § OSL"}
    account.answer(data_request, texts=said)
    data_request.refresh_from_db()
    seen = data_acts.as_saved(data_request)
    changed = "18 kap. 13 § OSL" if name == "annex_provision" else "Annat."
    more = {"units": Decimal(41)} if name == "units" else {"texts": {**said, name: changed}}
    account.answer(data_request, **{"texts": said, **more})
    data_request.refresh_from_db()
    assert data_acts.as_saved(data_request) != seen


def test_two_officers_do_not_overwrite_each_other(client, cast, account, data_request):
    account.answer(data_request)
    client.force_login(cast.supplier)
    address = reverse("answer_data_request", args=[data_request.pk])
    form = client.get(address).context["form"]
    said = {field.html_name: field.value() or "" for field in form.visible_fields()} | {
        "seen": form.texts["seen"].value()
    }
    account.answer(data_request, by=cast.supplier_boss, units=Decimal("41.5"), texts={**TEXTS, "effects": "Fler."})
    page = client.post(address, {**said, "risks": "Inga."}).content.decode()
    for words in ("Någon har sparat medan du skrev,", "Virtuell server: Volym, server", "41,5", "Fler."):
        assert words in page
    data_request.refresh_from_db()
    assert (data_request.effects, data_request.risks) == ("Fler.", TEXTS["risks"])
    seen = client.post(address, said).context["form"].texts["seen"].value()
    assert client.post(address, {**said, "risks": "Inga.", "seen": seen}).status_code == 302
    data_request.refresh_from_db()
    assert (data_request.effects, data_request.risks, data_request.service_years.get().units) == (
        TEXTS["effects"],
        "Inga.",
        40,
    )


def test_what_is_secret_rests_on_a_provision(client, cast, data_request):
    client.force_login(cast.supplier)
    address = reverse("answer_data_request", args=[data_request.pk])
    for provision in ("", "OSL"):
        page = client.post(address, {"annex": "Lås.", "annex_provision": provision}).content.decode()
        assert "Ange bestämmelsen med kapitel och paragraf, till exempel 18 kap. 8 § OSL." in page
    services = f"tjanst-{cast.service.pk}-unit_basis"
    client.post(address, {"annex": "Lås.", "annex_provision": "18 kap. 8 § 3 OSL", services: "point"})
    assert DataRequest.objects.get().annex == "Lås."
    with pytest.raises(ValidationError, match="Ange bestämmelsen med kapitel och paragraf"):
        data_acts.answer_data_request(data_request, by=cast.supplier, texts={"annex_provision": ""}, services={})


def test_the_database_keeps_what_is_secret_under_a_provision(data_request):
    with pytest.raises(IntegrityError, match="annex_under_a_provision"), transaction.atomic():
        connection.cursor().execute("UPDATE reporting_datarequest SET annex = 'Lås.', annex_provision = 'OSL'")


@pytest.mark.parametrize("name", ["effects", "annex"])
def test_no_text_with_a_marking_of_classified_information(cast, data_request, name):
    texts = {"annex_provision": "18 kap. 8 § 3 OSL", name: "HEMLIG"}
    with pytest.raises(ValidationError, match="säkerhetsskyddsmarkering"):
        data_acts.answer_data_request(data_request, by=cast.supplier, texts=texts, services={})
    assert DataRequest.objects.get().status == "sent"


def test_the_administrator_does_not_read_what_is_secret(client, cast, data_request):
    texts = {"annex": "Låset är trasigt.", "annex_provision": "18 kap. 8 § 3 OSL"}
    data_acts.answer_data_request(data_request, by=cast.supplier, texts=texts, services={})
    client.force_login(cast.admin)
    page = client.get(reverse("admin:reporting_datarequest_change", args=[data_request.pk])).content.decode()
    assert "Låset är trasigt." not in page


def test_the_fees_stand_beside(client, cast, data_request):
    address = reverse("answer_data_request", args=[data_request.pk])
    client.force_login(cast.supplier)
    page = client.get(address).content.decode()
    assert "Ingen löpande avgift den 1 januari 2027. En beslutsfattare hos er bestämmer avgiften." in page
    making.fee(cast, "125000.50", date(2026, 1, 1))
    client.force_login(cast.supplier_boss)
    page = client.get(address).content.decode().replace("\xa0", " ")
    assert "Löpande avgift per år: 125 000,50 kr per server, från och med 2026-01-01." in page
    assert "Ingen löpande avgift" not in page


def test_a_missing_fee_has_a_link_for_the_decision_maker(client, cast, data_request):
    client.force_login(cast.supplier_boss)
    page = client.get(reverse("answer_data_request", args=[data_request.pk])).content.decode()
    assert reverse("set_fee", args=[cast.service.pk]) in page


def test_a_fee_for_connecting_once_is_no_fee_for_the_year(cast, data_request):
    said = {"amount": 5000, "decision_reference": "Beslut 1", "consulted_on": date(2025, 10, 1)}
    prices_acts.set_fee(cast.service, by=cast.supplier_boss, component="one_off", valid_from=date(2026, 1, 1), **said)
    found = charges(data_request, [cast.service])[cast.service.pk]
    assert ([fee.amount for fee in found.fees], found.missing) == ([5000], [2026, 2027])


def test_the_page_asks_as_much_of_the_database_for_one_service_as_for_many(
    client, cast, data_request, django_assert_num_queries
):
    client.force_login(cast.supplier)
    for name in ("Databas", "Lagring i band"):
        with django_assert_num_queries(QUERIES):
            client.get(reverse("answer_data_request", args=[data_request.pk]))
        making.service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name=name)


def test_a_supplier_with_many_services_answers_on_one_page(client, cast, data_request):
    client.force_login(cast.supplier)
    for number in range(44):
        making.service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name=f"Tjänst {number}")
    address = reverse("answer_data_request", args=[data_request.pk])
    form = client.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for part in form.parts for bound in part}
    sent |= {name: "missing" for name in sent if name.endswith("_state")}
    assert len(sent) > 1000
    assert client.post(address, sent).status_code == 302
    assert data_request.service_years.count() == 45


QUERIES = 14  # session, person, mandate, the request for data, its services, what is saved, what stands beside


@made_once
def next_year(cast, account, data_request, time_machine):
    """The request for data of 2027, after 2026 was confirmed with 40 servers as a mean over the year."""
    account.answer(data_request)
    data_acts.confirm(data_request, by=cast.supplier_boss)
    time_machine.move_to("2027-02-02T09:00:00+01:00")
    (data_request,) = account.ask(account.open(2027), cast.supplier.acting.mandate, due=date(2028, 2, 15))
    return data_request


BROKEN = "olymen angavs förra året som server, medelvärde över året, och nu som server, läget den 31 december."


def test_a_break_in_the_series_is_explained(cast, account, next_year):
    account.answer(next_year, unit_basis="point")
    with pytest.raises(ValidationError, match=f"Virtuell server: v{BROKEN}"):
        data_acts.confirm(next_year, by=cast.supplier_boss)
    account.answer(next_year, unit_basis="point", units_break="Nytt mätsystem.")
    assert data_acts.confirm(next_year, by=cast.supplier_boss).status == "answered"


def test_a_volume_without_its_basis_is_asked_about_and_nothing_else(client, cast, next_year):
    client.force_login(cast.supplier)
    name = f"tjanst-{cast.service.pk}-"
    said = {"units_state": "measured", "units": "1 200,50", "unit_basis": "", "units_source": "Driftens mätning"}
    address = reverse("answer_data_request", args=[next_year.pk])
    page = client.post(address, {name + key: value for key, value in said.items()})
    assert page.context["form"].services[0].errors == {"unit_basis": ["Ange hur volymen är mätt."]}
    assert 'value="1 200,50"' in page.text


def test_a_break_is_asked_about_at_its_field(client, cast, next_year):
    client.force_login(cast.supplier)
    name = f"tjanst-{cast.service.pk}-"
    said = {"units_state": "measured", "units": "40", "unit_basis": "point", "units_source": "Driftens mätning"}
    address = reverse("answer_data_request", args=[next_year.pk])
    form = client.post(address, {name + key: value for key, value in said.items()}).context["form"]
    (error,) = form.services[0].errors["units_break"]
    assert f"V{BROKEN}" in error
    assert not next_year.service_years.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"unit_basis": "mean"}, ""),
        ({"unit_basis": "mean", "unit": "kärna"}, "nu som kärna, medelvärde över året"),
        ({"unit_basis": "peak", "units_break": "Nytt."}, ""),
        ({"unit_basis": "peak", "units": None}, ""),
    ],
)
def test_what_breaks_a_series(said, words):
    before = ServiceYear(unit="server", units=Decimal(40), unit_basis="mean")
    now = ServiceYear(**{"unit": "server", "units": Decimal(41), **said})
    why = now.unexplained_break(before)
    assert words in why
    assert bool(why) == bool(words)
    assert now.unexplained_break(None) == ""
