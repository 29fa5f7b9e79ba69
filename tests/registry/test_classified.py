"""SAK-3: a text with a marking of a security class is not taken in; the words of ordinary sentences pass."""

import logging
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from onboarding.models.interest import ACKNOWLEDGEMENTS
from registry import classified, journal
from registry.acts import write
from registry.models import JournalEntry

TOP = Path(__file__).resolve().parents[2]

MARKED = [
    "KVALIFICERAT HEMLIG",
    "K v a l i f i c e r a t  h e m l i g",
    "H E M L I G",
    "Kvalificerat  hemliga uppgifter om ledningsplatsen",
    "begränsat hemlig",
    "Begransat hemlig",
    "BEGRÄNSAT\nHEMLIG",
    "Begränsat\N{NO-BREAK SPACE}hemlig",
    "Begra\N{COMBINING DIAERESIS}nsat hemlig",
    "Be\N{SOFT HYPHEN}gränsat hem\N{ZERO WIDTH SPACE}lig",
    "ＨＥＭＬＩＧ enligt 15 kap. 2 § OSL",
    "HEMLIG",
    "Se bifogad hemlig handling.",
    "Handlingen är hemlig.",
    "Stämpel: Hemlig",
    "Uppgifterna är hemligstämplade.",
    "Säkerhetsskyddsklass: hemlig",
    "Säkerhetsskyddsklassen är konfidentiell",
    "Vårt behov\r\nKonfidentiell\r\nServrar",
    "- Hemlig -",
    "KONFIDENTIELL – utkast",
    "KH",
    "BH/ exemplar 2",
    "H/ exemplar 3",
    "K/ plan",
    "HEMLIG/SECRET (H/S)",
    "Klass H/TS",
    "Top secret",
    "SECRET",
    "CONFIDENTIAL",
    "RESTRICTED",
    "NATO",
    "Nato restricted",
    "NATO/UNCLASSIFIED",
    "COSMIC TOP",
    "EU restricted",
    "EU TOP SECRET",
    "RESTREINT UE",
    "R-UE",
]

ORDINARY = [
    "",
    "Lösenorden är hemliga.",
    "Det är ingen hemlighet att avtalet löper ut.",
    "Nyckeln hålls hemlig vid behandling av personuppgifter.",
    "Vi tar hand om konfidentiell information från företag.",
    "Lösenordet är hemligt. Handlingarna finns hos oss.",
    "K/R/T-klassningen är gjord: K2, R2, T1.",
    "H/2026:17",
    "K 2026/3",
    "Sverige är med i NATO och i EU.",
    "Integrationen använder en client secret och CLIENT_SECRET i miljön.",
    "Anmälan är restricted till oss.",
    "Begränsat utrymme i hallen.",
    "Konfidentialitet: betydande.",
    "Inga säkerhetsskyddsklassificerade uppgifter finns här.",
    "R-utrymme, C-vitamin",
    "10/12 h/dygn",
    "a b c d e f g",
    "Vi är i d a g många",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_marking_is_found(text):
    assert classified.is_marked(text)
    assert classified.is_marked(f"En rad först.\n{text}\nEn rad sist.")


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_passes(text):
    assert not classified.is_marked(text)


def test_an_abbreviation_is_a_marking_in_the_head_only():
    assert not classified.is_marked("Ett\nTvå\nTre\nKH")
    assert classified.is_marked("Ett\n\nTvå\nKH\nFyra")


@pytest.mark.drill
@given(st.text(), st.sampled_from(MARKED[:6]), st.text())
@example("a", "HEMLIG", "b")
def test_a_marking_is_found_whatever_stands_around_it(before, marking, after):
    assert classified.is_marked(f"{before}\n{marking}\n{after}")


@pytest.mark.drill
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzåäö .,!?\n0123456789-()").filter(lambda t: "hemlig" not in t))
def test_lower_case_text_without_the_words_passes(text):
    words = ("konfidentiell", "top", "nato", "cosmic", "eu", "ue")
    assert any(word in text for word in words) or not classified.is_marked(text)


@pytest.mark.drill
@given(st.text())
def test_any_text_is_answered(text):
    assert classified.is_marked(text) in (True, False)


@pytest.mark.parametrize(
    "name",
    [
        "plan_BEGRÄNSAT_HEMLIG.pdf",
        "begransat-hemlig.docx",
        "2026.SECRET.pdf",
        "HEMLIG.pdf",
        "hemlig.pdf",
    ],
)
def test_a_file_is_stopped_by_its_name(name):
    with pytest.raises(ValidationError) as refused:
        classified.check_file_name(name)
    assert refused.value.messages == [classified.NAME_STOPPED.format(name)]


@pytest.mark.parametrize("name", ["behov.pdf", "lista_över_hemliga_favoriter.txt", ""])
def test_a_file_with_an_ordinary_name_passes(name):
    assert classified.check_file_name(name) is None


def test_only_that_it_happened_is_logged(caplog):
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(ValidationError, match="ser ut att ha en säkerhetsskyddsmarkering"),
    ):
        classified.check_text("HEMLIG: ledningsplats Berget")
    assert [record.getMessage() for record in caplog.records] == ["A text with a security marking was stopped"]


def test_an_act_writes_no_text_with_a_marking(cast):
    cast.bolagsverket.short_name = "HEMLIG"
    with pytest.raises(ValidationError) as refused:
        write(cast.bolagsverket)
    assert refused.value.message_dict == {"short_name": [classified.STOPPED]}


@pytest.mark.parametrize("said", [{"text": "HEMLIG"}, {"text": "Gjort.", "reason": ["ok", {"a": "HEMLIG"}]}])
def test_nor_does_the_journal(cast, said):
    with pytest.raises(ValidationError) as refused:
        journal.record(
            "onboarding.withdraw", chain="arende/1", subject=cast.bolagsverket, by=cast.applicant, section="7 §", **said
        )
    assert list(refused.value.message_dict) == [list(said)[-1]]
    assert not JournalEntry.objects.filter(chain="arende/1").exists()


def test_our_own_words_pass():
    texts = [classified.STOPPED, *ACKNOWLEDGEMENTS.values()]
    for model in apps.get_models():
        for field in model._meta.fields:
            texts += [str(field.verbose_name), str(field.help_text), *(str(label) for _, label in field.choices or [])]
        texts += [str(c.violation_error_message) for c in model._meta.constraints]
    for path in (TOP / "templates").rglob("*.*"):
        texts.append(re.sub(r"{[{%].*?[%}]}|<[^>]*>", " ", path.read_text()))
    assert [text for text in texts if classified.is_marked(text)] == []
