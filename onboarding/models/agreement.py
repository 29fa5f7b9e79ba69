"""The written agreement between the connecting agency and one or more suppliers (10 §)."""

import hashlib
import json
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from registry.models import Mandate, ModelDocument, Service, User
from registry.ordinance import Part

from ..workflow import BEING_DRAWN_UP, AgreementStatus
from .allocation import Allocation
from .guest import known_to
from .interest import InterestRegistration
from .requested_service import RequestedService


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        They are shown to its parties, to the coordinator once it is in force: it is then notified (10 § third paragraph).
        """
        acting = getattr(user, "acting", None)
        if not acting:
            return self.none()
        known = self.filter(known_to(user, "registration__"))
        if acting.mandate.part == Part.APPLICANT:
            return known.filter(registration__agency=acting.mandate.agency_id)
        if acting.mandate.part == Part.COORDINATOR:
            return known.filter(status=AgreementStatus.IN_FORCE)
        lines = AgreementLine.objects.filter(agreement=OuterRef("pk"), supplier=acting.mandate_id)
        return known.filter(Exists(lines))

    def with_lines(self) -> Self:
        """Return them with all that a list of agreements shows, in a fixed number of queries."""
        return self.select_related("registration__agency").prefetch_related(with_suppliers())

    def being_drawn_up(self) -> Self:
        return self.filter(status__in=BEING_DRAWN_UP)

    def in_force(self) -> Self:
        return self.filter(status=AgreementStatus.IN_FORCE)


class Agreement(models.Model):
    """One agency, one or more suppliers, the services to be delivered, and when needed the personal-data terms."""

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="agreements")
    number = models.CharField("diarienummer", max_length=50, unique=True)
    model_document = models.ForeignKey(
        ModelDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="modell"
    )
    status = models.CharField("läge", max_length=20, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    term_from = models.DateField("gäller från och med")
    term_until = models.DateField("gäller till och med", null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField("uppsägningstid, månader", default=12)
    service_levels = models.TextField("servicenivåer och öppettider", max_length=10_000)
    secrecy = models.TextField(
        "sekretess och lämplighet (10 kap. 2 a § OSL)",
        max_length=10_000,
        help_text="Vem som har gjort lämplighetsbedömningen och när. Själva bedömningen finns hos den anslutande myndigheten.",
    )
    incidents = models.TextField("incidenter och kontakter", max_length=10_000)
    exit = models.TextField("ändring, uppsägning och avveckling", max_length=10_000)
    content_hash = models.CharField(max_length=64, blank=True)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(auto_now_add=True)
    in_force_on = models.DateField("ingången", null=True, blank=True)
    coordinator_notified_at = models.DateTimeField("samordnande myndigheten underrättad", null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        ordering = ["-drawn_up_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_until=None) | Q(term_until__gt=models.F("term_from")),
                name="agreement_ends_after_it_starts",
                violation_error_message="Slutdatum ska vara senare än startdatum.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(AgreementStatus)),
                name="agreement_status_known",
                violation_error_message="Välj ett läge i listan.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=AgreementStatus.IN_FORCE, in_force_on__isnull=False, coordinator_notified_at__isnull=False
                )
                | (~Q(status=AgreementStatus.IN_FORCE) & Q(in_force_on=None, coordinator_notified_at=None)),
                name="in_force_means_notified",
                violation_error_message="Den samordnande myndigheten ska underrättas när överenskommelsen ingås (10 §).",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def for_acts(cls) -> AgreementQuerySet:
        """Return them with what every act reads: the case and the lines."""
        return cls.objects.with_lines()

    @property
    def chain(self) -> str:
        return self.registration.chain

    @cached_property
    def allocators(self) -> set[int]:
        """Return the keys of those who allocated the services that it is about."""
        of_it = Allocation.objects.filter(
            requested_service__in=[line.requested_service_id for line in self.lines.all()]
        )
        return set(of_it.order_by().values_list("allocated_by", flat=True))

    def is_party(self, mandate: Mandate) -> bool:
        if mandate.part == Part.APPLICANT:
            return mandate.agency_id == self.registration.agency_id
        return any(line.supplier_id == mandate.pk for line in self.lines.all())

    @property
    def personal_data(self) -> bool:
        """Return whether a supplier processes personal data for the agency (10 § second paragraph)."""
        return any(line.personal_data for line in self.lines.all())

    def missing_terms(self) -> list[str]:
        """Return the names of the personal-data terms that must be there and are not written yet (10 § second paragraph)."""
        return self.personal_data_terms.missing() if self.personal_data else []

    @property
    def suppliers(self) -> list[Mandate]:
        """Return the supplier mandates, each once, in the order of the lines."""
        return list({line.supplier_id: line.supplier for line in self.lines.all()}.values())

    def content(self) -> dict[str, Any]:
        """Return what is signed, as plain values: its SHA-256 is what each signature is of."""
        fields = (
            "number",
            "term_from",
            "term_until",
            "notice_months",
            "service_levels",
            "secrecy",
            "incidents",
            "exit",
        )
        terms = getattr(self, "personal_data_terms", None) if self.personal_data else None
        return {
            **{name: getattr(self, name) for name in fields},
            "agency": self.registration.agency.name,
            "lines": [line.content() for line in self.lines.all()],
            "personal_data_terms": terms.content() if terms else None,
        }

    def content_digest(self) -> str:
        canonical = json.dumps(self.content(), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def with_suppliers() -> "models.Prefetch[Any]":
    """Return how the lines of agreements are read, with the service and the supplier of each, in one query."""
    return models.Prefetch("lines", AgreementLine.objects.select_related("service", "supplier__agency"))


class AgreementLine(models.Model):
    """One service that will be delivered, by which supplier, and whether it means processing personal data."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="lines")
    requested_service = models.ForeignKey(RequestedService, models.PROTECT, related_name="agreement_lines")
    supplier = models.ForeignKey(Mandate, models.PROTECT, related_name="agreement_lines")
    service = models.ForeignKey(Service, models.PROTECT, related_name="agreement_lines")
    personal_data = models.BooleanField(default=False)
    description_version = models.PositiveIntegerField()
    volume = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "tjänst i överenskommelse"
        verbose_name_plural = "tjänster i överenskommelse"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "requested_service"],
                name="service_once_in_an_agreement",
                violation_error_message="Tjänsten finns redan i överenskommelsen.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service)

    def content(self) -> dict[str, Any]:
        return {
            "service": str(self),
            "supplier": self.supplier.agency.name,
            "description_version": self.description_version,
            "volume": self.volume,
            "unit": self.service.unit,
            "personal_data": self.personal_data,
        }


class Signature(models.Model):
    """A decision maker signs for one party, over the digest of the whole content. Never changed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "underskrift"
        verbose_name_plural = "underskrifter"
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "mandate"],
                name="one_signature_for_each_party",
                violation_error_message="Överenskommelsen är redan undertecknad för er.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "signed_by"],
                name="nobody_signs_for_two_parties",
                violation_error_message="Samma person kan inte underteckna för två parter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} för {self.mandate}"
