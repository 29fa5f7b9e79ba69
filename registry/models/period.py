"""Facts that hold from one day until, and not including, another."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

ENDS_BEFORE_IT_STARTS = "Slutdatum ska vara senare än startdatum."


class DateRange(Func):
    """PostgreSQL's daterange(from, until): half-open, no end when until is null."""

    function = "daterange"


class PeriodQuerySet(models.QuerySet):
    def on(self, day):
        """What holds on the day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_until__gt=day) | Q(valid_until=None))

    def current(self):
        return self.on(timezone.localdate())


class Period(models.Model):
    """valid_from is the first day; valid_until the first day on which it no longer holds."""

    valid_from = models.DateField("gäller från och med")
    valid_until = models.DateField("gäller inte längre från", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self):
        # Said before the constraints are asked: an exclusion constraint over a period that runs backwards fails in SQL.
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": ENDS_BEFORE_IT_STARTS})

    def holds_on(self, day):
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def ends_after_it_starts(name):
    return models.CheckConstraint(
        condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
        name=name,
        violation_error_message=ENDS_BEFORE_IT_STARTS,
    )
