"""8 §: a decision to refuse as it is prepared, before anybody has decided anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models

from registry.models import User
from registry.ordinance import Part

from .allocation import Allocation
from .communication import NotCommunicated
from .guest import known_to
from .refusal import OPINION, RefusalGround
from .requested_service import RequestedService

WRITTEN = (
    "ground",
    "refused_volume",
    "reasons",
    "provisions",
    "alternatives",
    "not_communicated",
    "not_communicated_why",
    "opinion",
    "account",
    "annex_text",
    "annex_provision",
    "annex_shared",
    "others",
    "nobody_else",
    "dissent",
)


def _text(label: str, most: int) -> models.TextField:
    return models.TextField(label, max_length=most, blank=True)


class RefusalDraftQuerySet(models.QuerySet["RefusalDraft"]):
    def of(self, requested_service: RequestedService) -> RefusalDraft | None:
        """Return the one that stands for a requested service, or None."""
        return self.filter(allocation=requested_service.current_allocation).first()

    def saved_at(self, requested_service: RequestedService) -> datetime | None:
        """Return when the one that stands was last saved, or None."""
        of_it = self.filter(allocation=requested_service.current_allocation)
        return of_it.values_list("saved_at", flat=True).first()

    def visible_to(self, user: User) -> Self:
        """Return those that the person may see: they are shown to the supplier that it is allocated to, and nobody else."""
        acting = getattr(user, "acting", None)
        if acting is None or acting.mandate.part != Part.SUPPLIER:
            return self.none()
        known = known_to(user, "allocation__requested_service__registration__")
        return self.filter(known, allocation__supplier=acting.mandate_id)


class RefusalDraft(models.Model):
    """A proposed decision to refuse, within the supplier. The database takes it away when its allocation ends or is agreed on."""

    allocation = models.OneToOneField(Allocation, models.CASCADE, related_name="refusal_draft")
    ground = models.ForeignKey(
        RefusalGround,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="förutsättning som saknas",
    )
    refused_volume = models.DecimalField("del som nekas", max_digits=12, decimal_places=2, null=True, blank=True)
    reasons = _text("skäl", 20_000)
    provisions = _text("fler bestämmelser som ni tillämpar", 1000)
    alternatives = _text("alternativ som ni erbjuder", 5000)
    account = _text("öppen beskrivning till redovisningen", 5000)
    not_communicated = models.CharField(
        "varför myndigheten inte får yttra sig först", max_length=10, choices=NotCommunicated, blank=True
    )
    not_communicated_why = _text("förklaring", 2000)
    opinion = _text(OPINION, 5000)
    annex_text = _text("sekretessbelagda skäl", 20_000)
    annex_provision = models.CharField("bestämmelse", max_length=100, blank=True)
    annex_shared = models.BooleanField("delad med den samordnande myndigheten", default=False)
    others = models.CharField("andra som deltog i den slutliga handläggningen", max_length=500, blank=True)
    nobody_else = models.BooleanField("ingen annan deltog i den slutliga handläggningen", default=False)
    dissent = _text("avvikande mening", 5000)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("sparat", auto_now=True)
    handed_over_at = models.DateTimeField("lämnat till beslutsfattare", null=True, blank=True)

    objects = RefusalDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag till beslut att neka"
        verbose_name_plural = "förslag till beslut att neka"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Förslag till beslut att neka, {self.allocation.requested_service}"

    @property
    def written(self) -> dict[str, Any]:
        """Return what people have written, by the names of the fields."""
        return {name: getattr(self, name) for name in WRITTEN}
