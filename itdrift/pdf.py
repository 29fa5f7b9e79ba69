"""From HTML to the archive's PDF, tagged, PDF/A-3a and PDF/UA-1; the only module that knows WeasyPrint."""

import datetime
import gc
import mimetypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import pydyf
from fontTools.ttLib import woff2
from weasyprint import HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from . import pdf_tags, pdf_words

STATIC = Path(__file__).resolve().parent.parent / "static"
_ONE_AT_A_TIME = Lock()  # the environment belongs to the whole process
_PDF_UA = (STATIC / "paper" / "pdfua.xmp").read_bytes()  # WeasyPrint declares one standard a file


@dataclass(frozen=True)
class Attached:
    """An Attached is a file carried inside the PDF.

    `relationship`: Source, Data, Alternative, Supplement or Unspecified.
    """

    name: str
    content: bytes
    mime: str
    description: str
    relationship: str = "Data"


def draw(html: str, *, identifier: str, date: datetime.datetime, attachments: Sequence[Attached] = ()) -> bytes:
    """Return a tagged PDF/A-3a that is also PDF/UA-1, the same bytes for the same input in any process and on any day.

    `date` is aware and stands as both created and modified. Files are named `static:path below static/`;
    any other address raises ValueError, with nothing fetched.
    """
    if date.tzinfo is None:
        raise ValueError("The date of a document needs a time zone.")
    moment = date.astimezone(datetime.UTC).replace(microsecond=0)
    fetcher = StaticFiles()
    with _ONE_AT_A_TIME, _day_of(moment), _garbage_kept():
        carried = sorted(attachments, key=lambda attached: attached.name)
        drawn = _write(_lay_out(html, moment, fetcher), identifier, moment, carried)
    if fetcher.refused:
        raise ValueError(f"Only files below static/ may stand in a document, not {fetcher.refused[0][:200]}")
    return drawn


class StaticFiles(URLFetcher):
    """Opens `static:` addresses below static/, no network and no other files; remembers what it refused."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        path = (STATIC / name).resolve()
        if scheme != "static" or not path.is_relative_to(STATIC) or not path.is_file():
            self.refused.append(url)
            raise ValueError(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        content = _unpacked(path) if path.suffix == ".woff2" else path.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": kind})


@cache
def _unpacked(font: Path) -> bytes:
    """Return a font as WeasyPrint unpacks it, but once a process, not for each document: that is most of the drawing."""
    out = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), out)
    return out.getvalue()


@contextmanager
def _day_of(moment: datetime.datetime) -> Iterator[None]:
    """Without HarfBuzz's subsetter fontTools does its work, and stamps each font with the time it finds here."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """A document is one growing tree with nothing in it to collect.

    Looking through it again and again is a seventh of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)  # all that is new, and nothing of the program


def _page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """Keep pydyf's own list until a page is added: it lists every page anew for each tag, a third of the time."""
    kids = pdf.pages["Kids"]
    if len(getattr(pdf, "_references", ())) * 3 != len(kids):
        pdf._references = tuple(f"{number} 0 R".encode() for number in kids[::3])
    references: tuple[bytes, ...] = pdf._references
    return references


pydyf.PDF.page_references = property(_page_references)


def _lay_out(html: str, moment: datetime.datetime, fetcher: StaticFiles) -> Document:
    page = HTML(string=html, base_url="static:", url_fetcher=fetcher)
    pdf_words.prepare(page.etree_element)
    document = page.render(font_config=FontConfiguration(), pdf_variant="pdf/a-3a")
    metadata = document.metadata
    if not (metadata.title and metadata.lang):
        raise ValueError("A document needs a <title> and <html lang>.")
    metadata.created = metadata.modified = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    described = metadata.generate_rdf_metadata
    metadata.generate_rdf_metadata = lambda *of: described(*of).replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>")
    return document


def _write(document: Document, identifier: str, moment: datetime.datetime, attachments: Sequence[Attached]) -> bytes:
    def finish(_: Document, pdf: pydyf.PDF) -> None:
        _check_fonts(document)
        _name_types(pdf, attachments)
        pdf_tags.finish(document, pdf)

    carried = [_carried(attached, moment, document.url_fetcher) for attached in attachments]
    options = {"pdf_variant": "pdf/a-3a", "pdf_identifier": identifier.encode(), "attachments": carried}
    drawn: bytes = document.write_pdf(finisher=finish, **options)
    return drawn


def _carried(attached: Attached, moment: datetime.datetime, fetcher: StaticFiles) -> Attachment:
    told = {"name": attached.name, "description": attached.description, "relationship": attached.relationship}
    return Attachment(string=attached.content, created=moment, modified=moment, url_fetcher=fetcher, **told)


def _check_fonts(document: Document) -> None:
    """A character that our fonts lack would be an empty box, or a glyph of the machine's fonts and other bytes elsewhere."""
    lacking = {chr(codepoint) for font in document.fonts.values() for codepoint in font.missing}
    strange = {font.family for font in document.fonts.values()} - {"Inter Paper", "DejaVu Paper"}
    if lacking or strange:
        raise ValueError(f"The fonts of the paper lack {sorted(lacking)}; others were used: {sorted(strange)}")


def _name_types(pdf: pydyf.PDF, attachments: Sequence[Attached]) -> None:
    """Name the types that were given, not guessed from the names, and associate each file once."""
    files = [it for it in pdf.objects if isinstance(it, pydyf.Stream) and it.extra.get("Type") == "/EmbeddedFile"]
    for file, attached in zip(files, attachments, strict=True):
        file.extra["Subtype"] = pydyf.name(attached.mime)
    if files:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
