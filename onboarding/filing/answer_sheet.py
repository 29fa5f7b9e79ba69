"""The answers in words, the same in the review, on the case page, in the receipt and in the need in brief."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from itdrift.templatetags.swedish import NBSP, kronor, tal

from .draft import applies_here
from .questions import STEPS, Answers, Step, anchor_of

NOT_APPLICABLE = "Inte tillämpligt"
OF_ALL = "Gemensamt för anmälan"
IN_BRIEF = (
    "other_channel",
    "other_channel_reference",
    "need",
    "present_solution",
    "present_cost",
    "security_effect",
    "cost_effect",
    "heightened_preparedness",
)
SECTION = "10 kap. 2 a § OSL"  # never parted at the end of a line


@dataclass(frozen=True)
class Answer:
    """name: of the question. label: what was asked. text: the answer in words ("": not answered). anchor: where it is."""

    name: str
    label: str
    text: str
    anchor: str
    applies: bool = True


@dataclass(frozen=True)
class Group:
    """The answers about the registration (heading ""), or about one service."""

    heading: str
    answers: list


@dataclass(frozen=True)
class SheetPart:
    """One step with its answers; applies: False when the whole need is handled in another channel."""

    step: Step
    groups: list
    applies: bool = True


def sheet(case, services):
    """Return all answers as SheetParts. services: the requested services that the reader may see; of a part, its whole is enough."""
    wholes = {service.pk for service in services}
    answers = Answers(case, [service for service in services if service.part_of_id not in wholes])
    return [_part(step, answers) for step in STEPS]


def in_brief(case, requested_service):
    """Return what whoever handles one requested service has beside the act: the answers IN_BRIEF that apply and are given."""
    given = [answer for part in sheet(case, [requested_service]) for group in part.groups for answer in group.answers]
    found = [answer for answer in given if answer.name in IN_BRIEF and answer.applies and answer.text]
    return found if case.other_channel else [answer for answer in found if answer.name != "other_channel"]


def _part(step, answers):
    if not applies_here(step, answers):
        return SheetPart(step, [], applies=False)
    heading = OF_ALL if step.services_first and answers.services else ""
    of_all = [Group(heading, [_answer(step, question, answers, answers.case) for question in step.questions])]
    of_each = [
        Group(str(service), [_answer(step, question, answers, service, service) for question in step.of_services])
        for service in answers.services
        if step.of_services
    ]
    return SheetPart(step, of_each + of_all if step.services_first else of_all + of_each)


def _answer(step, question, answers, instance, requested_service=None):
    field = instance._meta.get_field(question.name)
    label, anchor = _label(question, field, requested_service), anchor_of(step, question, instance, requested_service)
    if not (answers.incomplete or question.applies(answers, requested_service)):
        return Answer(question.name, label, NOT_APPLICABLE, anchor, applies=False)
    return Answer(question.name, label, _in_words(question, instance, field, requested_service), anchor)


def _label(question, field, requested_service):
    """The field's own; the unit is said once: of a volume here, of other numbers with the number."""
    label = str(field.verbose_name).removesuffix(f", {question.unit}").replace(SECTION, SECTION.replace(" ", NBSP))
    unit = f" ({requested_service.service.unit})" if question.unit == "volume" and requested_service.service_id else ""
    return f"{label[0].upper()}{label[1:]}{unit}"


def _in_words(question, instance, field, requested_service):
    value = getattr(instance, question.name)
    if value is None or value == "":
        return ""
    if field.choices:
        return getattr(instance, f"get_{question.name}_display")()
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return _measured(value, question.unit) if isinstance(value, (int, float, Decimal)) else str(value)


def _measured(number, unit):
    if unit == "kronor":
        return kronor(number)
    return tal(number) if unit == "volume" else f"{tal(number)} {unit}".strip()
