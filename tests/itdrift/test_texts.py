"""What people send is tidy before anything counts, compares or keeps it; what no paper can show is refused in words."""

import logging
import unicodedata
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from itdrift import pdf
from itdrift.texts import FONTS, check_printable, one_line, printable, tidy
from onboarding.models import Message
from onboarding.workflow import Status
from registry.models import User
from tests import making

UNPRINTABLE = "Texten innehåller tecken som inte kan skrivas ut i en handling: {}. Ta bort dem, eller skriv med ord."
TIDY = {
    "ett\r\ntvå\rtre": "ett\ntvå\ntre",
    "ett\x0btvå\u2028tre\u2029fyra\x85fem\x0csex": "ett\ntvå\ntre\nfyra\nfem\nsex",
    "ny@demo.example\u200b": "ny@demo.example",
    "\ufeffett\u00ad\u200d\u2060\u202etvå\x07": "etttvå",
    "\uf0b7 kapacitet\t\uf0a7 tid": "• kapacitet\t▪ tid",
    "e\N{COMBINING ACUTE ACCENT}n ﬁl, ﬂera": "én fil, flera",
    "✔\ufe0f klart": "✔ klart",
    "525\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr\N{EM SPACE}om året": "525\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr om året",
    "  indrag\n\tflik": "  indrag\n\tflik",
    "a\0b": "a\0b",
    "☐ 你好": "☐ 你好",
}


@pytest.mark.parametrize("sent", TIDY)
def test_a_text_is_tidied(sent):
    assert tidy(sent) == TIDY[sent]


@given(st.text())
def test_what_is_tidy_stays_as_it_is(text):
    assert tidy(tidy(text)) == tidy(text)
    assert not [sign for sign in tidy(text) if unicodedata.category(sign) in ("Cc", "Cf") and sign not in "\n\t\0"]


@given(st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc", "Cf"])))
def test_ordinary_text_is_untouched_and_printable(text):
    assert tidy(text) == text
    check_printable({"text": text})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bra 👍 😀", "”👍”, ”😀”"),
        ("你好, 你", "”你”, ”好”"),
        ("a\x07b", "U+0007"),
        ("".join(map(chr, range(0x1F680, 0x1F690))), "”🚀”, ”🚁”, ”🚂”, ”🚃”, ”🚄”"),
    ],
)
def test_what_no_paper_can_show_is_refused_at_its_field(text, shown):
    with pytest.raises(ValidationError) as refused:
        check_printable({"reasons": text, "name": "Åsa", "number": 3})
    assert refused.value.message_dict == {"reasons": [UNPRINTABLE.format(shown)]}


def test_the_fonts_of_the_paper_have_what_is_let_in():
    with TTFont(FONTS / "Inter-Regular.woff2") as regular, TTFont(FONTS / "Inter-SemiBold.woff2") as bold:
        assert set(regular.getBestCmap()) == set(bold.getBestCmap())
    assert set("åäöÅÄÖéü–—”’•▪□☐☑✓→≥€§½²Ω") <= printable()
    assert not set("👍😀你\x07\ue000\u202e") & printable()


def drawn(text, css='<link rel="stylesheet" href="static:paper/paper.css">'):
    page = f'<html lang="sv"><title>T</title>{css}<body><p>{text}</p><p><strong>{text}</strong></p></body></html>'
    return pdf.draw(page, identifier="a", date=datetime(2027, 3, 24, tzinfo=UTC))


def test_all_that_is_let_in_is_drawn_by_our_own_fonts(all_drawn, caplog):
    with caplog.at_level(logging.WARNING):
        assert drawn(escape(" ".join(sorted(printable()))))
    assert not [record for record in caplog.records if "notdef" in record.getMessage()]


@pytest.mark.parametrize("text", ["Bra 👍", "Bra 😀", "你好"])
def test_a_paper_with_a_character_that_our_fonts_lack_is_not_drawn(all_drawn, text):
    with pytest.raises(ValueError, match="fonts of the paper"):
        drawn(text)


def test_nor_with_the_fonts_of_the_machine(all_drawn):
    with pytest.raises(ValueError, match="others were used"):
        drawn("Brev", css="<style>body { font-family: serif }</style>")


def test_a_text_of_the_longest_length_passes_whatever_its_line_ends(client, cast):
    """A browser counts a line break as one character and sends it as two."""
    case = cast.walk.request(Status.ALLOCATED).registration
    client.force_login(cast.applicant)
    body = "\r\n".join(["x" * 99] * 100)
    sent = {"to": [cast.coordinator.acting.mandate_id], "body": body}
    assert client.post(reverse("message", args=[case.pk]), sent).status_code == 302
    assert Message.objects.get().body == body.replace("\r\n", "\n")


def test_a_character_that_cannot_be_printed_is_named_at_its_field(client, cast):
    request = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier_boss)
    sent = making.decision(cast.supplier, presented_by=cast.supplier.acting.pk, reasons=f"{making.REASONS} 👍")
    errors = client.post(reverse("refuse", args=[request.pk]), sent).context["form"].errors
    assert errors["reasons"] == [UNPRINTABLE.format("”👍”")]


def test_an_address_with_an_invisible_character_is_the_same_account(client, cast):
    client.force_login(cast.admin)
    sent = {"email": "ny@demo.example\u200b", "name": "Ny Person", "usable_password": "false"}
    sent |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    page = reverse("admin:registry_user_add")
    assert client.post(page, sent).status_code == 302
    assert User.objects.filter(email="ny@demo.example").count() == 1
    assert "e-postadress" in str(client.post(page, sent).context["errors"]).lower()


def test_a_password_is_taken_as_it_is_typed(client, cast):
    cast.applicant.set_password("hemligt\u200dlösen-som-är-långt")
    cast.applicant.save()
    sent = {"username": f"{cast.applicant.email}\u200b", "password": "hemligt\u200dlösen-som-är-långt"}
    assert client.post(reverse("login"), sent).status_code == 302


def test_what_is_searched_for_is_tidy_too(client, cast):
    case = cast.walk.request(Status.REGISTERED).registration
    client.force_login(cast.coordinator)
    assert case.diary_number in client.get(reverse("cases"), {"q": f"\u200b{case.diary_number}\u00ad"}).text


@pytest.mark.parametrize(
    ("text", "line"),
    [("1\n2\t3", "1 2 3"), ("Anna\r\n Bcc: x", "Anna Bcc: x"), ("\n", ""), (" som den  är ", " som den  är ")],
)
def test_a_line_is_one_line(text, line):
    assert one_line(text) == line


def test_what_is_asked_for_in_one_line_is_kept_as_one(cast):
    case = cast.walk.draft(own_reference="BV 1\nFK 2026/000001")
    assert case.own_reference == "BV 1 FK 2026/000001"
