"""The parts of a packed office document, read within bounds: no more than so many bytes, elements and names.

What is packed small may be endless when it is unpacked, and what cannot be looked at to its end is never said to be harmless.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

CHUNK = 64 * 1024
PARTS = 2000  # more than a document of a thousand pages has
BYTES = 100_000_000  # of XML and of documents inside the document, unpacked
ELEMENTS = 2_500_000  # with their attributes: some seconds
DEPTH = 5000  # of tags in each other
NAMES = 20_000  # different ones in one part; a schema has some hundreds
TOKEN = 1_000_000  # bytes of one tag or comment: older expat reads an unfinished one anew with each chunk
PACKED, ENTRY = b"PK\x03\x04", b"PK\x01\x02"
XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")


class TooLargeToLookAtError(Exception):
    """There is more of it than is looked at."""


# What stands in a part, in turn: a tag that begins (with attributes) or ends, or text. Names are without prefixes, which are free.
Event = tuple[str, str, dict[str, str] | None]

START, END, WORDS = "start", "end", "words"


class Bounds:
    """Bounds count what has been looked at of one file, with the documents inside it."""

    def __init__(self) -> None:
        self.bytes = self.elements = self.parts = self.depth = 0

    def read(self, opened: IO[bytes], most: int = CHUNK) -> bytes:
        chunk = opened.read(most)
        self.bytes += len(chunk)
        if self.bytes > BYTES:
            raise TooLargeToLookAtError
        return chunk

    def count(self, events: list[Event]) -> None:
        for kind, _name, attributes in events:
            if attributes is not None:
                self.elements += 1 + len(attributes)
                self.depth += 1
                if self.elements > ELEMENTS or self.depth > DEPTH:
                    raise TooLargeToLookAtError
            elif kind == END:
                self.depth -= 1

    def parts_of(self, packed: ZipFile) -> list[ZipInfo]:
        """Return the parts; raises what `zipfile` does at two of one name, of which each program reads another."""
        parts = [part for part in packed.infolist() if not part.is_dir()]
        self.parts += len(parts)
        if self.parts > PARTS:
            raise TooLargeToLookAtError
        if len({part.filename.lower() for part in parts}) < len(parts):
            raise BadZipFile("two parts of one name")
        if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
            raise BadZipFile("packed in a way that no office program packs")
        return parts


def check_entries(content: bytes) -> None:
    """Raise TooLargeToLookAtError where the table of contents alone would take too much room."""
    if content.count(ENTRY) > PARTS:
        raise TooLargeToLookAtError


def is_xml(part: ZipInfo, begins: bytes) -> bool:
    """Return whether it is read as XML: by its name or by how it begins, for a part may be called anything."""
    if not begins:
        return False
    return PurePosixPath(part.filename.lower()).suffix in (".xml", ".rels") or begins.lstrip().startswith(XML_STARTS)


def events(packed: ZipFile, part: ZipInfo, bounds: Bounds) -> Iterator[Event]:
    """Yield what stands in the part, which is XML. Raises ValueError where it is not, or declares entities of its own."""
    names: dict[str, str] = {}
    parser, found, fed = expat.ParserCreate(intern=names), list[Event](), 0
    _listen(parser, found)
    with packed.open(part) as opened:
        while chunk := bounds.read(opened):
            fed += len(chunk)
            _parse(parser, chunk)
            if fed - parser.CurrentByteIndex > TOKEN or len(names) > NAMES:
                raise TooLargeToLookAtError
            bounds.count(found)
            yield from found
            found.clear()
    _parse(parser, b"", last=True)
    yield from found


def _parse(parser: expat.XMLParserType, chunk: bytes, last: bool = False) -> None:
    try:
        parser.Parse(chunk, last)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError("not XML") from error


def _listen(parser: expat.XMLParserType, found: list[Event]) -> None:
    def starts(name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.append((START, name.rpartition(":")[2], local))

    def declares(_name: str, _system: str | None, _public: str | None, with_declarations: bool) -> None:
        if with_declarations:
            raise ValueError("declares entities")

    def is_skipped(_name: str, _parameter: bool) -> None:
        raise ValueError("an entity that nobody declared")

    parser.buffer_text = True
    parser.StartElementHandler = starts
    parser.EndElementHandler = lambda name: found.append((END, name.rpartition(":")[2], None))
    parser.CharacterDataHandler = lambda text: found.append((WORDS, text, None))
    parser.StartDoctypeDeclHandler = declares
    parser.SkippedEntityHandler = is_skipped
