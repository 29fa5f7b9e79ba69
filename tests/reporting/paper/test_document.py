"""The paper: its text, the files that it carries and the cut agree; the same cut gives the same bytes (11 §)."""

import csv
import io
import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfReader

from reporting.account import acts as account_acts
from reporting.cut import cut
from reporting.models import Chapter, Report, ReportDocument
from reporting.paper import document

from ...making import LONG_NAME, REASONS
from ...once import made_once
from ..conftest import work

pytestmark = pytest.mark.section(11)
ELSEWHERE = """
import hashlib, json, sys, django, time_machine
django.setup()
from reporting.paper import document
with time_machine.travel("2031-07-01"):
    print(hashlib.sha256(document.draw(**json.load(sys.stdin))).hexdigest())
"""


def test_a_change_of_a_fee_has_its_sign(year):
    html = render_to_string("paper/report/fees.html", {"cut": cut(Report(year=2027)), "narrative": {}})
    changes = re.findall(r'<td class="figure">([^<]*)<br><span class="note">från', html)
    assert [change.replace("&nbsp;", " ") for change in changes] == ["\N{MINUS SIGN}9,1 %", "+10,0 %"]


def opened(content):
    return PdfReader(io.BytesIO(bytes(content)))


def text_of(reader):
    """The whole text with single spaces, and without the hyphens that may break a word."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\xad", "").split())


def test_each_duty_is_told_as_it_was_judged():
    states = {"met": "Ja", "not_met": "<strong>Nej</strong>", "judge": "Behöver bedömas", "not_due": "Ej aktuell"}
    duties = [{"section": "8 §", "duty": "Skriva ned", "state": state, "evidence": ""} for state in states]
    html = render_to_string("paper/report/appendix_obligations.html", {"cut": {"year": 2026, "obligations": duties}})
    assert re.findall("<td>Skriva ned</td><td>(.*?)</td>", html) == list(states.values())


def test_no_heading_of_a_decided_paper_stands_over_nothing():
    for decided_on, words in [("2027-03-24", "Avsnittet har ingen text."), (None, "Avsnittets text är inte skriven.")]:
        said = {"narrative": {"risks": "Vinterns avbrott."}, "report": {"decided_on": decided_on}}
        html = render_to_string("paper/report/outlook.html", said)
        assert html.count(words) == html.count("<h2") - 1


@made_once
def report(year, account, drawn):
    report = account.asked()
    account.answered(report)
    account.settle(report)
    account_acts.narrate(
        report, by=year.coordinator, texts={"summary": "Ett gott år.\n\nTrots allt.", "risks": "<b>Få</b> & små."}
    )
    return account.made(report)


def test_text_and_data_agree_with_the_cut(report):
    reader = opened(ReportDocument.objects.get().content)
    assert sorted(reader.attachments) == ["indikatorer-2026.csv", "redovisning-2026.json"]
    assert json.loads(reader.attachments["redovisning-2026.json"][0]) == report.cut
    text = text_of(reader)
    for refusal in report.cut["refusals"]:
        assert refusal["reasons"].strip() in text
    assert {REASONS, "Lagringen är full. " * 5} == {refusal["reasons"] for refusal in report.cut["refusals"]}
    for words in (
        report.cut["agreements"][0]["number"],
        LONG_NAME,
        "14,3 %",
        "1 av 7",
        "12 500 kr",
        "+10,0 %",
        "99,90 %",
    ):
        assert words in text.replace("\xa0", " ")
    assert "−9,1" in text
    assert "Ett gott år. Trots allt." in text
    assert "<b>Få</b> & små." in text


def test_the_table_of_indicators_has_the_same_figures(report):
    content = opened(ReportDocument.objects.get().content).attachments["indikatorer-2026.csv"][0]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 14
    values = [row["value"] for indicator in report.cut["indicators"] for row in indicator["rows"]]
    assert [float(row["värde"].replace(",", ".")) if row["värde"] else None for row in rows] == values
    assert rows[4]["läge"] == "uppgift saknas"


def test_a_draft_says_so_and_the_decided_paper_does_not(report, account):
    draft = text_of(opened(ReportDocument.objects.get().content))
    assert draft.count("UTKAST") >= 5
    account.decide(report)
    work()
    decided = text_of(opened(ReportDocument.objects.get(final=True).content))
    assert "UTKAST" not in decided
    for words in ("FK 2027/000001", "avdelningschef Kurt Samuelsson", "handläggare Karin Kö", "Redovisningsåret 2026"):
        assert words in decided


def test_the_same_cut_gives_the_same_bytes_elsewhere_and_another_day(report):
    kept = ReportDocument.objects.get()
    told = json.dumps({"cut": report.cut, "narrative": report.narrative()})
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=told,
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == kept.digest


def test_the_chapters_stand_in_the_paper_in_their_order():
    cut = json.loads((settings.BASE_DIR / "tests/itdrift/example_cut.json").read_text())["cut"]
    texts = {chapter: f"Text om {chapter}." for chapter in Chapter.values}
    html = render_to_string("paper/report.html", document.contents(cut, texts, {}, demo=False))
    assert re.findall(r"Text om (\w+)\.", html) == Chapter.values


def test_the_table_is_inert():
    row = {"service": "=1+1", "supplier": "A", "unit": "st", "state": "measured", "comment": "-x"}
    row |= {"basis": "", "source": "+1", "break": ""}
    figures = {"value": -9.1, "numerator": None, "denominator": 2}
    cut = {"indicators": [{"number": 1, "name": "N", "rows": [row | figures]}]}
    assert document.table(cut).splitlines()[1] == "1;N;'=1+1;A;st;uppmätt;-9,1;;2;'-x;;'+1;"


def test_a_year_without_anything_is_drawn_too(cast, account, drawn):
    report = account.made(account.open(2025))
    text = text_of(opened(report.documents.get().content))
    assert "Inga intressean" in text
    assert Report.objects.get().cut["refusals"] == []
