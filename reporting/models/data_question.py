"""The coordinator asks back about a supplier's data, and the supplier answers (11 § second paragraph)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from itdrift.templatetags.swedish import liten
from registry.models import Mandate, Service, User

from ..workflow import ReplyStatus
from .data_request import DataRequest


class DataQuestionQuerySet(models.QuerySet["DataQuestion"]):
    def visible_to(self, user: User) -> Self:
        """Return those about what the person may see."""
        return self.filter(request__in=DataRequest.objects.visible_to(user))

    def with_people(self) -> Self:
        """Return them with all that a list of them shows."""
        return self.select_related("service", "asked_by", "answered_by", "request__supplier__agency", "request__report")


class DataQuestion(models.Model):
    """Is asked by the coordinator about a service, or about the answer as a whole; what was confirmed is open again."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="questions")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tjänst")
    text = models.TextField("fråga", max_length=5000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("ställd", auto_now_add=True)
    answer = models.TextField("svar", blank=True, max_length=5000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)

    objects = DataQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga om underlag"
        verbose_name_plural = "frågor om underlag"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"[[:alnum:]]"),
                name="question_has_words",
                violation_error_message="Skriv frågan.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | Q(answer__regex=r"[[:alnum:]]", answered_by__isnull=False, answered_at__isnull=False),
                name="question_answered_by_somebody",
                violation_error_message="Skriv ett svar.",
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("asked_by")),  # also when they act for both
                name="question_answered_by_another",
                violation_error_message="Den som ställde frågan kan inte besvara den.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fråga om {liten(self.request)}"

    @property
    def chain(self) -> str:
        return self.request.chain

    @property
    def status(self) -> ReplyStatus:
        return ReplyStatus.ANSWERED if self.answered_at else ReplyStatus.OPEN

    def get_status_display(self) -> str:
        return ReplyStatus(self.status).label

    def is_party(self, mandate: Mandate) -> bool:
        return self.request.is_party(mandate)
