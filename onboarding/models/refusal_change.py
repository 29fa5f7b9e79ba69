"""37–38 §§ FL: a decision to refuse is changed by a new decision of the supplier that made it; the first one stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .allocation import Allocation
from .appeal import AppealChoice
from .refusal import REASONS_AT_LEAST, Refusal, RefusalGround
from .taking_part import SAYS_SOMETHING, TakingPart, others_or_nobody, presented_or_not


class ChangeOutcome(models.TextChoices):
    LIFTED = "lifted", "Beslutet upphävs, och ni prövar efterfrågan på nytt"
    NEW_REASONS = "reasons", "Anslutning nekas som förut, men på en annan grund eller av andra skäl"


class ChangeBasis(models.TextChoices):
    MAY = "may", "Ni anser att beslutet är felaktigt, och får ändra det (37 § förvaltningslagen)"
    MUST = "must", "Beslutet är uppenbart felaktigt, och ni ska ändra det (38 § förvaltningslagen)"


class RefusalChange(TakingPart):
    """A new decision instead of an earlier one. Never changed, never deleted.

    allocation: of a decision that is lifted, the allocation that stands again; the coordinator's own, copied.
    """

    refusal = models.ForeignKey(Refusal, models.PROTECT, related_name="changes")
    outcome = models.CharField("vad som ändras", max_length=10, choices=ChangeOutcome)
    basis = models.CharField("varför det ändras", max_length=10, choices=ChangeBasis)
    why = models.TextField("varför det tidigare beslutet är felaktigt", max_length=10_000)
    allocation = models.OneToOneField(
        Allocation, models.PROTECT, null=True, blank=True, related_name="restored_by", editable=False
    )
    ground = models.ForeignKey(
        RefusalGround,
        models.PROTECT,
        null=True,
        blank=True,
        db_column="ground",
        related_name="+",
        verbose_name="förutsättning som saknas",
    )
    reasons = models.TextField("nya skäl", max_length=20_000, blank=True)
    heard = models.TextField("hur myndigheten har fått yttra sig", max_length=5000, blank=True)
    account = models.TextField("öppen beskrivning till redovisningen", max_length=5000)
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

    class Meta:
        verbose_name = "ändring av beslut att neka"
        verbose_name_plural = "ändringar av beslut att neka"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=list(ChangeBasis), why__regex=SAYS_SOMETHING),
                name="change_says_why",
                violation_error_message=(
                    "Ange varför beslutet ändras: vad som är felaktigt i det tidigare beslutet (37 och 38 §§ förvaltningslagen)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(outcome="lifted", allocation__isnull=False, ground=None, reasons="")
                | Q(
                    outcome="reasons",
                    allocation=None,
                    ground__isnull=False,
                    reasons__regex=rf"([[:alnum:]][^[:alnum:]]*){{{REASONS_AT_LEAST}}}",
                    heard__regex=SAYS_SOMETHING,
                ),
                name="change_lifts_or_gives_reasons",
                violation_error_message=(
                    f"Upphäv beslutet, eller ange den nya grunden, skälen med minst {REASONS_AT_LEAST} tecken och hur myndigheten har fått "
                    "yttra sig (8 §; 25 § förvaltningslagen)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(account__regex=SAYS_SOMETHING),
                name="change_is_described_for_the_account",
                violation_error_message="Beskriv ändringen för redovisningen till regeringen (11 §).",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("presented_by")),
                name="change_by_two_people",
                violation_error_message="Föredragande och beslutsfattare ska vara olika personer.",
            ),
            presented_or_not("change_presented_or_not"),
            others_or_nobody("change_says_who_took_part"),
        ]

    def __str__(self) -> str:
        return self.diary_number

    @property
    def lifts(self) -> bool:
        """Return whether the refusal no longer holds."""
        return self.outcome == ChangeOutcome.LIFTED

    @property
    def section(self) -> str:
        """Return the section that it rests on."""
        return "38 §" if self.basis == ChangeBasis.MUST else "37 §"
