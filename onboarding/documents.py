"""The papers of a case, drawn once from what was decided and kept: receipt, refusal, agreement."""

from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from itdrift import pdf
from itdrift.templatetags.swedish import tal
from registry.models import Mandate
from registry.ordinance import Part

from .models import Agreement, Document, InterestRegistration, Refusal
from .models.interest import ACKNOWLEDGEMENT
from .models.personal_data import TERMS


def keep_receipt(case_id):
    """What was sent, with all its answers, in readable form (OSL 4 kap. 3 §)."""
    case = InterestRegistration.objects.select_related("agency", "acknowledged_by").get(pk=case_id)
    content = _draw("receipt", receipt(case), case.diary_number, case.registered_at)
    Document.keep(case, Document.Kind.RECEIPT, case.diary_number, content)


def keep_refusal(refusal_id):
    """The decision letter: the five points of 31 § and the reasons of 32 § förvaltningslagen."""
    refusal = Refusal.objects.select_related(
        "allocation__requested_service__registration__agency",
        "allocation__supplier__agency",
        "decided_by",
        "presented_by",
    ).get(pk=refusal_id)
    case = refusal.allocation.requested_service.registration
    content = _draw("letter", letter(refusal), refusal.diary_number, refusal.created_at)
    Document.keep(case, Document.Kind.REFUSAL, refusal.diary_number, content, refusal=refusal)


def keep_agreement(agreement_id):
    """The agreement as it was signed, in writing (10 §; GDPR art. 28(9))."""
    agreement = Agreement.objects.select_related("registration__agency", "model_document").get(pk=agreement_id)
    content = _draw("agreement", agreement_paper(agreement), agreement.number, agreement.coordinator_notified_at)
    Document.keep(agreement.registration, Document.Kind.AGREEMENT, agreement.number, content, agreement=agreement)


def _draw(paper, context, number, date):
    html = render_to_string(f"paper/{paper}.html", {**context, "demo": settings.DEMO})
    return pdf.draw(html, identifier=number, date=timezone.localtime(date))


def receipt(case):
    """The context of the receipt paper: every question with its answer."""
    filing = "agency contact_name contact_email contact_phone own_reference".split()
    need = "need present_solution present_cost security_effect cost_effect other_channel".split()
    answers = [
        {"heading": "Myndighet och kontakt", "rows": [_answer(case, name) for name in filing]},
        {"heading": "Behov", "rows": [_answer(case, name) for name in need]},
    ]
    for request in case.requested_services.select_related("service"):
        wanted = "volume wanted_from personal_data".split()
        answers.append({"heading": f"Efterfrågad tjänst: {request}", "rows": [_answer(request, n) for n in wanted]})
    return {
        "diary_number": case.diary_number,
        "received_at": timezone.localtime(case.registered_at),
        "agency": case.agency.name,
        "sender_name": case.acknowledged_by.name,
        "answers": answers,
        "acknowledgement": ACKNOWLEDGEMENT,
        "coordinator": Mandate.objects.coordinator().agency.name,
    }


def _answer(thing, name):
    """A field's label and its value in words."""
    field = thing._meta.get_field(name)
    value = getattr(thing, name)
    if field.choices:
        value = getattr(thing, f"get_{name}_display")()
    elif isinstance(value, bool):
        value = "Ja" if value else "Nej"
    elif isinstance(value, Decimal):
        value = tal(value)
    return _title(field), "" if value is None else str(value)


def _title(field):
    label = str(field.verbose_name)
    return label[0].upper() + label[1:]


def letter(refusal):
    """The context of the decision letter."""
    request = refusal.allocation.requested_service
    case, supplier = request.registration, refusal.allocation.supplier.agency
    return {
        "sender": supplier.name,
        "sender_org_number": supplier.org_number,
        "recipient": case.agency.name,
        "recipient_reference": case.own_reference,
        "diary_number": refusal.diary_number,
        "case_number": case.diary_number,
        "date": refusal.decided_on,
        "service": str(request),
        "content": f"{supplier.name} nekar {case.agency.name} anslutning till {request}.",
        "ground": refusal.get_ground_display(),
        "reasons": refusal.reasons,
        "alternatives": refusal.alternatives,
        "provisions": ["8 § förordningen (2024:1005) om samordnad och säker statlig it-drift"],
        "decided_by": {"name": refusal.decided_by.name, "title": refusal.decided_by_title},
        "presented_by": {"name": refusal.presented_by.name, "title": refusal.presented_by_title},
        "others": [refusal.others] if refusal.others else [],
        "what_happens_next": (
            "Den samordnande myndigheten får del av beslutet och kan fördela er intresseanmälan till en annan "
            "leverantörsmyndighet. Beslutet tas med i redovisningen till regeringen enligt 11 § förordningen."
        ),
        "coordinator": Mandate.objects.coordinator().agency.name,
    }


def agreement_paper(agreement):
    """The context of the agreement paper."""
    terms = agreement.personal_data_terms if agreement.personal_data else None
    return {
        "number": agreement.number,
        "date": agreement.in_force_on,
        "model_version": str(agreement.model_document or "Ingen"),
        "parties": _parties(agreement),
        "lines": [_line(line) for line in agreement.lines.select_related("supplier__agency", "service")],
        "sections": _sections(agreement),
        "terms": [
            {
                "number": n,
                "name": name,
                "heading": f"{label[0].upper()}{label[1:]} ({article})",
                "text": getattr(terms, name),
            }
            for n, (name, (label, article)) in enumerate(TERMS.items(), 1)
        ]
        if terms
        else [],
        "sub_processors": [p.content() for p in agreement.sub_processors.all()],
        "signatures": [
            {"party": str(s.mandate), "name": s.name, "title": s.title, "signed_at": timezone.localtime(s.signed_at)}
            for s in agreement.signatures.select_related("mandate__agency")
        ],
        "content_hash": agreement.content_hash,
        "case_number": agreement.registration.diary_number,
        "coordinator": Mandate.objects.coordinator().agency.name,
    }


def _parties(agreement):
    agency = agreement.registration.agency
    parties = [{"role": Part.APPLICANT.label, "agency": agency.name, "org_number": agency.org_number}]
    for supplier in agreement.suppliers:
        parties.append(
            {"role": Part.SUPPLIER.label, "agency": supplier.agency.name, "org_number": supplier.agency.org_number}
        )
    return parties


def _line(line):
    return {**line.content(), "volume": line.volume or ""}


def _sections(agreement):
    until = f"till och med {agreement.term_until:%Y-%m-%d}" if agreement.term_until else "tills vidare"
    term = (
        f"Överenskommelsen gäller från och med {agreement.term_from:%Y-%m-%d} {until}. "
        f"Uppsägningstiden är {agreement.notice_months} månader."
    )
    texts = [("Tid", term)] + [
        (_title(agreement._meta.get_field(name)), getattr(agreement, name))
        for name in ("service_levels", "secrecy", "incidents", "exit")
    ]
    return [{"heading": heading, "text": text} for heading, text in texts]
