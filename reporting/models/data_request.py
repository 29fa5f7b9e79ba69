"""What the coordinator asks of a supplier for the account (11 § second paragraph)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from registry.models import Mandate, Service, User
from registry.models.service import ServiceQuerySet
from registry.ordinance import Part
from registry.provisions import NAME_IT, PROVISION

from ..workflow import HEARD, RequestStatus
from .report import Report

if TYPE_CHECKING:
    from .service_year import ServiceYear


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, user: User) -> Self:
        """Return to the coordinator all; to a supplier its own."""
        acting = getattr(user, "acting", None)
        if acting and acting.mandate.part == Part.COORDINATOR:
            return self
        if not acting or acting.mandate.part != Part.SUPPLIER:
            return self.none()
        return self.filter(supplier=acting.mandate)

    def unanswered(self) -> Self:
        """Neither answered nor noted as not to be answered."""
        return self.exclude(status__in=HEARD)


class DataRequest(models.Model):
    """One supplier's part of one account: asked for, answered by officers, confirmed and frozen by a decision maker.

    sent_by: None for the calendar. first_confirmed_at: whether it came in time, however often it is asked back about. annex: what may stand in the annex alone, never in the open edition.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="requests")
    supplier = models.ForeignKey(
        Mandate, models.PROTECT, related_name="data_requests", verbose_name="leverantörsmyndighet"
    )
    status = models.CharField("läge", max_length=10, choices=RequestStatus, default=RequestStatus.SENT)
    due = models.DateField("svar senast")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("begärt", auto_now_add=True)
    effects = models.TextField("effekter av arbetet under året", blank=True, max_length=20_000)
    risks = models.TextField("risker", blank=True, max_length=20_000)
    obstacles = models.TextField("hinder", blank=True, max_length=20_000)
    annex = models.TextField("uppgifter som omfattas av sekretess", blank=True, max_length=20_000)
    annex_provision = models.CharField("bestämmelse om sekretess", blank=True, max_length=100)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("svar sparat", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("lämnat", null=True, blank=True)
    first_confirmed_at = models.DateTimeField("lämnat första gången", null=True, blank=True)
    silent_reason = models.TextField("varför underlag inte lämnas", blank=True, max_length=2000)
    silent_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    silent_noted_at = models.DateTimeField("noterat att underlag inte lämnas", null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran om underlag"
        verbose_name_plural = "begäranden om underlag"
        ordering = ["report", "supplier__agency__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "supplier"],
                name="one_request_to_each_supplier",
                violation_error_message="Underlag är redan begärt från leverantörsmyndigheten.",
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.ANSWERED, confirmed_at__isnull=False, confirmed_by__isnull=False)
                | Q(
                    status__in=[RequestStatus.SENT, RequestStatus.STARTED, RequestStatus.SILENT],
                    confirmed_at=None,
                    confirmed_by=None,
                ),
                name="answered_means_confirmed",
                violation_error_message="Ett underlag är lämnat när någon har bekräftat det (11 §).",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=RequestStatus.SILENT,
                    silent_reason__regex=r"[[:alnum:]]",
                    silent_noted_by__isnull=False,
                    silent_noted_at__isnull=False,
                )
                | (~Q(status=RequestStatus.SILENT) & Q(silent_reason="", silent_noted_by=None, silent_noted_at=None)),
                name="silent_means_noted_why",
                violation_error_message="Ange varför underlag inte lämnas.",
            ),
            models.CheckConstraint(
                condition=Q(annex="") | Q(annex_provision__regex=PROVISION),
                name="annex_under_a_provision",
                violation_error_message=NAME_IT,
            ),
        ]

    def __str__(self) -> str:
        return f"Underlag från {self.supplier.agency} för {self.report.year}"

    @property
    def chain(self) -> str:
        return self.report.chain

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.part == Part.COORDINATOR or mandate.pk == self.supplier_id

    @property
    def is_answered(self) -> bool:
        return self.status == RequestStatus.ANSWERED

    @property
    def is_silent(self) -> bool:
        return self.status == RequestStatus.SILENT

    @property
    def is_late(self) -> bool:
        """Waited for, and the day has passed."""
        return self.status not in HEARD and self.due < timezone.localdate()

    def services(self) -> ServiceQuerySet:
        """Return the supplier's services in the offering at the end of the year, which the answer shall cover."""
        return Service.objects.offered_on(self.report.last_day).filter(supplier=self.supplier_id)

    def year_before(self) -> dict[int, ServiceYear]:
        """Return what the supplier delivered for the year before, in its last edition: {service id: ServiceYear}."""
        years = self.service_years.model.objects.filter(
            request__report__year=self.report.year - 1,
            request__supplier=self.supplier_id,
            request__status=RequestStatus.ANSWERED,
        )
        in_order = years.select_related("request__report").order_by("request__report__edition")
        return {year.service_id: year for year in in_order}
