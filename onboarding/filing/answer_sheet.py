"""The answers in words, the same in the review, on the case page, in the receipt and in the need in brief."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from itdrift.templatetags.swedish import NBSP, kronor, tal

from .draft import applies_here
from .questions import STEPS, Said, Step, anchor_of

NOT_APPLICABLE = "Inte tillämpligt"
OF_ALL = "Gemensamt för anmälan"
IN_BRIEF = (
    "other_channel other_channel_reference need present_solution present_cost security_effect cost_effect "
    "heightened_preparedness"
).split()
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
class Part:
    """One step with its answers; applies: False when the whole need is handled in another channel."""

    step: Step
    groups: list
    applies: bool = True


def sheet(case, services):
    """All answers as Parts. services: the requested services that the reader may see; of a part, its whole is enough."""
    wholes = {asked.pk for asked in services}
    said = Said(case, [asked for asked in services if asked.part_of_id not in wholes])
    return [_part(step, said) for step in STEPS]


def in_brief(case, asked):
    """What whoever handles one requested service has beside the act: the answers IN_BRIEF that apply and are given."""
    given = [answer for part in sheet(case, [asked]) for group in part.groups for answer in group.answers]
    found = [answer for answer in given if answer.name in IN_BRIEF and answer.applies and answer.text]
    return found if case.other_channel else [answer for answer in found if answer.name != "other_channel"]


def _part(step, said):
    if not applies_here(step, said):
        return Part(step, [], applies=False)
    heading = OF_ALL if step.services_first and said.services else ""
    of_all = [Group(heading, [_answer(step, question, said, said.case) for question in step.questions])]
    of_each = [_of_service(step, said, asked) for asked in said.services if step.of_services]
    return Part(step, of_each + of_all if step.services_first else of_all + of_each)


def _of_service(step, said, asked):
    return Group(str(asked), [_answer(step, question, said, asked, asked) for question in step.of_services])


def _answer(step, question, said, row, asked=None):
    field = row._meta.get_field(question.name)
    label, anchor = _label(question, field, asked), anchor_of(step, question, row, asked)
    if not question.applies(said, asked):
        return Answer(question.name, label, NOT_APPLICABLE, anchor, applies=False)
    return Answer(question.name, label, _in_words(question, row, field, asked), anchor)


def _label(question, field, asked):
    """The field's own; the unit is said once: of a volume here, of other numbers with the number."""
    label = str(field.verbose_name).removesuffix(f", {question.unit}").replace(SECTION, SECTION.replace(" ", NBSP))
    unit = f" ({asked.service.unit})" if question.unit == "volume" and asked.service_id else ""
    return f"{label[0].upper()}{label[1:]}{unit}"


def _in_words(question, row, field, asked):
    value = getattr(row, question.name)
    if value is None or value == "":
        return ""
    if field.choices:
        return getattr(row, f"get_{question.name}_display")()
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return _measured(value, question.unit) if isinstance(value, (int, float, Decimal)) else str(value)


def _measured(number, unit):
    if unit == "kronor":
        return kronor(number)
    return tal(number) if unit == "volume" else f"{tal(number)} {unit}".strip()
