"""The duties of the ordinance are held against the year; so is what was requested of the suppliers, and what is missing."""

from django.utils import timezone

from onboarding.models import Connection
from onboarding.workflow import UNDERTAKEN

from ..models import DataRequest
from .indicators import ESTIMATED, MISSING, OF_THE_SUPPLIER
from .money import charged_on

# Of what there is none in the year; "0 av 0" says nothing.
NOTHING = {
    "4 § 1": "Inga tjänster ingick i utbudet.",
    "5 § 1": "Inga tjänster ingick i utbudet.",
    "6 §": "Inga tjänster ingick i utbudet.",
    "7 §": "Inga tjänster har efterfrågats.",
    "8 §": "Inga beslut att neka har fattats.",
    "9 §": "Ingen prioritering är registrerad.",
    "10 § första stycket": "Inga anslutningar har gjorts.",
    "10 § andra stycket": "Inga överenskommelser omfattar personuppgifter.",
    "10 § tredje stycket": "Inga överenskommelser har ingåtts.",
    "11 § andra stycket": "Inget underlag har begärts.",
    "12 §": "Inga myndigheter är anslutna.",
}


def requests(report, span):
    """Return the requests for data, by supplier (11 § second paragraph)."""
    data_requests = DataRequest.objects.filter(report=report.pk).select_related("supplier__agency", "report")
    entries = []
    for data_request in data_requests.order_by("supplier__agency__sort_name"):
        # What is asked back about later came when it came.
        first = data_request.first_confirmed_at or data_request.confirmed_at
        answered = timezone.localdate(first) if data_request.is_answered else None
        entries.append(
            {
                "supplier": data_request.supplier.agency.name,
                "sent": f"{timezone.localdate(data_request.sent_at)}",
                "due": f"{data_request.due}",
                "answered": f"{answered}" if answered else None,
                "state": _request_state(data_request, answered),
                "reason": data_request.silent_reason,
            }
        )
    return entries


def _request_state(data_request, answered):
    if data_request.is_silent:
        return "silent"
    if answered:
        return "late" if answered > data_request.due else "answered"
    return "missing" if data_request.is_late else "waiting"


def obligations(cut, span):
    """Return the duties of the ordinance and how they were met: states met, not_met, judge and not_applicable."""
    duties = [
        *_of_the_offering(cut),
        *_of_the_cases(cut),
        *_of_the_agreements(cut, span),
        *_of_the_account(cut, span),
    ]
    return [
        {
            "section": section,
            "duty": duty,
            "state": state,
            "evidence": NOTHING[section] if state == "not_applicable" else evidence,
        }
        for section, duty, state, evidence in duties
    ]


def _of_the_offering(cut):
    services = len(cut["services"])
    state, all_of = _state(services, services), f"{services} av {services} tjänster"
    yield (
        "4 § 1",
        "Förteckning över tjänsterna och vilken leverantörsmyndighet som tillhandahåller dem",
        state,
        f"{all_of} har en publicerad tjänstebeskrivning.",
    )
    yield (
        "5 § 1",
        "Den samordnande myndigheten och leverantörsmyndigheten bestämmer tjänsterna tillsammans",
        state,
        f"Båda har godkänt beskrivningen av {all_of}.",
    )
    yield (
        "6 §",
        "Tjänsterna baseras på leverantörsmyndighetens egen it-drift",
        state,
        f"Stödet är angivet i beskrivningen av {all_of}.",
    )


def _of_the_cases(cut):
    received, refusals = cut["registrations"], cut["refusals"]
    wanted, waiting, older = (
        received[name] for name in ("requested_services", "awaiting_allocation", "awaiting_from_before")
    )
    state = "judge" if waiting or older or received["closed"] else _state(wanted, wanted)
    evidence = (
        f"{received['allocated']} av {wanted} efterfrågade tjänster är fördelade, {waiting} väntar på fördelning."
    )
    if older:
        evidence += f" Från tidigare år väntar {older}."
    if received["closed"]:
        evidence += f" Utan fördelning har {received['closed']} avslutats."
    yield "7 §", "Mottagna intresseanmälningar fördelas till en leverantörsmyndighet", state, evidence
    reasoned = sum(bool(refusal["reasons"].strip()) for refusal in refusals)
    evidence = f"{reasoned} av {len(refusals)} beslut anger skäl."
    yield "8 §", "Skälen anges när anslutning nekas", _state(reasoned, len(refusals)), evidence
    prioritised = len(cut["prioritisations"])
    evidence = f"{prioritised} prioriteringar, ordnade enligt 9 §."
    yield "9 §", "Säkerhet går före kostnadseffektivitet vid prioritering", _state(prioritised, prioritised), evidence


def _of_the_agreements(cut, span):
    connections = Connection.objects.filter(connected_on__range=(span.first, span.last)).select_related("agreement")
    # the agreement of a connection is in force: connects_after_the_agreement
    after = sum(c.agreement.in_force_on <= c.connected_on for c in connections)  # type: ignore[operator]
    evidence = f"{after} av {len(connections)} anslutningar."
    yield "10 § första stycket", "Skriftlig överenskommelse före anslutning", _state(after, len(connections)), evidence
    agreements = cut["agreements"]
    with_data = sum(agreement["personal_data"] for agreement in agreements)
    evidence = f"{with_data} av {with_data} överenskommelser där personuppgifter behandlas."
    yield "10 § andra stycket", "Bestämmelser om personuppgiftshantering", _state(with_data, with_data), evidence
    notified = sum(bool(agreement["notified_on"]) for agreement in agreements)
    evidence = f"Den samordnande myndigheten har underrättats om {notified} av {len(agreements)}."
    duty = "Den samordnande myndigheten underrättas om ingångna överenskommelser"
    yield "10 § tredje stycket", duty, _state(notified, len(agreements)), evidence


def _of_the_account(cut, span):
    states = [data_request["state"] for data_request in cut["requests"]]
    answered = sum(state in ("answered", "late") for state in states)
    state = "judge" if "waiting" in states else _state(answered, len(states))
    evidence = f"{answered} av {len(states)} leverantörsmyndigheter har lämnat underlag."
    yield "11 § andra stycket", "Leverantörsmyndigheten lämnar det underlag som begärs", state, evidence
    connected = Connection.objects.filter(connected_on__lte=span.last, requested_service__status__in=UNDERTAKEN)
    used = set(connected.values_list("requested_service__delivered_service", flat=True))
    charged = len(used & set(charged_on(span.last)))
    evidence = f"{charged} av {len(used)} tjänster med anslutna myndigheter har en gällande löpande avgift."
    yield "12 §", "Avgift tas ut av anslutna myndigheter", _state(charged, len(used)), evidence


def _state(met, of):
    if not of:
        return "not_applicable"
    return "met" if met == of else "not_met"


def gaps(cut, span):
    """Return what is missing or estimated, as sentences."""
    found = []
    if not span.is_whole:
        found.append(f"Året är inte slut. Uppgifterna gäller till och med {span.last}.")
    if not cut["register_edition"]["agencies"]:
        found.append("Ingen registerutgåva är inläst. Andelarna i indikator 1 och 2 går inte att beräkna.")
    silent, sentences = _silent(cut)
    return [*found, *sentences, *_unsure(cut, silent)]


def _silent(cut):
    """Return the suppliers whose data are not there, and a sentence for each."""
    states = {data_request["supplier"]: data_request["state"] for data_request in cut["requests"]}
    words = {
        None: "Underlag har inte begärts från {}.",
        "waiting": "{} har ännu inte lämnat begärt underlag.",
        "missing": "{} har inte lämnat begärt underlag i tid.",
        "silent": "{} har inte lämnat begärt underlag: {}",
    }
    reasons = {data_request["supplier"]: data_request["reason"] for data_request in cut["requests"]}
    names = dict.fromkeys([*(supplier["agency"] for supplier in cut["suppliers"]), *states])
    silent = [name for name in names if states.get(name) in words]
    return silent, [words[states.get(name)].format(name, reasons.get(name)) for name in silent]


def _unsure(cut, silent):
    words = {MISSING: "saknas", ESTIMATED: "är uppskattad"}
    for indicator in cut["indicators"]:
        for row in indicator["rows"]:
            mentioned = indicator["number"] in OF_THE_SUPPLIER and row["supplier"] in silent
            if row["state"] in words and not mentioned:
                sentence = f"{indicator['name']} {words[row['state']]} för {row['service']} ({row['supplier']})."
                yield f"{sentence} {row['comment']}".strip()
