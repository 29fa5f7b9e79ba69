"""The questions as a table (facts: SAK-2, KRT-1, ORD-11): steps, questions, and when each applies to what is answered."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..models import DraftStep, InterestRegistration
from ..models.answers import ELSEWHERE

CLASSES = ["confidentiality", "integrity", "availability"]
NO_SOLUTION = ("", InterestRegistration.Present.NONE)


class Answers:
    """What a registration answers: its own fields, and its requested services, without the one that stands for a need elsewhere."""

    def __init__(self, case, services):
        self.case = case
        self.services = [service for service in services if service.unmet_need != ELSEWHERE]

    @property
    def elsewhere(self):
        """Return whether all of the need is handled in another channel, and nothing of it is answered here (SAK-2)."""
        return self.case.other_channel is True and not self.services and not self.case.need.strip()

    @property
    def incomplete(self):
        """Return whether nobody has answered what it does not say: it came another way. Nothing follows from what it lacks."""
        return self.case.awaits_completion

    @property
    def personal_data(self):
        return any(service.personal_data for service in self.services)

    @property
    def classified(self):
        """Return whether any service has an information class."""
        return any(getattr(service, name) is not None for service in self.services for name in CLASSES)

    @property
    def has_solution(self):
        return self.case.present_solution not in NO_SOLUTION


Present, Suitability = InterestRegistration.Present, InterestRegistration.Suitability
RADIOS = {"present_solution", "suitability", "data_role"}  # a choice that is drawn as radio buttons


def always(answers, requested_service):
    return True


def has_solution(answers, requested_service):
    return answers.has_solution


def has_personal_data(answers, requested_service):
    return answers.personal_data


def is_classified(answers, requested_service):
    return answers.classified


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

    key: str  # a DraftStep's, or that of EVERYTHING
    questions: list
    of_services: list = field(default_factory=list)
    services_first: bool = False

    @property
    def title(self):
        return DraftStep(self.key).label


STEPS = [
    Step(
        DraftStep.CONTACT,
        [
            Question("contact_name", missing="Ange en kontaktperson."),
            Question("contact_email", missing="Ange kontaktpersonens e-postadress."),
            Question("contact_phone"),
            Question("signatory"),
            Question("own_reference"),
        ],
    ),
    Step(
        DraftStep.SECURITY_PROTECTION,
        [
            Question(
                "other_channel",
                ask="Behöver frågor om säkerhetsskydd hanteras i en annan kanal?",
                missing="Svara ja eller nej på om frågor om säkerhetsskydd behöver hanteras i en annan kanal.",
            ),
            Question("other_channel_reference", applies=lambda answers, _: answers.case.other_channel),
        ],
    ),
    Step(
        DraftStep.NEED,
        [Question("need", missing="Beskriv vad ni behöver, och varför.")],
        [
            Question("volume", unit="volume", applies=lambda _, requested_service: requested_service.service_id),
            Question("wanted_from"),
            Question("latest_on"),
            Question(
                "latest_reason",
                applies=lambda _, requested_service: requested_service.latest_on,
                missing="Ange skälet till det senaste datumet.",
            ),
        ],
    ),
    Step(
        DraftStep.PRESENT_SOLUTION,
        [
            Question(
                "present_solution", ask="Vilken lösning har ni i dag?", missing="Välj vilken lösning ni har i dag."
            ),
            Question(
                "contract_ends",
                applies=lambda answers, _: answers.case.present_solution in (Present.PRIVATE, Present.AGENCY),
            ),
            Question("problems", applies=has_solution),
            Question("present_cost", unit="kronor", applies=has_solution),
            Question("present_availability", unit="procent", applies=has_solution),
        ],
        [
            Question(
                "present_volume",
                unit="volume",
                applies=lambda answers, requested_service: answers.has_solution and requested_service.service_id,
            )
        ],
    ),
    Step(
        DraftStep.GAIN,
        [
            Question("security_effect"),
            Question("cost_effect"),
            Question("expected_cost", unit="kronor"),
            Question("one_off_cost", unit="kronor"),
        ],
    ),
    Step(
        DraftStep.INFORMATION,
        [
            Question(
                "data_categories",
                applies=has_personal_data,
                missing="Beskriv vilka slags personuppgifter det gäller.",
            ),
            Question(
                "sensitive_data",
                ask="Är någon av dem känslig?",
                applies=has_personal_data,
                missing="Svara ja eller nej på om det finns känsliga personuppgifter.",
            ),
            Question("data_subjects", applies=has_personal_data),
            Question("data_subject_count", applies=has_personal_data),
            Question("data_role", applies=has_personal_data),
            Question(
                "secrecy",
                ask="Ska leverantörsmyndigheten få tillgång till uppgifter som omfattas av sekretess?",
                missing="Svara ja eller nej på om uppgifterna omfattas av sekretess.",
            ),
            Question(
                "suitability",
                ask="Har ni bedömt att det är lämpligt att lämna ut uppgifterna (10 kap. 2 a § OSL)?",
                applies=lambda answers, _: answers.case.secrecy,
                missing="Välj om lämplighetsbedömningen är gjord.",
            ),
            Question(
                "suitability_on",
                applies=lambda answers, _: answers.case.secrecy and answers.case.suitability == Suitability.ASSESSED,
            ),
        ],
        [
            Question(
                "personal_data",
                ask="Ska leverantörsmyndigheten behandla personuppgifter för er räkning?",
                missing="Svara ja eller nej på om leverantörsmyndigheten ska behandla personuppgifter.",
            )
        ],
        services_first=True,
    ),
    Step(
        DraftStep.REQUIREMENTS,
        [
            Question("classification_on", applies=is_classified),
            Question("classification_role", applies=is_classified),
            Question("heightened_preparedness", ask="Behöver ni tjänsten vid höjd beredskap?"),
            Question("integrations"),
        ],
        [
            Question("opening_hours"),
            Question("wanted_availability", unit="procent"),
            Question("rto_hours", unit="timmar"),
            Question("rpo_hours", unit="timmar"),
            *[Question(name) for name in CLASSES],
        ],
    ),
]
EVERYTHING = Step("allt", [q for s in STEPS for q in s.questions], [q for s in STEPS for q in s.of_services])
ANSWERED_ELSEWHERE = {
    DraftStep.CONTACT,
    DraftStep.SECURITY_PROTECTION,
}  # the steps that remain when the whole need is handled elsewhere
NOT_ELSEWHERE = [q.name for step in STEPS if step.key not in ANSWERED_ELSEWHERE for q in step.questions]


def find(key):
    """Return the step with that key, or None."""
    return next((step for step in STEPS if step.key == key), None)


def following(step):
    """Return the step after it, or None after the last."""
    return next(iter(STEPS[STEPS.index(step) + 1 :]), None)


def field_of(question, requested_service=None):
    """Return the name of the form's field: the question's own, and which service it is asked of."""
    return f"{question.name}_{requested_service.pk}" if requested_service else question.name


def anchor_of(step, question, instance, requested_service):
    """Return where in the step's page the question is answered: the id of its first field."""
    name = (
        f"{question.name}_{requested_service.service_id or 0}"
        if step.key == "behov" and requested_service
        else field_of(question, requested_service)
    )
    yes_or_no = instance._meta.get_field(question.name).get_internal_type() == "BooleanField"
    return f"id_{name}_0" if yes_or_no or question.name in RADIOS else f"id_{name}"


def is_blank(value):
    return value is None or not str(value).strip()
