"""The list of requested services: what it is narrowed to, and what each row tells."""

import re
from datetime import datetime, time, timedelta

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone

from itdrift.templatetags.swedish import MISSING, badge
from registry.agencies.lookup import NUMBER_LENGTH, number_in
from registry.models import Mandate
from registry.ordinance import Part

from .. import paging
from ..models import DiaryCase, InterestRegistration, RequestedService
from ..models.listed import NEVER
from ..workflow import LAST_OPEN, OPEN, REQUEST_ACTS, Status
from .draft_tasks import AWAITS_COMPLETION_FIRST

STATES: dict[str, str] = dict(Status.choices)
BADGES = {status: badge(status, label) for status, label in STATES.items()}  # drawn once, not for each row
# Said beside each condition on open ones: an index in the order of the states then starts where they do.
AMONG_OPEN = Q(stage__lte=LAST_OPEN)
# What a part does next with a requested service in a state.
NEXT = {
    Part.APPLICANT: {Status.ACCEPTED: "Upprätta överenskommelse"},
    Part.COORDINATOR: {Status.REGISTERED: "Fördela", Status.REFUSED: "Fördela på nytt eller avsluta"},
    Part.SUPPLIER: {
        Status.ALLOCATED: "Bedöm, och åta er tjänsten eller neka",
        Status.ACCEPTED: "Upprätta överenskommelse",
        Status.AGREED: "Anslut",
    },
}


FEW = 5000  # are read in less time than an index of words tells an agency's own from a million others


def narrowed(user, criteria):
    """Return what the person sees of which all `criteria` ({name in the address: value}) hold, for `paging`: one or two querysets.

    What is empty asks nothing.
    """
    mandate = user.acting and user.acting.mandate
    conditions = [condition(criteria[name], user) for name, condition in CONDITIONS.items() if criteria.get(name)]
    own, *more = RequestedService.objects.parts_in_lists(user)
    if criteria.get("q") and mandate and mandate.part == Part.APPLICANT and own[:FEW].count() < FEW:
        # which no index has: the agency's own are walked
        own = own.annotate(listed_words=Concat("words", Value(""), output_field=TextField()))
    return [requested_services.filter(*conditions) for requested_services in (own, *more)]


FACTS = ["pk", "registration", "status", "stage", "received_at", "due_on", "paused_at", "supplier"]
WANTED = ["unmet_need", "volume", "whole_volume"]
NAMES = {
    "diary_number": F("registration__diary_number"),
    "agency_name": F("agency__name"),
    "service_name": F("service__name"),
}


def shown(requested_services):
    """Return what a row tells of each, as named tuples: models of all that they lead to took twice the time to read."""
    return requested_services.annotate(**NAMES).values_list(*FACTS, *WANTED, *NAMES, named=True)


SHOWN = shown(RequestedService.objects.all())


def page(parts, criteria, order, after):
    """Return one page of the parts that the criteria left, and the key of the next page or None; order, after: of `paging`.

    Of one part that nothing narrows an index gives the page as it stands.
    """
    if len(parts) == 1 and not any(criteria.get(name) for name in CONDITIONS):
        return paging.page(shown(parts[0]), order, after)
    return paging.page(SHOWN, order, after, parts=parts)


def late():
    """Return the condition that one is open, not paused, and past the day of the target for its state."""
    return Q(due_on__lt=timezone.localdate(), status__in=OPEN)


def waits_for_us(mandate):
    """Return the condition that the mandate has something to do. While a question to the agency is open, the agency has it."""
    if mandate.part == Part.APPLICANT:
        incomplete = InterestRegistration.objects.awaiting_completion().filter(agency=mandate.agency_id).values("pk")
        asked = Q(status__in=OPEN) & (paused() | Q(registration__in=incomplete))
        return Q(agency=mandate.agency_id) & (Q(status__in=NEXT[mandate.part]) | asked)
    own = Q(supplier=mandate) & ~AWAITS_COMPLETION_FIRST if mandate.part == Part.SUPPLIER else Q()
    return own & Q(status__in=NEXT[mandate.part], paused_at=None) & AMONG_OPEN


def paused():
    return Q(paused_at__isnull=False)


def _state(value, _):
    if value == "open":
        return Q(status__in=OPEN) & AMONG_OPEN
    return Q(status=value, stage=list(Status).index(value))


def cases_numbered(user, text):
    """Return the keys of the cases that the text is the number of, at whatever agency, of those that the person sees.

    Of no others: whether words are searched instead would tell that there is such a case.
    """
    cases = set(DiaryCase.objects.numbered(text).values_list("registration", flat=True))
    seen = InterestRegistration.objects.in_lists(user).filter(pk__in=cases)
    return set(seen.values_list("pk", flat=True)) if cases else cases


def words(text, user):
    """Return the condition, on what is in a list, that the text is a number of its case or agency, or its words stand in it.

    The case's number at any agency, or the organisation number; else each word in `words` (rules/lists.sql). A word of one
    or two letters stands there by itself, so that an index of three letters at a time finds it.
    """
    if cases := cases_numbered(user, text):
        return Q(registration__in=cases)
    if len(number := number_in(text)) == NUMBER_LENGTH:
        return Q(agency__org_number=number)
    found = re.findall(r"[^\W_]+", text.lower())
    conditions = [Q(listed_words__contains=word if word[2:] else f" {word} ") for word in found]
    return Q(*conditions) if found else Q(pk__in=[])


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _officer(value, user):
    """Return the condition that the case is the person's own at the mandate, or open and nobody's there."""
    if value == MINE:
        return Q(listed_officer=user.pk)
    return Q(listed_officer=None, listed_stage__lte=LAST_OPEN, status__in=OPEN)


MINE, NOBODYS = "min", "ingen"  # of `handlaggare`
CONDITIONS = {
    "q": words,
    "handlaggare": _officer,
    "lage": _state,
    "hos_oss": lambda _, user: waits_for_us(user.acting.mandate),
    "sena": lambda *_: late() & AMONG_OPEN,
    "pausade": lambda *_: paused(),
    "leverantor": lambda supplier, _: Q(supplier=supplier),
    # With the name as well, so that an index in the order of the names starts at the right place.
    "tjanst": lambda service, _: Q(service=service, service_order=service.sort_name),
    "myndighet": lambda agency, _: Q(agency=agency, agency_order=agency.sort_name),
    "fran": lambda day, _: Q(listed_at__gte=_midnight(day)),
    "till": lambda day, _: Q(listed_at__lt=_midnight(day + timedelta(days=1))),
}


COORDINATOR, PARTIES = "den samordnande myndigheten", "parterna"


def waits_for(requested_service):
    """Return who has the next act, in words; empty when nobody has."""
    supplier = requested_service.supplier
    return who_acts(requested_service, requested_service.agency.name, supplier.agency.name if supplier else "")


def who_acts(requested_service, agency, supplier):
    """Return the same of one whose agency and supplier are called so. While the agency has a question to answer, the agency."""
    if requested_service.paused_at and requested_service.status in OPEN:
        return agency
    return {
        Status.DRAFT: agency,
        Status.REGISTERED: COORDINATOR,
        Status.REFUSED: COORDINATOR,
        Status.ALLOCATED: supplier,
        Status.ACCEPTED: PARTIES,
        Status.AGREED: supplier,
    }.get(requested_service.status, "")


def over(requested_service, today):
    """Return the days past the day of the target; negative before it, None when no clock goes."""
    return None if requested_service.due_on == NEVER else (today - requested_service.due_on).days


def target(requested_service, today):
    """Return where it stands against the target, in words; empty when there is none."""
    if requested_service.paused_at and requested_service.status in OPEN:
        return "Pausad"
    past = over(requested_service, today)
    if past is None:
        return ""
    if past > 0:
        return f"{in_days(past)} över målet"
    return f"{in_days(-past)} till målet" if past else "Når målet i dag"


def age(requested_service, today):
    """Return how long ago it was received, in words, while it is open; else empty."""
    if requested_service.status not in OPEN:
        return ""
    days = (today - timezone.localdate(requested_service.received_at)).days
    return in_days(days) if days else "i dag"


def in_days(number):
    return "1 dag" if number == 1 else f"{number} dagar"


def rows_of(found, marks):
    """Return what the list tells of each of those that SHOWN read, worked out once, as dicts: {name in the template: value}.

    marks: as marks.of_rows tells. The suppliers, who are few, are asked for apart: with their names the database planned a page for longer than it read it.
    """
    today, list_page, suppliers = timezone.localdate(), reverse("cases"), _suppliers()
    for one in found:
        officer, waits = marks.get(one.pk, ("", []))
        yield _row(one, suppliers.get(one.supplier, ""), today, list_page) | {
            "officer": officer or MISSING,
            "waits": waits,
        }


def lines_of(found):
    """Return the same with what a file tells in dates and numbers where the page has words, as lists in the order of FILE_COLUMNS."""
    today, list_page, suppliers = timezone.localdate(), reverse("cases"), _suppliers()
    for one in found:
        supplier = suppliers.get(one.supplier, "")
        row = _row(one, supplier, today, list_page) | _in_file(one, supplier, today)
        yield [row[name] for name in FILE_COLUMNS.values()]


def _suppliers():
    return dict(Mandate.objects.filter(part=Part.SUPPLIER).values_list("pk", "agency__name"))


def _row(one, supplier, today, list_page):
    waiting, where = who_acts(one, one.agency_name, supplier), target(one, today)
    return {
        "pk": f"{one.pk}",  # a template writes a number in the ways of the country, a text as it is
        "case": f"{list_page}{one.registration}/",  # as reverse("case") makes it, in a tenth of the time
        "number": one.diary_number,
        "agency": one.agency_name,
        "name": _name(one),
        "status": one.status,
        "state": STATES[one.status],
        "waits_for": waiting[:1].upper() + waiting[1:],
        "target": where,
        "badge": BADGES[one.status],
        "target_badge": badge("overdue", where) if (over(one, today) or 0) > 0 else where or MISSING,
        "received_on": (received_on := timezone.localdate(one.received_at)),
        "received": received_on.isoformat(),
        "age": age(one, today),
        "may_be_allocated": one.status in REQUEST_ACTS["onboarding.allocate"].sources,
    }


def _in_file(one, supplier, today):
    is_open = one.status in OPEN
    return {
        "supplier": supplier,
        "volume": one.volume,
        "target_on": one.due_on if is_open and not one.paused_at and one.due_on != NEVER else None,
        "days": (today - timezone.localdate(one.received_at)).days if is_open else None,
    }


def _name(one):
    name = one.service_name or one.unmet_need
    if one.whole_volume is None:
        return name
    return str(RequestedService(unmet_need=name, part_of_id=one.pk, volume=one.volume, whole_volume=one.whole_volume))


# The columns of the list, on the page.
COLUMNS = {
    "Diarienummer": "number",
    "Myndighet": "agency",
    "Tjänst": "name",
    "Läge": "state",
    "Väntar på": "waits_for",
    "Mål": "target",
    "Inkom": "received_on",
    "Ålder": "age",
}
# Those of what is fetched from it, to be sorted and counted there.
FILE_COLUMNS = {
    "Diarienummer": "number",
    "Myndighet": "agency",
    "Tjänst": "name",
    "Volym": "volume",
    "Läge": "state",
    "Fördelad till": "supplier",
    "Väntar på": "waits_for",
    "Mål": "target_on",
    "Inkom": "received_on",
    "Ålder i dagar": "days",
}
