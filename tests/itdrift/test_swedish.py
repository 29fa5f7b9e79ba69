"""Amounts, numbers, shares, organisation numbers and dates are written as Swedish authorities write them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.template import engines

from itdrift.templatetags.swedish import (
    dag,
    klockslag,
    kronor,
    liten,
    orgnr,
    paragraphs,
    procent,
    rader,
    stycken,
    tal,
    uppraknat,
)

NBSP = "\N{NO-BREAK SPACE}"


def drawn(source, **context):
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 kr"),
        (125000, "125 000 kr"),
        (Decimal("125000.00"), "125 000 kr"),
        (Decimal("99.5"), "99,50 kr"),
        (Decimal("-1200"), "−1 200 kr"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_kronor(value, text):
    assert kronor(value) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, None, "1 234 567"),
        (Decimal("12.50"), None, "12,5"),
        (0.1, None, "0,1"),
        (Decimal("2.5"), 0, "3"),
        (7, 2, "7,00"),
        (None, 2, "–"),
    ],
)
def test_tal(value, decimals, text):
    assert tal(value, decimals) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [(0.125, 1, "12,5 %"), (Decimal(1) / 3, 0, "33 %"), (0, 1, "0,0 %"), (-0.02, 1, "−2,0 %"), (None, 1, "–")],
)
def test_procent_takes_a_share(share, decimals, text):
    assert procent(share, decimals) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("number", "text"),
    [("2021005521", "202100-5521"), ("202100-5521", "202100-5521"), ("123", "123"), ("", "–"), (None, "–")],
)
def test_orgnr(number, text):
    assert orgnr(number) == text


def test_dates_and_numbers_in_a_template():
    source = "{{ day }} {{ time }} {{ share }}"
    drawn_text = drawn(source, day=date(2026, 11, 21), time=datetime(2026, 11, 21, 9, 5), share=Decimal("1.5"))
    assert drawn_text == "2026-11-21 2026-11-21 09:05 1,5"


@pytest.mark.parametrize(
    ("status", "kind"), [("draft", "default"), ("allocated", "info"), ("agreed", "success"), ("refused", "error")]
)
def test_a_badge_has_words(status, kind):
    badge = drawn("{% badge status label %}", status=status, label="Läget <nu>")
    assert badge.strip() == f'<span class="badge badge--{kind}">Läget &lt;nu&gt;</span>'


def test_paragraphs_and_lists_of_the_ordinance():
    text = "Först <detta>.\n\nMyndigheten ska\n1. föra en\nförteckning, och\n2. mer.\n\nSist."
    assert "".join(paragraphs(text).split("\n")) == (
        "<p>Först &lt;detta&gt;.</p>"
        '<p>Myndigheten ska</p><ul class="ordinance__list"><li>1. föra en förteckning, och</li><li>2. mer.</li></ul>'
        "<p>Sist.</p>"
    )


@pytest.mark.parametrize(
    ("moment", "day", "minute"),
    [
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "2026-12-01", "2026-12-01 00:30"),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), "2026-07-31", "2026-07-31 23:59"),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), "2026-08-01", "2026-08-01 00:00"),
    ],
)
def test_a_moment_is_written_as_the_day_and_the_minute_in_sweden(moment, day, minute):
    assert (dag(moment), klockslag(moment)) == (day, minute)


def test_a_day_is_written_as_it_is():
    assert dag(date(2026, 11, 30)) == "2026-11-30"


def test_what_a_person_wrote_is_shown_as_it_is_stored():
    written = "\n  Indrag\n\tflik <b>\n\n\nNytt stycke\n"
    assert stycken(written) == ('<p class="written">  Indrag\n\tflik &lt;b&gt;</p>\n<p class="written">Nytt stycke</p>')
    assert rader("ett\n  två") == '<span class="written">ett\n  två</span>'


def test_no_page_or_paper_joins_the_lines_that_were_written():
    """Django's own filters keep the line breaks, and lose indents and tabs."""
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    assert [page.name for page in pages if "linebreaks" in page.read_text()] == []
    for sheet in ("parts.css", "paper/paper.css"):
        assert re.search(r"\.written {[^}]*white-space: pre-wrap", (settings.BASE_DIR / "static" / sheet).read_text())


@pytest.mark.parametrize(
    ("things", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A och B"), (["A", "B", "C"], "A, B och C")]
)
def test_things_in_a_row(things, text):
    assert uppraknat(things) == text


@pytest.mark.parametrize(
    ("text", "small"),
    [("Kundnöjdhet (NKI)", "kundnöjdhet (NKI)"), ("NKI för tjänsten", "NKI för tjänsten"), ("OSL", "OSL"), ("", "")],
)
def test_a_small_letter_begins_and_abbreviations_keep_theirs(text, small):
    assert liten(text) == small


ROWS = re.compile(r'" och "\.join|\' och \'\.join|join:" och "|\|lower\b|display\(\)\.lower|label\.lower')


def test_words_are_put_together_in_one_place():
    """Else three are "X och Y och Z", and an abbreviation "osl"."""
    top = settings.BASE_DIR
    program = [
        path for app in ("itdrift", "registry", "onboarding", "fees", "reporting") for path in (top / app).rglob("*.py")
    ]
    found = [path.name for path in (*program, *(top / "templates").rglob("*.*")) if ROWS.search(path.read_text())]
    assert found == []
