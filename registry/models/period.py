"""Facts that hold from one day until, and not including, another."""

from datetime import date
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

Held = TypeVar("Held", bound=models.Model)  # the model whose rows have the period

ENDS_BEFORE_IT_STARTS = "Slutdatum ska vara senare än startdatum."


class DateRange(Func):
    """Calls PostgreSQL's daterange(from, until): half-open, no end when until is null."""

    function = "daterange"


class PeriodQuerySet(models.QuerySet[Held]):
    def on(self, day: date) -> Self:
        """Return what holds on the day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_until__gt=day) | Q(valid_until=None))

    def current(self) -> Self:
        return self.on(timezone.localdate())


class Period(models.Model):
    """A Period holds from valid_from, its first day, to the day before valid_until."""

    valid_from = models.DateField("gäller från och med")
    valid_until = models.DateField("gäller inte längre från", null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        # Said before the constraints are asked: an exclusion constraint over a period that runs backwards fails in SQL.
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": ENDS_BEFORE_IT_STARTS})

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
        name=name,
        violation_error_message=ENDS_BEFORE_IT_STARTS,
    )
