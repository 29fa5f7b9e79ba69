"""8 §: a supplier that lacks the conditions refuses, with reasons; what goes before, beside and after the decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.models import Mandate, User
from registry.ordinance import Part
from registry.provisions import PROVISION

from ..workflow import DECIDED
from .allocation import Allocation
from .appeal import AppealChoice
from .communication import NotCommunicated
from .guest import known_to
from .interest import InterestRegistration
from .taking_part import SAYS_SOMETHING, TakingPart, others_or_nobody, presented_or_not

OPINION = "vad myndigheten har anfört, och varför det inte ändrar beslutet"
if TYPE_CHECKING:
    from .refusal_change import RefusalChange

REASONS_AT_LEAST = 50  # letters and digits: a proposal, not a rule of the ordinance


class RefusalGroundQuerySet(models.QuerySet["RefusalGround"]):
    def live(self, day: date) -> Self:
        """Return those that a new decision may use on the day."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))


class RefusalGround(models.Model):
    """What is lacking: the one legal ground of 8 §, sorted for the account. A code can be retired, never deleted."""

    code = models.CharField("kod", max_length=20, primary_key=True)
    label = models.CharField("benämning", max_length=150)
    retired_on = models.DateField("används inte från och med", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    objects = RefusalGroundQuerySet.as_manager()

    class Meta:
        verbose_name = "grund för nekad anslutning"
        verbose_name_plural = "grunder för nekad anslutning"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    def is_live(self, day: date) -> bool:
        """Return whether a new decision may use it on the day."""
        return self.retired_on is None or self.retired_on > day


class RefusalQuerySet(models.QuerySet["Refusal"]):
    def during(self, year: int) -> Self:
        """Return the refusals decided in the calendar year, in the order decided (11 §)."""
        return self.filter(decided_on__year=year).order_by("decided_on", "pk")

    def standing(self) -> Self:
        """Return those that no new decision has lifted (37 § förvaltningslagen)."""
        return self.exclude(changes__allocation__isnull=False)

    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        They are shown to the agency that was refused, to the coordinator, and to the supplier that refused: not to other suppliers.
        """
        if not (acting := getattr(user, "acting", None)):
            return self.none()
        known = self.filter(known_to(user, "allocation__requested_service__registration__"))
        if acting.mandate.part == Part.APPLICANT:
            return known.filter(allocation__requested_service__agency=acting.mandate.agency_id)
        if acting.mandate.part == Part.COORDINATOR:
            return known
        return known.filter(allocation__supplier=acting.mandate_id)

    def with_parties(self) -> Self:
        """Return them with all that the letter says, in two queries."""
        return self.select_related(
            "allocation__requested_service__registration__agency",
            "allocation__requested_service__service__supplier",
            "allocation__requested_service__part_of",
            "allocation__supplier__agency",
            "ground",
            "decided_by",
            "presented_by",
            "annex",
            "appeal__agency",
        ).prefetch_related("corrections")


class Refusal(TakingPart):
    """A supplier's decision to refuse connection. Never changed, never deleted, always accounted for (8, 11 §§)."""

    allocation = models.OneToOneField(Allocation, models.PROTECT, related_name="refusal")
    ground = models.ForeignKey(
        RefusalGround, models.PROTECT, db_column="ground", related_name="+", verbose_name="förutsättning som saknas"
    )
    reasons = models.TextField("skäl", max_length=20_000)
    provisions = models.TextField("fler bestämmelser som ni tillämpar", blank=True, max_length=1000)
    alternatives = models.TextField("alternativ som ni erbjuder", blank=True, max_length=5000)
    account = models.TextField("öppen beskrivning till redovisningen", blank=True, max_length=5000)
    not_communicated = models.CharField(
        "varför myndigheten inte får yttra sig först", max_length=10, choices=NotCommunicated, blank=True
    )
    not_communicated_why = models.TextField("förklaring", blank=True, max_length=2000)
    opinion = models.TextField(OPINION, blank=True, max_length=5000)
    diary_number = models.CharField("diarienummer", max_length=50, unique=True)
    decided_on = models.DateField("beslutsdatum")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by_title = models.CharField(max_length=100)
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="föredragande"
    )
    presented_by_title = models.CharField(max_length=100, blank=True)
    # what it says of appeal: the database writes it, from what the agency has chosen by then
    appeal = models.ForeignKey(AppealChoice, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = "nekad anslutning"
        verbose_name_plural = "nekade anslutningar"
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reasons__regex=rf"([[:alnum:]][^[:alnum:]]*){{{REASONS_AT_LEAST}}}"),
                name="refusal_has_reasons",
                violation_error_message=(
                    f"Ange skälen, med minst {REASONS_AT_LEAST} tecken. Förordningen kräver att den som nekar anslutning anger skälen (8 §)."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("presented_by")),
                name="refusal_by_two_people",
                violation_error_message="Föredragande och beslutsfattare ska vara olika personer.",
            ),
            models.CheckConstraint(
                condition=Q(not_communicated="") | Q(not_communicated_why__regex=r"\S"),
                name="not_communicated_with_reason",
                violation_error_message="Förklara varför myndigheten inte har fått yttra sig.",
            ),
            models.CheckConstraint(
                condition=Q(account__regex=SAYS_SOMETHING),
                name="refusal_has_account",
                violation_error_message="Beskriv fallet öppet till redovisningen, med bokstäver eller siffror (11 §).",
            ),
            presented_or_not("refusal_presented_or_not"),
            others_or_nobody("refusal_says_who_took_part"),
        ]

    def __str__(self) -> str:
        return self.diary_number

    @property
    def registration(self) -> InterestRegistration:
        return self.allocation.requested_service.registration

    @property
    def status(self) -> str:
        return DECIDED

    def get_status_display(self) -> str:
        return "Beslutat"

    @property
    def words(self) -> Refusal | RefusalCorrection:
        """Return the reasons, alternatives and account as they read now: as decided, or as last corrected (36 §)."""
        versions: list[Refusal | RefusalCorrection] = [self, *self.corrections.all()]
        return versions[-1]

    @property
    def lifted(self) -> RefusalChange | None:
        """Return the decision by which it no longer holds, or None (37 § förvaltningslagen)."""
        return next((change for change in self.changes.all() if change.lifts), None)

    @property
    def supplier(self) -> Mandate:
        return self.allocation.supplier

    @property
    def chain(self) -> str:
        return self.allocation.requested_service.chain

    def is_party(self, mandate: Mandate) -> bool:
        """Return whether the mandate is the supplier that refused, the agency that was refused, or the coordinator."""
        if mandate.part == Part.APPLICANT:
            return mandate.agency_id == self.allocation.requested_service.agency_id
        return mandate.part == Part.COORDINATOR or mandate.pk == self.allocation.supplier_id


class RefusalAnnexQuerySet(models.QuerySet["RefusalAnnex"]):
    def shared_in(self, year: int) -> Self:
        """Return those of the year's refusals that the supplier shares with the coordinator (11 §)."""
        return self.filter(shared=True, refusal__decided_on__year=year)

    def unknown_to(self, user: User) -> Self:
        """Return those of confidential cases in which the person is not named."""
        return self.exclude(known_to(user, "refusal__allocation__requested_service__registration__"))


class RefusalAnnex(models.Model):
    """The secret part of the reasons, apart from the open decision, with its marking (5 kap. 5 § OSL). Never changed."""

    refusal = models.OneToOneField(Refusal, models.PROTECT, related_name="annex")
    text = models.TextField("sekretessbelagda skäl", max_length=20_000)
    provision = models.CharField("bestämmelse", max_length=100)
    shared = models.BooleanField("delad med den samordnande myndigheten", default=False)
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+", verbose_name="myndighet")
    marked_on = models.DateField("antecknad")

    objects = RefusalAnnexQuerySet.as_manager()

    class Meta:
        verbose_name = "sekretessbelagd bilaga till beslut"
        verbose_name_plural = "sekretessbelagda bilagor till beslut"
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex="[[:alnum:]]", provision__regex=PROVISION),
                name="annex_has_text_and_provision",
                violation_error_message="Ange bestämmelsen som uppgifterna är sekretessbelagda enligt, till exempel 18 kap. 8 § OSL.",
            )
        ]

    def __str__(self) -> str:
        return f"Bilaga till {self.refusal}"


class RefusalCorrection(models.Model):
    """A slip put right (36 § förvaltningslagen): a new version of the words; the decision itself stays. Never changed."""

    refusal = models.ForeignKey(Refusal, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("rättelse nr")
    slip = models.TextField("vad som rättas, och varför det är ett skrivfel eller liknande", max_length=2000)
    reasons = models.TextField("skäl", max_length=20_000)
    alternatives = models.TextField("alternativ som ni erbjuder", blank=True, max_length=5000)
    account = models.TextField("öppen beskrivning till redovisningen (11 §)", max_length=5000)
    corrected_on = models.DateField("rättad")
    corrected_at = models.DateTimeField(auto_now_add=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_by_title = models.CharField(max_length=100)

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"
        ordering = ["refusal", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["refusal", "number"],
                name="correction_number_once",
                violation_error_message="Någon annan rättade beslutet samtidigt. Försök igen.",
            ),
            models.CheckConstraint(
                condition=Q(reasons__regex=rf"([[:alnum:]][^[:alnum:]]*){{{REASONS_AT_LEAST}}}"),
                name="correction_keeps_reasons",
                violation_error_message=f"Skälen ska finnas kvar, med minst {REASONS_AT_LEAST} tecken (8 §).",
            ),
            models.CheckConstraint(
                condition=Q(slip__regex="[[:alnum:]]", account__regex="[[:alnum:]]"),
                name="correction_says_what_it_corrects",
                violation_error_message="Skriv vad som är fel, och behåll beskrivningen till redovisningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rättelse {self.number} av {self.refusal}"
