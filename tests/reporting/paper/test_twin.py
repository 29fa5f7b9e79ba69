"""One year counted by hand: the PDF's text, the embedded files, the page and the addresses for data say the same (11 §)."""

import csv
import io
import json
import re
from html import unescape
from itertools import pairwise

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reporting.account import acts as account_acts

from ...once import made_once

pytestmark = pytest.mark.section(11)
SERVER, STORAGE = "Virtuell server", "Lagring"
# Indicator, service: the value, numerator and denominator as data; and as they are read on paper and page.
FIGURES = {
    (1, STORAGE): (0, 0, 7, "0 av 7 0,0 %"),
    (1, SERVER): (14.3, 1, 7, "1 av 7 14,3 %"),
    (2, STORAGE): (0, 0, 4, "0 av 4 0,0 %"),
    (2, SERVER): (25, 1, 4, "1 av 4 25,0 %"),
    (3, STORAGE): (None, None, None, "uppgift saknas terabyte"),
    (3, SERVER): (40, None, None, "40 server"),
    (4, STORAGE): (None, None, None, "– – uppgift saknas"),
    (4, SERVER): (12500, 500000, 40, "500 000 kr 40 server 12 500 kr uppskattat"),
    (5, STORAGE): (-9.1, 100, 110, "110 kr 100 kr −9,1 %"),
    (5, SERVER): (10, 110, 100, "100 kr 110 kr +10,0 %"),
    (6, STORAGE): (None, None, None, "– uppgift saknas"),
    (6, SERVER): (99.9, 159840, 160000, "159 840 av 160 000 99,90 %"),
    (7, STORAGE): (None, None, None, "– uppgift saknas"),
    (7, SERVER): (71.3, 5, 6, "5 av 6 83 % svarade 71,3"),
}
COUNTS = [
    "Tjänster i utbudet 2026-12-31 4 § 2",
    "Mottagna intresseanmälningar 7 § 3",
    "Efterfrågade tjänster i anmälningarna 7 § 4",
    "Efterfrågade tjänster som har fördelats 7 § 3",
    "Beslut att neka anslutning 8 § 2",
    "Prioriteringar 9 § 0",
    "Överenskommelser som regeringen underrättas om 10 § 1",
]


@made_once
def report(year, account, drawn):
    report = account.asked()
    account.answered(report)
    account.settle(report)
    account_acts.narrate(report, by=year.coordinator, texts={"summary": "Ett gott år.", "risks": "<b>Få</b> & små."})
    return account.decided(report)


def got(client, user, report, name):
    client.force_login(user)
    return client.get(reverse(name, args=[report.pk]))


def plain(text):
    return " ".join(text.replace("\xa0", " ").replace("\xad", "").split())


def seen(page):
    """What is read of a page, without what only a screen reader says."""
    page = re.sub(r'<span class="sr-only">.*?</span>|<svg.*?</svg>', " ", page, flags=re.S)
    return plain(unescape(re.sub(r"<[^>]+>", " ", page)))


def of_indicator(text, number):
    """The part of the text in which one indicator stands."""
    return text.split(f"Indikator {number}.")[1].partition(f"Indikator {number + 1}.")[0]


def test_every_figure_is_the_same_wherever_it_is_read(client, year, report):
    paper = PdfReader(io.BytesIO(got(client, year.other_supplier, report, "report_document").content))
    texts = {
        "paper": plain(" ".join(page.extract_text() for page in paper.pages)),
        "page": seen(got(client, year.other_supplier, report, "report_twin").content.decode()),
    }
    embedded = {name: kept[0] for name, kept in paper.attachments.items()}
    assert got(client, year.other_supplier, report, "report_json").content == embedded["redovisning-2026.json"]
    assert got(client, year.other_supplier, report, "report_csv").content == embedded["indikatorer-2026.csv"]
    rows = list(csv.DictReader(io.StringIO(embedded["indikatorer-2026.csv"].decode("utf-8-sig")), delimiter=";"))
    table = {(int(row["indikator"]), row["tjänst"]): row for row in rows}
    data = {
        (indicator["number"], row["service"]): row
        for indicator in json.loads(embedded["redovisning-2026.json"])["indicators"]
        for row in indicator["rows"]
    }
    assert set(data) == set(table) == set(FIGURES)
    for (number, service), (*values, words) in FIGURES.items():
        row, line = data[number, service], table[number, service]
        assert [row[name] for name in ("value", "numerator", "denominator")] == values
        assert [number_in(line[name]) for name in ("värde", "täljare", "nämnare")] == values
        for where, text in texts.items():
            assert words in of_indicator(text, number), (where, number, service)
    for where, text in texts.items():
        for words in [*COUNTS, "Ett gott år.", "<b>Få</b> & små.", "Beslut i ärendet har fattats"]:
            assert words in text, (where, words)


def number_in(text):
    return float(text.replace(",", ".")) if text else None


def test_the_page_has_the_papers_chapters_and_every_figure_leads_to_its_source(client, year, report):
    page = got(client, year.coordinator, report, "report_twin").content.decode()
    headings = re.findall(r"<h([1-6])[ >]", page.partition("<main")[2])
    assert headings.count("1") == 1
    assert all(int(after) - int(before) <= 1 for before, after in pairwise(headings))
    chapters = re.findall(r'<h2 id="[^"]+"[^>]*>(\d+ [^<]+|Bilaga \d [^<]+)', page)
    assert (chapters[0], len(chapters)) == ("1 Sammanfattning", 18)
    leads = set(re.findall(r'href="(/redovisning/\d+/uppgift/[^"]+)"', page))
    assert len(leads) == len(FIGURES) + len(COUNTS)
    assert {client.get(lead).status_code for lead in leads} == {200}
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
    assert "style=" not in page


def test_a_draft_that_has_changed_shows_no_text_that_the_paper_does_not_have(client, year, account):
    report = account.made()
    account_acts.narrate(report, by=year.coordinator, texts={"summary": "Ofärdigt."})
    page = got(client, year.coordinator, report, "report_twin").content.decode()
    assert "Ofärdigt." not in page
    assert "Något har ändrats sedan utkastet framställdes." in page
    page = got(client, year.coordinator, account.made(report), "report_twin").content.decode()
    assert "Ofärdigt." in page


def test_a_corrected_edition_says_why_and_what_differs(client, year, account):
    first = account.decided(account.heard())
    second = account_acts.correct_report(first, by=year.coordinator_boss, reason="Sammanfattningen var fel.")
    account_acts.narrate(second, by=year.coordinator, texts={"summary": "Nu rätt."})
    second = account.decided(second)
    text = seen(got(client, year.coordinator, second, "report_twin").content.decode())
    for words in (
        f"Den ersätter utgåva 1, diarienummer {first.diary_number}, som finns kvar oförändrad.",
        "Varför redovisningen rättas Sammanfattningen var fel.",
        "Texten i avsnitt 1 Sammanfattning finns inte finns",
        f"Ersätter Utgåva 1, {first.diary_number}",
    ):
        assert words in text
    assert "Rättelse" not in got(client, year.coordinator, first, "report_twin").content.decode()


def test_who_did_not_answer_stands_with_the_reason(client, year, account):
    report = account.decided(account.heard())
    text = seen(got(client, year.coordinator, report, "report_twin").content.decode())
    assert "Trafikverket Har inte svarat på påminnelserna. 2027-01-08 2027-03-30 – Inte lämnat" in text
    assert "Trafikverket har inte lämnat begärt underlag: Har inte svarat på påminnelserna." in text
