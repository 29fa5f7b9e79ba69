"""9 §: two assessors judge each requested service alone; when capacity is short the supplier sets the order, and it is frozen."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from registry.models import Mandate, Membership, Service, User
from registry.models.person import MembershipQuerySet
from registry.ordinance import Part

from ..workflow import COMPETES, PrioritisationStatus
from .allocation import Allocation, Gain
from .appeal import AppealChoice
from .conflict import ConflictReport
from .guest import named
from .interest import InterestQuerySet, InterestRegistration, acted_in, chains
from .taking_part import TakingPart, others_or_nobody, presented_or_not


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def standing(self) -> Self:
        return self.filter(set_aside=False)


class Opinion(models.Model):
    """One assessor's own judgement of one allocation. Nobody sees the other's until both are in; then neither changes.

    set_aside: its assessor turned out to have a conflict of interest, and somebody else has judged instead.
    """

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="opinions")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    security_gain = models.PositiveSmallIntegerField("högre säkerhet", choices=Gain)
    security_grounds = models.TextField(
        "grunder för säkerheten", max_length=2000, help_text="Beskriv inte sårbarheter."
    )
    cost_gain = models.PositiveSmallIntegerField("ökad kostnadseffektivitet", choices=Gain)
    cost_grounds = models.TextField("grunder för kostnadseffektiviteten", max_length=2000)
    given_at = models.DateTimeField("lämnad", auto_now=True)
    set_aside = models.BooleanField("gäller inte längre", default=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "enskild bedömning"
        verbose_name_plural = "enskilda bedömningar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "assessor"],
                condition=Q(set_aside=False),
                name="one_opinion_of_an_assessor",
                violation_error_message="Du har redan lämnat en bedömning av efterfrågan.",
            ),
            models.CheckConstraint(
                condition=Q(security_gain__in=Gain.values, cost_gain__in=Gain.values),
                name="opinion_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
            models.CheckConstraint(
                condition=Q(security_grounds__regex="[[:alnum:]]", cost_grounds__regex="[[:alnum:]]"),
                name="opinion_has_grounds",
                violation_error_message="Ange grunderna för bedömningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.allocation}"

    @property
    def gains(self) -> tuple[int, int]:
        return self.security_gain, self.cost_gain


class PrioritisationQuerySet(models.QuerySet["Prioritisation"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see: the supplier's own; the coordinator reads what is decided."""
        acting = getattr(user, "acting", None)
        if not acting:
            return self.none()
        if acting.mandate.part == Part.COORDINATOR:
            return self.filter(status=PrioritisationStatus.DECIDED)
        return self.filter(supplier=acting.mandate)

    def with_parties(self) -> Self:
        return self.select_related("supplier__agency", "service", "decided_by", "presented_by", "document").defer(
            "document__content"
        )

    def during(self, year: int) -> Self:
        return self.filter(status=PrioritisationStatus.DECIDED, decided_on__year=year).order_by("decided_on", "pk")


class Prioritisation(TakingPart):
    """Capacity is short for a service: which requested services compete, in which order, and why. Decided once, then frozen."""

    supplier = models.ForeignKey(Mandate, models.PROTECT, related_name="prioritisations")
    service = models.ForeignKey(Service, models.PROTECT, related_name="prioritisations", verbose_name="tjänst")
    shortage = models.TextField("varför kapaciteten inte räcker", max_length=5000)
    status = models.CharField("läge", max_length=10, choices=PrioritisationStatus, default=PrioritisationStatus.OPEN)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField("påbörjad", auto_now_add=True)
    motivation = models.TextField("motivering", max_length=10_000, blank=True)
    diary_number = models.CharField("diarienummer", max_length=50, blank=True)
    decided_on = models.DateField("beslutsdatum", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_title = models.CharField(max_length=100, blank=True)
    presented_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    presented_by_title = models.CharField(max_length=100, blank=True)
    # what it says of appeal: the database writes it, from what the agency has chosen by then
    appeal = models.ForeignKey(AppealChoice, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = PrioritisationQuerySet.as_manager()

    class Meta:
        verbose_name = "prioritering"
        verbose_name_plural = "prioriteringar"
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "service"],
                condition=Q(status="open"),
                name="one_open_prioritisation_of_a_service",
                violation_error_message="Det pågår redan en prioritering av tjänsten.",
            ),
            models.CheckConstraint(
                condition=Q(shortage__regex="[[:alnum:]]"),
                name="prioritisation_says_what_is_short",
                violation_error_message="Ange varför kapaciteten inte räcker.",
            ),
            models.CheckConstraint(
                condition=~Q(status="decided")
                | Q(
                    decided_on__isnull=False,
                    decided_by__isnull=False,
                    diary_number__regex=r"\S",
                    motivation__regex="[[:alnum:]]",
                ),
                name="prioritisation_decided_with_motivation",
                violation_error_message="Ange motiveringen till ordningen (32 § förvaltningslagen).",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("presented_by")),
                name="prioritisation_by_two_people",
                violation_error_message="Föredragande och beslutsfattare ska vara olika personer.",
            ),
            presented_or_not("prioritisation_presented_or_not", unless=~Q(status="decided")),
            others_or_nobody("prioritisation_says_who_took_part", unless=~Q(status="decided")),
            models.CheckConstraint(
                condition=Q(status__in=PrioritisationStatus.values),
                name="prioritisation_status_known",
                violation_error_message="Välj ett läge i listan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prioritering av {self.service}"

    @property
    def chain(self) -> str:
        return f"prioritering/{self.pk}"

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.pk == self.supplier_id

    @cached_property
    def kept_out(self) -> set[int]:
        """Return the keys of those who may not handle a competing case: in conflict of interest, or on another side of it."""
        conflicts = ConflictReport.objects.barring().filter(registration__in=self._cases())
        allocators = Allocation.objects.filter(requested_service__allocations__competitions__prioritisation=self)
        people = conflicts.values_list("person", flat=True), allocators.values_list("allocated_by", flat=True)
        return acted_in(chains(self._cases()))[Part.APPLICANT].union(*people)

    def _cases(self) -> InterestQuerySet:
        return InterestRegistration.objects.filter(requested_services__allocations__competitions__prioritisation=self)

    @cached_property
    def _confidential(self) -> list[InterestRegistration]:
        """Return those of the cases that only named people may know of: most often none."""
        return list(self._cases().filter(confidential=True).distinct())

    def known_by(self, user: User) -> bool:
        """Return whether the person may know of every competing case."""
        closed = {case.pk for case in self._confidential}
        return not closed or closed <= set(named(user).values_list("content_object", flat=True))

    def presenters(self) -> MembershipQuerySet:
        """Return the Memberships of those who may present the matter: officers of the supplier who may handle every case in it."""
        people = Membership.objects.officers_for(self.supplier, self.kept_out)
        for case in self._confidential:
            people = case.known_by(people)
        return people


class PrioritisationDocument(models.Model):
    """The decision on paper (PDF/A), with its SHA-256. Append-only by trigger."""

    prioritisation = models.OneToOneField(Prioritisation, models.PROTECT, related_name="document")
    content = models.BinaryField()
    digest = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("upprättad", auto_now_add=True)

    class Meta:
        verbose_name = "beslut om prioritering"
        verbose_name_plural = "beslut om prioritering"

    def __str__(self) -> str:
        return f"Beslut om prioritering, {self.prioritisation.diary_number}"


class Competitor(models.Model):
    """One requested service in the compared set. At the decision its place, gains and the words for them are frozen here."""

    prioritisation = models.ForeignKey(Prioritisation, models.PROTECT, related_name="competitors")
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="competitions")
    place = models.PositiveSmallIntegerField("plats", null=True, blank=True)
    security_gain = models.PositiveSmallIntegerField(choices=Gain, null=True, blank=True)
    cost_gain = models.PositiveSmallIntegerField(choices=Gain, null=True, blank=True)
    why = models.TextField("varför före nästa", blank=True)
    change = models.TextField("vad som skulle ändra ordningen", blank=True)

    class Meta:
        verbose_name = "prioriterad efterfrågan"
        verbose_name_plural = "prioriterade intresseanmälningar"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prioritisation", "allocation"],
                name="competes_once",
                violation_error_message="Efterfrågan står redan i prioriteringen.",
            ),
            models.UniqueConstraint(
                fields=["prioritisation", "place"],
                name="one_at_each_place",
                violation_error_message="Varje plats i ordningen har en efterfrågan.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.allocation.requested_service)

    @property
    def stands(self) -> bool:
        """Return whether it still competes: allocated to the supplier, and not agreed on."""
        return self.allocation.ended_at is None and self.allocation.requested_service.status in COMPETES

    # What priority.order asks of a requested service, as it was frozen.

    @property
    def assessment(self) -> Self:
        return self

    @property
    def gains(self) -> tuple[int | None, int | None]:
        return self.security_gain, self.cost_gain

    @property
    def received_at(self) -> datetime | None:
        return self.allocation.requested_service.received_at
