"""What a registration of interest answers (7 §): the fields that the questions fill, of the case and of each service.

A draft may leave any of them empty. What must be there when it is sent stands in onboarding/filing/questions.py, and the least
of it in a constraint.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registry.models.service import Consequence

from .way_in import AWAITS_COMPLETION

NOT_WEAKNESSES = "Beskriv inte sårbarheter."
NOT_LESS = MinValueValidator(0, "Ange noll eller mer.")
PERCENT = [NOT_LESS, MaxValueValidator(100, "Ange högst 100 procent.")]

ELSEWHERE = "Behov som hanteras i en annan kanal"  # all that is said of what must not be described here


def not_in_the_future(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError("Ange en dag som har varit, eller lämna tomt.")


def _text(label: str, most: int = 10_000, **options: Any) -> models.TextField:
    return models.TextField(label, max_length=most, blank=True, **options)


def _line(label: str, most: int, **options: Any) -> models.CharField:
    return models.CharField(label, max_length=most, blank=True, **options)


def _number(
    label: str, digits: int = 14, places: int = 2, validators: Sequence[Any] = (NOT_LESS,), **options: Any
) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=digits, decimal_places=places, null=True, blank=True, validators=validators, **options
    )


def _yes_or_no(label: str, **options: Any) -> models.BooleanField:
    return models.BooleanField(label, null=True, blank=True, **options)


def _day(label: str, **options: Any) -> models.DateField:
    return models.DateField(label, null=True, blank=True, **options)


class RegistrationAnswers(models.Model):
    """What is answered once for the whole registration."""

    class Present(models.TextChoices):
        OWN = "own", "Egen it-drift"
        PRIVATE = "private", "Privat leverantör"
        AGENCY = "agency", "Annan myndighet"
        NONE = "none", "Ingen: behovet är nytt"

    class DataRole(models.TextChoices):
        CONTROLLER = "controller", "Personuppgiftsansvarig"
        JOINT = "joint", "Gemensamt ansvarig med någon annan"
        PROCESSOR = "processor", "Personuppgiftsbiträde åt någon annan"

    class Suitability(models.TextChoices):
        ASSESSED = "made", "Ja, den är gjord"
        PLANNED = "planned", "Nej, men den ska göras"
        NO = "no", "Nej, och den är inte planerad"

    contact_name = _line("kontaktperson", 150)
    contact_email = models.EmailField("kontaktpersonens e-postadress", blank=True)
    contact_phone = _line("telefon", 30)
    signatory = _line(
        "vem som får ingå en överenskommelse för er", 200, help_text="Namn och befattning på den som är behörig."
    )
    own_reference = _line("ert diarienummer", 50)

    other_channel = _yes_or_no("frågor om säkerhetsskydd behöver hanteras i en annan kanal")
    other_channel_reference = _line(
        "referensnummer i den andra kanalen", 50, help_text="Bara numret. Skriv inget om vad saken gäller."
    )

    need = _text("behov", help_text=f"Vad behöver ni, och varför? {NOT_WEAKNESSES}")

    present_solution = models.CharField("nuvarande lösning", max_length=10, choices=Present, blank=True)
    contract_ends = _day(
        "nuvarande avtal eller överenskommelse upphör", help_text="Lämna tomt om det gäller tills vidare."
    )
    problems = _text("huvudsakliga problem i dag", 5000, help_text=NOT_WEAKNESSES)
    present_cost = _number(
        "nuvarande kostnad per år, kronor",
        help_text="Med all drift, licenser och egen personal. Uppskatta om ni behöver.",
    )
    present_availability = _number(
        "tillgänglighet i dag, procent", 5, 2, PERCENT, help_text="Andelen av öppettiden som lösningen har fungerat."
    )

    security_effect = _text(
        "säkrare it-drift",
        help_text=f"Vad blir säkrare med en anslutning? Det väger först om anmälningar prioriteras (9 §). {NOT_WEAKNESSES}",
    )
    cost_effect = _text("kostnadseffektivitet", help_text="Hur väntas kostnaderna påverkas?")
    expected_cost = _number("förväntad kostnad per år, kronor")
    one_off_cost = _number("förväntad engångskostnad, kronor", help_text="Till exempel för flytt och avveckling.")

    data_categories = _text(
        "kategorier av personuppgifter", 5000, help_text="Till exempel namn, kontaktuppgifter och ärendeuppgifter."
    )
    sensitive_data = _yes_or_no(
        "känsliga personuppgifter", help_text="Artikel 9 i dataskyddsförordningen, till exempel om hälsa."
    )
    data_subjects = _line("vilka personer uppgifterna gäller", 250, help_text="Till exempel anställda och sökande.")
    data_subject_count = models.PositiveIntegerField("ungefär hur många personer", null=True, blank=True)
    data_role = models.CharField("er roll för personuppgifterna", max_length=10, choices=DataRole, blank=True)
    secrecy = _yes_or_no("uppgifter som omfattas av sekretess")
    suitability = models.CharField(
        "lämplighetsbedömning (10 kap. 2 a § OSL)", max_length=10, choices=Suitability, blank=True
    )
    suitability_on = _day("lämplighetsbedömningen gjordes", validators=[not_in_the_future])

    integrations = _text(
        "system som ska flyttas eller kopplas till tjänsten",
        help_text=f"Även det som de är beroende av. {NOT_WEAKNESSES}",
    )
    heightened_preparedness = _yes_or_no("behövs vid höjd beredskap")
    classification_on = _day("informationsklassningen gjordes", validators=[not_in_the_future])
    classification_role = _line("roll som ansvarar för klassningen", 100, help_text="Rollen, inte namnet.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_at=None)
                | Q(AWAITS_COMPLETION, need__regex=r"\S")
                | (
                    Q(contact_name__regex=r"\S", contact_email__contains="@", other_channel__isnull=False)
                    & (Q(other_channel=True) | Q(need__regex=r"\S", present_solution__gt=""))
                    & (Q(form_version=1) | Q(other_channel=True) | Q(secrecy__isnull=False))
                ),
                name="registered_is_complete",
                violation_error_message="Anmälan är inte fullständig.",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0}),
                    name=f"{name}_not_below_zero",
                    violation_error_message="Ange noll eller mer.",
                )
                for name in ("present_cost", "expected_cost", "one_off_cost")
            ],
            models.CheckConstraint(
                condition=Q(present_availability=None) | Q(present_availability__range=(0, 100)),
                name="present_availability_is_a_share",
                violation_error_message="Ange tillgängligheten i procent, från 0 till 100.",
            ),
        ]


class ServiceAnswers(models.Model):
    """What is answered for each requested service."""

    class Hours(models.TextChoices):
        OFFICE = "office", "Vardagar på kontorstid"
        EVENINGS = "evenings", "Vardagar även kvällar"
        EVERY_DAY = "every_day", "Alla dagar"
        ALWAYS = "always", "Dygnet runt"

    volume = _number("volym", 12, validators=[MinValueValidator(Decimal("0.01"), "Volymen ska vara större än noll.")])
    wanted_from = _day("önskad start")
    latest_on = _day("senaste datum")
    latest_reason = _line(
        "skäl för det senaste datumet",
        250,
        help_text="Anges när ni har ett senaste datum, till exempel att ett avtal upphör.",
    )
    present_volume = _number("volym i dag", 12)
    personal_data = _yes_or_no("leverantörsmyndigheten behandlar personuppgifter")
    opening_hours = models.CharField("önskad öppettid", max_length=10, choices=Hours, blank=True)
    wanted_availability = _number("önskad tillgänglighet, procent", 5, 2, PERCENT)
    rto_hours = _number("längsta avbrott, timmar", 7, help_text="Så länge kan ni vara utan tjänsten (RTO).")
    rpo_hours = _number(
        "längsta tid för förlorad information, timmar", 7, help_text="Så mycket arbete får gå förlorat (RPO)."
    )
    confidentiality = models.PositiveSmallIntegerField("konfidentialitet", choices=Consequence, null=True, blank=True)
    integrity = models.PositiveSmallIntegerField("riktighet", choices=Consequence, null=True, blank=True)
    availability = models.PositiveSmallIntegerField("tillgänglighet", choices=Consequence, null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(volume=None) | Q(volume__gt=0),
                name="volume_above_zero",
                violation_error_message="Volymen ska vara större än noll.",
            ),
            models.CheckConstraint(
                condition=Q(latest_on=None) | Q(wanted_from=None) | Q(latest_on__gte=F("wanted_from")),
                name="latest_after_wanted",
                violation_error_message="Senaste datum ska vara samma dag som önskad start eller senare.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", set_aside=True) | Q(set_aside=False),
                name="set_aside_in_a_draft",
                violation_error_message="En tjänst som är bortvald skickas inte.",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (0, most)}),
                    name=f"{name}_in_range",
                    violation_error_message=f"Ange ett värde från 0 till {most}.",
                )
                for name, most in {
                    "confidentiality": 3,
                    "integrity": 3,
                    "availability": 3,
                    "wanted_availability": 100,
                    "rto_hours": 99_999,
                    "rpo_hours": 99_999,
                }.items()
            ],
        ]
