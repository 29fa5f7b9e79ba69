"""Models for cooperation and for agreements, kept in versions (4 § second paragraph, 2–3)."""

from django.db import models

from .period import Period, PeriodQuerySet, ends_after_it_starts


class ModelDocument(Period):
    """A ModelDocument is one version of a model; an agreement names the version it was drawn up from."""

    class Kind(models.TextChoices):
        COOPERATION = "cooperation", "Modell för samverkan"
        AGREEMENT = "agreement", "Modell för överenskommelse"

    kind = models.CharField("slag", max_length=20, choices=Kind)
    version = models.PositiveIntegerField("version")
    text = models.TextField("text")

    objects = PeriodQuerySet["ModelDocument"].as_manager()

    class Meta:
        verbose_name = "modell"
        verbose_name_plural = "modeller"
        ordering = ["kind", "-version"]
        constraints = [
            ends_after_it_starts("model_document_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="model_document_version_once",
                violation_error_message="Versionen finns.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"
