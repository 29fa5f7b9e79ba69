"""What in a PDF would act when it is opened, looked at within bounds."""

import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf.settings import set_qpdf_limits

from .office_files import EXECUTABLE, OLE, STARTS
from .office_parts import TooLargeToLookAtError

WORDS = 2_000_000  # of all objects, outside streams: each takes qpdf 150 bytes
INSIDE = 200_000  # objects inside those that bear a mark
set_qpdf_limits(flate_max_memory=20_000_000)  # of a stream that qpdf itself must unpack, to find the objects

SCRIPTS = "JavaScript eller något som startar program"
FETCHES = "något som hämtar eller skickar uppgifter när den öppnas"
FORM = "ett dynamiskt formulär (XFA)"
ATTACHED = "en bifogad fil som är ett program eller inte går att granska"

MARKS = (b"/JS", b"/JavaScript", b"/Launch", b"/OpenAction", b"/AA", b"/XFA", b"/EF")
RUNS = ("/JavaScript", "/Launch")
AT_OPENING = ("/GoToR", "/GoToE", "/ImportData", "/SubmitForm", "/URI", "/Rendition", "/Movie")
STREAMS = re.compile(rb">>\s{0,9}stream\r?\n.*?(?:endstream|\Z)", re.DOTALL)
PARTED_BY = (b" ", b"\n", b"\r", b"\t", b"/", b"[", b"(", b"<")


def check_size(content: bytes) -> None:
    """Raise TooLargeToLookAtError for objects that would take too much room, before they are read."""
    if _words(STREAMS.sub(b"", content)) > WORDS:
        raise TooLargeToLookAtError


def _words(text: bytes) -> int:
    return sum(map(text.count, PARTED_BY))


def active(pdf: pikepdf.Pdf) -> str:
    """Return what in it would act when it is opened, in words; "" when nothing would.

    Raises TooLargeToLookAtError where there is more than is looked at.
    """
    _check_packed_objects(pdf)
    return next(_active(pdf), "")


def _check_packed_objects(pdf: pikepdf.Pdf) -> None:
    entries = pdf.get_xref_table().values()
    words = 0
    for number in {entry.obj_stream_number or 0 for entry in entries if entry.type == 2}:
        words += _words(_begins(pdf.get_object(number, 0), WORDS))
        if words > WORDS:
            raise TooLargeToLookAtError


def _begins(stream: Any, most: int) -> bytes:
    """Return its beginning, unpacked; what is packed twice, or otherwise than most are, is not looked at."""
    filters = stream.get("/Filter", ())
    filters = list(filters) if isinstance(filters, pikepdf.Array) else [filters] if filters else []
    if not filters:
        return bytes(stream.read_raw_bytes()[:most])
    if filters != ["/FlateDecode"]:
        raise TooLargeToLookAtError
    unpacking = zlib.decompressobj()
    found = unpacking.decompress(stream.read_raw_bytes(), most)
    if len(found) == most > 1000:
        raise TooLargeToLookAtError
    return found


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    looked_at = 0
    for thing in (pdf.trailer, *pdf.objects):
        for part in _dictionaries(thing):
            looked_at += 1
            if looked_at > INSIDE:
                raise TooLargeToLookAtError
            yield from _of_dictionary(part)


def _dictionaries(thing: Any) -> Iterator[Any]:
    """Yield the dictionaries that stand in it, when it bears a mark; what is pointed to is looked at in its turn."""
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Array)):
        return
    text = thing.unparse(resolved=True)
    left = [thing] if any(mark in text for mark in MARKS) else []
    while left:
        part = left.pop()
        if len(left) + len(part) > INSIDE:
            raise TooLargeToLookAtError
        if isinstance(part, pikepdf.Dictionary):
            yield part
        inner = part.as_dict().values() if isinstance(part, pikepdf.Dictionary) else part
        left += [
            each for each in inner if isinstance(each, (pikepdf.Dictionary, pikepdf.Array)) and not each.is_indirect
        ]


def _of_dictionary(part: Any) -> Iterator[str]:
    if "/JS" in part or part.get("/S") in RUNS:
        yield SCRIPTS
    if "/XFA" in part:
        yield FORM
    if _fetches(part.get("/OpenAction")) or ("/AA" in part and any(map(_fetches, _values(part.get("/AA"))))):
        yield FETCHES
    if "/EF" in part and _is_program(part):
        yield ATTACHED


def _values(thing: Any) -> list[Any]:
    return list(thing.as_dict().values()) if isinstance(thing, pikepdf.Dictionary) else []


def _fetches(action: Any, deep: int = 20) -> bool:
    """An action is followed by others; a chain that does not end is none that anybody made in earnest."""
    if isinstance(action, pikepdf.Array):
        return any(_fetches(each, deep - 1) for each in list(action)[:deep])
    if not isinstance(action, pikepdf.Dictionary):
        return False
    return not deep or action.get("/S") in AT_OPENING or _fetches(action.get("/Next"), deep - 1)


def _is_program(part: Any) -> bool:
    names = [str(part[key]) for key in ("/F", "/UF", "/DOS", "/Unix", "/Mac") if key in part]
    if any(map(EXECUTABLE.search, names)):
        return True
    files = [each for each in _values(part.get("/EF")) if isinstance(each, pikepdf.Stream)]
    return any(_begins(each, 16).startswith((OLE, *STARTS)) for each in files)
