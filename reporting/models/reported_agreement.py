"""The Government is notified of each agreement in exactly one account (10 § third paragraph)."""

from django.db import models

from onboarding.models import Agreement

from .report import Report


class ReportedAgreement(models.Model):
    """Written when the report is decided. Never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="reported_agreements")
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="reported")

    class Meta:
        verbose_name = "underrättelse om överenskommelse"
        verbose_name_plural = "underrättelser om överenskommelser"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.agreement} i {self.report}"
