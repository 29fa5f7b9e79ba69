"""What an office document is, by its own table of contents; what in it would act when it is opened; and its words."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from zipfile import ZipFile

MOST = 5_000_000  # bytes of one part that are looked through, however far it would unpack
MOST_TEXT = 3_000_000  # characters that are looked through for what may not be stored: some seconds
ALL_PARTS = 200_000_000  # bytes of them together
PARTS = 2000  # more than a document of a thousand pages has

MACROS = "makron"
CONTROLS = "ActiveX-kontroller"
OBJECT = "inbäddade objekt"
PROGRAM = "program"
DDE = "fält som hämtar uppgifter från andra program (DDE)"
TEMPLATE = "en mall som hämtas från internet"

MACRO_PARTS = re.compile(r"(^|/)(vbaProject\w*\.bin|vbaData\.xml|macrosheets/.*|Basic/.*|Scripts/.*)$", re.IGNORECASE)
CONTROL_PARTS = re.compile(r"(^|/)activeX/", re.IGNORECASE)
OBJECT_PARTS = re.compile(r"(^|/)(embeddings/.*\.bin|Object \d+/?.*\.bin)$", re.IGNORECASE)
EXECUTABLE = re.compile(r"\.(exe|dll|com|scr|bat|cmd|ps1|js|jse|vbs|vbe|wsf|hta|lnk|msi|jar|sh|py)$", re.IGNORECASE)
OLE, STARTS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"MZ", b"\x7fELF", b"#!")
MAIN = re.compile(r'<Override\b[^<>]*ContentType="([^"<]*\bmain\+xml|[^"<]*\.main)"', re.IGNORECASE)
FIELD_CODE = re.compile(r"<w:instrText\b[^<>]*>([^<]*)<|<w:fldSimple\b[^<>]*w:instr=\"([^\"<]*)\"")
FROM_AFAR = re.compile(
    r"<Relationship\b(?=[^<>]*/attachedTemplate\")(?=[^<>]*Target=\"\s*(?:https?|ftp|mhtml):)[^<>]*>", re.IGNORECASE
)
RUNS = re.compile(r"<(?:w:t|a:t|t)(?:\s[^<>]*)?>([^<]*)<|</(w:p|a:p|si|row)>|<(w:tab|w:br)\b")
TAGS = re.compile(r"</text:(?:p|h)>|<text:line-break|<[^<>]*>")
TEXTS = re.compile(
    r"^(word/(document|header|footer|footnotes|endnotes|comments)\w*|xl/(sharedStrings|worksheets/\w+)|ppt/(slides|notesSlides)/\w+)\.xml$"
)


def read(packed: ZipFile, name: str, most: int = MOST) -> bytes:
    """Return the beginning of one part; nothing of one that is not there."""
    if name not in packed.namelist():
        return b""
    with packed.open(name) as opened:
        return opened.read(most)


def text_of_part(packed: ZipFile, name: str) -> str:
    return read(packed, name).decode("utf-8", "replace")


def main_type(packed: ZipFile) -> str:
    """Return the content type of the main part of an OOXML file, wherever that part stands; "" of another file."""
    found = MAIN.search(text_of_part(packed, "[Content_Types].xml"))
    return found.group(1).removeprefix("application/") if found else ""


def active(packed: ZipFile) -> str:
    """Return what in the document would act when it is opened, in words; "" when nothing would."""
    return next(_active(packed), "")


def _active(packed: ZipFile) -> Iterator[str]:
    names = packed.namelist()
    if len(names) > PARTS or sum(min(part.file_size, MOST) for part in packed.infolist()) > ALL_PARTS:
        yield "fler eller större delar än som kan granskas"
    types = text_of_part(packed, "[Content_Types].xml")
    if "macroEnabled" in types or "vbaProject" in types or any(map(MACRO_PARTS.search, names)):
        yield MACROS
    if any(map(CONTROL_PARTS.search, names)):
        yield CONTROLS
    if any(map(OBJECT_PARTS.search, names)):
        yield OBJECT
    for name in names:
        yield from _of_part(packed, name)


def _of_part(packed: ZipFile, name: str) -> Iterator[str]:
    begins = read(packed, name, 8)
    if begins == OLE:
        yield OBJECT
    if EXECUTABLE.search(name) or begins.startswith(STARTS):
        yield PROGRAM
    suffix = PurePosixPath(name).suffix
    if suffix == ".rels" and FROM_AFAR.search(text_of_part(packed, name)):
        yield TEMPLATE
    if suffix == ".xml" and name.startswith("word/") and _has_dde(text_of_part(packed, name)):
        yield DDE
    if suffix == ".xml" and name.startswith("xl/externalLinks/") and "<ddeLink" in text_of_part(packed, name):
        yield DDE


def _has_dde(xml: str) -> bool:
    """A field's code may be parted over many runs of text."""
    code = "".join(run or simple for run, simple in FIELD_CODE.findall(xml))
    return bool(re.search(r"\bDDE(AUTO)?\b", code, re.IGNORECASE))


def text_of(packed: ZipFile) -> str:
    """Return what is written in the document, a paragraph or a cell a line; the beginning of one that is very long."""
    written: list[str] = []
    for name in filter(TEXTS.match, packed.namelist()):
        if sum(map(len, written)) < MOST_TEXT:
            written.append(_runs(text_of_part(packed, name)))
    if content := text_of_part(packed, "content.xml"):
        written.append(
            TAGS.sub(lambda tag: "\n" if tag.group(0).startswith(("</text:", "<text:line")) else "", content)
        )
    return unescape("\n".join(written))


def _runs(xml: str) -> str:
    return "".join(
        text or ("\n" if end or between == "w:br" else "\t" if between else "")
        for text, end, between in RUNS.findall(xml)
    )
