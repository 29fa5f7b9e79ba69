"""The tags that a screen reader follows, where WeasyPrint leaves them unsaid or says them more than once (PDF/UA-1).

What PDF/UA-2 and WTPDF ask for beyond it is out of reach while the archive's paper is PDF/A-3a: all of it is PDF 2.0, and PDF/A-3 is
PDF 1.7. That is the declaration and the version of the file (5-2, 5-5), a Document in the namespace of PDF 2.0 (8.2.5.2-2), links
that lead to an element and not to a place on a page (8.8-1), and FENote, which is Note here.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pydyf
from weasyprint import Document
from weasyprint.pdf import tags

from .pdf_words import words

# What is nothing in particular to WeasyPrint; Nav is for ours to find alone.
OURS = {"nav": "Nav", "small": "Note", "small::footnote-call": "Reference", "small::footnote-marker": "Lbl"}
IN_CONTENTS = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}
_theirs = tags._get_pdf_tag
tags._get_pdf_tag = lambda tag: OURS.get(tag) or _theirs(tag)


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """Say what each element is, once."""
    tree = _Tree(pdf)
    for page, reference in zip(document.pages, pdf.page_references, strict=True):
        _one_link_each(tree, [box for *_, box in page.links if box.link_annotation], tree.at(reference))
    _say_contents(tree)
    _put_notes_where_they_are_called(tree)
    _scope_headers(tree)
    _set_margins_apart(tree)
    tree.number_owners()


class _Tree:
    """The elements of the structure, and which of them own what is marked on a page (its number), or a link (its own)."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.elements: list[Any] = [
            it for it in pdf.objects if isinstance(it, dict) and it.get("Type") == "/StructElem"
        ]
        numbers = self.at(self.root["ParentTree"])["Nums"]
        self.owners = dict(zip(numbers[::2], numbers[1::2], strict=True))

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def called(self, name: str) -> list[Any]:
        """Return the elements of a name, in the order in which they are read."""
        return [element for element in self.below(self.root) if element["S"] == name]

    def below(self, element: Any) -> Iterator[Any]:
        for child in element["K"]:
            if isinstance(child, bytes) and self.at(child).get("Type") == "/StructElem":
                yield self.at(child)
                yield from self.below(self.at(child))

    def number_owners(self) -> None:
        self.at(self.root["ParentTree"])["Nums"][:] = chain.from_iterable(self.owners.items())


def _one_link_each(tree: _Tree, boxes: list[Any], page: Any) -> None:
    """A link is one element, with its words; WeasyPrint makes one of every box within it, and of every line."""
    annotations = [box.link_annotation for box in boxes]
    elements = [tree.at(tree.owners[annotation["StructParent"]]) for annotation in annotations]
    links = [_whole_link(tree, element) for element in elements]
    lines: dict[Any, Any] = {}
    linked = set()
    for box, annotation, element, link in zip(boxes, annotations, elements, links, strict=True):
        place = next(kid for kid in element["K"] if isinstance(kid, bytes) and "Obj" in tree.at(kid))
        element["K"].remove(place)
        if link.reference in linked:
            page["Annots"].remove(annotation.reference)
            del tree.owners[annotation["StructParent"]]
            annotation.clear()
            continue
        linked.add(link.reference)
        annotation["Contents"] = pydyf.String(box.element.get("aria-label") or words(box.element))
        link["K"].insert(0, place)
        tree.owners[annotation["StructParent"]] = link.reference
        first = lines.setdefault((box.element, link["P"]), link)
        if link is not first:
            _join(tree, first, link, annotation)
    for link in links:
        for part in tree.below(link):
            part["S"] = "/Span" if part["S"] == "/Link" else part["S"]


def _whole_link(tree: _Tree, element: Any) -> Any:
    around = tree.at(element["P"])
    return _whole_link(tree, around) if around["S"] == "/Link" else element


def _join(tree: _Tree, first: Any, line: Any, annotation: Any) -> None:
    """Let the first line's link have the next one's words and place, too."""
    first["K"] += line["K"]
    tree.at(first["P"])["K"].remove(line.reference)
    tree.owners[annotation["StructParent"]] = first.reference
    for owners in tree.owners.values():
        if isinstance(owners, list):
            owners[:] = [first.reference if owner == line.reference else owner for owner in owners]
    for kid in tree.below(line):
        if kid["P"] == line.reference:
            kid["P"] = first.reference


def _say_contents(tree: _Tree) -> None:
    """What is in a <nav> is a table of contents: its lists, their rows, and where each leads; a list in a row is beside that."""
    for nav in tree.called("/Nav"):
        nav["S"] = "/Sect"
        for element in list(tree.below(nav)):
            element["S"] = IN_CONTENTS.get(element["S"], element["S"])
            leads = tree.at(element["P"])
            if element["S"] == "/TOC" and leads["S"] == "/Reference":
                _move(tree, element, tree.at(leads["P"]), len(tree.at(leads["P"])["K"]))


def _move(tree: _Tree, element: Any, parent: Any, place: int) -> None:
    tree.at(element["P"])["K"].remove(element.reference)
    parent["K"].insert(place, element.reference)
    element["P"] = parent.reference


def _put_notes_where_they_are_called(tree: _Tree) -> None:
    """A note is read after the words that it belongs to, not after the page that it stands on."""
    notes = [note for note in tree.called("/Note") if any(kid["S"] == "/Lbl" for kid in tree.below(note))]
    calls = [call for call in tree.called("/Reference") if call["P"] and tree.at(call["P"])["S"] != "/TOCI"]
    for number, (call, note) in enumerate(zip(calls, notes, strict=True), 1):
        note["ID"] = pydyf.String(f"not-{number}")
        around = tree.at(call["P"])
        _move(tree, note, around, around["K"].index(call.reference) + 1)


def _scope_headers(tree: _Tree) -> None:
    """A header cell in <thead> heads its column, any other its row; WeasyPrint leaves it unsaid (7.5)."""
    for cell in (element for element in tree.elements if element["S"] == "/TH"):
        group = tree.at(tree.at(cell["P"])["P"])
        cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _set_margins_apart(tree: _Tree) -> None:
    """Heads and feet are artifacts (7.8); WeasyPrint tags them, but leaves the tags out of the tree."""
    in_tree = {element.reference for element in tree.below(tree.root)}
    for number, page in enumerate(tree.pdf.page_references):
        owners = tree.owners[number]
        apart = {mark for mark, owner in enumerate(owners) if owner not in in_tree}
        owners[:] = [b"null" if mark in apart else owner for mark, owner in enumerate(owners)]
        stream = tree.at(tree.at(page)["Contents"]).stream
        for place, operand in enumerate(stream):
            if isinstance(operand, dict) and operand.get("MCID") in apart:
                stream[place - 1], stream[place] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
    for element in tree.elements:
        if element.reference not in in_tree:
            element.clear()
