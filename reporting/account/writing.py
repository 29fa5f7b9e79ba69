"""Beside a chapter stand who wrote it, what the suppliers delivered for it, and how many of their comments wait."""

from collections import Counter
from dataclasses import dataclass

from ..models import Chapter, Passage
from ..workflow import RequestStatus

# Which of a supplier's texts belong to which chapter.
OF_THE_SUPPLIERS = {
    Chapter.SECURITY: ["effects"],
    Chapter.COST: ["effects"],
    Chapter.QUALITY: ["effects"],
    Chapter.RISKS: ["risks", "obstacles"],
}
LABELS = {"effects": "Effekter", "risks": "Risker", "obstacles": "Hinder"}


@dataclass(frozen=True)
class ChapterOverview:
    """Holds a chapter, its Passage or None, and how many of the suppliers' comments on it wait for an answer."""

    chapter: Chapter
    passage: Passage | None
    waiting: int


def chapters(report):
    """Return all chapters in the order of the paper, as ChapterOverviews."""
    passages = {passage.chapter: passage for passage in report.passages.select_related("written_by")}
    waiting = Counter(report.comments.filter(settled_at=None).values_list("chapter", flat=True))
    return [ChapterOverview(chapter, passages.get(chapter), waiting[chapter]) for chapter in Chapter]


def passage(report, chapter):
    """Return the Passage of a chapter, or None."""
    return report.passages.filter(chapter=chapter).select_related("written_by").first()


def delivered_texts(report, chapter):
    """Return what the suppliers have delivered for the chapter, as (agency, heading, text)."""
    fields = OF_THE_SUPPLIERS.get(chapter, [])
    answered = (
        report.requests.filter(status=RequestStatus.ANSWERED).select_related("supplier__agency") if fields else []
    )
    texts = [
        (data_request.supplier.agency, LABELS[name], getattr(data_request, name))
        for data_request in answered
        for name in fields
    ]
    return [text for text in texts if text[2].strip()]
