"""The one door for text that people send: line ends, invisible characters, what Word pastes; and what cannot be printed."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
OF_PAPER = (
    "Inter-Regular.woff2",
    "DejaVuSans.woff2",
)  # as in static/paper/paper.css; the bold one has the same characters
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Bullets, arrows and ticks as Word pastes them, from the fonts Symbol and Wingdings; ligatures as PDF files do.
PASTED = {
    "\uf02d": "–", "\uf06c": "●", "\uf06e": "■", "\uf06f": "□", "\uf071": "❑", "\uf076": "❖", "\uf0a7": "▪", "\uf0a8": "□",
    "\uf0b7": "•", "\uf0d8": "➢", "\uf0de": "⇒", "\uf0e0": "→", "\uf0fc": "✓", "\uf0fe": "☑",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
NARROW = {"\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}", "\N{FIGURE SPACE}": "\N{NO-BREAK SPACE}"}
UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\N{COMBINING GRAPHEME JOINER}]")  # beside the categories below
# Pictures rather than letters: for these Pango asks the machine for a font of its own, whatever ours have.
EMOJI = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u261d\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26f9\u26fa\u26fd\u2705\u270a-\u270d\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff]"
)
UNWRITTEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
MOST_NAMED = 5


def tidy(text: str) -> str:
    """Return the text as it is kept: LF, NFC, no invisible characters, and Word's own signs as those that others can read.

    A NUL stays, which every field refuses.
    """
    if text.isascii() and text.isprintable():
        return text
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", "".join(map(_character, text)))


def one_line(text: str) -> str:
    """Return it with a blank for each line break and tab: a name with a line of its own would forge the next in a list."""
    return re.sub(r"\s*[\n\t]\s*", " ", text).strip() if "\n" in text or "\t" in text else text


@cache
def _character(character: str) -> str:
    if character in "\n\t\0":
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Cc"):
        return ""
    if category == "Zs" and character != "\N{NO-BREAK SPACE}":
        return NARROW.get(character, " ")
    return PASTED.get(character, character)


@cache
def printable() -> frozenset[str]:
    """Return the characters that the paper's fonts have, and those that part lines and columns."""
    characters = set("\n\t")
    for name in OF_PAPER:
        with TTFont(FONTS / name) as font:
            characters |= {sign for sign in map(chr, font.getBestCmap()) if _is_writing(sign)}
    return frozenset(characters)


def _is_writing(sign: str) -> bool:
    return unicodedata.category(sign) not in UNWRITTEN and not EMOJI.match(sign)


def check_printable(values: Mapping[str, Any]) -> None:
    """Raise ValidationError, at its name, for each text that has characters which no paper could show."""
    wrong = {name: _without_a_glyph(text) for name, text in values.items() if isinstance(text, str)}
    if any(wrong.values()):
        raise ValidationError({name: _unprintable(signs) for name, signs in wrong.items() if signs})


def _without_a_glyph(text: str) -> list[str]:
    if text.isascii() and text.isprintable():
        return []
    signs = [sign for sign in dict.fromkeys(text) if sign not in printable()]
    return [sign for sign in signs if unicodedata.category(sign) != "Cf"]  # those that nobody sees need no glyph


def _unprintable(signs: list[str]) -> ValidationError:
    shown = ", ".join(f"”{sign}”" if sign.isprintable() else f"U+{ord(sign):04X}" for sign in signs[:MOST_NAMED])
    return ValidationError(
        f"Texten innehåller tecken som inte kan skrivas ut i en handling: {shown}. Ta bort dem, eller skriv med ord.",
        code="unprintable",
    )


class TidyTexts:
    """Middleware: what a person sends is tidy before anything counts, compares or keeps it; passwords are as they are."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Not before: until the form is known to be the person's own, nothing of it is read."""
        request.GET = _tidied(request.GET)
        if request.method == "POST":
            request.POST = _tidied(request.POST)


def _tidied(sent: QueryDict) -> QueryDict:
    tidied = QueryDict(mutable=True)
    for name, texts in sent.lists():
        tidied.setlist(name, texts if "password" in name else [tidy(text) for text in texts])
    tidied._mutable = False
    return tidied
