"""All that has happened in a case, last first: acts, messages, notes and documents; who did it, when, and for whom."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from registry.journal import subject_of

NOTED = "onboarding.note_down"


@dataclass(frozen=True)
class Event:
    """One thing that happened. internal: known to one's own agency alone. url: where to read more, or empty."""

    at: datetime
    text: str
    person: str
    acting_for: str = ""
    section: str = ""
    internal: bool = False
    url: str = ""


def timeline(entries, *, documents, conversation):
    """Return the Events of the journal's entries and the documents; for each message and note, where the person reads it."""
    messages = [*conversation.messages, *conversation.answers]
    written, noted = (reverse(name, args=[conversation.case.pk]) for name in ("case_messages", "case_notes"))
    by_key = {message.pk: f"{written}#meddelande-{message.pk}" for message in messages}
    places = {subject_of(message): by_key[message.pk] for message in messages}
    places |= {subject_of(note): f"{noted}#anteckning-{note.pk}" for note in conversation.notes}
    # a question or an answer that the entry tells of, for those it was written to
    acts = [
        _of_entry(entry, places.get(entry.subject) or by_key.get(entry.facts.get("message"), "")) for entry in entries
    ]
    papers = [
        Event(
            document.made_at,
            f"{document} (PDF) framställdes.",
            "Systemet",
            url=reverse("document", args=[document.pk]),
        )
        for document in documents
    ]
    return sorted(acts + papers, key=lambda event: event.at, reverse=True)


def _of_entry(entry, url):
    internal = entry.act == NOTED
    return Event(entry.at, entry.text, entry.person, entry.acting_for, entry.section, internal, url)
