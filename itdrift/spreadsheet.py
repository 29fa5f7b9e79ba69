"""A list as a file for a spreadsheet: CSV as it is read in Sweden, or XLSX. No cell is taken for a formula."""

import csv
import re
from decimal import Decimal
from functools import partial
from itertools import chain, islice, zip_longest
from tempfile import TemporaryFile

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # as a cell begins that a spreadsheet reckons
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_ROWS = 1_048_000  # what a sheet of XLSX holds
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOOKED_AT = 200  # rows, for the widths of the columns
WIDEST = 60
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
    lines = (writer.writerow(map(_in_text, row)) for row in chain([head], rows))
    content = chain(["\N{ZERO WIDTH NO-BREAK SPACE}"], lines)
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.csv")}
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _in_text(value):
    """Return a number with a decimal comma, as a Swedish spreadsheet reads it."""
    return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else safe(value)


def xlsx_file(name, head, rows):
    """Return a response with the same in one sheet, written row by row to a file on disk that is there while it is sent."""
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.xlsx")}
    return StreamingHttpResponse(_sheet(head, rows), content_type=XLSX, headers=headers)


def _sheet(head, rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lista")
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    begins = list(islice(rows, LOOKED_AT))
    for number, column in enumerate(zip_longest(head, *begins, fillvalue=""), 1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.append([_heading(sheet, text) for text in head])
    count = 1
    rows = chain(begins, rows)
    for count, row in enumerate(islice(rows, MOST_ROWS), 2):  # noqa: B007  # told after the last one
        sheet.append([safe(value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{count}"
    if next(rows, None):
        sheet.append([TOO_LONG])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(partial(file.read, BYTES), b"")


def _width(column):
    """Return a width in characters that shows what is in the column: a date in too narrow a one is shown as ###."""
    return min(WIDEST, max(len(str(value)) for value in column if value is not None) + 3)


def _heading(sheet, text):
    cell = WriteOnlyCell(sheet, value=safe(text))
    cell.font = Font(bold=True)
    return cell


FILES = {"csv": csv_file, "xlsx": xlsx_file}
