"""The register of services and their descriptions in versions (4 § second paragraph, 1; 5–6 §§)."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ..ordinance import Part
from ..workflow import DescriptionStatus
from .agency import sort_key
from .mandate import Mandate
from .person import User


class ServiceCategory(models.Model):
    """A ServiceCategory is a heading of the catalogue; edited in admin."""

    name = models.CharField("namn", max_length=100, unique=True)
    sort_name = sort_key()

    class Meta:
        verbose_name = "tjänstekategori"
        verbose_name_plural = "tjänstekategorier"
        ordering = ["sort_name"]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> Self:
        """Return the coordinated offering today: services whose description stands in the public catalogue."""
        return self.filter(descriptions__status=DescriptionStatus.PUBLISHED)

    def offered_on(self, day: date) -> Self:
        """Return the offering as it stood at the end of the day."""
        stood = Q(descriptions__published_at__date__lte=day) & (
            Q(descriptions__superseded_at=None) | Q(descriptions__superseded_at__date__gt=day)
        )
        return self.filter(stood).distinct()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the published ones; the supplier and the coordinator also see a supplier's unpublished ones."""
        acting = getattr(user, "acting", None)
        if acting and acting.mandate.part == Part.COORDINATOR:
            return self
        if acting and acting.mandate.part == Part.SUPPLIER:
            described = ServiceDescription.objects.filter(status=DescriptionStatus.PUBLISHED).values("service")
            return self.filter(Q(supplier=acting.mandate) | Q(pk__in=described))
        return self.published()


class Service(models.Model):
    """A Service is an IT operations service and the supplier agency that provides it."""

    class Intake(models.TextChoices):
        OPEN = "open", "Öppen för anslutning"
        WAITING = "waiting", "Väntelista"
        CLOSED = "closed", "Stängd för nya anslutningar"

    supplier = models.ForeignKey(Mandate, models.PROTECT, related_name="services", verbose_name="leverantörsmyndighet")
    category = models.ForeignKey(ServiceCategory, models.PROTECT, related_name="services", verbose_name="kategori")
    name = models.CharField("tjänstens namn", max_length=150)
    unit = models.CharField(
        "enhet", max_length=50, help_text="Det som volym och avgift räknas i, till exempel användare eller terabyte."
    )
    intake = models.CharField("mottagande", max_length=10, choices=Intake, default=Intake.OPEN)
    created_at = models.DateTimeField("tillagd", auto_now_add=True)
    sort_name = sort_key()

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "it-driftstjänst"
        verbose_name_plural = "it-driftstjänster"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "name"],
                name="service_name_once_per_supplier",
                violation_error_message="Ni har redan en tjänst med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        return f"tjanst/{self.pk}"

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.part == Part.COORDINATOR or mandate.pk == self.supplier_id

    @property
    def published_description(self) -> ServiceDescription | None:
        """Return the description in force, or None. Uses prefetched descriptions where there are any."""
        return self._description(DescriptionStatus.PUBLISHED)

    @property
    def draft_description(self) -> ServiceDescription | None:
        """Return the description that waits for approval, or None. Only for the supplier and the coordinator to see."""
        return self._description(DescriptionStatus.DRAFT)

    def description_on(self, day: date) -> ServiceDescription | None:
        """Return the description that stood at the end of the day, or None. Uses prefetched ones where there are any."""
        return next((description for description in self.descriptions.all() if description.stood_on(day)), None)

    def _description(self, status: str) -> ServiceDescription | None:
        return next((d for d in self.descriptions.all() if d.status == status), None)


class Consequence(models.IntegerChoices):
    """Says how grave it is if the information is not protected (SIS and MSB's model)."""

    NEGLIGIBLE = 0, "0 – Ingen eller försumbar"
    MODERATE = 1, "1 – Måttlig"
    CONSIDERABLE = 2, "2 – Betydande"
    SERIOUS = 3, "3 – Allvarlig"


# The highest class that a service is dimensioned for, each beside the requested service's own field of that name.
CLASSED = {"confidentiality": "konfidentialitet", "integrity": "riktighet", "availability": "tillgänglighet"}
HIGHEST = {f"highest_{name}": name for name in CLASSED}
THE_SERVICE = ("summary", "included", "not_included", "main_functionality", "opening_hours", "lead_time", "contact")
ITS_BASIS = ("total_defence", "own_operations", "exemption", "personal_data", "subcontractors")
DESCRIBED = (*THE_SERVICE, *ITS_BASIS, *HIGHEST)


def _published_needs(name: str, condition: Q, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(published_at=None) | condition, name=name, violation_error_message=message
    )


def _highest(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Consequence, null=True, blank=True)


class ServiceDescription(models.Model):
    """A ServiceDescription is one version, published only when supplier and coordinator have both approved it (5 §)."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="descriptions")
    version = models.PositiveIntegerField("version")
    status = models.CharField(max_length=20, choices=DescriptionStatus, default=DescriptionStatus.DRAFT)
    summary = models.CharField("tjänsten i en mening", max_length=250)
    included = models.TextField("det här ingår")
    not_included = models.TextField("det här ingår inte", blank=True)
    main_functionality = models.TextField(
        "huvudsaklig funktionalitet", help_text="Det som ska fungera för att tjänsten ska räknas som tillgänglig."
    )
    opening_hours = models.CharField(
        "överenskommen öppettid", max_length=200, blank=True, help_text="Lämna tomt om ingen öppettid är överenskommen."
    )
    lead_time = models.CharField("tid till anslutning", max_length=100, blank=True)
    personal_data = models.BooleanField(
        "Leverantörsmyndigheten behandlar personuppgifter för den anslutna myndighetens räkning", default=False
    )
    total_defence = models.TextField(
        "totalförsvarets behov", help_text="Hur totalförsvarets behov har beaktats (5 §). Beskriv inte sårbarheter."
    )
    own_operations = models.TextField(
        "egen it-drift som tjänsten baseras på",
        blank=True,
        help_text="En leverantörsmyndighet får bara tillhandahålla tjänster som baseras på den egna it-driften (6 §).",
    )
    exemption = models.CharField(
        "föreskrift om undantag",
        max_length=200,
        blank=True,
        help_text="Om tjänsten inte baseras på egen it-drift: den föreskrift som tillåter det (6 §).",
    )
    highest_confidentiality = _highest("högsta klass, konfidentialitet")
    highest_integrity = _highest("högsta klass, riktighet")
    highest_availability = _highest("högsta klass, tillgänglighet")
    subcontractors = models.TextField("underleverantörer", blank=True)
    contact = models.CharField("kontakt för frågor", max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    supplier_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    supplier_approved_at = models.DateTimeField(null=True, blank=True)
    coordinator_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    coordinator_approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "tjänstebeskrivning"
        verbose_name_plural = "tjänstebeskrivningar"
        ordering = ["service", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "version"],
                name="description_version_once",
                violation_error_message="Versionen finns redan. Någon annan kan ha hunnit före.",
            ),
            models.UniqueConstraint(
                fields=["service", "status"],
                condition=Q(status__in=[DescriptionStatus.DRAFT, DescriptionStatus.PUBLISHED]),
                name="one_draft_and_one_published_description",
                violation_error_message="Det finns redan ett utkast till ny beskrivning av tjänsten.",
            ),
            _published_needs(
                "published_by_both",
                Q(supplier_approved_by__isnull=False) & Q(coordinator_approved_by__isnull=False),
                "Både leverantörsmyndigheten och den samordnande myndigheten ska ha godkänt beskrivningen (5 §).",
            ),
            _published_needs(
                "published_with_total_defence",
                Q(total_defence__regex=r"\S"),
                "Ange hur totalförsvarets behov har beaktats (5 §).",
            ),
            _published_needs(
                "published_with_own_operations",
                Q(own_operations__regex=r"\S") | Q(exemption__regex=r"\S"),
                "Ange den egna it-drift som tjänsten baseras på, eller föreskriften om undantag (6 §).",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__in": Consequence.values}),
                    name=f"{name}_on_the_scale",
                    violation_error_message="Välj en klass i listan.",
                )
                for name in HIGHEST
            ],
            models.CheckConstraint(
                condition=Q(supplier_approved_by=None) | ~Q(supplier_approved_by=F("coordinator_approved_by")),
                name="approved_by_two_people",
                violation_error_message="Samma person kan inte godkänna för båda parter.",
            ),
            models.CheckConstraint(
                condition=Q(status=DescriptionStatus.DRAFT, published_at=None)
                | Q(status__in=[DescriptionStatus.PUBLISHED, DescriptionStatus.SUPERSEDED], published_at__isnull=False),
                name="description_status_tells_the_truth",
                violation_error_message="En beskrivning som är publicerad har en dag då den publicerades, ett utkast har ingen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, version {self.version}"

    def stood_on(self, day: date) -> bool:
        """Return whether it was the published one at the end of the day."""
        published, ended = (at and timezone.localdate(at) for at in (self.published_at, self.superseded_at))
        return published is not None and published <= day and (ended is None or ended > day)

    @property
    def highest(self) -> list[tuple[str, str]]:
        """Return the classes that it is dimensioned for, as (aspect, class in words), those that are stated."""
        shown = [(HIGHEST[name], getattr(self, f"get_{name}_display")()) for name in HIGHEST]
        return [(CLASSED[aspect].capitalize(), text) for aspect, text in shown if text]

    def beyond(self, wanted: Any) -> list[str]:
        """Return the aspects in which what is wanted needs a higher class than this has; [] if nobody can tell."""
        pairs = [(CLASSED[of], getattr(wanted, of), getattr(self, name)) for name, of in HIGHEST.items()]
        return [aspect for aspect, needed, highest in pairs if None not in (needed, highest) and needed > highest]

    @property
    def content_hash(self) -> str:
        """Return SHA-256 of the text: what a person read, so that nobody approves another text than that."""
        text = json.dumps([getattr(self, name) for name in DESCRIBED], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def approvals(self) -> list[tuple[Part, User | None, datetime | None]]:
        """Return the two sides, as (part, who approved or None, when or None)."""
        return [
            (Part.SUPPLIER, self.supplier_approved_by, self.supplier_approved_at),
            (Part.COORDINATOR, self.coordinator_approved_by, self.coordinator_approved_at),
        ]

    def is_approved_by(self, part: str) -> bool:
        return any(side == part and person for side, person, _ in self.approvals)

    @property
    def chain(self) -> str:
        return self.service.chain

    def is_party(self, mandate: Mandate) -> bool:
        return self.service.is_party(mandate)
