"""The pages of the account: who sees them, what they show, what they refuse (11 §)."""

import pytest
from django.urls import reverse

from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.models import DataRequest, Report, ServiceYear

from ..once import made_once
from .conftest import text_of, work

pytestmark = pytest.mark.section(11)
COORDINATORS, SUPPLIERS = {"coordinator", "coordinator_boss"}, {"supplier", "supplier_boss"}
OTHER_SUPPLIERS = {"other_supplier", "other_supplier_boss"}
# Address → status → who; all others who are logged in: 404, since they do not know of it.
WHO = {
    "reports": {200: COORDINATORS | SUPPLIERS | OTHER_SUPPLIERS},
    "open_report": {200: COORDINATORS, 403: SUPPLIERS | OTHER_SUPPLIERS},
    "report": {200: COORDINATORS | SUPPLIERS},
    "request_data": {200: COORDINATORS, 403: SUPPLIERS},
    "chapters": {200: COORDINATORS, 403: SUPPLIERS},
    "narrate": {200: COORDINATORS, 403: SUPPLIERS},
    "share": {200: COORDINATORS, 403: SUPPLIERS},
    "comment": {403: COORDINATORS | SUPPLIERS},
    "send_report": {302: COORDINATORS, 403: SUPPLIERS},
    "correct_report": {302: {"coordinator_boss"}, 403: {"coordinator"} | SUPPLIERS},
    "open_annex": {405: COORDINATORS | SUPPLIERS | OTHER_SUPPLIERS},
    "make": {405: COORDINATORS | SUPPLIERS | OTHER_SUPPLIERS},
    "decide_report": {200: {"coordinator_boss"}, 403: {"coordinator"} | SUPPLIERS},
    "answer_data_request": {200: SUPPLIERS, 403: COORDINATORS},
    "confirm": {200: {"supplier_boss"}, 403: {"supplier"} | COORDINATORS},
    "report_document": {200: COORDINATORS},
    "note_silence": {200: COORDINATORS, 403: SUPPLIERS},
    "question": {200: COORDINATORS, 403: SUPPLIERS},
    "answer_question": {200: SUPPLIERS, 403: COORDINATORS},
    "report_file": {200: SUPPLIERS, 403: COORDINATORS},
    "report_file_template": {200: SUPPLIERS, 403: COORDINATORS},
    "report_file_take_in": {302: SUPPLIERS, 403: COORDINATORS},
    "report_twin": {200: COORDINATORS},
    "report_json": {200: COORDINATORS},
    "report_csv": {200: COORDINATORS},
    "report_figure": {200: COORDINATORS},
    "report_count": {200: COORDINATORS},
}
MORE = {"report_figure": [1, "tjanst/1"], "report_count": ["nekade"]}  # what the address names besides the account
OF_DATA_REQUEST = (
    "answer_data_request",
    "confirm",
    "note_silence",
    "question",
    "report_file",
    "report_file_template",
    "report_file_take_in",
)
SENT = {"make", "open_annex"}  # only by a button
ANSWER = {
    "units_state": "measured",
    "units": "1 200,5",
    "unit_basis": "mean",
    "units_source": "Driftens mätning",
    "cost_state": "estimated",
    "total_cost": "500 000",
    "cost_source": "Ekonomisystemet",
    "cost_comment": "Fördelad efter minnesmängd.",
    "availability_state": "not_applicable",
    "nki_state": "missing",
    "nki_comment": "Ingen mätning gjordes.",
}


@made_once
def report(year, account):
    """Skatteverket alone is asked, and has saved an answer; the draft is drawn."""
    report = account.open()
    account.ask(report, year.supplier.acting.mandate)
    asked = account.answer(account.data_request(report, year.skv))
    data_acts.question(asked, by=year.coordinator, text="Vad ingår i kostnaden?")
    return account.made(report)


def address(name, report):
    if name in ("reports", "open_report"):
        return reverse(name)
    if name == "answer_question":
        return reverse(name, args=[report.requests.get().questions.get().pk])
    if name == "report_figure":
        return reverse(name, args=[report.pk, 1, report.cut["services"][0]["key"]])
    return place(name, report.requests.get().pk if name in OF_DATA_REQUEST else report.pk)


def place(name, pk):
    return reverse(name, args=[pk, "summary"] if name == "narrate" else [pk, *MORE.get(name, [])])


@pytest.mark.parametrize("name", WHO)
def test_who_reaches_which_page(client, year, report, name):
    told = {who: status for status, people in WHO[name].items() for who in people}
    for who, user in year.people().items():
        client.force_login(user)
        unknown = 405 if name in SENT and who in told else 404
        assert client.get(address(name, report)).status_code == told.get(who, unknown), who


@pytest.mark.parametrize("name", WHO)
def test_nobody_without_logging_in(client, report, name):
    response = client.get(address(name, report))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("login"))


def test_a_decided_report_is_seen_by_all_suppliers(client, year, account, report):
    account.decided(report)
    client.force_login(year.other_supplier)
    assert client.get(reverse("report", args=[report.pk])).status_code == 200
    document = client.get(reverse("report_document", args=[report.pk]))
    assert document.content.startswith(b"%PDF")
    assert document["Content-Disposition"] == 'attachment; filename="redovisning-2026.pdf"'
    assert (document["Content-Type"], document["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    client.force_login(year.applicant)
    assert client.get(reverse("report_document", args=[report.pk])).status_code == 404


def test_a_supplier_sees_only_its_own_answers(client, year, account, report):
    account.ask(report, year.other_supplier.acting.mandate)
    client.force_login(year.supplier)
    page = text_of(client.get(reverse("report", args=[report.pk])))
    assert "Virtuell server" in page
    for words in ("Trafikverket", "Lagring", "Det här saknas", "Händelser", "utkast (PDF)"):
        assert words not in page


def test_the_whole_walk_through_the_pages(client, year, drawn):
    client.force_login(year.coordinator)
    opened = client.post(reverse("open_report"), {"year": "2026"}, follow=True)
    assert "Begär nu underlag" in text_of(opened)
    report = Report.objects.get()
    suppliers = [mandate.pk for mandate in report.suppliers()]
    sent = client.post(
        reverse("request_data", args=[report.pk]), {"suppliers": suppliers, "due": "2027-02-15"}, follow=True
    )
    assert "Underlag är begärt från Försäkringskassan, Skatteverket, Trafikverket." in text_of(sent)
    asked = DataRequest.objects.get(supplier__agency=year.skv)
    client.force_login(year.supplier)
    said = {f"tjanst-{year.service.pk}-{name}": value for name, value in ANSWER.items()}
    saved = client.post(
        reverse("answer_data_request", args=[asked.pk]), {**said, "effects": "Färre avbrott."}, follow=True
    )
    assert "Underlaget är sparat" in text_of(saved)
    client.force_login(year.supplier_boss)
    page = text_of(client.get(reverse("confirm", args=[asked.pk])))
    assert "1 200,5 server, medelvärde över året" in page
    assert "500 000 kr" in page
    confirmed = client.post(reverse("confirm", args=[asked.pk]), follow=True)
    assert "bekräftat och lämnat" in text_of(confirmed)
    for agency in (year.fk, year.trv):
        silent = DataRequest.objects.get(supplier__agency=agency)
        data_acts.note_silence(silent, by=year.coordinator, reason="Har inte svarat på påminnelserna.")
    client.force_login(year.coordinator)
    written = client.post(place("narrate", report.pk), {"text": "Ett gott år."}, follow=True)
    assert "Avsnittet ”1 Sammanfattning” är sparat." in text_of(written)
    assert "Utkastet framställs …" in text_of(client.post(reverse("make", args=[report.pk]), follow=True))
    work()
    assert client.get(reverse("report_document", args=[report.pk])).content.startswith(b"%PDF-1.7")
    client.force_login(year.coordinator_boss)
    said = {"presented_by": year.coordinator.acting.pk, "others": ""}
    decided = client.post(reverse("decide_report", args=[report.pk]), said, follow=True)
    assert "Redovisning för 2026 är beslutad och har diarienummer FK 2027/000001." in text_of(decided)
    assert "Den beslutade handlingen framställs …" in text_of(decided)
    work()
    assert "Redovisning för 2026 (PDF)" in text_of(client.get(reverse("report", args=[report.pk])))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("units", "många", "Skriv ett tal med siffror"),
        ("units", "1.200", "”1.200” kan läsas både som 1 200 och som 1,2."),
        ("units", "", "En uppgift som saknas är inte noll."),
        ("units_state", "", "Ange om värdet är uppmätt eller uppskattat"),
        ("units_state", "missing", "Ange om värdet är uppmätt eller uppskattat"),
        ("cost_comment", "", "Virtuell server, Kostnad: Ange hur uppskattningen är gjord."),
        ("nki_mean", "70", "eller ta bort det"),
        ("units", "9" * 40, "siffror"),
        ("units_comment", "\0", "Null"),
        ("cost_comment", "x" * 501, "Skriv högst 500 tecken. Nu är det 501."),
    ],
)
def test_bad_answers_are_told_and_kept(client, account, name, value, words):
    year = account.cast
    (asked,) = account.ask(account.open(), year.supplier.acting.mandate)
    client.force_login(year.supplier)
    said = {f"tjanst-{year.service.pk}-{n}": v for n, v in (ANSWER | {name: value}).items()}
    page = text_of(client.post(reverse("answer_data_request", args=[asked.pk]), {**said, "effects": "Färre avbrott."}))
    assert words in page
    assert "Färre avbrott." in page
    assert page.count('role="alert"') == 1
    assert not ServiceYear.objects.exists()


def test_last_years_values_stand_beside(client, year, account, time_machine):
    account.answered(account.asked())
    time_machine.move_to("2028-01-10T09:00:00+01:00")
    report = account.open(2027)
    (asked,) = data_acts.request_data(
        report, by=year.coordinator, suppliers=[year.supplier.acting.mandate], due=report.deadline.replace(day=1)
    )
    client.force_login(year.supplier)
    page = text_of(client.get(reverse("answer_data_request", args=[asked.pk])))
    for words in ("2026: 40<", "2026: Medelvärde över året", "2026: Fördelad efter minnesmängd.", "2026: Uppmätt"):
        assert words in page


def test_last_years_words_are_only_words(client, year, account, time_machine):
    report = account.asked()
    account.answer(account.data_request(report, year.skv), units_comment="<script>alert(1)</script>")
    data_acts.confirm(account.data_request(report, year.skv), by=year.supplier_boss)
    time_machine.move_to("2028-01-10T09:00:00+01:00")
    (asked,) = account.ask(
        account.open(2027), year.supplier.acting.mandate, due=report.deadline.replace(year=2028, day=1)
    )
    client.force_login(year.supplier)
    assert "<script" not in text_of(client.get(reverse("answer_data_request", args=[asked.pk])))


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("open_report", {"year": "1999"}, "1999"),
        ("open_report", {}, "Välj år."),
        ("request_data", {"due": "2027-02-15"}, "Välj minst en leverantörsmyndighet."),
        ("request_data", {"suppliers": ["0"], "due": "2027-02-15"}, "0"),
        ("narrate", {"text": "x" * 20_001}, "Skriv högst 20000 tecken. Nu är det 20001."),
        ("decide_report", {}, "Ange vem som är föredragande."),
        ("decide_report", {"presented_by": "\0"}, "presented_by"),
    ],
)
def test_bad_input_is_told(client, report, name, said, words):
    client.force_login(report.opened_by.__class__.objects.get(name="Kurt Samuelsson"))
    response = client.post(address(name, report), said)
    assert response.status_code == 200
    assert words in text_of(response)


def test_what_hinders_a_decision_is_told(client, year, report):
    client.force_login(year.coordinator_boss)
    account_acts.narrate(report, by=year.coordinator, texts={"summary": "Nytt."})
    said = {"presented_by": year.coordinator.acting.pk}
    assert "Något har ändrats" in text_of(client.post(reverse("decide_report", args=[report.pk]), said))
    assert "Det här hindrar ett beslut" in text_of(client.get(reverse("report", args=[report.pk])))
    page = text_of(client.get(reverse("decide_report", args=[report.pk])))
    assert "Redovisningen kan inte beslutas nu" in page
    assert 'name="presented_by"' not in page  # nothing to fill in for nothing


def test_nothing_is_asked_when_there_is_nothing_to_choose(client, year, account):
    report = account.asked()
    account.open(2025)
    account.open(2027)
    client.force_login(year.coordinator)
    page = text_of(client.get(reverse("open_report")))
    assert "Alla år som kan redovisas är öppnade." in page
    assert 'name="year"' not in page
    page = text_of(client.get(reverse("request_data", args=[report.pk])))
    assert "Underlag är redan begärt från alla leverantörsmyndigheter." in page
    assert 'name="due"' not in page
    assert "Öppna årets redovisning" not in text_of(client.get(reverse("reports")))


def test_the_list_begins_with_the_latest_and_marks_what_is_done(client, year, account, report):
    first = account.decided(report)
    account_acts.correct_report(first, by=year.coordinator_boss, reason="Fel i ett belopp.")
    account.open(2027)
    client.force_login(year.coordinator)
    page = text_of(client.get(reverse("reports")))
    names = ["Redovisning för 2027<", "Redovisning för 2026, utgåva 2<", "Redovisning för 2026<"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "Kalendern för 2026 års redovisning" in page
    assert page.count(">Klart</span>") == 4  # the year is over; asked, answered or noted, decided
    shown = text_of(client.get(reverse("report", args=[first.pk])))
    assert "Nästa steg" not in shown  # of a decided account there is none


def test_acts_on_a_decided_report_lead_back(client, year, account, report):
    account.decided(report)
    client.force_login(year.coordinator_boss)
    for name in ("request_data", "chapters", "narrate", "share", "decide_report"):
        assert client.get(place(name, report.pk)).url == reverse("report", args=[report.pk])
    page = text_of(client.post(reverse("make", args=[report.pk]), follow=True))
    assert "går inte att göra nu" in page


def test_no_page_for_what_is_not_there(client, year, account):
    client.force_login(year.coordinator_boss)
    for name in set(WHO) - SENT - {"reports", "open_report"}:
        assert client.get(place(name, 10**30)).status_code == 404
    report = account.open()
    assert client.get(reverse("narrate", args=[report.pk, "finns-inte"])).status_code == 404
    assert client.post(reverse("open_annex", args=[report.pk])).status_code == 404  # nothing is secret


def test_the_lists_take_the_same_queries_with_one_and_with_many(client, year, account, django_assert_num_queries):
    client.force_login(year.coordinator)
    report = account.asked()
    for more in (account.answered, lambda report: account.open(2025)):
        with django_assert_num_queries(7):  # the person's own, the reports, years to open, the calendar's steps
            client.get(reverse("reports"))
        with django_assert_num_queries(18):
            client.get(reverse("report", args=[report.pk]))
        more(report)


def test_the_admin_reads_and_changes_nothing(client, year, report):
    client.force_login(year.admin)
    for name, pk in [("report", report.pk), ("datarequest", report.requests.get().pk)]:
        assert client.get(reverse(f"admin:reporting_{name}_changelist")).status_code == 200
        assert client.get(reverse(f"admin:reporting_{name}_change", args=[pk])).status_code == 200
        assert client.post(reverse(f"admin:reporting_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
