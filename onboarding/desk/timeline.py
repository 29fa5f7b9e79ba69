"""All that has happened in a case, last first: what was done, said, noted, made; who did it, when, and for whom."""

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
    """Events of the journal's entries and the documents; for each message and note, where the person reads it."""
    said = [*conversation.messages, *conversation.answers]
    places = {subject_of(message): f"#meddelande-{message.pk}" for message in said}
    places |= {subject_of(note): f"#anteckning-{note.pk}" for note in conversation.notes}
    read = {message.pk for message in said}
    done = [_done(entry, places.get(entry.subject) or _said(entry, read)) for entry in entries]
    made = [_made(document) for document in documents]
    return sorted(done + made, key=lambda event: event.at, reverse=True)


def _said(entry, read):
    """Where the question or answer that the entry tells of can be read, by those it was written to."""
    pk = entry.facts.get("message")
    return f"#meddelande-{pk}" if pk in read else ""


def _done(entry, url):
    internal = entry.act == NOTED
    return Event(entry.at, entry.text, entry.person, entry.acting_for, entry.section, internal, url)


def _made(document):
    url = reverse("document", args=[document.pk])
    return Event(document.made_at, f"{document} (PDF) framställdes.", "Systemet", url=url)
