"""Markings of security-classified information (2 kap. 5 § säkerhetsskyddslagen): such a text is not taken in.

The words of the classes in ordinary sentences pass; what is looked for is how documents are marked.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError

from itdrift.texts import LINE_ENDS

log = logging.getLogger(__name__)

STOPPED = (
    "Texten ser ut att ha en säkerhetsskyddsmarkering och är inte sparad. Ta bort de uppgifter som är "
    "säkerhetsskyddsklassificerade. Kontakta er säkerhetsskyddsfunktion och använd godkänt system eller kurir. "
    "Är det ingen sådan uppgift: skriv om texten utan markeringen."
)

NAME_STOPPED = (
    "Filnamnet ”{}” ser ut att ha en säkerhetsskyddsmarkering, och filen är inte sparad. Är filen säkerhetsskyddsklassificerad "
    "ska den inte bifogas här. Kontakta er säkerhetsskyddsfunktion och använd godkänt system eller kurir. "
    "Är den det inte: byt namn på filen."
)

CONTENT_STOPPED = (
    "”{}” ser ut att ha en säkerhetsskyddsmarkering i texten, och filen är inte sparad. Är den säkerhetsskyddsklassificerad "
    "ska den inte bifogas här. Kontakta er säkerhetsskyddsfunktion och använd godkänt system eller kurir. "
    "Är den det inte: ta bort markeringen ur filen."
)

CLASS = r"(?:kvalificerat[\W_]+hemlig|begr[äa]nsat[\W_]+hemlig|konfidentiell|hemlig)(?:t|a)?"
OR = r"(?:\s*,\s*|\s*,?\s+(?:eller|och|samt)\s+)"
ALL_CLASSES = re.compile(rf"\b{CLASS}(?:{OR}{CLASS}){{2,}}\b", re.IGNORECASE)  # a sentence about the classes themselves
NEAR = r"[^\n.]{0,25}?"
PAPER = r"(?:stämp\w*|(?:\w+s)?handling(?:en|ar|arna)?|säkerhetsskydds?klass\w*)"
ENGLISH = r"(?:RESTRICTED|CONFIDENTIAL|SECRET)"

# What a marking is, and the pattern that finds it. Capitals tell a stamp from a word: those patterns look at the case.
ANY_CASE = {
    "kvalificerat hemlig": r"\bkvalificerat[\W_]+hemlig",
    "begränsat hemlig": r"\bbegr[äa]nsat[\W_]+hemlig",
    "hemlig, near what is marked": rf"\bhemligt?\b{NEAR}\b{PAPER}|\b{PAPER}{NEAR}\bhemligt?\b|\bhemlig\W?stämp",
    "konfidentiell, as a class": r"\bsäkerhetsskydds?klass\w*\W+(?:är\W+)?konfidentiell",
    "a class on a line of its own": r"^\W*(?:hemlig|konfidentiell)\W*$",
    "top secret": r"\btop[\W_]+secret\b",
    "NATO and a class": rf"\bNATO\W+(?:UNCLASSIFIED|{ENGLISH})\b|\bCOSMIC\W+TOP\b",
    "EU and a class": rf"\b(?:EU|UE)\W+(?:{ENGLISH}|TOP\W+SECRET|RESTREINT)\b|\b(?:RESTREINT|CONFIDENTIEL|SECRET)\W+(?:UE|EU)\b",
}
CAPITALS = {
    "a stamp": r"\b(?:HEMLIG|KONFIDENTIELL)\b",
    "an English stamp": rf"\b{ENGLISH}\b",
    "NATO on a line of its own": r"^\W*NATO\W*$",
    "abbreviated EU class": r"\b(?:R|C|S|TS)-UE\b",
    "abbreviated Swedish and English class": r"\b(?:H/(?:TS|S|C|R)|K/C|BH/R)\b",
}
SPACED = re.compile(
    r"(?<!\w)[^\W\d_](?: [^\W\d_]){4,}(?!\w)"
)  # h e m l i g, a blank between the letters and more between words
HEAD = 3  # lines of a text in which a bare abbreviation is a marking
ABBREVIATED = re.compile(r"^\W*(?:KH|BH)\W*$|^\W*(?:KH|BH|H|K)\s?/(?!\s?[\dRT])", re.MULTILINE)
MARKINGS = [
    *(re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in ANY_CASE.values()),
    *(re.compile(pattern, re.MULTILINE) for pattern in CAPITALS.values()),
]


def is_marked(text: str) -> bool:
    """Return whether the text bears a marking of a security class."""
    plain = ALL_CLASSES.sub(" ", _plain(text))
    head = "\n".join([line for line in plain.split("\n") if line.strip()][:HEAD])
    return bool(ABBREVIATED.search(head)) or any(marking.search(plain) for marking in MARKINGS)


def _plain(text: str) -> str:
    """Return the text as it is read: one form of each letter, none of them invisible or spaced, one kind of line break."""
    shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    shown = LINE_ENDS.sub("\n", shown)
    return SPACED.sub(lambda word: word.group(0).replace(" ", ""), shown)


def check_text(text: str) -> None:
    """Raise ValidationError, which says what to do, if the text is marked.

    That it happened is logged, and nothing of the text.
    """
    if is_marked(text):
        log.warning("A text with a security marking was stopped")
        raise ValidationError(STOPPED, code="classified")


def check_file_name(name: str) -> None:
    """Check a file's name in the same way, where _, - and . part the words."""
    if is_marked(re.sub(r"[_\-.+]+", " ", PurePath(name).stem)):
        log.warning("A file name with a security marking was stopped")
        raise ValidationError(NAME_STOPPED.format(name), code="classified")


def check_content(name: str, text: str) -> None:
    """Check what is written in a file in the same way."""
    if is_marked(text):
        log.warning("A file with a security marking in it was stopped")
        raise ValidationError(CONTENT_STOPPED.format(name), code="classified")


def check_texts(values: Mapping[str, Any]) -> None:
    """Check all the text in {name: value} in the same way, at the name: text, and lists and dicts that hold text."""
    wrong = {}
    for name, value in values.items():
        try:
            for text in _texts(value):
                check_text(text)
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
