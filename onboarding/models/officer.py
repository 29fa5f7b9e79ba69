"""The officer of a case: each agency that handles it names one of its own (practice)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils import timezone

from registry.models import Mandate, Membership
from registry.models.person import MembershipQuerySet

from .interest import InterestRegistration


class MayHaveTheCase(Func):
    """Tells whether a person may have a case as a mandate's officer on a day, each by its key (rules/officers.sql)."""

    function = "may_have_the_case"
    output_field = BooleanField()


class CaseOfficerQuerySet(QuerySet["CaseOfficer"]):
    def able(self) -> Self:
        """Return those who may have their case today: a role may have ended, or a conflict of interest been reported."""
        return self.filter(self._may())

    def unable(self) -> Self:
        return self.exclude(self._may())

    def _may(self) -> MayHaveTheCase:
        return MayHaveTheCase(F("registration"), F("mandate"), F("person"), Value(timezone.localdate()))


class CaseOfficer(models.Model):
    """A CaseOfficer is the person who has a case at one of the agencies that handle it: the coordinator, or a supplier.

    Who has had it before stands in the journal. The lists' own columns follow, written by the database.
    """

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="officers", db_index=False)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+", verbose_name="uppdrag")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="handläggare")
    since = models.DateTimeField("handläggare sedan")

    objects = CaseOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "ärendets handläggare"
        verbose_name_plural = "ärendenas handläggare"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "mandate"],
                name="one_officer_of_each_mandate",
                violation_error_message="Ärendet har redan en handläggare hos er.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.mandate}"


def officers_who_may_have(case: InterestRegistration, mandate: Mandate) -> MembershipQuerySet:
    """Return the Memberships of the mandate's officers who may have the case today, by name."""
    may = MayHaveTheCase(Value(case.pk), F("mandate"), F("user"), Value(timezone.localdate()))
    return Membership.objects.officers_for(mandate).filter(may)
