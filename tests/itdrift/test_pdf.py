"""The paper is the same bytes everywhere, open to all readers, fit for an archive, and fetches nothing."""

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pikepdf
import pytest
from django.template.loader import render_to_string
from outloud import check

from itdrift import pdf
from registry.ordinance import section

pytestmark = pytest.mark.usefixtures("all_drawn")
HERE = Path(__file__).parent
TOP = HERE.parent.parent
MOMENT = datetime(2027, 3, 24, 9, 0, tzinfo=timezone(timedelta(hours=1)))
LONG = "Institutet för arbetsmarknads- och utbildningspolitisk utvärdering"
REPORT = json.loads((HERE / "example_cut.json").read_text())
CUT = json.dumps(REPORT["cut"], ensure_ascii=False).encode()
PAGE = '<html lang="sv"><title>Titel</title><link rel="stylesheet" href="static:paper/paper.css"><body>{}</body></html>'
ELSEWHERE = """
import hashlib, sys, time_machine
from datetime import UTC, datetime
from itdrift import pdf
with time_machine.travel(sys.argv[1]):
    drawn = pdf.draw(sys.stdin.read(), identifier="a", date=datetime(2027, 3, 24, 8, 0, tzinfo=UTC))
print(hashlib.sha256(drawn).hexdigest())
"""

LETTER = {
    "sender": "Försäkringskassan",
    "sender_org_number": "2021005521",
    "recipient": LONG,
    "coordinator": "Försäkringskassan",
    "diary_number": "FK 2026/004127",
    "case_number": "SAM 2026/000143",
    "recipient_reference": "IFAU 2026/88",
    "date": date(2026, 9, 3),
    "service": "Virtuella servrar",
    "content": f"{LONG} nekas anslutning.",
    "matter": f"{LONG} anmälde den 2026-07-01 intresse för Virtuella servrar. Volymen är 40, räknat i server.",
    "opinion": f"{LONG} kan vänta till mars.\n\nDet ändrar inte beslutet.",
    "heard": f"{LONG} fick den 2026-08-01 tillfälle att yttra sig.",
    "applied": section("8 §", date(2026, 9, 3)).text,
    "ground": "Kapaciteten räcker inte",
    "reasons": "Kapaciteten är uttagen.\n\nUtbyggnaden är försenad.",
    "alternatives": "Skatteverkets tjänst kan möta en del av behovet.",
    "provisions": ["8 § förordningen (2024:1005) om samordnad och säker statlig it-drift"],
    "decided_by": {"name": "Maria Ekström", "title": "avdelningschef"},
    "presented_by": {"name": "Jonas Wiklund", "title": "verksamhetsutvecklare"},
    "others": ["Åsa Lindqvist, it-arkitekt"],
    "what_happens_next": "Tjänsten kan fördelas på nytt.",
    "appeal": f"Beslutet kan överklagas till Förvaltningsrätten i Stockholm.\n\nLämna det till {LONG}.",
    "demo": True,
}
AGREEMENT = {
    "number": "ÖK 2026-007",
    "version": "1",
    "date": date(2026, 12, 7),
    "model_version": "Version 2",
    "coordinator": "Försäkringskassan",
    "content_hash": hashlib.sha256(b"").hexdigest(),
    "parties": [
        {"role": "Anslutande myndighet", "agency": LONG, "org_number": "2021004938"},
        {"role": "Leverantörsmyndighet", "agency": "Skatteverket", "org_number": "2021005448"},
    ],
    "lines": [
        {
            "service": "Lagring",
            "supplier": "Skatteverket",
            "description_version": "1.0",
            "volume": 12.5,
            "unit": "terabyte",
            "personal_data": True,
        }
    ],
    "sections": [{"heading": "Löptid", "text": "Tills vidare."}],
    "terms": [{"number": n, "heading": f"Villkor {n}", "text": "Text.\n\nMer text."} for n in range(1, 16)],
    "sub_processors": [
        {"name": "Statens servicecenter", "org_number": "2021006455", "task": "Support", "country": "Sverige"}
    ],
    "signatures": [{"party": LONG, "name": "Anna Åkesson", "title": "generaldirektör", "signed_at": MOMENT}],
    "demo": False,
}
RECEIPT = {
    "diary_number": "SAM 2026/000143",
    "received_at": MOMENT,
    "confirmed_at": MOMENT,
    "agency": LONG,
    "sender_name": "Anna Åkesson",
    "answers": [
        {"heading": "Behov", "rows": [("Vad blir säkrare?", "Reservkraft.\n\nKopior."), ("Er beteckning", "")]}
    ],
    "acknowledgement": "Inget säkerhetsskyddsklassificerat.",
    "demo": True,
}
BLANK = {
    **REPORT,
    "report": {**REPORT["report"], "decided_on": "", "diary_number": "", "decided_by": None, "presented_by": None},
    "cut": {name: [] if isinstance(value, list) else value for name, value in REPORT["cut"].items()},
    "narrative": dict.fromkeys(REPORT["narrative"], ""),
    "attachments": [],
}
CORRECTED = {
    **REPORT,
    "cut": {
        **REPORT["cut"],
        "edition": 2,
        "correction": {
            "reason": "Skatteverket har rättat volymen för containerplattformen.",
            "edition": 1,
            "diary_number": "FK 2027/001204",
            "differences": [{"what": "Indikator 3, Volym: Containerplattform", "before": "900", "after": "960"}],
        },
    },
}
ANNEX = {
    "year": 2026,
    "sender": "Försäkringskassan",
    "title": REPORT["report"]["title"],
    "parts": [
        {
            "heading": f"Beslut {number}",
            "agency": "Skatteverket",
            "provision": "18 kap. 13 § OSL",
            "marked_on": "2026-09-03",
            "text": "Reservkraften räcker inte.\n\nUtbyggnaden är försenad.",
        }
        for number in (1, 2)
    ],
    "decision": {},
    "demo": True,
}
PAPERS = {
    "letter": ("letter", LETTER),
    "letter at its shortest": ("letter", LETTER | {"presented_by": None, "others": [], "alternatives": ""}),
    "agreement": ("agreement", AGREEMENT),
    "agreement in draft": (
        "agreement",
        AGREEMENT | {"date": None, "terms": [], "sub_processors": [], "signatures": []},
    ),
    "receipt": ("receipt", RECEIPT),
    "report": ("report", REPORT),
    "report of nothing": ("report", BLANK),
    "report corrected": ("report", CORRECTED),
    "annex of the report": ("report_annex", ANNEX),
}


def html_of(paper):
    name, context = PAPERS[paper]
    return render_to_string(f"paper/{name}.html", {**context, "table_number": count(1).__next__})


def draw(html, *attachments):
    return pdf.draw(html, identifier="a", date=MOMENT, attachments=attachments)


def faults(file):
    """Return what outloud finds, apart from two guesses of its own.

    It takes a small table for a torn one when each row has a header, and the name of a table that goes on for its text.
    """
    result = check(str(file))
    assert result.error is None
    guesses = [found for found in result.findings if found.rule == "TBL-010"]
    guesses += [found for found in result.findings if found.rule == "TAG-002" and found.evidence.startswith("Forts. ")]
    return [found for found in result.findings if found not in guesses]


def elements(document, kind):
    return [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == kind]


@pytest.fixture(scope="module")
def report():
    return draw(html_of("report"), pdf.Attached("redovisning-2026.json", CUT, "application/json", "Alla uppgifter"))


@pytest.fixture
def opened(report):
    with pikepdf.open(io.BytesIO(report)) as document:
        yield document


def drawn_elsewhere(html, seed, day):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", ELSEWHERE, day]
    done = subprocess.run(command, input=html, env=environment, cwd=TOP, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_same_bytes_in_any_process_and_on_any_day():
    html = html_of("report")
    assert drawn_elsewhere(html, "1", "2031-07-01") == hashlib.sha256(draw(html)).hexdigest()


def test_the_environment_is_left_as_it_was(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    draw(PAGE)
    assert os.environ["SOURCE_DATE_EPOCH"] == "7"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    draw(PAGE)
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_accessible_and_drawn_without_a_complaint(paper, tmp_path, caplog):
    file = tmp_path / "paper.pdf"
    file.write_bytes(draw(html_of(paper)))
    assert faults(file) == []
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []


def test_it_says_that_it_is_pdf_a_3a_and_pdf_ua_1(opened):
    with opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == f"{REPORT['report']['title']} 2026"
        assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"] == "2027-03-24T08:00:00Z"
    (intent,) = opened.Root.OutputIntents
    assert (intent.S, intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
    assert opened.Root.Lang == "sv-SE"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert opened.check_pdf_syntax() == []


def test_every_header_cell_says_what_it_heads(opened):
    cells = list(elements(opened, "/TH"))
    in_head = [cell for cell in cells if cell.P.P.S == "/THead"]
    assert (len(in_head) > 50, len(cells) - len(in_head) > 50) == (True, True)
    for cell in cells:
        assert cell.A.Scope == ("/Column" if cell.P.P.S == "/THead" else "/Row")


def test_heads_and_feet_are_artifacts(opened):
    for page in opened.pages:
        operands = [operands for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "BDC"]
        apart = [mark for tag, mark in operands if tag == "/Artifact"]
        assert apart
        assert all("/MCID" not in mark for mark in apart)


def test_the_data_goes_with_it(opened):
    (file,) = opened.Root.AF
    assert (file.AFRelationship, str(file.UF), str(file.Desc)) == ("/Data", "redovisning-2026.json", "Alla uppgifter")
    stream = file.EF.F
    assert stream.Subtype == "/application/json"
    assert stream.read_bytes() == CUT
    assert str(stream.Params.ModDate) == "D:20270324080000Z"


def test_several_files_keep_their_types():
    files = [pdf.Attached(name, name.encode(), kind, "d", "Source") for name, kind in (("b", "text/csv"), ("a", "a/b"))]
    with pikepdf.open(io.BytesIO(draw(PAGE, *files))) as document:
        kept = {str(file.UF): (file.EF.F.Subtype, file.EF.F.read_bytes()) for file in document.Root.AF}
    assert kept == {"a": ("/a/b", b"a"), "b": ("/text/csv", b"b")}


def test_only_our_own_font_is_embedded(opened):
    fonts = {str(font.BaseFont).partition("+")[2] for font in opened.objects if is_font(font)}
    assert fonts == {"Inter-Paper", "Inter-Paper-Semi-Bold"}


def test_every_chart_and_bar_has_its_text(opened):
    """The figures of the line stand in its text: a reader who does not see the chart misses nothing."""
    told = [str(figure.Alt) for figure in elements(opened, "/Figure")]
    charts = [text for text in told if text.startswith("Diagram för ")]
    assert len(charts) > 20
    volume = "Diagram för Virtuella servrar. År 2025 var värdet 330 server; år 2026 var värdet 412 server; serien är bruten år 2026"
    assert volume in [text.replace("\xa0", " ") for text in charts]
    assert len(told) == len(charts) + len([text for text in told if text.startswith("Stapel för ")])


def is_font(item):
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"


def test_bookmarks_follow_the_headings(opened):
    with opened.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    assert titles[:2] == ["Innehåll", "1 Sammanfattning"]
    assert "Bilaga 6 Inbäddade filer" in titles


@pytest.mark.parametrize(
    "inside",
    [
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="/etc/passwd">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="data:image/png;base64,AAAA">',
        '<img alt="x" src="static:../itdrift/settings.py">',
        '<img alt="x" src="static:/etc/passwd">',
        '<img alt="x" src="static:nowhere.png">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        "<style>@import 'http://127.0.0.1:9/x.css';</style>",
        "<style>p { background: url(file:///etc/passwd) }</style><p>x</p>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<base href="file:///etc/"><img alt="x" src="passwd">',
    ],
)
def test_nothing_outside_static_is_fetched(inside):
    with pytest.raises(ValueError, match="Only files below static/"):
        draw(PAGE.format(inside))


@pytest.mark.parametrize("html", ['<html lang="sv"><p>x', "<title>x</title><p>x"])
def test_a_document_without_title_or_language_is_refused(html):
    with pytest.raises(ValueError, match="title"):
        draw(html)


def test_a_date_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        pdf.draw(PAGE, identifier="a", date=datetime(2027, 3, 24))


@pytest.mark.section(8)
def test_a_refusal_shows_what_the_administrative_procedure_act_asks_for():
    html = html_of("letter")
    for wanted in ("2026-09-03", LETTER["content"], "Maria Ekström", "Föredragande har varit", "Åsa Lindqvist"):
        assert wanted in html
    assert "Kapaciteten är uttagen." in html
    assert LETTER["provisions"][0] in html
    assert "Ärendet har avgjorts utan föredragning." in html_of("letter at its shortest")


@pytest.mark.parametrize("paper", ["letter", "receipt", "report"])
def test_the_demo_says_so_on_every_page(paper):
    assert 'data-demo="Demo: tjänster och ärenden är påhittade"' in html_of(paper)


def test_a_draft_says_so():
    assert 'data-number="UTKAST"' in html_of("report of nothing")
    assert 'data-number="UTKAST · ÖK 2026-007"' in html_of("agreement in draft")


def test_a_faster_list_of_pages_changes_no_byte(monkeypatch):
    html = PAGE.format("<p>Text.</p>" + "<h2>Rubrik</h2><p>Text.</p>" * 60)
    ours = pdf.draw(html, identifier="a", date=MOMENT)
    theirs = property(lambda of: tuple(f"{number} 0 R".encode() for number in of.pages["Kids"][::3]))
    monkeypatch.setattr("pydyf.PDF.page_references", theirs)
    assert pdf.draw(html, identifier="a", date=MOMENT) == ours
