"""Every figure can be followed to its source, by whoever may see it (11 §)."""

import pytest
from django.urls import reverse

from onboarding import models
from reporting.account import acts as account_acts
from reporting.cut.register import RegisterDenominators
from reporting.data import acts as data_acts
from reporting.paper import provenance

from ...once import made_once

pytestmark = pytest.mark.section(11)
COUNTS = {
    "tjanster": (2, ["Lagring", "Virtuell server"]),
    "anmalningar": (3, ["Bolagsverket"]),
    "efterfragade": (4, ["Virtuell server", "Lagring"]),
    "fordelade": (3, ["Virtuell server"]),
    "nekade": (2, ["Bolagsverket: Lagring"]),
    "prioriteringar": (0, ["Det finns inget att visa."]),
    "overenskommelser": (1, ["Bolagsverket"]),
}


@made_once
def report(year, account):
    """Skatteverket has answered, the others do not; the draft is drawn and left to the suppliers."""
    report = account.asked()
    account.answered(report)
    return account_acts.share(account.made(account.settle(report)), by=year.coordinator)


def figure(report, number, service):
    return reverse("report_figure", args=[report.pk, number, service.chain])


def page(client, user, address):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, address
    content = response.content.decode().partition("<main")[2]
    return " ".join(content.replace("\xa0", " ").replace("&nbsp;", " ").split())


def test_a_supplied_figure_tells_who_supplied_and_who_confirmed_it(client, year, report):
    told = page(client, year.coordinator, figure(report, 4, year.service))
    for words in (
        "12 500 kr per server, uppskattat (500 000 kr för 40 server)",
        "Genomsnittlig kostnad per enhet inom tjänsten.",
        "delad med volymen i indikator 3",
        "<dt>Total kostnad, kronor</dt><dd>500 000</dd>",
        "<dt>Volym</dt><dd>40</dd>",
        "<dd>Medelvärde över året</dd>",
        "<dt>Källa</dt><dd>Ekonomisystemet</dd>",
        f"<dt>Lämnad av</dt><dd>{year.supplier.name}, Skatteverket, 2027-01-08</dd>",
        f"<dt>Bekräftad av</dt><dd>{year.supplier_boss.name}, Skatteverket, 2027-01-08</dd>",
        "Fördelad efter minnesmängd.",
        "Det finns ingen redovisning av tjänsten för ett tidigare år.",
    ):
        assert words in told


def test_a_missing_figure_says_that_nobody_has_supplied_it(client, year, report):
    told = page(client, year.coordinator, figure(report, 3, year.other_service))
    assert "Uppgift saknas" in told
    assert "Ingen uppgift är lämnad" in told
    assert "Lämnad av" not in told


@pytest.mark.parametrize("number", [1, 2])
def test_a_share_shows_its_register_and_the_connections_that_the_reader_may_see(client, year, report, number):
    told = page(client, year.coordinator, figure(report, number, year.service))
    assert "Myndighetsregistret, avser 2026-01-02" in told
    case = f'<a href="{reverse("case", args=[year_case(report)])}">Virtuell server</a>'
    assert case in told
    assert "2026-04-15" in told
    assert case in page(client, year.supplier, figure(report, number, year.service))
    others = page(client, year.other_supplier, figure(report, number, year.service))
    assert "Virtuell server: det" not in others
    assert "Det finns inget att visa." in others
    assert "Bolagsverket" not in others


def test_who_has_been_succeeded_is_counted_by_its_heir(client, year, report, monkeypatch):
    """As the figure counts it: the heir is the preparedness agency, the register says (indicator 2)."""
    agency = models.RequestedService.objects.get(status="connected").agency_id
    for heirs, told in (({agency: -1}, True), ({}, False)):
        register = RegisterDenominators({"name": "", "as_of": "", "agencies": 0}, preparedness={-1}, heirs=heirs)
        monkeypatch.setattr(provenance, "edition", lambda span, register=register: register)
        assert ("Bolagsverket" in page(client, year.coordinator, figure(report, 2, year.service))) == told


def year_case(report):
    return models.RequestedService.objects.get(status="connected").registration_id


@pytest.mark.section(12)
def test_a_change_of_fee_shows_both_fees(client, year, report):
    told = page(client, year.supplier, figure(report, 5, year.service))
    for words in (
        "+10,0 % (från 100 kr till 110 kr)",
        "100 kr per server",
        "110 kr per server",
        "2027-01-01",
        "Beslut 1",
    ):
        assert words in told


@pytest.mark.parametrize("name", COUNTS)
def test_what_was_counted(client, year, report, name):
    number, words = COUNTS[name]
    told = page(client, year.coordinator, reverse("report_count", args=[report.pk, name]))
    assert f'<p class="lead">{number} i redovisningen för 2026' in told
    assert told.count("<tr>") == (number + 1 if number else 0)
    for word in words:
        assert word in told


def test_a_supplier_sees_of_the_cases_only_its_own(client, year, report):
    told = page(client, year.other_supplier, reverse("report_count", args=[report.pk, "anmalningar"]))
    assert told.count("<tr>") == 2  # the one whose storage it refused
    refusals = page(client, year.other_supplier, reverse("report_count", args=[report.pk, "nekade"]))
    assert refusals.count("<tr>") == 3  # all of them stand in the account
    assert refusals.count(f'href="{reverse("case", args=[year_case(report)])}"') == 1
    assert refusals.count('href="/arenden/') == 1


def test_nothing_is_there_for_a_figure_that_the_account_does_not_have(client, year, report):
    client.force_login(year.coordinator)
    for number, key in ((0, year.service.chain), (8, year.service.chain), (1, "tjanst/0"), (1, "x"), (1, "1")):
        assert client.get(reverse("report_figure", args=[report.pk, number, key])).status_code == 404
    for name in ("x", "3", "refusals"):
        assert client.get(reverse("report_count", args=[report.pk, name])).status_code == 404


def test_who_may_not_see_the_paper_sees_no_figure(client, year, account, report):
    places = [figure(report, 1, year.service), reverse("report_count", args=[report.pk, "nekade"])]
    places += [reverse(name, args=[report.pk]) for name in ("report_twin", "report_json", "report_csv")]
    report.shared_at = None
    report.save(update_fields=["shared_at"])
    for user, seen in ((year.coordinator, 200), (year.supplier, 404), (year.applicant, 404), (year.nobody, 404)):
        client.force_login(user)
        assert {client.get(place).status_code for place in places} == {seen}
        assert {client.post(place).status_code for place in places} <= {404, 405}


def test_last_years_figure_stands_beside_with_why_it_cannot_be_compared(client, year, account, report, time_machine):
    account.decided(report)
    time_machine.move_to("2028-01-10T09:00:00+01:00")
    later = account.open(2027)
    account.ask(later, due=later.deadline.replace(day=1))
    asked = account.data_request(later, year.skv)
    account.answer(asked, unit_basis="peak", units=55, units_break="Fler servrar räknas.")
    data_acts.confirm(asked, by=year.supplier_boss)
    later = account.made(account.settle(later))
    told = page(client, year.coordinator, figure(later, 3, year.service))
    for words in (
        "2026 var uppgiften 40 server.",
        "Volymen anges som medelvärde över året 2026 och som högsta värdet under året 2027. Fler servrar räknas.",
        "År 2026 var värdet 40 server; år 2027 var värdet 55 server; serien är bruten år 2027</title>",
        '<td data-label="Uppgift" class="table__column--date">55 server</td>',
    ):
        assert words in told
    assert later.cut["indicators"][2]["rows"][1]["break"].endswith("Fler servrar räknas.")


def test_a_long_list_is_paged(client, year, report, monkeypatch):
    monkeypatch.setattr(provenance, "PAGE", 2)
    place = reverse("report_count", args=[report.pk, "efterfragade"])
    first = page(client, year.coordinator, place)
    assert (first.count("<tr>"), "efter=2" in first) == (3, True)
    second = page(client, year.coordinator, f"{place}?efter=2")
    assert (second.count("<tr>"), "efter=4" in second) == (3, False)
    assert page(client, year.coordinator, f"{place}?efter=x").count("<tr>") == 3
    assert "Det finns inget att visa." in page(client, year.coordinator, f"{place}?efter=999")


def test_the_pages_take_the_same_queries_for_few_and_many(client, year, account, report, django_assert_num_queries):
    client.force_login(year.coordinator)
    for _ in range(2):
        with django_assert_num_queries(8):
            client.get(figure(report, 1, year.service))
        with django_assert_num_queries(8):
            client.get(reverse("report_count", args=[report.pk, "efterfragade"]))
        with django_assert_num_queries(8):
            client.get(reverse("report_count", args=[report.pk, "nekade"]))
        year.walk.request("connected")
        year.walk.request("refused")


def test_what_breaks_one_measure_breaks_no_other_but_the_cost_per_unit_of_a_volume(year, account):
    report = account.asked()
    asked = account.data_request(report, year.skv)
    account.answer(asked, units_break="Ny räkning.", cost_break="Nytt ekonomisystem.", nki_break="Ny enkät.")
    data_acts.confirm(asked, by=year.supplier_boss)
    told = {
        found["number"]: found["rows"][1]["break"] for found in account.made(account.settle(report)).cut["indicators"]
    }
    assert told == {
        1: "", 2: "", 3: "Ny räkning.", 4: "Nytt ekonomisystem. Ny räkning.", 5: "", 6: "", 7: "Ny enkät."
    }  # fmt: skip
