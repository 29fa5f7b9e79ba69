"""33, 43–44 §§ FL: what an agency lets its decisions say of appeal. Whether one can be appealed is the agency's to judge."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.models import Agency


class DecisionKind(models.TextChoices):
    """The decisions that are drawn as a paper, and so may say something of appeal."""

    REFUSAL = "refusal", "Beslut att neka anslutning (8 §)"
    CHANGE = "change", "Beslut som ändrar ett beslut att neka (37 och 38 §§ förvaltningslagen)"
    PRIORITISATION = "prioritisation", "Beslut om ordningen mellan dem som konkurrerar (9 §)"


class AppealSays(models.TextChoices):
    NOTHING = "nothing", "Inget om överklagande"
    MAY = "may", "Att beslutet kan överklagas, och hur"
    MAY_NOT = "may_not", "Att beslutet inte får överklagas, och enligt vilken bestämmelse"


class AppealChoiceQuerySet(models.QuerySet["AppealChoice"]):
    def standing(self, agency: Agency) -> dict[str, AppealChoice]:
        """Return what the agency's decisions say from now on, by kind of decision; a kind that nobody has chosen for is not there."""
        of_it = self.filter(agency=agency).select_related("agency", "chosen_by").order_by("pk")
        return {choice.decision: choice for choice in of_it}  # the last of each kind

    def of(self, agency: Agency, kind: str) -> AppealChoice | None:
        """Return what the agency's decisions of the kind say from now on, or None."""
        return self.filter(agency=agency, decision=kind).select_related("agency").last()

    def before(self, agency: Agency, kind: str) -> Self:
        """Return all that the agency has chosen for the kind, the latest first."""
        return self.filter(agency=agency, decision=kind).select_related("agency", "chosen_by").order_by("-pk")


class AppealChoice(models.Model):
    """What decisions of one kind say of appeal until the agency chooses anew. Never changed: decisions point to it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="myndighet")
    decision = models.CharField("slag av beslut", max_length=20, choices=DecisionKind)
    says = models.CharField("vad beslutet säger om överklagande", max_length=10, choices=AppealSays)
    court = models.CharField("vem som prövar ett överklagande", max_length=150, blank=True)
    submit_to = models.CharField("dit överklagandet lämnas hos er", max_length=300, blank=True)
    provision = models.CharField("bestämmelsen", max_length=200, blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField("bestämt", auto_now_add=True)

    objects = AppealChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "vad beslut säger om överklagande"
        verbose_name_plural = "vad beslut säger om överklagande"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=list(DecisionKind)),
                name="appeal_of_a_decision_that_is_known",
                violation_error_message="Välj ett slag av beslut i listan.",
            ),
            models.CheckConstraint(
                condition=Q(says="nothing", court="", submit_to="", provision="")
                | Q(says="may", court__regex="[[:alnum:]]", submit_to__regex="[[:alnum:]]", provision="")
                | Q(says="may_not", court="", submit_to="", provision__regex="[[:alnum:]]"),
                name="appeal_is_told_whole",
                violation_error_message=(
                    "Ange vem som prövar ett överklagande och dit det lämnas, eller bestämmelsen enligt vilken beslutet inte "
                    "får överklagas (33 § förvaltningslagen)."
                ),
            ),
        ]
        indexes = [models.Index(fields=["agency", "decision"], name="appeal_by_agency")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.get_says_display()}"
