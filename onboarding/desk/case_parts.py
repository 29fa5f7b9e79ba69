"""The pages of a case: where it stands and what to do first, and then each of its parts by itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CasePart:
    """name: of its address, which ends with `address`. templates: what it shows, one after the other, by their names."""

    name: str
    address: str
    label: str
    templates: tuple[str, ...]


NOTES = "case_notes"
PARTS = (
    CasePart("case", "", "Översikt", ("open_questions", "need", "services", "takers")),
    CasePart("case_answers", "uppgifter/", "Uppgifter", ("answers",)),
    CasePart("case_messages", "meddelanden/", "Meddelanden", ("messages",)),
    CasePart(NOTES, "anteckningar/", "Anteckningar", ("notes",)),
    CasePart("case_documents", "handlingar/", "Handlingar", ("documents", "attachments")),
    CasePart("case_events", "handelser/", "Händelser", ("events",)),
    CasePart("case_compliance", "efterlevnad/", "Efterlevnad", ("compliance",)),
)
WHOLE = "case_whole"  # all of them on one page, to print or to look through
ADDRESSES = {part.name: part.address for part in PARTS} | {WHOLE: "hela/"}
