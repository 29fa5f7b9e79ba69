"""A colleague who is asked to fill in one step of a draft, by a day: within the agency alone (7 §)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from registry.models import Membership, User
from registry.models.person import MembershipQuerySet
from registry.ordinance import Part

from .interest import InterestRegistration


class DraftStep(models.TextChoices):
    """The steps in which an interest is drafted, in their order; the values stand in addresses."""

    CONTACT = "kontakt", "Kontakt"
    SECURITY_PROTECTION = "sakerhetsskydd", "Säkerhetsskydd"
    NEED = "behov", "Behov och tjänster"
    PRESENT_SOLUTION = "nulage", "Nuvarande lösning"
    GAIN = "nytta", "Nytta"
    INFORMATION = "information", "Personuppgifter och sekretess"
    REQUIREMENTS = "krav", "Krav"


class StepRequestQuerySet(models.QuerySet["StepRequest"]):
    def open(self) -> Self:
        """Return those that are not done, of drafts: what is sent asks nothing more of anybody."""
        return self.filter(done_at=None, registration__registered_at=None)

    def waiting_for(self, user: User) -> Self:
        """Return the open ones that ask something of the person, for the agency that the person acts for."""
        return self.open().filter(colleague=user, registration__agency=user.acting.mandate.agency_id)


class StepRequest(models.Model):
    """A StepRequest asks a colleague to fill in one step of a draft. due: the day by which it is wanted, no legal deadline.

    Goes with the draft when that is thrown away, or when it is taken back; the journal tells of it.
    """

    registration = models.ForeignKey(InterestRegistration, models.CASCADE, related_name="step_requests")
    step = models.CharField("steg", max_length=20, choices=DraftStep)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="step_requests", verbose_name="kollega"
    )
    due = models.DateField("helst senast")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("frågad")
    done_at = models.DateTimeField("ifyllt", null=True, blank=True)

    objects = StepRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga till en kollega"
        verbose_name_plural = "frågor till kollegor"
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "step"],
                condition=Q(done_at=None),
                name="one_is_asked_to_fill_in_a_step",
                violation_error_message="Någon är redan ombedd att fylla i steget.",
            ),
            models.CheckConstraint(
                condition=Q(step__in=list(DraftStep)),
                name="asked_of_a_step",
                violation_error_message="Välj ett av stegen i intresseanmälan.",
            ),
            models.CheckConstraint(
                condition=~Q(colleague=F("asked_by")),
                name="another_is_asked",
                violation_error_message="Be någon annan än dig själv.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.colleague}"

    def get_absolute_url(self) -> str:
        return reverse("edit_step", args=[self.registration_id, self.step])

    @property
    def people(self) -> MembershipQuerySet:
        """Return the Memberships of who asked and of who was asked, at the agency whose draft it is."""
        own = Membership.objects.current().filter(mandate__part=Part.APPLICANT)
        return own.filter(mandate__agency=self.registration.agency_id, user__in=[self.asked_by_id, self.colleague_id])

    @property
    def is_late(self) -> bool:
        return self.due < timezone.localdate()
