"""A list of cases that a person comes back to."""

from typing import Self

from django.conf import settings
from django.db import models

from registry.models import Mandate, User
from registry.models.agency import SwedishOrder


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def of(self, user: User) -> Self:
        """Return the person's own, in the mandate in which the person acts."""
        acting = getattr(user, "acting", None)
        own = self.filter(user=user, mandate=acting.mandate) if acting else self.none()
        return own.order_by(SwedishOrder("name"), "pk")


class SavedFilter(models.Model):
    """A person's own name for what the list is narrowed to and how it is sorted, in one mandate."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="+")
    name = models.CharField("namn på urvalet", max_length=60)
    query = models.CharField("urval", max_length=2000, blank=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "sparat urval"
        verbose_name_plural = "sparade urval"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mandate", "name"],
                name="one_saved_filter_by_a_name",
                violation_error_message="Du har redan ett sparat urval med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.name
