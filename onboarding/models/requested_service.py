"""What travels: one requested service of a registration, allocated, refused, agreed, connected (7–10 §§)."""

from django.db import models
from django.db.models import F, FilteredRelation, Q

from registry.models import Agency, Mandate, Service
from registry.ordinance import Part

from ..workflow import OPEN, STANDS, UNDERTAKEN, Status
from .interest import InterestRegistration


class RequestedServiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The agency's own; to the coordinator all that is sent; to a supplier its own, now or before.

        Plain organisation keys; named guests of a case are the exception.
        """
        acting = getattr(user, "acting", None)
        guest = Q(registration__in=InterestRegistration.objects.let_in(user).values("pk")) & ~Q(status=Status.DRAFT)
        return self.filter(self._seen_by(acting.mandate) | guest if acting else guest)

    def _seen_by(self, mandate):
        if mandate.part == Part.APPLICANT:
            return Q(agency=mandate.agency_id)
        if mandate.part == Part.COORDINATOR:
            return ~Q(status=Status.DRAFT)
        before = self.model.objects.filter(allocations__supplier=mandate).values("pk")
        together = self.model.objects.filter(agreement_lines__agreement__lines__supplier=mandate).values("pk")
        return Q(supplier=mandate) | Q(pk__in=before) | Q(pk__in=together)

    def with_history(self):
        """With all that a case page and its trace read of each, in a fixed number of queries."""
        one = "agency service supplier__agency delivered_service connection".split()
        many = "allocations__supplier__agency allocations__refusal allocations__assessment delivered_service__descriptions agreement_lines__agreement"
        return self.select_related(*one).prefetch_related(*many.split())

    def allocated_to(self, supplier):
        return self.filter(allocations__supplier=supplier)

    def open(self):
        return self.filter(status__in=OPEN)

    def by_priority(self):
        """Security first, cost-effectiveness only between equals, then the order received (9 §). Unassessed last."""
        current = FilteredRelation("allocations", condition=Q(allocations__ended_at=None))
        return self.annotate(current=current).order_by(
            F("current__assessment__security_gain").desc(nulls_last=True),
            F("current__assessment__cost_gain").desc(nulls_last=True),
            "received_at",
            "pk",
        )


class RequestedService(models.Model):
    """One wanted service, or a need that no service meets yet. `supplier` is the one it is allocated to now."""

    registration = models.ForeignKey(InterestRegistration, models.CASCADE, related_name="requested_services")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="tjänst"
    )
    unmet_need = models.CharField("behov som ingen tjänst möter", max_length=250, blank=True)
    volume = models.DecimalField("volym", max_digits=12, decimal_places=2, null=True, blank=True)
    wanted_from = models.DateField("önskad start", null=True, blank=True)
    personal_data = models.BooleanField("leverantörsmyndigheten behandlar personuppgifter", default=False)
    status = models.CharField("läge", max_length=20, choices=Status, default=Status.DRAFT)
    received_at = models.DateTimeField("inkom", null=True, blank=True)
    supplier = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="requested_services", verbose_name="fördelad till"
    )
    delivered_service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name="tjänst som levereras"
    )

    objects = RequestedServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "efterfrågad tjänst"
        verbose_name_plural = "efterfrågade tjänster"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "service"],
                name="service_once_in_a_registration",
                violation_error_message="Tjänsten finns redan i anmälan.",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False, unmet_need="") | Q(service=None, unmet_need__regex=r"\S"),
                name="service_or_unmet_need",
                violation_error_message="Välj en tjänst eller beskriv det behov som ingen tjänst möter.",
            ),
            models.CheckConstraint(condition=Q(status__in=list(Status)), name="requested_service_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=STANDS, supplier__isnull=False) | (~Q(status__in=STANDS) & Q(supplier=None)),
                name="supplier_while_allocated",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNDERTAKEN, delivered_service__isnull=False)
                | (~Q(status__in=UNDERTAKEN) & Q(delivered_service=None)),
                name="delivered_service_once_undertaken",
                violation_error_message="Ange vilken av era tjänster som ska levereras.",
            ),
            models.CheckConstraint(
                condition=Q(volume=None) | Q(volume__gt=0),
                name="volume_above_zero",
                violation_error_message="Volymen ska vara större än noll.",
            ),
        ]
        indexes = [
            models.Index(F("received_at").desc(), F("id").desc(), name="requested_by_received"),
            models.Index("agency", F("received_at").desc(), F("id").desc(), name="requested_by_agency"),
            models.Index("supplier", "status", name="requested_by_supplier"),
        ]

    def __str__(self):
        return self.service.name if self.service_id else self.unmet_need

    @property
    def name(self):
        return str(self)

    @property
    def chain(self):
        return f"arende/{self.registration_id}"

    @property
    def current_allocation(self):
        """The one allocation that stands, or None."""
        return next((a for a in self.allocations.all() if a.ended_at is None), None)

    @property
    def assessment(self):
        """The current supplier's assessment (9 §), or None."""
        return getattr(self.current_allocation, "assessment", None)

    def is_party(self, mandate):
        """The agency; once sent the coordinator; the supplier to which it is allocated now."""
        if mandate.part == Part.APPLICANT:
            return mandate.agency_id == self.agency_id
        if self.status == Status.DRAFT:
            return False
        return mandate.part == Part.COORDINATOR or mandate.pk == self.supplier_id
