"""A CSV file that people have made, as lines of named cells; every fault in it told by file, line and reason."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from itdrift.tables import TableError, rows_of, text_of

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

    Raises BadFileError when it cannot be read at all: not there, empty, no table, or with the wrong columns.
    """
    data = _bytes(path)
    try:
        (first, head), *lines = rows_of(text_of(data))
    except TableError as error:
        raise BadFileError(path, [(error.line, error.why)]) from error
    header = [re.sub(r"_\d{4}_\d\d_\d\d$", "", column.lower()) for column in head]
    if faults := list(_header_faults(header, required, optional)):
        raise BadFileError(path, [(first, why) for why in faults])
    table = Table(path, hashlib.sha256(data).hexdigest(), [])
    for number, cells in lines:
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


def _header_faults(header, required, optional):
    for column in required:
        if column not in header:
            yield f"kolumnen {column} saknas"
    for column in sorted(set(header) - {*required, *optional}):
        yield f"kolumnen ”{column}” är okänd"
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield f"kolumnen {column} finns flera gånger"
