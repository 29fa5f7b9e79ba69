"""What each act sends between the agencies, as it stands in their diaries (5 kap. 1–2 §§ OSL). Nothing secret: no free text."""

from registry.models import Mandate

from .diary import book
from .models import SecrecyMarking


def registered(case, *, by):
    _send(case, case.agency, [coordinator()], "Intresseanmälan", case, by)


def accepted(request, *, by):
    case = request.registration
    _send(case, request.supplier.agency, [case.agency], "Åtagande om efterfrågad tjänst", request, by)


def refused(refusal, *, by):
    case = refusal.registration
    to = [case.agency, coordinator()]
    _send(case, refusal.supplier.agency, to, "Beslut att neka anslutning", refusal, by)


def communicated(communication, *, by):
    request = communication.allocation.requested_service
    about = "Tillfälle att yttra sig före beslut"
    _send(request.registration, communication.allocation.supplier.agency, [request.agency], about, communication, by)


def replied(communication, *, by):
    request = communication.allocation.requested_service
    to = [communication.allocation.supplier.agency]
    _send(request.registration, request.agency, to, "Yttrande före beslut", communication, by)


def annexed(annex, *, by):
    """The secret annex of a refusal, marked in the diary of the agency that decided (5 kap. 5 § OSL)."""
    case = annex.refusal.registration
    to = [case.agency] + [coordinator()] * annex.shared
    about = f"Bilaga till beslut {annex.refusal}"
    entry = book.sent(case, sender=annex.agency, to=to, about=about, thing=annex, by=by)
    SecrecyMarking.objects.create(entry=entry, provision=annex.provision, agency=annex.agency, marked_by=by)


def corrected(correction, *, by):
    refusal = correction.refusal
    case = refusal.registration
    to = [case.agency, coordinator()]
    _send(case, refusal.supplier.agency, to, f"Rättelse av beslut {refusal}", correction, by)


def withdrawn(request, *, by, supplier):
    """supplier: the Mandate to which it was allocated, or None."""
    to = [coordinator(), *([supplier.agency] if supplier else [])]
    _send(request.registration, request.agency, to, "Återkallelse av efterfrågad tjänst", request, by)


def closed(request, *, by):
    _send(request.registration, coordinator(), [request.agency], "Avslut av efterfrågad tjänst", request, by)


def drawn_up(agreement, *, by):
    """From the party that drew it up to the others."""
    about = f"Förslag till överenskommelse {agreement.number}"
    _send(agreement.registration, by.acting.mandate.agency, _parties(agreement), about, agreement, by)


def entered(agreement, *, by):
    """The signed agreement at each party; and the suppliers' notification to the coordinator (10 § third paragraph)."""
    case = agreement.registration
    book.numbered(case, coordinator(), *_parties(agreement))
    for agency in _parties(agreement):
        _send(case, agency, [], f"Ingången överenskommelse {agreement.number}", agreement, by)
    about = f"Underrättelse om ingången överenskommelse {agreement.number}"
    for supplier in agreement.suppliers:
        _send(case, supplier.agency, [coordinator()], about, agreement, by)


def connected(connection, *, by):
    request = connection.requested_service
    to = [request.agency, coordinator()]
    _send(request.registration, request.supplier.agency, to, "Uppgift om gjord anslutning", connection, by)


def coordinator():
    return Mandate.objects.coordinator().agency


def _parties(agreement):
    """The agencies of an agreement, each once."""
    return list(dict.fromkeys([agreement.registration.agency, *(s.agency for s in agreement.suppliers)]))


def _send(case, sender, to, about, thing, by):
    book.sent(case, sender=sender, to=to, about=about, thing=thing, by=by)
