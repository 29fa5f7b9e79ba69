"""The account is drawn as a PDF from plain values alone: no query, no clock, no network. Same values, same bytes."""

import csv
import io
import itertools
from datetime import datetime

from django.template.loader import render_to_string

from itdrift import pdf
from itdrift.spreadsheet import safe

from ..cut.indicators import FEWEST_IN_WORDS, PROPOSED, STATES
from ..cut.manifest import canonical
from ..models import Chapter

TITLE = "Redovisning av det samordnade statliga tjänsteutbudet för it-drift"
RECIPIENT = "Regeringskansliet (Finansdepartementet)"
COLUMNS = (
    "indikator",
    "namn",
    "tjänst",
    "leverantörsmyndighet",
    "enhet",
    "läge",
    "värde",
    "täljare",
    "nämnare",
    "kommentar",
    "mätt som",
    "källa",
    "brott i serien",
)


def draw(cut, narrative, decision=None, *, demo=False):
    """Return the PDF of a cut (reporting.cut) with its texts by chapter; without a decision (Report.decision) a draft."""
    decision = decision or {}
    printed = contents(cut, narrative, decision, demo=demo)
    moment = datetime.fromisoformat(decision.get("decided_at") or cut["cut_at"])
    identifier = decision.get("diary_number") or f"redovisning-{cut['year']}-utkast"
    html = render_to_string("paper/report.html", printed)
    return pdf.draw(html, identifier=identifier, date=moment, attachments=printed["attachments"])


def contents(cut, narrative, decision, *, demo):
    """Return all that the templates of the account print (templates/paper/report.html)."""
    return {
        "report": {
            "title": TITLE,
            "sender": cut["coordinator"],
            "recipient": RECIPIENT,
            "diary_number": "",
            "decided_on": "",
            "decided_by": None,
            "presented_by": None,
            "others": [],
            **(decision or {}),
        },
        "cut": cut,
        "narrative": dict.fromkeys(Chapter.values, "") | narrative,
        "attachments": attachments(cut),
        "fewest_answers": FEWEST_IN_WORDS,
        "proposed": PROPOSED,
        "table_number": itertools.count(1).__next__,
        "demo": demo,
    }


def draw_annex(year, parts, decision=None, *, sender, demo=False):
    """Return the PDF of what is secret (cut.secret.secret_parts), each part with its marking; apart from the open paper.

    sender: the coordinating agency's name, as the cut has it.
    """
    decision = decision or {}
    day = decision.get("decided_at") or f"{max(part['marked_on'] for part in parts)}T00:00:00+01:00"
    context = {"year": year, "parts": parts, "decision": decision, "sender": sender, "demo": demo, "title": TITLE}
    html = render_to_string("paper/report_annex.html", context)
    return pdf.draw(html, identifier=f"redovisning-{year}-bilaga", date=datetime.fromisoformat(day))


def attachments(cut):
    """Return what the PDF carries: the whole cut as canonical JSON, and the indicators as a table."""
    year = cut["year"]
    return [
        pdf.Attached(
            f"indikatorer-{year}.csv",
            table(cut).encode("utf-8-sig"),
            "text/csv",
            "De sju indikatorerna per tjänst, som tabell med semikolon och decimalkomma",
        ),
        pdf.Attached(
            f"redovisning-{year}.json",
            canonical(cut),
            "application/json",
            "Redovisningens alla uppgifter, i samma form som de stod vid sammanställningen",
            "Source",
        ),
    ]


def table(cut):
    """Return the indicators as CSV text: semicolons, decimal commas, empty where there is no value."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for indicator in cut["indicators"]:
        for row in indicator["rows"]:
            named = [safe(row[name]) for name in ("service", "supplier", "unit")]
            numbers = [row[name] for name in ("value", "numerator", "denominator")]
            figures = ["" if number is None else str(number).replace(".", ",") for number in numbers]
            texts = [safe(row[name]) for name in ("comment", "basis", "source", "break")]
            writer.writerow([indicator["number"], indicator["name"], *named, STATES[row["state"]], *figures, *texts])
    return written.getvalue()
