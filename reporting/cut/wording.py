"""Where two editions differ, their lists and texts are worded here (11 §)."""

import re

from itdrift.templatetags.swedish import tal

ABSENT = "finns inte"
LABELS = {
    "name": "namn",
    "agency": "myndighet",
    "supplier": "leverantörsmyndighet",
    "suppliers": "leverantörsmyndigheter",
    "service": "tjänst",
    "services": "tjänster",
    "category": "kategori",
    "unit": "enhet",
    "status": "läge",
    "state": "läge",
    "description_version": "tjänstebeskrivningens version",
    "available_from": "i utbudet från",
    "valid_from": "gäller från",
    "valid_to": "gäller till och med",
    "case": "intresseanmälan",
    "date": "datum",
    "ground": "grund",
    "reasons": "beskrivning av fallet",
    "afterwards": "vad som hände därefter",
    "in_force_on": "i kraft",
    "notified_on": "underrättelse till den samordnande myndigheten",
    "personal_data": "personuppgifter",
    "requests": "antal anmälningar",
    "reason": "skäl",
    "motivation": "motivering",
    "component": "avgift",
    "amount": "belopp",
    "previous_amount": "tidigare belopp",
    "change": "förändring i procent",
    "decision": "beslut",
    "answered": "lämnat",
    "allocated": "fördelade",
    "refused": "nekade",
    "agreed": "överenskomna",
    "withdrawn": "återkallade eller omfördelade",
    "in_progress": "under handläggning",
}
CODES = {
    "open": "öppen",
    "waiting_list": "väntelista",
    "closed": "stängd",
    "answered": "lämnat i tid",
    "late": "lämnat för sent",
    "silent": "inte lämnat",
    "missing": "saknas",
    "waiting": "väntar på svar",
}


def fields(was, now, besides):
    """Return the fields in which two entries differ, as (label, before, after)."""
    for name in now:
        if name not in besides and was.get(name) != now[name]:
            yield LABELS[name], *parted(_in_words(name, was.get(name)), _in_words(name, now[name]))


def parted(was, now):
    """Return two texts without the paragraphs that they share; whole where only the order is another."""
    old, new = (re.split(r"\s*\n\s*\n\s*", text.strip()) for text in (was, now))
    gone, come = ([part for part in of if part not in other] for of, other in ((old, new), (new, old)))
    if not gone and not come:
        return was, now
    return "\n\n".join(gone) or ABSENT, "\n\n".join(come) or ABSENT


def _in_words(name, value):
    if isinstance(value, bool):
        return "behandlas" if value else "behandlas inte"
    if isinstance(value, list):
        return ", ".join(value) or ABSENT
    if isinstance(value, str):
        return (CODES[value] if name in ("status", "state") else value) or ABSENT
    return ABSENT if value is None else tal(value)
