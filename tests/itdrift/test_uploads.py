"""Which files are taken in: told by their content, whatever they are called."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from itdrift.uploads import CONTENT_TYPES, clean_name, kind_of

from ..onboarding.letters.files import DOCX, JPEG, PDF, PNG, office, open_document, packed

TAKEN = {
    "a.pdf": PDF,
    "a.PDF": PDF,
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.docx": DOCX,
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
    "aktiv.docx": (office("word/document.xml", **{"word/activeX/activeX1.bin": "x"}), MACROS),
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


def test_a_packed_bomb_is_not_unpacked():
    bomb = packed({"[Content_Types].xml": "0" * 50_000_000, "word/document.xml": "<x/>"})
    assert len(bomb) < 100_000
    assert kind_of("bomb.docx", bomb).suffixes == (".docx",)


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
