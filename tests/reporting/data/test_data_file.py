"""A file with a supplier's data: the template, the preview beside what is saved, and the taking in, whole or not at all (11 §)."""

import csv
import io
import sys
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.data import acts as data_acts
from reporting.data.data_file import HEADINGS, MOST_BYTES, read
from reporting.models import DataRequest, ServiceYear

from ... import making
from ...once import made_once

HEAD = tuple(HEADINGS.values())
pytestmark = pytest.mark.section(11)
GOOD = {
    "År": "2026",
    "Tjänst": "Virtuell server",
    "Enhet": "server",
    "Volym läge": "Uppmätt",
    "Volym": "1 200,5",
    "Volym mätt som": "medelvärde över året",
    "Volym källa": "Driftens mätning",
    "Kostnad läge": "Uppskattat",
    "Kostnad kronor": "500000",
    "Kostnad källa": "Ekonomisystemet",
    "Kostnad kommentar": "Fördelad efter minnesmängd.",
    "Tillgänglighet läge": "Uppmätt",
    "Överenskommen öppettid minuter": "160000",
    "Tillgänglig tid minuter": "159840",
    "Tillgänglighet källa": "Övervakningen",
    "NKI läge": "Uppgift saknas",
}


def text(*lines, head=HEAD):
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows([head, *([line.get(name, "") for name in head] for line in lines)])
    return file.getvalue()


@made_once
def data_request(cast, account):
    (data_request,) = account.ask(account.open(), cast.supplier.acting.mandate)
    return data_request


@pytest.fixture
def look(client, cast, data_request):
    """Send a file to be looked at; the page, without hard blanks."""
    client.force_login(cast.supplier)

    def send(content):
        content = content if isinstance(content, bytes) else content.encode("utf-8-sig")
        response = client.post(
            reverse("report_file", args=[data_request.pk]), {"file": SimpleUploadedFile("underlag.csv", content)}
        )
        assert not ServiceYear.objects.exists()
        return response

    return send


def page_of(response):
    return response.content.decode().replace("\xa0", " ")


def take_in(client, data_request, form, **changes):
    said = {"text": form["text"].value(), "seen": form["seen"].value(), **changes}
    return client.post(reverse("report_file_take_in", args=[data_request.pk]), said, follow=True)


def template(client, data_request):
    response = client.get(reverse("report_file_template", args=[data_request.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="underlag-{data_request.report.year}.csv"'
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_template_has_the_services_and_their_units(client, cast, data_request):
    client.force_login(cast.supplier)
    (line,) = template(client, data_request)
    assert list(line) == list(HEAD)
    assert {name: said for name, said in line.items() if said} == {
        "År": "2026", "Tjänst": "Virtuell server", "Enhet": "server"
    }  # fmt: skip


def test_the_template_has_what_is_saved_or_else_last_years_values(client, cast, account, data_request, time_machine):
    account.answer(data_request, units=Decimal("1200.50"), units_break="Nytt mätsystem.", units_comment="=1+1")
    client.force_login(cast.supplier)
    (line,) = template(client, data_request)
    assert (line["Volym läge"], line["Volym"], line["Volym mätt som"]) == ("Uppmätt", "1200,5", "Medelvärde över året")
    assert (line["Kostnad kronor"], line["Volym brott i serien"]) == ("500000", "Nytt mätsystem.")
    assert line["Volym kommentar"] == "'=1+1"
    data_acts.confirm(data_request, by=cast.supplier_boss)
    time_machine.move_to("2027-02-02T09:00:00+01:00")
    (next_one,) = account.ask(account.open(2027), cast.supplier.acting.mandate, due=date(2028, 2, 15))
    client.force_login(cast.supplier)
    (line,) = template(client, next_one)
    assert (line["År"], line["Volym"], line["Volym brott i serien"]) == ("2027", "1200,5", "")


def test_it_is_shown_beside_what_is_saved_and_taken_in(client, cast, account, data_request, look):
    page = look(text(GOOD))
    for words in ("Inget är sparat än.", "1 200,5", "Medelvärde över året", "500 000", "Uppgift saknas", "Ändras"):
        assert words in page_of(page)
    done = page_of(take_in(client, data_request, page.context["form"]))
    assert "Uppgifterna i filen är sparade." in done
    year = ServiceYear.objects.get()
    assert (year.units, year.unit_basis, year.total_cost) == (Decimal("1200.5"), "mean", 500_000)
    assert (year.nki_state, year.nki_mean, year.unit) == ("missing", None, "server")
    assert DataRequest.objects.get().answered_by == cast.supplier


def test_what_the_template_gives_is_taken_in_unchanged(client, cast, account, data_request):
    account.answer(data_request, units_comment="=1+1", nki_comment="-5 sedan i fjol")
    client.force_login(cast.supplier)
    response = client.get(reverse("report_file_template", args=[data_request.pk]))
    file = SimpleUploadedFile("underlag.csv", b"".join(response.streaming_content))
    page = client.post(reverse("report_file", args=[data_request.pk]), {"file": file})
    assert page.context["preview"].faults == []
    (_, values) = page.context["preview"].services[0]
    assert [value for value in values if value.changes] == []
    assert "Ändras" not in page_of(page)


def test_what_an_older_program_saved_in_swedish_is_read(look):
    page = look(text(GOOD).encode("cp1252"))
    assert page.context["preview"].faults == []
    assert "Övervakningen" in page_of(page)


def test_columns_in_another_order_and_lines_without_anything(look):
    page = look(text(GOOD, {}, head=HEAD[::-1]) + ";;;\n\n")
    assert page.context["preview"].faults == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen är tom."),
        (b"\xef\xbb\xbf \n", "Filen är tom."),
        (b"x" * (MOST_BYTES + 1), "Filen är för stor. Den får vara högst 300 kB."),
        ("År;Tjänst".encode("utf-16"), "Kolumner saknas"),
        ("År;Tjänst".encode()[:-1] + b"\xff", "Filen är inte text."),
        ("År".encode("cp1252") + b"\x81", "Filen är inte text."),
        (b"PK\x03\x04\x9d\xff", "Filen är inte text."),
    ],
)
def test_what_is_no_such_file(look, content, words):
    page = page_of(look(content))
    assert words in page
    assert "Ta in uppgifterna" not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (text(), "Filen har ingen rad med uppgifter."),
        ("År;Tjänst\n2026;Virtuell server", "Kolumner saknas: ”Enhet”, ”Volym läge”"),
        ("\n;;\n" + text(GOOD).replace("Volym läge", "Läge"), "Rad 3 ska ha mallens rubriker, med semikolon emellan."),
        (text(GOOD, head=(*HEAD, "Pris")), "Kolumnen ”Pris” finns inte i mallen."),
        (text(GOOD, head=(*HEAD, "År")), "Samma kolumn finns två gånger."),
        (text(GOOD) + '"', "Kontrollera att varje citattecken har ett slut."),
    ],
)
def test_what_is_not_in_the_shape_of_the_template(look, content, words):
    page = page_of(look(content))
    assert words in page.replace("&quot;", '"')
    assert "Ta in uppgifterna" not in page


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"År": "2025"}, "År", "Underlaget är för 2026, inte för ”2025”."),
        ({"År": ""}, "År", "Underlaget är för 2026, inte för ””."),
        ({"Tjänst": "Lagring"}, "Tjänst", "inte en tjänst som ni tillhandahöll under 2026. Era tjänster: Virtuell server."),
        ({"Enhet": "kärna"}, "Enhet", "Enheten för Virtuell server är server, inte ”kärna”."),
        ({"Volym läge": "Mätt"}, "Volym läge", "”Mätt” är okänt. Skriv något av ”Uppmätt”, ”Uppskattat”"),
        ({"Volym mätt som": "snitt"}, "Volym mätt som", "”snitt” är okänt."),
        ({"Volym mätt som": ""}, "Volym mätt som", "Ange hur volymen är mätt."),
        ({"Volym": "många"}, "Volym", "”många”. Skriv ett tal med siffror"),
        ({"Volym": "1,200.5"}, "Volym", "Skriv ett tal med siffror"),
        ({"Volym": "1.200"}, "Volym", "”Volym”: ”1.200” kan läsas både som 1 200 och som 1,2."),
        ({"Tillgänglig tid minuter": "159.840"}, "Tillgänglig tid minuter", "kan läsas både som 159 840 och som 159,84."),
        ({"NKI läge": "Uppmätt", "NKI svarande myndigheter": "1,000"}, "NKI svarande myndigheter", "både som 1 000 och som 1."),
        ({"Volym": "-1"}, "Volym", "Volym och kostnad kan inte vara mindre än noll."),
        ({"Volym": ""}, "Volym", "En uppgift som saknas är inte noll."),
        ({"Volym läge": ""}, "Volym", "Ange om värdet är uppmätt eller uppskattat, eller ta bort det."),
        ({"Volym källa": ""}, "Volym källa", "Ange källan"),
        ({"Kostnad kommentar": ""}, "Kostnad kommentar", "Ange hur uppskattningen är gjord."),
        ({"Kostnad kommentar": "x" * 501}, "Kostnad kommentar", "xxx…”. Skriv högst 500 tecken."),
        ({"Tillgänglig tid minuter": "160001"}, "Tillgänglig tid minuter", "Tillgängligheten kan inte vara över 100 %."),
        ({"Överenskommen öppettid minuter": "0"}, "Överenskommen öppettid minuter", "längre än noll minuter"),
        ({"Tillgänglig tid minuter": "159840,5"}, "Tillgänglig tid minuter", "heltal"),
        ({"Tillgänglig tid minuter": "9" * 30}, "Tillgänglig tid minuter", "9"),
        (
            {"NKI läge": "Uppmätt", "NKI medelvärde": "101", "NKI svarande myndigheter": "7", "NKI tillfrågade myndigheter": "6"},
            "NKI svarande myndigheter",
            "Svarsfrekvensen kan inte vara över 100 %.",
        ),
        ({"NKI läge": "Uppmätt", "NKI medelvärde": "101"}, "NKI medelvärde", "NKI är ett index mellan 0 och 100."),
    ],
)  # fmt: skip
def test_each_error_is_told_with_line_and_column(client, data_request, look, changes, column, words):
    response = look(text(GOOD | changes))
    told = [str(fault).replace("\xa0", " ") for fault in response.context["preview"].faults]
    assert any(one.startswith(f"Rad 2, kolumnen ”{column}”: ") and words in one for one in told), told
    assert "Ta in uppgifterna" not in page_of(response)
    refused = page_of(take_in(client, data_request, response.context["form"]))
    assert "Filen har fel och är inte intagen." in refused
    assert not ServiceYear.objects.exists()


def test_an_unknown_state_is_told_once(look):
    faults = look(text(GOOD | {"Volym läge": "Mätt"})).context["preview"].faults
    assert [fault.field for fault in faults] == ["units_state"]


def test_what_is_wrong_is_shown_as_the_file_has_it(look):
    (_, values) = look(text(GOOD | {"Volym läge": "Mätt", "NKI medelvärde": "bra"})).context["preview"].services[0]
    assert {value.label: value.given for value in values if value.wrong} == {
        "Volym läge": "Mätt", "NKI medelvärde": "bra"
    }  # fmt: skip


def test_a_service_twice_and_more_fields_than_columns(look):
    faults = look(text(GOOD, GOOD).rstrip() + ";mer").context["preview"].faults
    assert [str(fault) for fault in faults] == [
        "Rad 3: Raden har fler fält än rubrikraden.",
        "Rad 3, kolumnen ”Tjänst”: Virtuell server finns redan på rad 2.",
    ]


def test_nothing_is_taken_in_when_one_line_is_wrong(client, data_request, look):
    response = look(text(GOOD, GOOD | {"Tjänst": "Lagring"}))
    take_in(client, data_request, response.context["form"])
    assert not ServiceYear.objects.exists()


def test_what_another_saved_meanwhile_is_not_overwritten(client, cast, account, data_request, look):
    form = look(text(GOOD)).context["form"]
    account.answer(data_request, by=cast.supplier_boss)
    response = take_in(client, data_request, form)
    assert "Någon har sparat medan du skrev," in page_of(response)
    assert ServiceYear.objects.get().units == 40
    take_in(client, data_request, response.context["form"])
    assert ServiceYear.objects.get().units == Decimal("1200.5")


def test_what_the_form_carries_is_checked_again(client, data_request, look):
    form = look(text(GOOD)).context["form"]
    for said, words in [
        ("", "Filen är tom."),
        (text(GOOD | {"År": "2025"}), "inte för ”2025”"),
        ("x" * 600_001, "Skriv högst 600000 tecken"),
    ]:
        assert words in page_of(take_in(client, data_request, form, text=said))
    assert not ServiceYear.objects.exists()


def test_not_after_it_is_confirmed(client, cast, account, data_request, look):
    form = look(text(GOOD)).context["form"]
    account.answer(data_request)
    data_acts.confirm(data_request, by=cast.supplier_boss)
    assert "läget är ”Lämnat”" in page_of(take_in(client, data_request, form, seen=""))
    assert ServiceYear.objects.get().units == 40


def test_the_preview_asks_as_much_of_the_database_for_one_service_as_for_many(
    client, cast, data_request, look, django_assert_num_queries
):
    address = reverse("report_file", args=[data_request.pk])
    lines = [GOOD]
    for name in ("Databas", "Lagring i band"):
        with django_assert_num_queries(QUERIES):
            client.post(address, {"file": SimpleUploadedFile("a.csv", text(*lines).encode())})
        service = making.service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name=name)
        lines.append(GOOD | {"Tjänst": service.name, "Enhet": service.unit})
    response = client.post(address, {"file": SimpleUploadedFile("a.csv", text(*lines).encode())})
    assert response.context["preview"].faults == []
    take_in(client, data_request, response.context["form"])
    assert ServiceYear.objects.count() == 3


QUERIES = 10  # the session, the person, the mandate, the request for data, its services, what is saved, and last year's


@pytest.mark.parametrize("line", ["a;b", f"2026;Virtuell server;server{';x' * 20}"], ids=["nothing", "the same again"])
def test_a_file_of_many_wrong_lines_is_read_in_time_that_grows_with_them(data_request, line):
    whole = ";".join(HEADINGS.values())
    services = list(data_request.services())

    def steps(lines):
        counted = 0

        def count(frame, event, argument):
            nonlocal counted
            counted += event == "line"
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            read("\n".join([whole, *[line] * lines]), data_request, services)
        finally:
            sys.settrace(before)
        return counted

    assert steps(200) < 11 * steps(20)


@pytest.mark.parametrize(
    ("before", "row"), [("sep=;\r\n", 2), (";;;\r\n", 3), ("\r\n", 3), ("sep=;\r\n;;\r\n", 3)], ids=repr
)
def test_a_fault_stands_in_the_row_that_the_spreadsheet_shows(look, before, row):
    assert look(before + text(GOOD)).context["preview"].faults == []
    wrong = GOOD | {"Volym": "många"}
    (fault,) = look(before + text(wrong)).context["preview"].faults
    assert str(fault).startswith(f"Rad {row}, kolumnen ”Volym”")
