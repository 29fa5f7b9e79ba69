"""A CSV file that people have made, as lines of named cells; every fault in it told by file, line and reason."""

import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

MOST_SHOWN = 20


class BadFileError(Exception):
    """Stops the load because of a file.

    Faults: (line or None, reason in Swedish); as text at most 20 of them, in order.
    """

    def __init__(self, path, faults):
        super().__init__(path, faults)
        self.path, self.faults = path, sorted(faults, key=lambda fault: fault[0] or 0)

    def __str__(self):
        shown = [f"{self.path}{f', rad {line}' if line else ''}: {why}" for line, why in self.faults[:MOST_SHOWN]]
        left = len(self.faults) - MOST_SHOWN
        return "\n".join([*shown, f"… och {left} fel till." if left > 0 else ""]).rstrip()


@dataclass
class Table:
    """A Table is a file as it was read.

    lines: (line number, {column: text without outer blanks}). faults: what is already known to be wrong.
    """

    path: Path
    digest: str
    lines: list
    faults: list = field(default_factory=list)


def read_table(path, *, required, optional=()):
    """Return the file as a Table. A date at the end of a column's name (active_2026_01_01) is left out.

    Raises BadFileError when it cannot be read at all: not there, empty, not UTF-8, or with the wrong columns.
    """
    data = _bytes(path)
    lines = list(_lines(path, _text(path, data)))
    if not lines:
        raise BadFileError(path, [(None, "filen är tom")])
    header = [re.sub(r"_\d{4}_\d\d_\d\d$", "", column.lower()) for column in lines[0][1]]
    if faults := list(_header_faults(header, required, optional)):
        raise BadFileError(path, [(lines[0][0], why) for why in faults])
    table = Table(path, hashlib.sha256(data).hexdigest(), [])
    for number, cells in lines[1:]:
        if len(cells) == len(header):
            table.lines.append((number, dict(zip(header, cells, strict=True))))
        else:
            table.faults.append((number, f"raden har {len(cells)} fält men rubriken har {len(header)}"))
    return table


def _bytes(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadFileError(path, [(None, f"filen kan inte läsas ({error.strerror})")]) from error


def _text(path, data):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFileError(path, [(line, "filen är inte i UTF-8. Spara den som CSV i UTF-8")]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadFileError(path, [(line, "raden innehåller tecken som inte är text")])
    return unicodedata.normalize("NFC", text)


def _lines(path, text):
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error as error:
        raise BadFileError(path, [(reader.line_num, f"raden går inte att läsa som CSV ({error})")]) from error


def _header_faults(header, required, optional):
    for column in required:
        if column not in header:
            yield f"kolumnen {column} saknas. Kolumnerna ska skiljas åt med kommatecken"
    for column in sorted(set(header) - {*required, *optional}):
        yield f"kolumnen ”{column}” är okänd"
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield f"kolumnen {column} finns flera gånger"
