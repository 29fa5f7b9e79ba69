"""Conflict of interest (16–18 §§ förvaltningslagen): reported, it takes away the right to act at once; somebody else decides."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from registry.models import Mandate, Membership, User
from registry.models.agency import SwedishOrder
from registry.models.person import MembershipQuerySet
from registry.ordinance import Role

from ..workflow import ConflictStatus
from .interest import InterestRegistration


class ConflictGround(models.TextChoices):
    """16 § förvaltningslagen, first paragraph."""

    PARTY = (
        "party",
        "Jag eller någon närstående är part, eller kan antas bli påverkad av beslutet i en inte oväsentlig utsträckning (1)",
    )
    AGENT = "agent", "Jag eller någon närstående är eller har varit ställföreträdare eller ombud för den som berörs (2)"
    EARLIER = (
        "earlier",
        "Jag har medverkat i den slutliga handläggningen hos en annan myndighet, och har därför redan tagit ställning i "
        "frågor som vi ska pröva som överordnad instans (3)",
    )
    OTHER = "other", "Någon annan särskild omständighet gör att min opartiskhet kan ifrågasättas (4)"


class ConflictOutcome(models.TextChoices):
    CONFLICT = "conflict", "Jäv"
    NONE = "none", "Inte jäv"
    IRRELEVANT = (
        "irrelevant",
        "Jäv, men det är uppenbart att frågan om opartiskhet saknar betydelse (16 § andra stycket)",
    )


STANDS = ["", ConflictOutcome.CONFLICT]  # not examined yet, or found to be one


class ConflictQuerySet(models.QuerySet["ConflictReport"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        They are shown to whoever reported it and to the decision makers of the same mandate, in cases that they may know of.
        """
        if not (acting := getattr(user, "acting", None)):
            return self.none()
        reported = Q(person=user) if acting.role != Role.DECISION_MAKER else Q()
        known = InterestRegistration.objects.visible_to(user).values("pk")
        return self.filter(reported, mandate=acting.mandate, registration__in=known)

    def barring(self) -> Self:
        """Return those that take away the right to act: not examined yet, or found to be a conflict."""
        return self.filter(outcome__in=STANDS)


def in_conflict(user: User) -> models.QuerySet[ConflictReport, Any]:
    """Return the keys of the cases in which the person does nothing, after a report of conflict of interest, as a subquery."""
    return ConflictReport.objects.barring().filter(person=user).values("registration")


class ConflictReport(models.Model):
    """One person's report in one case, for the mandate in which the person acts, and what another found (18 §)."""

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    ground = models.CharField("grund", max_length=10, choices=ConflictGround)
    text = models.TextField("omständigheter", max_length=2000)
    reported_at = models.DateTimeField("anmäld", auto_now_add=True)
    outcome = models.CharField("utfall", max_length=10, choices=ConflictOutcome, blank=True)
    reasons = models.TextField("skäl", max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="prövad av"
    )
    decided_at = models.DateTimeField("prövad", null=True, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = "anmälan om jäv"
        verbose_name_plural = "anmälningar om jäv"
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "person"],
                condition=Q(outcome__in=STANDS),
                name="one_standing_conflict_of_a_person",
                violation_error_message="Jävet är redan anmält.",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("person")),
                name="conflict_is_examined_by_another",
                violation_error_message="Någon annan än den som har anmält jävet ska pröva det (18 § förvaltningslagen).",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | Q(
                    outcome__in=list(ConflictOutcome),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    reasons__regex=r"\S",
                ),
                name="conflict_decided_with_reasons",
                violation_error_message="Ange skälen för bedömningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Jäv: {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("conflict", args=[self.pk])

    @property
    def chain(self) -> str:
        return self.registration.chain

    @property
    def status(self) -> ConflictStatus:
        return ConflictStatus.DECIDED if self.outcome else ConflictStatus.REPORTED

    def get_status_display(self) -> str:
        return self.get_outcome_display() or self.status.label

    @property
    def deciders(self) -> MembershipQuerySet:
        """Return the Memberships of those who may examine it: decision makers of the same mandate, but the person."""
        makers = self.registration.known_by(Membership.objects.current().decision_makers().filter(mandate=self.mandate))
        return makers.exclude(user__in=self.registration.conflicted | {self.person_id}).order_by(
            SwedishOrder("user__name"), "pk"
        )

    @property
    def stands(self) -> bool:
        return self.outcome in STANDS

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.pk == self.mandate_id
