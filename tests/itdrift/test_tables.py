"""Tables are read as Excel and others write them, and their rows counted as a spreadsheet counts them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdrift.tables import TableError, rows_of, text_of

PLAIN = [(1, ["År", "Tjänst"]), (2, ["2026", "Lagring"])]
READ = {
    "semicolons": ("År;Tjänst\n2026;Lagring\n", PLAIN),
    "commas": ("År,Tjänst\n2026,Lagring\n", PLAIN),
    "tabs": ("År\tTjänst\n2026\tLagring\n", PLAIN),
    "Excel's first line, which it never shows": ("sep=;\nÅr;Tjänst\n2026;Lagring\n", PLAIN),
    "another sign": ("sep=|\nÅr|Tjänst\n2026|Lagring\n", PLAIN),
    "Word's line ends": ("År;Tjänst\r\n2026;Lagring\r\n", PLAIN),
    "an empty row first": (";;;\n\nÅr;Tjänst;;\n2026;Lagring;;\n", [(3, PLAIN[0][1]), (4, PLAIN[1][1])]),
    "an empty row between": ("År;Tjänst\n;\n2026;Lagring", [PLAIN[0], (3, PLAIN[1][1])]),
    "a cell of two lines is one row": (
        'År;"Tjä\nnst"\n2026;Lagring',
        [(1, ["År", "Tjä nst"]), (2, ["2026", "Lagring"])],
    ),
    "quoted signs": ('År;Tjänst\n2026;"Lagring; band, ""kallt"""', [PLAIN[0], (2, ["2026", 'Lagring; band, "kallt"'])]),
    "blanks": ("År ; Tjänst\n 2026;Lagring  i\tband", [PLAIN[0], (2, ["2026", "Lagring i band"])]),
    "an empty cell": ("År;Tjänst\n2026;", [PLAIN[0], (2, ["2026", ""])]),
    "a cell too many": ("År;Tjänst\n2026;Lagring;mer", [PLAIN[0], (2, ["2026", "Lagring", "mer"])]),
    "a cell too few": ("År;Tjänst\n2026", [PLAIN[0], (2, ["2026"])]),
}


@pytest.mark.parametrize("name", READ)
def test_a_table_is_read(name):
    text, rows = READ[name]
    assert list(rows_of(text)) == rows
    assert list(rows_of(text_of(text.encode("utf-8-sig")))) == rows
    assert list(rows_of(text_of(text.encode("cp1252")))) == rows
    assert list(rows_of(text_of(text.encode("utf-16")))) == rows


NONE = {
    "not text": (b"\x89PNG\x81", "Filen är inte text. Spara den i kalkylprogrammet som CSV UTF-8.", None),
    "the older encoding without a letter of ours": (b"caf\xe9;1\n", "Filen är inte text.", None),
    "half a letter": ("År".encode()[:-1] + b"\xff\xff\x81", "Filen är inte text.", None),
    "a NUL": (b"a;b\n1;2\0\n", "Raden innehåller tecken som inte är text.", 2),
    "nothing": (b" \r\n", "Filen är tom.", None),
    "an open quotation mark": (b'a;b\n1;2\n3;"4\n5;6\n', "Kontrollera att varje citattecken har ett slut.", 3),
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_table_is_told_with_its_line(name):
    data, why, line = NONE[name]
    with pytest.raises(TableError) as error:
        list(rows_of(text_of(data)))
    assert why in error.value.why
    assert error.value.line == line


def test_a_text_is_tidy():
    assert text_of("ny@demo.example\u200b;\uf0b7 e\u0301n\r\n".encode()) == "ny@demo.example;• én\n"


@given(st.lists(st.lists(st.text('aå;,"\n 1', min_size=1).filter(str.strip), min_size=2, max_size=4), min_size=1))
def test_what_is_written_is_read(rows):
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows([["a", "b", "c", "d"], *rows])
    read = [cells for _, cells in rows_of(f"sep=;\r\n{file.getvalue()}")]
    assert read[1:] == [[" ".join(cell.split()) for cell in row] for row in rows]


@pytest.mark.parametrize("text", [";;;\n", " ;\n", "sep=;\n"])
def test_a_table_without_a_cell_is_empty(text):
    with pytest.raises(TableError, match="Filen är tom"):
        list(rows_of(text))


def test_a_broken_row_is_told_with_its_own_number():
    with pytest.raises(TableError) as refused:
        list(rows_of('a;b\n1;2\n"x"y;3\n'))
    assert refused.value.line == 3
