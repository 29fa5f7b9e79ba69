"""The account of one year to the Government, in one edition (11 §)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from itdrift.templatetags.swedish import dag
from onboarding.models import Agreement
from onboarding.models.agreement import AgreementQuerySet
from registry.models import Mandate, User
from registry.models.mandate import MandateQuerySet
from registry.ordinance import IN_FORCE, Part

from ..calendar import day_of, years_until
from ..workflow import ReportStatus, RequestStatus


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Return to the coordinator all; to a supplier those that it was asked about, and those that are decided."""
        acting = getattr(user, "acting", None)
        if acting and acting.mandate.part == Part.COORDINATOR:
            return self
        if not acting or acting.mandate.part != Part.SUPPLIER:
            return self.none()
        return self.filter(Q(requests__supplier=acting.mandate) | Q(status=ReportStatus.DECIDED)).distinct()

    def latest_decided(self) -> Self:
        """Return the decided accounts, of each year the last edition alone, the earliest year first."""
        return self.decided().order_by("year", "-edition").distinct("year")

    def with_answers(self) -> Self:
        """With `request_count` and `answer_count`: how many suppliers data were requested from, and how many have delivered them."""
        answered = Count("requests", filter=Q(requests__status=RequestStatus.ANSWERED), distinct=True)
        counted = self.annotate(request_count=Count("requests", distinct=True), answer_count=answered)
        return counted.order_by(*self.model._meta.ordering or ())  # which a count would drop

    def years_to_open(self, today: date) -> list[int]:
        """Return the years that have begun and of which no account is opened, the latest first."""
        opened = set(self.values_list("year", flat=True))
        return [year for year in reversed(years_until(today)) if year not in opened]

    def open(self) -> Self:
        return self.filter(status=ReportStatus.OPEN)

    def decided(self) -> Self:
        return self.filter(status=ReportStatus.DECIDED)


class Report(models.Model):
    """The account of a year in one edition; one after the first corrects the one before it, for a `reason`.

    Each change counts up `revision`. `wished_revision` is the last one asked for, `cut_revision` the one whose figures
    are there, `drawn_revision` the one that the draft shows. opened_by: None for the calendar.
    """

    year = models.PositiveSmallIntegerField("redovisningsår")
    edition = models.PositiveSmallIntegerField("utgåva", default=1)
    status = models.CharField("läge", max_length=10, choices=ReportStatus, default=ReportStatus.OPEN)
    reason = models.TextField("varför redovisningen rättas", blank=True, max_length=2000)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField("öppnad", auto_now_add=True)
    revision = models.PositiveIntegerField(default=0)
    wished_revision = models.PositiveIntegerField(null=True, blank=True)
    cut_revision = models.PositiveIntegerField(null=True, blank=True)
    drawn_revision = models.PositiveIntegerField(null=True, blank=True)
    shared_at = models.DateTimeField("utkastet lämnat till leverantörsmyndigheterna", null=True, blank=True)
    cut = models.JSONField("uppgifter", null=True, blank=True, encoder=DjangoJSONEncoder)
    cut_at = models.DateTimeField("uppgifterna sammanställda", null=True, blank=True)
    diary_number = models.CharField("diarienummer", max_length=50, null=True, blank=True, unique=True)
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beslutsfattare"
    )
    decided_by_title = models.CharField(max_length=100, blank=True)
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="föredragande"
    )
    presented_by_title = models.CharField(max_length=100, blank=True)
    others = models.CharField("andra som deltog i den slutliga handläggningen", max_length=500, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "redovisning"
        verbose_name_plural = "redovisningar"
        ordering = ["-year", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "edition"],
                name="report_edition_once",
                violation_error_message="Årets redovisning är redan öppnad.",
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(status=ReportStatus.OPEN),
                name="one_open_report_a_year",
                violation_error_message="Årets redovisning är redan öppnad.",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, reason="") | Q(edition__gt=1, reason__regex=r"[[:alnum:]]"),
                name="report_corrected_for_a_reason",
                violation_error_message="Ange varför redovisningen rättas.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=IN_FORCE.year),
                name="report_year_since_the_ordinance",
                violation_error_message=f"Förordningen gäller från {IN_FORCE.year}: det finns inget tidigare år att redovisa.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=ReportStatus.DECIDED,
                    cut__isnull=False,
                    diary_number__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    presented_by__isnull=False,
                    drawn_revision=F("revision"),
                )
                | Q(status=ReportStatus.OPEN, diary_number=None, decided_at=None, decided_by=None, presented_by=None),
                name="report_decided_with_all_its_facts",
                violation_error_message="En redovisning beslutas på det utkast som gäller nu, med diarienummer, dag, beslutsfattare och föredragande (11 §).",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("presented_by")),
                name="report_by_two_people",
                violation_error_message="Föredragande och beslutsfattare ska vara olika personer.",
            ),
        ]

    def __str__(self) -> str:
        return f"Redovisning för {self.called}"

    @property
    def called(self) -> str:
        """Return the year, and the edition after the first."""
        return f"{self.year}, utgåva {self.edition}" if self.edition > 1 else f"{self.year}"

    @property
    def chain(self) -> str:
        return f"redovisning/{self.year}"

    def is_party(self, mandate: Mandate) -> bool:
        """Return whether it is the coordinator; or, to comment on the draft that it was left, a supplier that was asked for data."""
        return mandate.part == Part.COORDINATOR or (
            self.shared_at is not None and self.requests.filter(supplier=mandate).exists()
        )

    @property
    def is_open(self) -> bool:
        return self.status == ReportStatus.OPEN

    @property
    def deadline(self) -> date:
        """31 March of the year after."""
        return day_of("sending", self.year)

    @property
    def last_day(self) -> date:
        """Return the day up to which the figures count: 31 December, or today while the year lasts."""
        return min(date(self.year, 12, 31), timezone.localdate())

    @property
    def is_being_made(self) -> bool:
        """A draft has been asked for and is not drawn yet."""
        return self.is_open and self.wished_revision is not None and (self.drawn_revision or 0) < self.wished_revision

    @property
    def is_up_to_date(self) -> bool:
        """Nothing has been changed in the workspace since the draft was drawn."""
        return self.drawn_revision == self.revision

    def suppliers(self) -> MandateQuerySet:
        """Return the supplier mandates in force on any day of the year."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        held = Q(valid_from__lte=last) & (Q(valid_until__gt=first) | Q(valid_until=None))
        return Mandate.objects.suppliers().filter(held)

    def agreements(self) -> AgreementQuerySet:
        """Return those that no account has told of, and its year's own; an edition that corrects tells of no new ones (10 §)."""
        own = Q(reported__report__year=self.year)
        return Agreement.objects.in_force().filter(own | Q(reported=None) if self.edition == 1 else own)

    def narrative(self) -> dict[str, str]:
        """Return the texts written, by chapter."""
        return dict(self.passages.values_list("chapter", "text")) if self.pk else {}

    def decision(self) -> dict[str, Any] | None:
        """Return what the paper says of the decision, as plain values; None while the report is open."""
        if self.decided_by is None or self.presented_by is None:
            return None
        return {
            "diary_number": self.diary_number,
            "decided_on": dag(self.decided_at),
            "decided_at": timezone.localtime(self.decided_at).isoformat(timespec="seconds"),
            "decided_by": {"name": self.decided_by.name, "title": self.decided_by_title},
            "presented_by": {"name": self.presented_by.name, "title": self.presented_by_title},
            "others": [self.others] if self.others else [],
        }
