"""What is made of the words of a paper before it is laid out: what is never torn, and what a table is called where it goes on."""

import re
from typing import Any

NBSP = "\N{NO-BREAK SPACE}"
# "FK 2026/000003", "ÖK 2026-007"; "9 §"; "kl. 14:05"
WHOLE = re.compile(r"(?<=[A-ZÅÄÖ]) (?=\d{4}[/-]\d)|(?<=\d) (?=§)|(?<=§) (?=\d)|(?<=\bkl\.) (?=\d)")
KEPT_TOGETHER = 6  # rows: more would rather leave half a page empty
AFTER_THE_FIRST_SENTENCE = re.compile(r"(?<!Tabell \d)(?<!Tabell \d\d)\. .*")
HEADINGS = ("h1", "h2", "h3", "h4")


def prepare(root: Any) -> None:
    """Change the tree of a page in its place."""
    heading = ""
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        element.text, element.tail = _whole(element.text), _whole(element.tail)
        for name, value in element.attrib.items():
            if name.startswith("data-"):
                element.set(name, _whole(value))
        if element.tag in HEADINGS:
            heading = words(element)
        elif element.tag == "table":
            _say_where_it_goes_on(element, heading)


def _whole(text: str | None) -> str | None:
    return text and WHOLE.sub(NBSP, text)


def _say_where_it_goes_on(table: Any, heading: str) -> None:
    """A table stays on its page; a long one may go on, and the stylesheet prints the name of its first row above the rest."""
    rows = table.findall("./tbody/tr")
    if len(rows) > KEPT_TOGETHER:
        caption = table.find("caption")
        name = heading if caption is None else AFTER_THE_FIRST_SENTENCE.sub("", words(caption))
        table.set("data-long", "")
        rows[0].set("data-goes-on", f"Forts. {name}")


def words(element: Any) -> str:
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())
