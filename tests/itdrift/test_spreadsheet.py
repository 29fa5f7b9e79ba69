"""A list as a file: nothing in it is taken for a formula, and everything in it comes back."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from itdrift import spreadsheet
from itdrift.spreadsheet import csv_file, safe, xlsx_file

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
DANGEROUS = "=+-@\t\r\n＝＋－＠"


def as_csv(head, rows):
    text = b"".join(csv_file("lista", head, rows)).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))


def as_xlsx(head, rows):
    response = xlsx_file("lista", head, rows)
    book = load_workbook(BytesIO(b"".join(response)))
    return list(book.active.iter_rows())


@pytest.mark.drill
@given(TEXT)
@example("=1+1")
@example(" =1+1")
@example("\x0b=cmd|' /C calc'!A0")
@example("\n=1")
@example("@SUM(1)")
@example("－1")
@example('a";=1')
@example("a\r\n=1")
def test_no_cell_is_a_formula_and_no_text_is_lost(text):
    kept = spreadsheet.NOT_IN_XML.sub("", text)
    [[found]] = as_csv(["x"], [[text]])[1:]
    assert found.lstrip(" \xa0")[:1] not in [*DANGEROUS]
    assert found in (kept, f"'{kept}")
    assert safe(text) == found
    cell = as_xlsx(["x"], [[text]])[1][0]
    assert cell.data_type in ("s", "n", "e", "inlineStr")
    assert (cell.value or "").replace("\r\n", "\n").replace("\r", "\n") == found.replace("\r\n", "\n").replace(
        "\r", "\n"
    )


@pytest.mark.parametrize("sign", DANGEROUS)
@pytest.mark.parametrize("before", ["", " ", "\N{NO-BREAK SPACE} "])
def test_each_sign_that_begins_a_formula_is_a_text(sign, before):
    assert safe(f"{before}{sign}1") == f"'{before}{sign}1"


@pytest.mark.drill
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_the_rows_stay_rows(rows):
    assert as_csv(["a", "b"], rows)[1:] == [[safe(cell) for cell in row] for row in rows]


def test_dates_and_numbers_stay_what_they_are():
    row = ["text", 7, date(2026, 11, 30), -5]
    assert as_csv(list("abcd"), [row])[1] == ["text", "7", "2026-11-30", "-5"]
    cells = as_xlsx(list("abcd"), [row])[1]
    assert [cell.value for cell in cells][:2] == ["text", 7]
    assert (cells[2].value.date(), cells[2].is_date, cells[3].value) == (date(2026, 11, 30), True, -5)


def test_a_number_has_a_decimal_comma_in_text_and_is_a_number_in_a_sheet():
    assert as_csv(["x"], [[Decimal("12.50")], [Decimal("1000.00")]])[1:] == [["12,5"], ["1000"]]
    assert [row[0].value for row in as_xlsx(["x"], [[Decimal("12.50")]])] == ["x", 12.5]


def test_what_is_too_long_for_a_sheet_says_so(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    assert [row[0].value for row in as_xlsx(["x"], [["1"], ["2"], ["3"]])] == ["x", "1", "2", spreadsheet.TOO_LONG]
    assert [row[0].value for row in as_xlsx(["x"], [["1"], ["2"]])] == ["x", "1", "2"]


def test_the_rows_are_read_as_they_are_sent():
    read = []
    rows = ([read.append(n) or str(n)] for n in range(1000))
    parts = iter(csv_file("lista", ["x"], rows))
    assert [next(parts) for _ in range(3)] == ["\ufeff".encode(), b"x\r\n", b"0\r\n"]
    assert len(read) == 1


def test_a_sheet_that_nobody_reads_is_not_made():
    read = []
    xlsx_file("lista", ["x"], ([read.append(n)] for n in range(3)))
    assert read == []
