"""What a paper says to whoever does not see it: its elements with their words, line by line, and what they were made of."""

import re
from functools import cached_property
from itertools import pairwise
from tempfile import NamedTemporaryFile

from outloud.model import Document
from weasyprint import HTML

from itdrift.pdf_words import prepare

BLOCKS = {"P", "TD", "TH", "Caption", "LBody", "Reference", "Note", *(f"H{level}" for level in range(1, 7))}
HYPHENATED = re.compile(r"\D+-")  # never a number or a date
GENERATED = re.compile(r"[\d.]+|–|")  # by the stylesheet: numbers, dashes


class Paper:
    """A drawn paper beside its source."""

    def __init__(self, html, content):
        self.html = html
        self.source = HTML(string=html, base_url="static:").etree_element
        prepare(self.source)
        with NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            self.document = Document(file.name)
            self.elements = self.document.elements
            self.pages = [self.document.content(page.index) for page in self.document.pages]
            self.annotations = {note.objgen: note for note in self.document.annotations}
        self.lines = {
            (number, run.mcid): [r for r in page.runs if r.mcid == run.mcid]
            for number, page in enumerate(self.pages)
            for run in page.runs
            if run.tagged
        }

    def of(self, *types):
        return [element for element in self.elements if element.type in types]

    def fragments(self, element):
        """Return the lines of an element and of what stands in it, but not of the blocks in it, each as its runs."""
        runs = []
        for kid in [element, *_inline(element)]:
            runs += [self.lines[mark.page, mark.mcid] for mark in kid.mcrefs if (mark.page, mark.mcid) in self.lines]
        return sorted(runs, key=lambda line: line[0].order)

    def text(self, element):
        return " ".join(_text(line) for line in self.fragments(element))

    def furniture(self, page):
        """Return what stands on a page and is in no element: head, foot, and the name of a table that goes on."""
        return " ".join(line.text for line in page.lines if line.artifact_share > 0.5)

    @cached_property
    def words(self):
        """All words of the source, and those that stay together."""
        texts = [text.replace("\xad", "") for text in self.source.itertext()]
        words = {word for text in texts for word in text.split()}
        pairs = {
            pair
            for text in texts
            for one in re.split(r"[ \t\n]+", text)
            for pair in pairwise(one.split("\xa0"))
            if all(pair)
        }
        return words, pairs

    def torn(self):
        """Return what is parted between two lines, other than by a hyphen or because it is wider than any line."""
        return [
            torn for block in self.of(*BLOCKS) for torn in self._torn([_text(x).split() for x in self.fragments(block)])
        ]

    def _torn(self, lines):
        """begun: what the line before may have begun of the first word of the next."""
        begun, before = {""}, ""
        for line in filter(None, lines):
            firsts = {part + line[0] for part in begun}
            if (before, line[0]) in self.words[1] or (not any(map(self._stands, firsts)) and len(line) > 1):
                yield f"{before}|{line[0]}"
            lasts = firsts if len(line) == 1 else {line[-1]}
            begun = {""} if any(map(self._stands, lasts)) else set()
            begun |= {part for last in lasts if HYPHENATED.fullmatch(last) for part in (last, last[:-1])}
            begun |= {last for last in lasts if self._is_too_wide(last)}
            before = line[-1]
        if "" not in begun:
            yield f"{before}|"

    def breaks(self):
        """Return what ends a line and what begins the next, wherever a line ends."""
        blocks = ([_text(line).split() for line in self.fragments(block)] for block in self.of(*BLOCKS))
        return {(line[-1], after[0]) for lines in blocks for line, after in pairwise(filter(None, lines))}

    def parted_with_room(self):
        """Return the words of rows that are hyphenated although they follow others, so that the next line had held them."""
        cells = [cell for cell in self.of("TD", "TH") if cell.attr("Scope") != "Column"]
        lines = [_text(line).split() for cell in cells for line in self.fragments(cell)]
        return [line[-1] for line in lines if len(line) > 1 and line[-1].endswith("-") and not self._stands(line[-1])]

    def _stands(self, word):
        return word in self.words[0] or GENERATED.fullmatch(word)

    def _is_too_wide(self, part):
        """Whether it is a part of what is wider than any line: an address, a checksum."""
        return any(word.startswith(part) for word in self.words[0] if len(word) > 40)


def _inline(element):
    for kid in element.children:
        if kid.type not in BLOCKS | {"Table", "L"}:
            yield kid
            yield from _inline(kid)


def _text(line):
    return "".join(run.text for run in line).replace("\xad", "")
