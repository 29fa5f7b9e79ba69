"""The account's own words, chapter by chapter."""

from django.conf import settings
from django.db import models

from .report import Report


class Chapter(models.TextChoices):
    """The chapters that have a text, in the order of the paper."""

    SUMMARY = "summary", "1 Sammanfattning"
    ASSIGNMENT = "assignment", "2 Uppdraget och årets förändringar"
    SERVICES = "services", "3 Tjänsteutbudet"
    REGISTRATIONS = "registrations", "4 Intresseanmälningar och fördelning"
    PRIORITISATIONS = "prioritisations", "5 Prioriteringar"
    REFUSALS = "refusals", "6 Fall då förutsättningar har saknats"
    AGREEMENTS = "agreements", "7 Ingångna överenskommelser"
    SECURITY = "security", "8.1 Effekter: säkerhet"
    COST = "cost", "8.2 Effekter: kostnadseffektivitet"
    QUALITY = "quality", "8.3 Effekter: kvalitet"
    FEES = "fees", "9 Avgifter"
    TOTAL_DEFENCE = "total_defence", "10 Totalförsvarets behov"
    RISKS = "risks", "11 Risker och hinder"
    PLANS = "plans", "12 Planerad utveckling"


class Passage(models.Model):
    """The text of one chapter; paragraphs with a blank line between."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="passages")
    chapter = models.CharField("avsnitt", max_length=20, choices=Chapter)
    text = models.TextField("text", max_length=20_000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "chapter"],
                name="chapter_once_in_a_report",
                violation_error_message="Någon annan skrev kapitlet samtidigt. Läs in sidan igen.",
            ),
            models.CheckConstraint(
                condition=models.Q(chapter__in=list(Chapter)),
                name="chapter_known",
                violation_error_message="Välj ett kapitel i listan.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_chapter_display()
