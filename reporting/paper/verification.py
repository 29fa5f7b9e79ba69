"""Verification says whether a file is a decided account, unchanged, and which one, by its bytes alone (11 §).

Nothing of the file is stored. A file that is ours but changed still bears what itdrift.pdf wrote into it: the diary number
as the PDF's identifier, and the figures with their manifest as an embedded file. The secret annex is never recognised.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db.models import TextChoices
from django.utils import timezone

from ..models import Report, ReportDocument

MOST = 50 * 1024 * 1024  # bytes of a file
MOST_PACKED, MOST_UNPACKED = 8 * 1024 * 1024, 64 * 1024 * 1024  # bytes of an embedded file, and of all unpacked
MOST_MARKS = 50  # identifiers, and embedded files, that are looked at
IDENTIFIED = re.compile(rb"/ID\s{0,20}\[\s{0,20}")
IDENTIFIER = re.compile(rb"\(((?:\\.|[^\\()]){1,400})\)|<([0-9A-Fa-f\s]{2,800})>", re.DOTALL)
DRAFT = re.compile(r"redovisning-\d{4}\b.*\butkast")
EMBEDDED = re.compile(rb"/EmbeddedFile\b")
STREAM = re.compile(rb"\bstream\r?\n")
MANIFEST = re.compile(rb'"manifest"\s*:\s*\{\s*"data"\s*:\s*"([0-9a-f]{64})"')


class Outcome(TextChoices):
    """Says what a file is, in words."""

    UNCHANGED = "unchanged", "Filen är en beslutad redovisning, oförändrad"
    CHANGED = (
        "changed",
        "Filen är inte den beslutade redovisningen: den är gjord av en sådan, men ändrad eller inte hel",
    )
    NOT_READY = "not_ready", "Redovisningen är beslutad, men handlingen är inte framställd än: försök igen om en stund"
    DRAFT = "draft", "Filen är ett utkast till en redovisning: den är inte beslutad"
    NOT_OURS = "not_ours", "Filen är en PDF, men ingen beslutad redovisning som finns här"
    NOT_PDF = "not_pdf", "Filen är inte en PDF"
    EMPTY = "empty", "Filen är tom"
    TOO_LARGE = (
        "too_large",
        f"Filen är större än {MOST // 1024**2} MB: så stor är ingen redovisning, och den är inte läst",
    )


@dataclass
class Verdict:
    """Has the report that the file is, or is made from, and digest: the SHA-256 of that edition's document."""

    outcome: Outcome
    report: Report | None = None
    digest: str = ""

    @property
    def is_unchanged(self):
        return self.outcome == Outcome.UNCHANGED

    @cached_property
    def replaced_by(self):
        """Return the last decided edition of the year, when it is a later one; else None."""
        later = Report.objects.decided().filter(year=self.report.year, edition__gt=self.report.edition)
        return later.defer("cut").first()

    @property
    def sentence(self):
        """Return all of it in one sentence."""
        if self.report is None:
            return f"{self.outcome.label}."
        facts = [
            f"{self.report}",
            f"{self.report.diary_number}",
            f"beslutad {timezone.localdate(self.report.decided_at)}",
        ]
        if self.digest:
            facts.append(f"SHA-256 {self.digest}")
        if after := self.replaced_by:
            facts.append(f"ersatt av utgåva {after.edition}, {after.diary_number}")
        return f"{self.outcome.label} ({'; '.join(facts)})."


def verify(content):
    """Return the Verdict on the bytes of a file, whatever they are."""
    if not content:
        return Verdict(Outcome.EMPTY)
    if len(content) > MOST:
        return Verdict(Outcome.TOO_LARGE)
    if b"%PDF-" not in content[:1024]:
        return Verdict(Outcome.NOT_PDF)
    digest = hashlib.sha256(content).hexdigest()
    papers = ReportDocument.objects.filter(final=True, secret=False, digest=digest)
    if paper := papers.select_related("report").defer("content", "report__cut").first():
        return Verdict(Outcome.UNCHANGED, paper.report, paper.digest)
    marks = identifiers(content)
    if any(map(DRAFT.match, marks)):
        return Verdict(Outcome.DRAFT)
    return _changed(marks, content) or Verdict(Outcome.NOT_OURS)


def _changed(marks, content):
    """Return the Verdict when the file is made from a decided account, or None."""
    decided = Report.objects.decided().defer("cut")
    found = decided.filter(diary_number__in=marks).first()
    found = found or decided.filter(cut__manifest__data__in=manifests(content)).first()
    if found is None:
        return None
    paper = found.documents.filter(final=True, secret=False).defer("content").first()
    return Verdict(Outcome.CHANGED, found, paper.digest) if paper else Verdict(Outcome.NOT_READY, found)


def identifiers(content):
    """Return what the PDF calls itself, in each of its trailers."""
    places = islice(IDENTIFIED.finditer(content), MOST_MARKS)
    found = (IDENTIFIER.match(content, place.end()) for place in places)
    return [_text(*match.groups()) for match in found if match]


def _text(literal, digits):
    if digits:
        digits = b"".join(digits.split())
        raw = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    else:
        raw = re.sub(rb"\\(.)", rb"\1", literal)
    return raw.decode(errors="replace").replace("\0", "")


def manifests(content):
    """Return the SHA-256 of the figures, as each embedded file's own manifest says it; unpacked within bounds."""
    left, found = MOST_UNPACKED, []
    for embedded in islice(EMBEDDED.finditer(content), MOST_MARKS):
        begins = STREAM.search(content, embedded.end(), embedded.end() + 1000)
        if begins and left > 0:
            unpacked = _unpacked(content[begins.end() : begins.end() + MOST_PACKED], left)
            found += [match[1].decode() for match in islice(MANIFEST.finditer(unpacked), MOST_MARKS)]
            left -= len(unpacked)
    return found


def _unpacked(packed, most):
    """Return the beginning of what a stream unpacks to; nothing when it cannot be."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""
