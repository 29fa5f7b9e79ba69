"""Which files are taken in, told by what they contain: documents, pictures and text, never programs or macros."""

import logging
import re
import unicodedata
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

import pikepdf
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler

from . import office_files, office_parts, pdf_actions, pictures

log = logging.getLogger(__name__)
NAME_LENGTH = 150
TOGETHER = 4  # times the size of one file: what one request may bring

# What zipfile raises at a file that is broken, or made to break.
UNREADABLE = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)


class Limited(FileUploadHandler):
    """Turns a request away before it is read, when it brings more than the files of one act may weigh."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        if content_length > most_together() + 1024 * 1024:
            raise RequestDataTooBig("more files than one act takes in")

    def receive_data_chunk(self, raw_data, start):
        return raw_data  # to the handlers that keep it

    def file_complete(self, file_size):
        return None


class OnDisk(TemporaryFileUploadHandler):
    """Keeps a file on disk while the request lasts. Where there is no room, the file is left out and the request says so.

    What else was sent is read all the same: `unsent.KeepWithoutRoom` keeps it.
    """

    def new_file(self, *args, **kwargs):
        with self._or_skipped():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        with self._or_skipped():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        try:
            return super().file_complete(file_size)
        except OSError:
            self._give_up()
            return None

    @contextmanager
    def _or_skipped(self):
        try:
            yield
        except OSError as error:
            self._give_up()
            raise SkipFile from error

    def _give_up(self):
        log.exception("No room for a file that was sent")
        self.request.no_room = True
        if hasattr(self, "file"):
            with suppress(OSError):  # what is left of it does not fit either
                self.file.close()


def most_together():
    """Return how many bytes the files of one act may weigh together."""
    return TOGETHER * settings.ATTACHMENT_MAX_MB * 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A FileKind says what files of the kind are called in words, how their names may end, and their media type."""

    label: str
    suffixes: tuple
    content_type: str


OFFICE, OPEN = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
PDF = FileKind("en PDF", (".pdf",), "application/pdf")
PNG = FileKind("en PNG-bild", (".png",), "image/png")
JPEG = FileKind("en JPEG-bild", (".jpg", ".jpeg"), "image/jpeg")
TEXT = FileKind("en textfil", (".txt",), "text/plain")
CSV = FileKind("en CSV-fil", (".csv",), "text/csv")
WORD = FileKind("ett Word-dokument", (".docx",), OFFICE + "wordprocessingml.document")
EXCEL = FileKind("ett Excel-kalkylblad", (".xlsx",), OFFICE + "spreadsheetml.sheet")
POWERPOINT = FileKind("en PowerPoint-presentation", (".pptx",), OFFICE + "presentationml.presentation")
OOXML = {f"{kind.content_type.removeprefix('application/')}.main+xml": kind for kind in (WORD, EXCEL, POWERPOINT)}
RELATED = {  # what is not taken in, and what to save it as
    "wordprocessingml.template": ("en Word-mall", WORD),
    "spreadsheetml.template": ("en Excel-mall", EXCEL),
    "ms-excel.sheet.binary": ("ett binärt Excel-kalkylblad", EXCEL),
    "presentationml.template": ("en PowerPoint-mall", POWERPOINT),
    "presentationml.slideshow": ("ett PowerPoint-bildspel", POWERPOINT),
}
ODF = {
    OPEN + "text": FileKind("ett OpenDocument-dokument", (".odt",), OPEN + "text"),
    OPEN + "spreadsheet": FileKind("ett OpenDocument-kalkylblad", (".ods",), OPEN + "spreadsheet"),
    OPEN + "presentation": FileKind("en OpenDocument-presentation", (".odp",), OPEN + "presentation"),
}
KINDS = [PDF, *OOXML.values(), *ODF.values(), PNG, JPEG, TEXT, CSV]
CONTENT_TYPES = [kind.content_type for kind in KINDS]
SUFFIXES = [suffix for kind in KINDS for suffix in kind.suffixes]
MAGIC = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
TOO_LARGE_TO_LOOK_AT = (
    "”{}” har fler eller större delar än som kan granskas. Spara den på nytt, eller som PDF, och försök igen."
)
TOO_LARGE_PDF = "”{}” har fler eller större delar än som kan granskas. Skriv ut den som en ny PDF och försök igen."
UNREADABLE_FILE = "”{}” går inte att läsa. Spara den på nytt, utan lösenord, och försök igen."
TOO_MANY_POINTS = "”{}” har fler än 50 miljoner bildpunkter. Spara den i en mindre storlek och försök igen."
POSITION = (
    "”{}” visar i sina egenskaper var bilden är tagen (GPS). Ta bort platsen ur bildens egenskaper och bifoga den igen. Hör platsen "
    "till saken: skriv den i texten, eller bifoga bilden i en PDF."
)
ACTIVE = "”{0}” innehåller {1}. Spara den utan {1} och försök igen."
IN_WORDS = "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, text och CSV"
MARKUP = re.compile(rb"\s*(<(!|\?|html|head|body|svg|script|iframe|math)|\{\\rtf|#!)", re.IGNORECASE)
NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of(name, content):
    """Return the FileKind that the content (bytes) is, when the name ends accordingly.

    Raises ValidationError in the user's words.
    """
    if not content:
        raise ValidationError(f"”{name}” är tom.")
    suffix = PurePosixPath(name).suffix.lower()
    kind = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)
    if content.startswith(b"PK\x03\x04"):
        kind = _packed(name, content)
    elif kind == PDF:
        _check_pdf(name, content)
    elif kind in (PNG, JPEG):
        _check_picture(name, content)
    elif kind is None:
        kind = _plain(suffix, content)
    if kind is None:
        raise ValidationError(f"”{name}” är av ett slag som inte tas emot. Bifoga {IN_WORDS}, utan lösenord.")
    if suffix not in kind.suffixes:
        raise ValidationError(
            f"”{name}” är {kind.label} men namnet säger något annat. Låt det sluta på {kind.suffixes[0]}."
        )
    return kind


def _packed(name, content):
    """Return the FileKind of an office document, which is a zip with a table of its contents in it."""
    try:
        office_parts.check_entries(content)
        with ZipFile(BytesIO(content)) as packed:
            main = office_files.main_type(packed)
            _check_related(name, main)
            kind = OOXML.get(main) or ODF.get(office_files.odf_type(packed))
            acts = office_files.active(packed) if kind or "macroEnabled" in main else ""
    except office_parts.TooLargeToLookAtError as error:
        raise ValidationError(TOO_LARGE_TO_LOOK_AT.format(name)) from error
    except UNREADABLE as error:
        raise ValidationError(UNREADABLE_FILE.format(name)) from error
    if acts:
        raise ValidationError(ACTIVE.format(name, acts))
    return kind


def _check_related(name, main):
    if found := next((told for part, told in RELATED.items() if part in main), None):
        label, other = found
        raise ValidationError(
            f"”{name}” är {label}, som inte tas emot. Spara den som {other.label} ({other.suffixes[0]})."
        )


def _check_pdf(name, content):
    """Raise ValidationError for one that asks for a password, cannot be read, or does something when it is opened."""
    try:
        pdf_actions.check_size(content)
        with pikepdf.open(BytesIO(content)) as pdf:
            acts = pdf_actions.active(pdf)
            if not len(pdf.pages):
                raise ValidationError(UNREADABLE_FILE.format(name))
    except pikepdf.PasswordError as error:
        raise ValidationError(f"”{name}” är skyddad med lösenord. Spara den utan lösenord och försök igen.") from error
    except office_parts.TooLargeToLookAtError as error:
        raise ValidationError(TOO_LARGE_PDF.format(name)) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, zlib.error) as error:
        raise ValidationError(UNREADABLE_FILE.format(name)) from error
    if acts:
        raise ValidationError(ACTIVE.format(name, acts))


def _check_picture(name, content):
    try:
        tells_where = pictures.tells_where(content)
    except pictures.TooManyPointsError as error:
        raise ValidationError(TOO_MANY_POINTS.format(name)) from error
    except pictures.BROKEN as error:
        raise ValidationError(UNREADABLE_FILE.format(name)) from error
    if tells_where:
        raise ValidationError(POSITION.format(name))


def text_in(kind, content):
    """Return what is written in a file of the kind, where it is text or an office document; "" of pictures and PDF."""
    if kind in (TEXT, CSV):
        return _decoded(content[: office_files.MOST_TEXT])
    if kind in (*OOXML.values(), *ODF.values()):
        with ZipFile(BytesIO(content)) as packed:
            return office_files.text_of(packed)[: office_files.MOST_TEXT]
    return ""


def _decoded(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # or a letter is cut in two at the end: what matters is in ASCII


def _plain(suffix, content):
    """Return the FileKind of text, which has no marks of its own: nothing but characters, and no markup or program."""
    if MARKUP.match(content) or NOT_IN_TEXT.search(content):
        return None
    return CSV if suffix == ".csv" else TEXT


def clean_name(name):
    """Return the file's name without folders, control characters or marks that turn the direction; at most NAME_LENGTH."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "-", re.sub(r"\s+", " ", name)).strip(" .")
    path = PurePosixPath(name or "bilaga")
    return path.stem[: NAME_LENGTH - len(path.suffix[:20])] + path.suffix[:20]
