"""What an office document is, by its own table of contents; what in it would act when it is opened; and its words."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from .office_parts import END, PACKED, START, WORDS, Bounds, Event, TooLargeToLookAtError, check_entries, events, is_xml

MOST_TEXT = 3_000_000  # characters that are looked through for what may not be stored: some seconds
DEEP = 3  # documents inside documents
MOST_INSIDE = 30_000_000  # bytes of one of them

MACROS = "makron"
CONTROLS = "ActiveX-kontroller"
OBJECT = "inbäddade objekt"
PROGRAM = "program"
DDE = "fält som hämtar uppgifter från andra program (DDE)"
TEMPLATE = "en mall som hämtas från en annan plats"
LINKED = "delar som hämtas från en annan plats (länkade bilder, objekt eller filer)"

MACRO_PARTS = re.compile(r"(^|/)(vbaProject\w*\.bin|vbaData\.xml|macrosheets/.*|Basic/.*|Scripts/.*)$", re.IGNORECASE)
CONTROL_PARTS = re.compile(r"(^|/)activeX/", re.IGNORECASE)
OBJECT_PARTS = re.compile(r"(^|/)(embeddings/.*\.bin|Object \d+/?.*\.bin)$", re.IGNORECASE)
EXECUTABLE = re.compile(
    r"\.(exe|dll|com|scr|pif|cpl|ocx|sys|bat|cmd|ps1|psm1|js|jse|vb|vbs|vbe|ws|wsf|wsh|wsc|sct|hta|chm|lnk|url|website|scf|"
    r"msi|msp|mst|msix|appx|appref-ms|application|settingcontent-ms|library-ms|search-ms|reg|inf|xll|wll|iso|img|vhd|vhdx|jar|sh|py)$",
    re.IGNORECASE,
)
OLE, RTF, STARTS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rt", (b"MZ", b"\x7fELF", b"#!")

FAR = re.compile(r"\s*(?!data:)([a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)
OWN_DISK = re.compile(
    r"(file:///)?[a-z]:[\\/]|\w(?:[\w .,()-]|%(?!2f|5c|3a)[\da-f]{2})*$", re.IGNORECASE
)  # of whoever wrote it: nothing is fetched over a network
MAY_BE_ON_OWN_DISK = ("attachedTemplate", "externalLinkPath")
RELATIONS = {
    "vbaproject": MACROS,
    "xlmacrosheet": MACROS,
    "xlintlmacrosheet": MACROS,
    "control": CONTROLS,
    "activexcontrolbinary": CONTROLS,
}
FETCHED = ("image", "object", "object-ole", "section-source", "table-source", "floating-frame", "plugin", "applet")
SCRIPT = re.compile(r"\s*(vnd\.sun\.star\.script|macro|javascript|vbscript|slot|service|\.uno):", re.IGNORECASE)
FIELD_ACTS = re.compile(
    r"\bDDE(AUTO)?\b|\bQUOTE\s+\d+\s+\d|\bLINK\s+\w{1,40}\.\w|\bINCLUDE(TEXT|PICTURE)\s.{0,9}(https?:|\\\\|//)",
    re.IGNORECASE,
)

ANYWHERE = {"delText", "t", "v"}  # where words stand, whatever the part of an OOXML file is called
HEADERS = {f"{which}{where}" for which in ("odd", "even", "first") for where in ("Header", "Footer")}
FACTS = {"title", "subject", "description", "keyword", "keywords", "category", "contentStatus", "lpwstr", "text"}
PARAGRAPHS = {"h", "p"}  # all in one of an OpenDocument file is words
BETWEEN = {"tab": "\t", "s": " "} | dict.fromkeys(
    ["br", "line-break", "si", "is", "row", *PARAGRAPHS, *HEADERS, *FACTS], "\n"
)
NUMBER = re.compile(r"[\d.,eE+\-\s]*")
HEADER_CODES = re.compile(r'&(?:"[^"&]{0,99}"|\d{1,3}|K[0-9A-Fa-f]{6}|[A-Za-z])')


def main_type(packed: ZipFile) -> str:
    """Return the content type of the main part of an OOXML file, wherever that part stands; "" of another file."""
    types = (kind.removeprefix("application/") for kind in _types(packed))
    return next((kind for kind in types if kind.endswith(("main+xml", ".main"))), "")


def _types(packed: ZipFile) -> list[str]:
    bounds = Bounds()
    for part in bounds.parts_of(packed):
        if part.filename.lower() == "[content_types].xml":
            tags = events(packed, part, bounds)
            return [said["ContentType"] for _, _, said in tags if said and "ContentType" in said]
    return []


def odf_type(packed: ZipFile) -> str:
    """Return what an OpenDocument file says that it is; "" of another file."""
    if "mimetype" not in packed.namelist():
        return ""
    with packed.open("mimetype") as opened:
        return opened.read(200).decode("ascii", "replace").strip()


def active(packed: ZipFile) -> str:
    """Return what in the document would act when it is opened, in words; "" when nothing would.

    Raises TooLargeToLookAtError where there is more than is looked at, and ValueError where a part is not what it says.
    """
    return next(_active(packed, Bounds(), DEEP), "")


def _active(packed: ZipFile, bounds: Bounds, deep: int) -> Iterator[str]:
    parts = bounds.parts_of(packed)
    names = [part.filename for part in parts]
    types = " ".join(_types(packed)).lower()
    if "macroenabled" in types or "vbaproject" in types or any(map(MACRO_PARTS.search, names)):
        yield MACROS
    if "activex" in types or any(map(CONTROL_PARTS.search, names)):
        yield CONTROLS
    if any(map(OBJECT_PARTS.search, names)):
        yield OBJECT
    if any(map(EXECUTABLE.search, names)):
        yield PROGRAM
    for part in parts:
        yield from _of_part(packed, part, bounds, deep)


def _of_part(packed: ZipFile, part: ZipInfo, bounds: Bounds, deep: int) -> Iterator[str]:
    with packed.open(part) as opened:
        begins = bounds.read(opened, 64)
    if begins.startswith((OLE, RTF)):
        yield OBJECT
    if begins.startswith(STARTS):
        yield PROGRAM
    if begins.startswith(PACKED):
        yield from _inside(packed, part, bounds, deep)
    elif is_xml(part, begins):
        yield from _of_xml(events(packed, part, bounds))


def _inside(packed: ZipFile, part: ZipInfo, bounds: Bounds, deep: int) -> Iterator[str]:
    """What acts in a document inside the document: the figures behind a diagram are a workbook of their own."""
    if not deep or part.file_size > MOST_INSIDE:
        raise TooLargeToLookAtError
    with packed.open(part) as opened:
        content = bounds.read(opened, MOST_INSIDE)
    check_entries(content)
    with ZipFile(BytesIO(content)) as inner:
        yield from _active(inner, bounds, deep - 1)


def _of_xml(found: Iterator[Event]) -> Iterator[str]:
    """A field's code may be parted over many runs of text."""
    code, inside = [], ""
    for kind, name, attributes in found:
        if attributes is not None:
            inside = name
            code.append(attributes.get("instr", ""))
            yield from _of_tag(name, attributes)
        elif kind == END:
            inside = ""
        elif inside in ("instrText", "delInstrText"):
            code.append(name)
    if FIELD_ACTS.search("".join(code)):
        yield DDE


def _of_tag(name: str, attributes: dict[str, str]) -> Iterator[str]:
    if name == "Relationship":
        yield from _of_relationship(attributes)
    if name == "ddeLink" or name.startswith("dde-") or "DDE(" in attributes.get("formula", "").upper():
        yield DDE
    if name == "script" or SCRIPT.match(attributes.get("href", "")) or "macro-name" in attributes:
        yield MACROS
    if name == "oleLink" or (name in FETCHED and FAR.match(attributes.get("href", ""))):
        yield LINKED


def _of_relationship(attributes: dict[str, str]) -> Iterator[str]:
    kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
    if kind.lower() in RELATIONS:
        yield RELATIONS[kind.lower()]
    outside = attributes.get("TargetMode", "").strip().lower() == "external" or FAR.match(target)
    if not outside or kind == "hyperlink" or (kind in MAY_BE_ON_OWN_DISK and OWN_DISK.match(target)):
        return
    yield TEMPLATE if kind == "attachedTemplate" else LINKED


def text_of(packed: ZipFile) -> str:
    """Return what is written in the document, a paragraph or a cell a line; the beginning of one that is very long."""
    bounds, written, length = Bounds(), list[str](), 0
    where = ANYWHERE | HEADERS | FACTS | (PARAGRAPHS if odf_type(packed) else set())
    for part in sorted(bounds.parts_of(packed), key=lambda part: part.filename.startswith("docProps/")):
        with packed.open(part) as opened:
            begins = bounds.read(opened, 64)
        for text in _words(events(packed, part, bounds), where) if is_xml(part, begins) else ():
            written.append(text)
            length += len(text)
            if length > MOST_TEXT:
                return "".join(written)
    return "".join(written)


def _words(found: Iterator[Event], where: set[str]) -> Iterator[str]:
    within: list[str] = []
    for kind, name, _attributes in found:
        if kind == START and name in where:
            within.append(name)
        elif kind == WORDS and within:
            yield _shown(name, within[-1])
        elif kind == END:
            if name in where and within:
                within.pop()
            yield BETWEEN.get(name, "")


def _shown(text: str, inside: str) -> str:
    if inside == "v":
        return "" if NUMBER.fullmatch(text) else f"{text}\n"
    return HEADER_CODES.sub("\n", text) if inside in HEADERS else text
