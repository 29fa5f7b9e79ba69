"""The one reader of tables that people send: CSV as Excel and others write it, rows counted as a spreadsheet counts them."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from .texts import tidy

DELIMITERS = ";,\t"
SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own first line, which it never shows


class TableError(Exception):
    """Says that a file is no table at all; line: where, or None."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def text_of(data: bytes) -> str:
    """Return the text of a file, in UTF-8 or as older programs in Sweden save it, and tidy. Raises TableError."""
    text = _decoded(data)
    if text is None:
        raise TableError("Filen är inte text. Spara den i kalkylprogrammet som CSV UTF-8.")
    if "\0" in text:
        raise TableError("Raden innehåller tecken som inte är text.", text.count("\n", 0, text.index("\0")) + 1)
    if not text.strip():
        raise TableError("Filen är tom.")
    return tidy(text)


def _decoded(data: bytes) -> str | None:
    """Return the text, in the older encoding only where that makes Swedish letters of it; Excel's "Unicode" is UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or re.search("[åäöÅÄÖ]", text):
            return text
    return None


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, as (number, cells without outer and double blanks).

    Raises TableError, where there is none too.

    A cell of several lines is in one row, and empty columns after the last one with a heading are none.
    """
    said = SEP.match(text)
    if said:
        text = text[said.end() :]
    delimiter = said.group(1) if said else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width, number = 0, 0
    try:
        for number, cells in enumerate(reader, 1):
            row = [" ".join(cell.split()) for cell in cells]
            if any(row):
                width = width or len(_without_empty_end(row))
                yield number, [*row[:width], *_without_empty_end(row[width:])]
    except csv.Error:
        raise TableError(
            "Raden går inte att läsa som CSV. Kontrollera att varje citattecken har ett slut.", number + 1
        ) from None
    if not width:
        raise TableError("Filen är tom.")


def _delimiter(text: str) -> str:
    """Return what parts the columns: of those that may, the one that the first row has most of."""
    first = next((line for line in text.splitlines() if line.strip(DELIMITERS + " ")), "")
    return max(DELIMITERS, key=first.count)


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
