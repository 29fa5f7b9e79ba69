"""How an interest reached the coordinator (7 §): the ordinance asks for no form, so it may come by letter, e-mail or telephone."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registry.ordinance import IN_FORCE


class CameBy(models.TextChoices):
    FORM = "form", "I tjänsten"
    LETTER = "letter", "Brev"
    EMAIL = "email", "E-post"
    TELEPHONE = "telephone", "Telefon"


WRITTEN = (CameBy.LETTER, CameBy.EMAIL)  # of which there is an original to keep
IN_WORDS = {
    CameBy.FORM: "i tjänsten",
    CameBy.LETTER: "med brev",
    CameBy.EMAIL: "med e-post",
    CameBy.TELEPHONE: "på telefon",
}
BY_FORM = Q(came_by=CameBy.FORM)
AWAITS_COMPLETION = Q(~BY_FORM, completed_at=None)


def beginning_of(day: date) -> datetime:
    """Return the moment from which what came that day counts: only the day is known (22 § förvaltningslagen)."""
    return timezone.make_aware(datetime.combine(day, time.min))


class WayIn(models.Model):
    """How it came, and for what came another way: from whom. The coordinator wrote it down: `created_by`, `created_at`.

    completed_at: when the agency answered what it did not say.
    """

    came_by = models.CharField("kom in", max_length=10, choices=CameBy, default=CameBy.FORM)
    came_from = models.CharField(
        "vem hos myndigheten",
        max_length=250,
        blank=True,
        help_text="Den som har skrivit under, skickat eller ringt: namn och befattning.",
    )
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kompletterad av",
    )
    completed_at = models.DateTimeField("kompletterad", null=True, blank=True)
    call_note = models.TextField("vad som sades", max_length=10_000, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(came_by__in=list(CameBy)),
                name="came_by_known",
                violation_error_message="Välj hur intresseanmälan kom in.",
            ),
            models.CheckConstraint(
                condition=Q(BY_FORM, came_from="") | (~BY_FORM & Q(came_from__regex=r"\S")),
                name="came_from_somebody",
                violation_error_message="Ange vem hos myndigheten som hörde av sig.",
            ),
            models.CheckConstraint(
                condition=Q(came_by=CameBy.TELEPHONE, call_note__regex=r"\S")
                | (~Q(came_by=CameBy.TELEPHONE) & Q(call_note="")),
                name="call_is_noted",
                violation_error_message="Skriv vad som sades på telefon (27 § förvaltningslagen).",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_by=None)
                | Q(~BY_FORM, completed_at__isnull=False, completed_by__isnull=False),
                name="completed_by_somebody",
                violation_error_message="Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter.",
            ),
            models.CheckConstraint(
                condition=BY_FORM
                | Q(registered_at=None)
                | Q(registered_at__gte=beginning_of(IN_FORCE), registered_at__lte=F("created_at")),
                name="came_on_a_day_that_has_been",
                violation_error_message="Ange den dag då intresseanmälan kom in: en dag som har varit, sedan förordningen trädde i kraft.",
            ),
        ]

    @property
    def came_another_way(self) -> bool:
        """Return whether it came otherwise than by the form, so that the coordinator wrote it down."""
        return self.came_by != CameBy.FORM

    @property
    def awaits_completion(self) -> bool:
        """Return whether it came another way and the agency has not yet answered what it did not say."""
        return self.came_another_way and self.completed_at is None

    @property
    def reached_us_at(self) -> datetime | None:
        """Return when the program got it: when it was sent, or written down."""
        return self.created_at if self.came_another_way else self.registered_at  # type: ignore[attr-defined, no-any-return]

    @property
    def way_in_words(self) -> str:
        return IN_WORDS[CameBy(self.came_by)]
