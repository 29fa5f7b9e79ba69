"""The agreement, in writing (10 §)."""

from django.utils import timezone

from itdrift import outbox
from registry.models import Mandate
from registry.ordinance import Part

from ..models import Agreement, Document, DocumentKind
from ..models.personal_data import TERMS
from ..papers import draw, title


@outbox.job("agreement.keep_paper")
def keep_agreement(agreement_id):
    """Draw and keep the agreement as it was signed, in writing (10 §; GDPR art. 28(9))."""
    agreement = Agreement.objects.select_related("registration__agency", "model_document").get(pk=agreement_id)
    content = draw("agreement", agreement_paper(agreement), agreement.number, agreement.coordinator_notified_at)
    Document.keep(agreement.registration, DocumentKind.AGREEMENT, agreement.number, content, agreement=agreement)


def agreement_paper(agreement):
    """Return the context of the paper."""
    terms = agreement.personal_data_terms if agreement.personal_data else None
    return {
        "number": agreement.number,
        "date": agreement.in_force_on,
        "model_version": str(agreement.model_document or "Ingen"),
        "parties": (parties := _parties(agreement)),
        "agencies": [party["agency"] for party in parties],
        "lines": [
            {**line.content(), "volume": line.volume or ""}
            for line in agreement.lines.select_related("supplier__agency", "service")
        ],
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


def _sections(agreement):
    until = f"till och med {agreement.term_until:%Y-%m-%d}" if agreement.term_until else "tills vidare"
    term = (
        f"Överenskommelsen gäller från och med {agreement.term_from:%Y-%m-%d} {until}. "
        f"Uppsägningstiden är {agreement.notice_months} månader."
    )
    texts = [("Tid", term)] + [
        (title(agreement._meta.get_field(name)), getattr(agreement, name))
        for name in ("service_levels", "secrecy", "incidents", "exit")
    ]
    return [{"heading": heading, "text": text} for heading, text in texts]
