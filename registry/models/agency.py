"""The agencies under the Government (3 §) and the dated editions of the register that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, QuerySet
from stdnum.se import orgnr

if TYPE_CHECKING:
    from .mandate import Mandate

SWEDISH_FROM, SWEDISH_TO = "åäöæøéèëüáà-", "{|}|}eeeyaa "


class SwedishOrder(Func):
    """Sorts å, ä, ö last, in any database: collation C over letters moved behind z."""

    template = f"translate(lower(%(expressions)s), '{SWEDISH_FROM}', '{SWEDISH_TO}')"
    output_field = models.CharField(db_collation="C")


def sort_key(source: str = "name") -> models.GeneratedField:
    return models.GeneratedField(
        expression=SwedishOrder(F(source)),
        output_field=models.CharField(max_length=250, db_collation="C"),
        db_persist=True,
    )


def validate_org_number(value: str) -> None:
    """Raise ValidationError unless it is ten digits with a Luhn check digit, the first 2 (public bodies) or 8 (AP funds)."""
    if not (orgnr.is_valid(value) and len(value) == 10 and value.startswith(("2", "8"))):
        raise ValidationError(
            f"{value} är inte ett organisationsnummer för en statlig myndighet. Kontrollera siffrorna."
        )


class AgencyKind(models.TextChoices):
    ADMINISTRATIVE = "administrative", "Statlig förvaltningsmyndighet"
    COURT = "court", "Domstol"
    PUBLIC_UTILITY = "public_utility", "Statligt affärsverk"
    PENSION_FUND = "pension_fund", "AP-fond"
    RIKSDAG = "riksdag", "Myndighet under riksdagen"


UNDER_GOVERNMENT = frozenset(AgencyKind) - {AgencyKind.RIKSDAG}


class Agency(models.Model):
    """An Agency is one, whatever it was called: its names stand in the editions.

    The organisation number is not unique.
    """

    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kortnamn", max_length=20, blank=True)
    org_number = models.CharField("organisationsnummer", max_length=10, validators=[validate_org_number], db_index=True)
    kind = models.CharField("slag", max_length=20, choices=AgencyKind)
    ended_on = models.DateField("upphörde", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="efterföljare"
    )
    security_contact = models.CharField(
        "kontakt i frågor om säkerhetsskydd",
        max_length=200,
        blank=True,
        help_text="Funktion och telefonnummer. Visas för den som behöver en annan kanal än den här tjänsten.",
    )
    contact = models.CharField(
        "kontakt i ärenden",
        max_length=200,
        blank=True,
        help_text="Funktion, telefonnummer och e-postadress. Den samordnande myndighetens står i kvittot på en intresseanmälan.",
    )
    decision_maker_sends = models.BooleanField(
        "en beslutsfattare skickar intresseanmälan",
        default=False,
        help_text="Annars får även handläggare skicka. Myndigheten bestämmer själv.",
    )
    sort_name = sort_key()

    class Meta:
        verbose_name = "myndighet"
        verbose_name_plural = "myndigheter"
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ended_on=None),
                name="one_agency_by_each_name",
                violation_error_message="Det finns redan en myndighet med det namnet.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(AgencyKind)),
                name="agency_kind_known",
                violation_error_message="Välj ett slag av myndighet i listan.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        return f"myndighet/{self.pk}"

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.agency_id == self.pk

    @property
    def case_contact(self) -> str:
        """Return whom to turn to with a question about a case, as a sentence."""
        return self.contact or f"Ring växeln hos {self} och uppge diarienumret."

    @property
    def under_government(self) -> bool:
        """3 §: myndighet means an agency under the Government."""
        return self.kind in UNDER_GOVERNMENT


class RegisterEdition(models.Model):
    """A RegisterEdition is a dated edition of the register: the denominator that a figure names."""

    name = models.CharField("namn", max_length=200)
    as_of = models.DateField("per den", unique=True)
    source = models.CharField("källa", max_length=500)
    digest = models.CharField("filens SHA-256", max_length=64)
    loaded_at = models.DateTimeField("inläst", auto_now_add=True)

    chain = "register"

    class Meta:
        verbose_name = "registerutgåva"
        verbose_name_plural = "registerutgåvor"
        ordering = ["-as_of"]
        get_latest_by = "as_of"

    def __str__(self) -> str:
        return f"{self.name} ({self.as_of:%Y-%m-%d})"

    def under_government(self) -> QuerySet[RegisterEntry]:
        """Return the entries that are counted: agencies under the Government (3 §)."""
        return self.entries.filter(kind__in=UNDER_GOVERNMENT)

    def preparedness_agencies(self) -> QuerySet[RegisterEntry]:
        return self.under_government().filter(is_preparedness_agency=True)


class RegisterEntry(models.Model):
    """A RegisterEntry is what one edition says of one agency.

    Department and host are information only: partly stale in the source.
    """

    edition = models.ForeignKey(RegisterEdition, models.PROTECT, related_name="entries")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="entries")
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kortnamn", max_length=20, blank=True)
    org_number = models.CharField("organisationsnummer", max_length=10)
    kind = models.CharField("slag", max_length=20, choices=AgencyKind)
    is_preparedness_agency = models.BooleanField("beredskapsmyndighet")
    department = models.CharField("departement", max_length=100, blank=True)
    host = models.CharField("värdmyndighet", max_length=100, blank=True)
    employees = models.PositiveIntegerField("anställda", null=True, blank=True)
    source = models.CharField("källa", max_length=100, blank=True)

    class Meta:
        verbose_name = "registeruppgift"
        verbose_name_plural = "registeruppgifter"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "agency"],
                name="agency_once_in_an_edition",
                violation_error_message="Myndigheten står redan i den utgåvan av registret.",
            )
        ]

    def __str__(self) -> str:
        return self.name
