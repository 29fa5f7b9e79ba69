"""What stands beside a chapter while it is written: who wrote it, what the suppliers told, and what they say of the draft."""

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
    """A chapter, its Passage or None, and how many of the suppliers' comments on it that wait for an answer."""

    chapter: Chapter
    passage: Passage | None
    waiting: int


def chapters(report):
    """All chapters in the order of the paper, as ChapterOverviews."""
    passages = {passage.chapter: passage for passage in report.passages.select_related("written_by")}
    waiting = Counter(report.comments.filter(settled_at=None).values_list("chapter", flat=True))
    return [ChapterOverview(chapter, passages.get(chapter), waiting[chapter]) for chapter in Chapter]


def passage(report, chapter):
    """The Passage of a chapter, or None."""
    return report.passages.filter(chapter=chapter).select_related("written_by").first()


def delivered_texts(report, chapter):
    """What the suppliers have delivered for the chapter, as (agency, heading, text)."""
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
