"""The decision to refuse connection (8 §): the letter, its secret annex, and the letter again when a slip is corrected."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from itdrift import outbox
from itdrift.templatetags.swedish import tal
from registry.models import Mandate
from registry.ordinance import section

from ..appeal.wording import appeal_text
from ..models import Communication, Document, DocumentKind, Refusal, RefusalCorrection
from ..papers import draw
from ..presenting import deciders

EIGHT = "8 § förordningen (2024:1005) om samordnad och säker statlig it-drift"
NEXT = (
    "Den samordnande myndigheten får del av beslutet och kan fördela det som nekas till en annan "
    "leverantörsmyndighet. Beslutet tas med i redovisningen till regeringen enligt 11\N{NO-BREAK SPACE}§ förordningen."
)


@outbox.job("refusal.keep_letter")
def keep_refusal(refusal_id):
    """Draw and keep the decision letter: the five points of 31 § and the reasons of 32 § förvaltningslagen."""
    refusal = Refusal.objects.with_parties().get(pk=refusal_id)
    content = draw("letter", letter(refusal), refusal.diary_number, refusal.created_at)
    _keep(refusal, DocumentKind.REFUSAL, content)


@outbox.job("refusal.keep_correction")
def keep_correction(correction_id):
    """Draw the letter as corrected, with what was corrected and when (36 § förvaltningslagen). The first letter is kept."""
    correction = RefusalCorrection.objects.select_related("corrected_by").get(pk=correction_id)
    refusal = Refusal.objects.with_parties().get(pk=correction.refusal_id)
    content = draw("letter", letter(refusal, correction), refusal.diary_number, correction.corrected_at)
    _keep(refusal, DocumentKind.CORRECTION, content, correction=correction)


@outbox.job("refusal.keep_annex")
def keep_annex(refusal_id):
    """Draw and keep the secret reasons, marked on every page with provision, day and agency (5 kap. 5 § OSL)."""
    refusal = Refusal.objects.with_parties().get(pk=refusal_id)
    annex = refusal.annex
    context = {
        "marking": f"Sekretess, {annex.provision}, {annex.marked_on:%Y-%m-%d}, {annex.agency}",
        "sender": annex.agency.name,
        "recipient": refusal.allocation.requested_service.registration.agency.name,
        "diary_number": refusal.diary_number,
        "date": refusal.decided_on,
        "provision": annex.provision,
        "text": annex.text,
    }
    content = draw("annex", context, f"{refusal.diary_number}, bilaga", refusal.created_at)
    _keep(refusal, DocumentKind.ANNEX, content)


def _keep(refusal, kind, content, **of):
    case = refusal.allocation.requested_service.registration
    Document.keep(case, kind, refusal.diary_number, content, refusal=refusal, **of)


def preview(refusal):
    """Return the letter as HTML, for the page where it is written: the paper's own template and context."""
    return render_to_string("paper/decision.html", {**letter(refusal), "h": "h3", "demo": settings.DEMO})


def letter(refusal, correction=None):
    """Return the context of the decision letter, also of one not decided yet; with a correction, the words as corrected."""
    requested_service = refusal.allocation.requested_service
    case, supplier = requested_service.registration, refusal.allocation.supplier.agency
    words = correction or refusal
    return {
        "sender": supplier.name,
        "sender_org_number": supplier.org_number,
        "recipient": case.agency.name,
        "recipient_reference": case.own_reference,
        "diary_number": refusal.diary_number,
        "case_number": case.diary_number,
        "date": refusal.decided_on,
        "service": str(requested_service),
        "content": _content(requested_service, supplier, case.agency),
        "matter": _matter(refusal, requested_service, case),
        "ground": str(refusal.ground),
        "reasons": words.reasons,
        "annexed": hasattr(refusal, "annex"),
        "annex_shared": hasattr(refusal, "annex") and refusal.annex.shared,
        "heard": _heard(refusal, case.agency),
        "opinion": refusal.opinion,
        "alternatives": words.alternatives,
        "applied": section("8 §", refusal.decided_on).text,
        "provisions": [EIGHT, *(line.strip() for line in refusal.provisions.splitlines() if line.strip())],
        "what_happens_next": NEXT,
        "appeal": appeal_text(refusal.appeal, refusal.diary_number),
        "correction": correction and _correction(correction),
        "coordinator": Mandate.objects.coordinator().agency.name,
        **deciders(refusal),
    }


def _matter(refusal, requested_service, case):
    """Tell what was asked for, when, and when it came to the supplier: what the decision is about (32 § förvaltningslagen)."""
    whole = requested_service.part_of if requested_service.part_of_id else requested_service
    volume = requested_service.whole_volume if requested_service.part_of_id else requested_service.volume
    unit = _counted(whole)
    asked = [f"Volymen är {tal(volume)}{unit}."] if volume is not None else []
    asked += [f"Önskad start är {whole.wanted_from:%Y-%m-%d}."] if whole.wanted_from else []
    asked += [f"Senaste datum är {whole.latest_on:%Y-%m-%d}."] if whole.latest_on else []
    received = f"{case.agency} anmälde den {localdate(requested_service.received_at)} intresse för {whole}."
    allocated = localdate(refusal.allocation.allocated_at)
    return " ".join(
        [
            received,
            *asked,
            f"Den samordnande myndigheten fördelade anmälan till {refusal.supplier.agency} den {allocated}.",
        ]
    )


def _content(requested_service, supplier, agency):
    if not requested_service.part_of_id:
        return f"{supplier} nekar {agency} anslutning till {requested_service}."
    service = requested_service.part_of
    return (
        f"{supplier} nekar {agency} anslutning till {service} för en del av det som efterfrågas: {requested_service.share}{_counted(service)}. "
        "Resten av det som efterfrågas omfattas inte av beslutet."
    )


def _counted(requested_service):
    return f", räknat i {requested_service.service.unit}" if requested_service.service_id else ""


def _heard(refusal, agency):
    """Tell how the agency was heard before the decision, or why not (25 § förvaltningslagen); "" in decisions of old."""
    sent = Communication.objects.of(refusal.allocation).last()
    if refusal.not_communicated:
        heard = "har inte fått den tid att yttra sig som angavs" if sent else "har inte fått yttra sig före beslutet"
        return f"{agency} {heard}. {refusal.get_not_communicated_display()}. {refusal.not_communicated_why}"
    if sent is None:
        return ""
    answer = f"yttrade sig den {localdate(sent.replied_at)}" if sent.replied_at else "har inte yttrat sig"
    offered = f"{agency} fick den {localdate(sent.sent_at)} tillfälle att yttra sig senast den {sent.reply_by:%Y-%m-%d}"
    return f"{offered}, och {answer}."


def _correction(correction):
    return {
        "date": correction.corrected_on,
        "slip": correction.slip,
        "by": {"name": correction.corrected_by.name, "title": correction.corrected_by_title},
    }
