"""A list as a file for a spreadsheet: CSV as it is read in Sweden, or XLSX. No cell is taken for a formula."""

import csv
import re
from functools import partial
from itertools import chain, islice
from tempfile import TemporaryFile

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # as a cell begins that a spreadsheet reckons
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_ROWS = 1_048_000  # what a sheet of XLSX holds
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES = 64 * 1024  # sent at a time
TOO_LONG = "Listan är längre än ett kalkylblad rymmer. Hämta den som CSV."


class Echo:
    """Is a file for csv that gives back each line at once."""

    def write(self, line):
        return line


def safe(value):
    """Return text that no spreadsheet takes for a formula: an apostrophe first, as one writes it by hand.

    Other values are returned as they are.
    """
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("", value)
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) else text


def csv_file(name, head, rows):
    """Return a response with the rows (iterables of text, numbers and dates), sent as they are read: UTF-8, semicolons."""
    writer = csv.writer(Echo(), delimiter=";")
    lines = (writer.writerow(map(safe, row)) for row in chain([head], rows))
    content = chain(["\N{ZERO WIDTH NO-BREAK SPACE}"], lines)
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.csv")}
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def xlsx_file(name, head, rows):
    """Return a response with the same in one sheet, written row by row to a file on disk that is there while it is sent."""
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.xlsx")}
    return StreamingHttpResponse(_sheet(head, rows), content_type=XLSX, headers=headers)


def _sheet(head, rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lista")
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    for row in chain([head], islice(rows, MOST_ROWS)):
        sheet.append([safe(value) for value in row])
    if next(rows, None):
        sheet.append([TOO_LONG])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(partial(file.read, BYTES), b"")


FILES = {"csv": csv_file, "xlsx": xlsx_file}
