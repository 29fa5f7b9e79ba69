"""Every paper that the program makes, with the longest names and texts there are: what its tags say, and what is torn."""

import csv
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test.signals import template_rendered

from itdrift import pdf
from onboarding.agreement import acts as agreement_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal import change_acts
from registry.models import Agency
from reporting.paper import document

from . import making
from .conftest import DRAW_PAPER
from .once import made_once
from .paper_reading import Paper

TOP = Path(__file__).parent
REGISTER = csv.DictReader((settings.BASE_DIR / "registry/data/agencies_2026-01-02.csv").read_text().splitlines())
NAMES = sorted((row["name"] for row in REGISTER), key=len)[:-6:-1]
SERVICE = "Säkerhetskopiering och långtidslagring på annan ort för verksamhetssystem med personuppgiftsbehandling"
ADDRESS = "https://intranat.myndighet.example/it/avtal/2026/bilaga-7.pdf"
NUMBER = "FK 2026/000003-6"
TEXT = "\n\n".join(
    f"{start} Behovet beskrivs i {NUMBER} och i {ADDRESS}, och gäller de säkerhetsskyddsklassificerade "
    f"systemen som omfattas av 9 § och 10 § i förordningen från och med den 1 januari 2027 kl. 14.00. {NUMBER}."
    for start in ("Kort sagt:", "Försvarsunderrättelseverksamhetens krav är högre.", "Till sist ett par ord om tiden.")
)
DECISION = {
    "diary_number": NUMBER,
    "decided_on": "2027-03-24",
    "decided_at": "2027-03-24T09:00:00+01:00",
    "decided_by": {"name": "Maria Charlotta Wennerström-Hagelqvist", "title": "ställföreträdande generaldirektör"},
    "presented_by": {"name": "Karl-Johan Bergenstråhle-Lindqvist", "title": "verksamhetsutvecklare"},
    "others": ["Åsa Lindqvist, it-säkerhetsarkitekt"],
}
CORRECTION = {
    "reason": TEXT,
    "edition": 1,
    "diary_number": NUMBER,
    "differences": [{"what": f"Indikator 3, Volym: {SERVICE}", "before": "900", "after": "960"}] * 14,
}


RECEIPT = "paper/receipt.html"
ENDS = ("Beslutsfattare", "Underskrifter", "Sändlista", "Försäkran")
OWN = {
    f"paper/{file.name}"
    for file in (settings.BASE_DIR / "templates/paper").glob("*.html")
    if file.read_text().startswith('{% extends "paper/base.html" %}')
}


@made_once
def papers(cast, drawn, monkeypatch):
    """All papers, as (template, HTML, PDF)."""
    found, templates = [], []

    def draw(html, **details):
        if templates[-1] == RECEIPT and RECEIPT in [name for name, *_ in found]:
            return b"%PDF-1.7"  # one of several alike
        found.append((templates[-1], html, DRAW_PAPER(html, **details)))
        return found[-1][-1]

    def rendered(sender, template, **more):
        if template.name in OWN:
            templates.append(template.name)

    monkeypatch.setattr(pdf, "draw", draw)
    template_rendered.connect(rendered)
    _of_the_cases(cast)
    _of_the_account()
    template_rendered.disconnect(rendered)
    return found


def _of_the_cases(cast):
    for agency, name in zip((cast.ifau, cast.skv, cast.bolagsverket, cast.fk, cast.trv), NAMES, strict=True):
        Agency.objects.filter(pk=agency.pk).update(name=name)
    people = (cast.supplier, cast.supplier_boss, cast.coordinator_boss)
    unit = "virtuell processorkärna"
    cast.service = making.service(*people, name=SERVICE, unit=unit, personal_data=True)
    answers = making.full_answers(**dict.fromkeys(("need", "problems", "security_effect", "integrations"), TEXT))
    walk, terms = cast.walk, dict.fromkeys(making.terms(), TEXT)
    requests = [
        walk.registered(by=by, **answers).requested_services.get() for by in [cast.applicant, cast.stranger] * 2
    ]
    for request in requests:
        walk.allocate(request)
    walk.prioritised(*requests)
    refused, agreed = requests[0], walk.request("accepted", personal_data=True)
    said = making.decision(cast.supplier, reasons=TEXT, opinion=TEXT, alternatives=TEXT)
    annex = {"text": TEXT * 4, "provision": "18 kap. 8 § 3 OSL", "shared": True}
    refusal = refusal_acts.refuse(refused, by=cast.supplier_boss, annex=annex, **said)
    slip = {"slip": TEXT, "obvious": True, "reasons": TEXT.replace("högre", "stora")}
    words = {name: getattr(refusal.words, name) for name in ("alternatives", "account")}
    refusal_acts.correct(refusal, by=cast.supplier_boss, **slip, **words)
    changed = {"outcome": "reasons", "ground": "capacity", "reasons": TEXT * 2, "heard": TEXT}
    refusal = type(refusal).objects.get(pk=refusal.pk)
    change_acts.reconsider(refusal, by=cast.supplier_boss, **making.lifting(cast.supplier, **changed))
    agreement = walk.agreement(agreed)
    agreement_acts.revise(
        agreement,
        by=cast.applicant,
        content=making.content(service_levels=TEXT, exit=TEXT),
        terms=terms,
        sub_processors=[{"name": NAMES[0], "task": "Övervakning", "country": "Sverige"}] * 2,
    )
    making.work()
    agreement_acts.present(agreement, by=cast.applicant)
    agreement_acts.sign(agreement, by=cast.applicant_boss)
    agreement_acts.sign(agreement, by=cast.supplier_boss)
    making.work()


def _of_the_account():
    example = json.loads((TOP / "itdrift/example_cut.json").read_text())
    account = example["cut"]
    suppliers = {row["agency"]: name for row, name in zip(account["suppliers"], NAMES, strict=False)}
    text = json.dumps(account)
    for short, long in {**suppliers, "Lagring med hög tillgänglighet": SERVICE}.items():
        text = text.replace(json.dumps(short)[1:-1], json.dumps(long)[1:-1])
    text = re.sub('"ÖK 2026-00(.)"', r'"SWEDAC 2026/00000\1-12"', text)
    cut = json.loads(text) | {"edition": 2, "correction": CORRECTION, "coordinator": NAMES[0]}
    narrative = dict.fromkeys(example["narrative"], TEXT)
    document.draw(cut, narrative, DECISION, demo=True)
    part = {
        "heading": f"Beslut {NUMBER}",
        "agency": NAMES[0],
        "provision": "18 kap. 8 § 3 OSL",
        "marked_on": "2026-09-03",
    }
    document.draw_annex(2026, [{**part, "text": TEXT}] * 2, DECISION, sender=NAMES[0])


@pytest.fixture
def read(papers):
    """Each paper with its name, its tags and its lines."""
    for _, html, content in papers:
        if content not in opened:
            opened[content] = Paper(html, content)
    return [(name.removeprefix("paper/").removesuffix(".html"), opened[content]) for name, _, content in papers]


opened = {}


def wrong(read, find):
    """What is found in each paper, where there is any."""
    return {name: found for name, paper in read if (found := find(paper))}


def test_there_is_no_other_paper(papers):
    assert {name for name, _, _ in papers} == OWN
    assert len(papers) >= len(OWN) + 1  # a letter that is corrected, too


def test_they_are_in_swedish_as_it_is_written_in_sweden(read):
    assert {paper.document.lang for _, paper in read} == {"sv-SE"}


def test_nothing_is_read_aloud_that_says_nothing(read):
    def dots(paper):
        return [line for runs in paper.lines.values() if not (line := runs[0].text).strip(". ")]

    assert wrong(read, dots) == {}


def test_a_link_is_one_and_says_where_it_leads(read):
    def lost(paper):
        links, told = paper.of("Link"), paper.annotations
        owned = [place for link in links for place in link.objrs]
        assert sorted(owned) == sorted(told)
        nested = [link for link in links if any(inner.type == "Link" for inner in link.descendants())]
        words = [told[link.objrs[0]].contents for link in links]
        anchors = [text for text in words if not text or f'id="{text}"' in paper.html]
        return nested + anchors

    assert wrong(read, lost) == {}


def test_a_table_of_contents_is_one_with_one_link_a_row(read):
    contents = {name: paper for name, paper in read if paper.of("TOC")}
    assert set(contents) == {"agreement", "report"}
    for paper in contents.values():
        assert {tuple(kid.type for kid in row.children) for row in paper.of("TOCI")} <= {
            ("Reference",),
            ("Reference", "TOC"),
        }
        for row in paper.of("TOCI"):
            (link,) = row.children[0].children
            *words, page = paper.text(link).split()
            told = paper.annotations[link.objrs[0]].contents.split()
            assert (words[-len(told) :], page.isdigit()) == (told, True)
        assert {kid.type for toc in paper.of("TOC") for kid in toc.children} == {"TOCI"}


def test_a_note_is_read_where_it_is_called(read):
    paper = dict(read)["report"]
    notes = paper.of("Note")
    assert len(notes) == 7
    assert len({note.id for note in notes}) == 7
    for note in notes:
        before = note.parent.children[note.parent.children.index(note) - 1]
        assert (note.parent.type, before.type) == ("P", "Reference")
        label = next(kid for kid in note.children if kid.type == "Lbl")
        assert paper.text(label).strip(" .") == paper.text(before)


def test_each_row_has_a_header_of_its_own(read):
    def headless(paper):
        rows = [(row, row.logical_children[0]) for row in paper.of("TR") if row.logical_parent.type == "TBody"]
        assert rows
        return [paper.text(first) for _, first in rows if (first.type, first.attr("Scope")) != ("TH", "Row")]

    assert wrong(read, headless) == {}


def test_nothing_is_torn(read):
    assert wrong(read, Paper.torn) == {}


def test_no_number_ends_on_another_line(read):
    whole = {("FK", "2026/000003-6"), ("FK", "2026/000003-6."), ("9", "§"), ("10", "§"), ("kl.", "14.00.")}
    assert wrong(read, lambda paper: paper.breaks() & whole) == {}


def test_a_word_is_hyphenated_only_where_it_is_wider_than_its_cell(read):
    assert wrong(read, Paper.parted_with_room) == {}


def test_no_page_has_the_end_alone(read):
    def alone(paper):
        headings = [(mark.page, head) for head in paper.of("H1", "H2", "H3") for mark in _first_mark(head)]
        first = {
            page: min(line[0].order for (at, _), line in paper.lines.items() if at == page) for page, _ in headings
        }
        return [
            paper.text(head)
            for page, head in headings
            if paper.fragments(head)[0][0].order == first[page] and paper.text(head).strip("0123456789 ") in ENDS
        ]

    assert wrong(read, alone) == {}


def _first_mark(element):
    return [mark for kid in [element, *element.descendants()] for mark in kid.mcrefs][:1]


def test_a_table_that_goes_on_says_its_name(read):
    def nameless(paper):
        parts, tables = len(paper.of("Table")), len(paper.source.findall(".//table"))
        named = sum("Forts. " in paper.furniture(page) for page in paper.pages)
        return (parts - tables, named) if parts - tables != named else None

    assert wrong(read, nameless) == {}
    assert "Forts. Tabell 1. Skillnader mellan utgåva 1 och utgåva 2" in " ".join(
        map(dict(read)["report"].furniture, dict(read)["report"].pages)
    )


def test_nothing_is_too_small_to_read(read):
    def small(paper):
        return {
            run.text
            for runs in paper.lines.values()
            for run in runs
            if run.size < 7.9 and run.text.strip(" 0123456789")
        }

    assert wrong(read, small) == {}


def test_why_has_the_widest_column_of_an_order(read):
    """9 §: what the decision is about is what it says of each place."""
    paper = dict(read)["prioritisation"]
    reasons = [row.logical_children[-1] for row in paper.of("TR") if len(row.logical_children) == 5]
    widths = [[_width(paper, cell) for cell in row.logical_parent.logical_children] for row in reasons]
    assert all(max(row) == row[-1] for row in widths)


def _width(paper, cell):
    boxes = [run.bbox for line in paper.fragments(cell) for run in line]
    return max(box[2] for box in boxes) - min(box[0] for box in boxes)
