"""The questions as a table (facts: SAK-2, KRT-1, ORD-11): steps, questions, and when each applies to what is said."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..models import InterestRegistration
from ..models.answers import ELSEWHERE

CLASSES = ["confidentiality", "integrity", "availability"]
NO_SOLUTION = ("", InterestRegistration.Present.NONE)


class Said:
    """What a registration says: its own row, and the services that it asks for, but what stands for a need elsewhere."""

    def __init__(self, case, services):
        self.case, self.services = case, [asked for asked in services if asked.unmet_need != ELSEWHERE]

    @property
    def elsewhere(self):
        """Whether all of the need is handled in another channel, and nothing of it is said here (SAK-2)."""
        return self.case.other_channel is True and not self.services and not self.case.need.strip()

    @property
    def personal_data(self):
        return any(asked.personal_data for asked in self.services)

    @property
    def classified(self):
        """Whether any service has an information class."""
        return any(getattr(asked, name) is not None for asked in self.services for name in CLASSES)

    @property
    def has_solution(self):
        return self.case.present_solution not in NO_SOLUTION


Present, Suitability = InterestRegistration.Present, InterestRegistration.Suitability
RADIOS = {"present_solution", "suitability", "data_role"}  # a choice that is drawn as radio buttons


def always(said, asked):
    return True


def has_solution(said, asked):
    return said.has_solution


def has_personal_data(said, asked):
    return said.personal_data


def is_classified(said, asked):
    return said.classified


@dataclass(frozen=True)
class Question:
    """name: of the field. ask: the label of the form, where the field's own is too short. missing: what is said when it

    must be answered and is not ("": voluntary). unit: kronor, procent, timmar, or volume (the service's own unit).
    """

    name: str
    ask: str = ""
    applies: Callable = always
    missing: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Step:
    """questions: of the registration. of_services: asked once for each service, first in the step where so said."""

    key: str
    title: str
    questions: list
    of_services: list = field(default_factory=list)
    services_first: bool = False


Q = Question

STEPS = [
    Step(
        "kontakt",
        "Kontakt",
        [
            Q("contact_name", missing="Ange en kontaktperson."),
            Q("contact_email", missing="Ange kontaktpersonens e-postadress."),
            Q("contact_phone"),
            Q("signatory"),
            Q("own_reference"),
        ],
    ),
    Step(
        "sakerhetsskydd",
        "Säkerhetsskydd",
        [
            Q(
                "other_channel",
                ask="Behöver frågor om säkerhetsskydd hanteras i en annan kanal?",
                missing="Svara ja eller nej på om frågor om säkerhetsskydd behöver hanteras i en annan kanal.",
            ),
            Q("other_channel_reference", applies=lambda said, asked: said.case.other_channel),
        ],
    ),
    Step(
        "behov",
        "Behov och tjänster",
        [Q("need", missing="Beskriv vad ni behöver, och varför.")],
        [
            Q("volume", unit="volume", applies=lambda said, asked: asked.service_id),
            Q("wanted_from"),
            Q("latest_on"),
            Q(
                "latest_reason",
                applies=lambda said, asked: asked.latest_on,
                missing="Ange skälet till det senaste datumet.",
            ),
        ],
    ),
    Step(
        "nulage",
        "Nuvarande lösning",
        [
            Q("present_solution", ask="Vilken lösning har ni i dag?", missing="Välj vilken lösning ni har i dag."),
            Q(
                "contract_ends",
                applies=lambda said, asked: said.case.present_solution in (Present.PRIVATE, Present.AGENCY),
            ),
            Q("problems", applies=has_solution),
            Q("present_cost", unit="kronor", applies=has_solution),
            Q("present_availability", unit="procent", applies=has_solution),
        ],
        [Q("present_volume", unit="volume", applies=lambda said, asked: said.has_solution and asked.service_id)],
    ),
    Step(
        "nytta",
        "Nytta",
        [
            Q("security_effect"),
            Q("cost_effect"),
            Q("expected_cost", unit="kronor"),
            Q("one_off_cost", unit="kronor"),
        ],
    ),
    Step(
        "information",
        "Personuppgifter och sekretess",
        [
            Q(
                "data_categories",
                applies=has_personal_data,
                missing="Beskriv vilka slags personuppgifter det gäller.",
            ),
            Q(
                "sensitive_data",
                ask="Är någon av dem känslig?",
                applies=has_personal_data,
                missing="Svara ja eller nej på om det finns känsliga personuppgifter.",
            ),
            Q("data_subjects", applies=has_personal_data),
            Q("data_subject_count", applies=has_personal_data),
            Q("data_role", applies=has_personal_data),
            Q(
                "secrecy",
                ask="Ska leverantörsmyndigheten få tillgång till uppgifter som omfattas av sekretess?",
                missing="Svara ja eller nej på om uppgifterna omfattas av sekretess.",
            ),
            Q(
                "suitability",
                ask="Har ni bedömt att det är lämpligt att lämna ut uppgifterna (10 kap. 2 a § OSL)?",
                applies=lambda said, asked: said.case.secrecy,
                missing="Välj om lämplighetsbedömningen är gjord.",
            ),
            Q(
                "suitability_on",
                applies=lambda said, asked: said.case.secrecy and said.case.suitability == Suitability.MADE,
            ),
        ],
        [
            Q(
                "personal_data",
                ask="Ska leverantörsmyndigheten behandla personuppgifter för er räkning?",
                missing="Svara ja eller nej på om leverantörsmyndigheten ska behandla personuppgifter.",
            )
        ],
        services_first=True,
    ),
    Step(
        "krav",
        "Krav",
        [
            Q("classification_on", applies=is_classified),
            Q("classification_role", applies=is_classified),
            Q("heightened_preparedness", ask="Behöver ni tjänsten vid höjd beredskap?"),
            Q("integrations"),
        ],
        [
            Q("opening_hours"),
            Q("wanted_availability", unit="procent"),
            Q("rto_hours", unit="timmar"),
            Q("rpo_hours", unit="timmar"),
            *[Q(name) for name in CLASSES],
        ],
    ),
]
ANSWERED_ELSEWHERE = {"kontakt", "sakerhetsskydd"}  # the steps that remain when the whole need is handled elsewhere
NOT_ELSEWHERE = [q.name for step in STEPS if step.key not in ANSWERED_ELSEWHERE for q in step.questions]


def find(key):
    """The step with that key, or None."""
    return next((step for step in STEPS if step.key == key), None)


def following(step):
    """The step after it, or None after the last."""
    return next(iter(STEPS[STEPS.index(step) + 1 :]), None)


def field_of(question, asked=None):
    """The name of the form's field: the question's own, and which service it is asked of."""
    return f"{question.name}_{asked.pk}" if asked else question.name


def anchor_of(step, question, row, asked):
    """Where in the step's page the question is answered: the id of its first field."""
    name = f"{question.name}_{asked.service_id or 0}" if step.key == "behov" and asked else field_of(question, asked)
    yes_or_no = row._meta.get_field(question.name).get_internal_type() == "BooleanField"
    return f"id_{name}_0" if yes_or_no or question.name in RADIOS else f"id_{name}"


def is_blank(value):
    return value is None or not str(value).strip()
