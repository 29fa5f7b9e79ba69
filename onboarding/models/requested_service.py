"""What travels: one requested service of a registration, allocated, refused, agreed, connected (7–10 §§)."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Value
from django.utils import timezone
from django.utils.functional import cached_property

from itdrift.templatetags.swedish import tal
from registry.models import Agency, Mandate, Service, User
from registry.ordinance import Part, Role

from ..workflow import OPEN, STANDS, TO_ALLOCATE, UNDERTAKEN, Status
from .access import Access
from .answers import ServiceAnswers
from .guest import guest_in, is_let_in, not_closed_to
from .interest import InterestRegistration
from .listed import AS_RECEIVED, IN_ACCESS, SORTED_BY, Listed

SENT = ~Q(status=Status.DRAFT)
ORDER = "competitions__prioritisation__"
PRESENTED = ["refusal__presented_by", "refusal__changes__presented_by"]
TOOK_PART = [*PRESENTED, f"{ORDER}declared_by", f"{ORDER}decided_by", f"{ORDER}presented_by"]
HISTORY = {  # each with what is joined to it
    "allocations": ("supplier__agency", "refusal__ground", "assessment"),
    "allocations__refusal__corrections": (),
    "allocations__refusal__changes": (),
    "allocations__opinions": (),
    "allocations__competitions": ("prioritisation",),
    "delivered_service__descriptions": (),
    "agreement_lines": ("agreement",),
}

if TYPE_CHECKING:
    from .allocation import Allocation, Assessment


def seen_by(mandate: Mandate) -> Q:
    """Return the condition that the mandate sees it as one of the parties; whether the person may know of the case is another."""
    if mandate.part == Part.SUPPLIER:
        return Q(Exists(Access.objects.filter(mandate=mandate, requested_service=OuterRef("pk"))))
    return Q(agency=mandate.agency_id) if mandate.part == Part.APPLICANT else SENT


class RequestedServiceQuerySet(models.QuerySet["RequestedService"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see: as one of the parties, or as a guest of the case, let in by name."""
        return self.filter(self._of_party(user) | self._let_in(user))

    def parts_in_lists(self, user: User) -> list[Self]:
        """Return what is sent of what the person may see, as a party and as a guest apart: then an index serves each.

        One alone for who is let into no case by name. listed_at, listed_as (for a supplier listed_stage and so on, too): the
        columns of the index that has them in order.
        """
        if not is_let_in(user):
            return [self._listed(user.acting.mandate).filter(confidential=False)]
        # what one only reads is nobody's to take
        as_read = AS_RECEIVED | {"listed_officer": Value(0)}
        guest, acting = self.filter(self._let_in(user)).annotate(**as_read), getattr(user, "acting", None)
        return [self._listed(acting.mandate).filter(not_closed_to(user)), guest] if acting else [guest]

    def _listed(self, mandate: Mandate) -> Self:
        if mandate.part != Part.SUPPLIER:
            return self.filter(SENT, seen_by(mandate)).annotate(**AS_RECEIVED)
        access = FilteredRelation("accesses", condition=Q(accesses__mandate=mandate.pk))
        return self.annotate(access=access).filter(access__isnull=False).annotate(**IN_ACCESS)

    def _of_party(self, user: User) -> Q:
        acting = getattr(user, "acting", None)
        return seen_by(acting.mandate) & not_closed_to(user) if acting else Q(pk__in=[])

    def _let_in(self, user: User) -> Q:
        return SENT & Q(registration__in=guest_in(user))

    def with_history(self, *nothing: Prefetch) -> Self:
        """Return them with what a case page reads of each, in a fixed number of queries; nothing: lookups that give nothing."""
        one = self.select_related("service", "delivered_service", "connection")
        lookups = {path: self._joined(path, names) if names else path for path, names in HISTORY.items()}
        return one.prefetch_related(*(lookups | {lookup.prefetch_to: lookup for lookup in nothing}).values())

    def _joined(self, path: str, names: tuple[str, ...]) -> Prefetch:
        model = reduce(lambda found, name: getattr(found, name).rel.related_model, path.split("__"), self.model)
        return Prefetch(path, model.objects.select_related(*names))

    def open(self) -> Self:
        return self.filter(status__in=OPEN)


class RequestedService(ServiceAnswers, Listed):
    """One wanted service, or a need that no service meets yet. `supplier` is the one it is allocated to now."""

    registration = models.ForeignKey(InterestRegistration, models.CASCADE, related_name="requested_services")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="tjänst"
    )
    unmet_need = models.CharField("behov som ingen tjänst möter", max_length=250, blank=True)
    set_aside = models.BooleanField("bortvald", default=False, editable=False)
    status = models.CharField("läge", max_length=20, choices=Status, default=Status.DRAFT)
    received_at = models.DateTimeField("inkom", null=True, blank=True)
    supplier = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="requested_services", verbose_name="fördelad till"
    )
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="del av"
    )
    whole_volume = models.DecimalField("av volymen", max_digits=12, decimal_places=2, null=True, blank=True)
    clock_from = models.DateTimeField("väntar sedan", null=True, blank=True)
    paused_at = models.DateTimeField("klockan står sedan", null=True, blank=True)
    delivered_service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name="tjänst som levereras"
    )

    objects = RequestedServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "efterfrågad tjänst"
        verbose_name_plural = "efterfrågade tjänster"
        ordering = ["pk"]
        constraints = [
            *ServiceAnswers.Meta.constraints,
            models.UniqueConstraint(
                fields=["registration", "service"],
                condition=Q(part_of=None),
                name="service_once_in_a_registration",
                violation_error_message="Tjänsten finns redan i anmälan.",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False, unmet_need="") | Q(service=None, unmet_need__regex=r"\S"),
                name="service_or_unmet_need",
                violation_error_message="Välj en tjänst eller beskriv det behov som ingen tjänst möter.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(Status)),
                name="requested_service_status_known",
                violation_error_message="Välj ett läge i listan.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=STANDS, supplier__isnull=False) | (~Q(status__in=STANDS) & Q(supplier=None)),
                name="supplier_while_allocated",
                violation_error_message="En tjänst har en leverantörsmyndighet medan den är fördelad, och bara då (7 §).",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNDERTAKEN, delivered_service__isnull=False)
                | (~Q(status__in=UNDERTAKEN) & Q(delivered_service=None)),
                name="delivered_service_once_undertaken",
                violation_error_message="Ange vilken av era tjänster som ska levereras.",
            ),
            models.CheckConstraint(
                condition=Q(part_of=None, whole_volume=None)
                | Q(part_of__isnull=False, volume__isnull=False, whole_volume__gt=F("volume")),
                name="part_is_less_than_the_whole",
                violation_error_message="En del är mindre än det som efterfrågas.",
            ),
            models.UniqueConstraint(
                fields=["part_of", "whole_volume"],
                name="part_taken_once",
                violation_error_message="Någon annan nekade en del av efterfrågan samtidigt. Läs in sidan igen.",
            ),
        ]
        indexes = [
            models.Index("received_at", "id", name="requested_by_received", condition=SENT),
            models.Index("received_at", "id", name="requested_open_by_received", condition=Q(status__in=OPEN)),
            models.Index("agency_order", "id", name="requested_by_agency_order", condition=SENT),
            models.Index("service_order", "id", name="requested_by_service_order", condition=SENT),
            models.Index("stage", "id", name="requested_by_stage", condition=SENT),
            models.Index("due_on", "id", name="requested_by_due", condition=SENT),
            models.Index("status", "received_at", "id", name="requested_by_status"),
            models.Index("agency", "received_at", "id", name="requested_by_agency"),
            *(models.Index("agency", column, "id", name=f"requested_agency_{column}") for column in SORTED_BY),
            models.Index("service", "received_at", "id", name="requested_by_service"),
            models.Index("supplier", "received_at", "id", name="requested_by_supplier"),
            models.Index("received_at", "id", name="requested_to_allocate", condition=Q(status__in=TO_ALLOCATE)),
            models.Index(
                "supplier", "received_at", "id", name="requested_open_by_supplier", condition=Q(status__in=OPEN)
            ),
            models.Index("supplier", "due_on", "id", name="requested_due_by_supplier", condition=Q(status__in=OPEN)),
            models.Index("agency", name="requested_paused", condition=Q(paused_at__isnull=False, status__in=OPEN)),
            models.Index("supplier", name="requested_awaits_opinion", condition=Q(awaits_opinion=True)),
            models.Index(
                "officer", "received_at", "id", name="requested_by_officer", condition=Q(officer__isnull=False)
            ),
            models.Index(
                "received_at", "id", name="requested_without_officer", condition=Q(officer=None, status__in=OPEN)
            ),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="requested_by_words"),
        ]

    def __str__(self) -> str:
        name = self.service.name if self.service else self.unmet_need
        return f"{name} (del: {self.share})" if self.part_of_id else name

    @property
    def name(self) -> str:
        return str(self)

    @property
    def share(self) -> str:
        """Return how much a part is of what it was taken from: "3 av 10"."""
        return f"{tal(self.volume)} av {tal(self.whole_volume)}"

    def part(self, volume: Decimal) -> "RequestedService":
        """Return so much of it as a requested service of its own, not saved: the same wish, received when the whole was."""
        answers = [field.name for field in ServiceAnswers._meta.fields if field.name != "volume"]
        same = ["registration", "agency", "service", "unmet_need", "received_at", *answers]
        copied = {name: getattr(self, name) for name in same}
        return RequestedService(
            part_of=self, whole_volume=self.volume, volume=volume, status=Status.REGISTERED, **copied
        )

    @classmethod
    def for_acts(cls) -> RequestedServiceQuerySet:
        """Return them with what every act reads: the service, the case and the allocations."""
        return cls.objects.select_related("service", "registration__agency").prefetch_related("allocations")

    @property
    def chain(self) -> str:
        return f"arende/{self.registration_id}"

    @property
    def current_allocation(self) -> "Allocation | Any":
        """Return the one allocation that stands, or None."""
        return next((a for a in self.allocations.all() if a.ended_at is None), None)

    @property
    def assessment(self) -> "Assessment | Any":
        """Return the current supplier's assessment (9 §), or None."""
        return getattr(self.current_allocation, "assessment", None)

    def is_party(self, mandate: Mandate) -> bool:
        """Return whether it is the agency; once sent the coordinator; or the supplier to which it is allocated now."""
        if mandate.part == Part.APPLICANT:
            return mandate.agency_id == self.agency_id
        return self.status != Status.DRAFT and (mandate.part == Part.COORDINATOR or mandate.pk == self.supplier_id)

    def settled_by(self, user: User) -> bool:
        """Return whether the person settles its assessment: one of its own assessors, or a decision maker (9 §)."""
        opinions = self.current_allocation.standing_opinions if self.current_allocation else []
        return user.acting.role == Role.DECISION_MAKER or user.pk in {opinion.assessor_id for opinion in opinions}

    def handled_by(self, user: User) -> bool:
        """Return whether the person has handled it for a supplier: so when the coordinating agency is the supplier too.

        Who handled does not allocate, and who allocated (`allocators`) does not handle (4–5 §§; 5 § förvaltningslagen).
        """
        if Part.SUPPLIER not in user.parts or not self.allocations.all():
            return False
        return user.pk in self.registration.acted[Part.SUPPLIER] or user.pk in self.deciders

    @cached_property
    def deciders(self) -> set[int]:
        """Return the keys of those who presented a refusal of it, or took part in deciding on its place in an order (8, 9 §§)."""
        return set().union(*self.allocations.values_list(*TOOK_PART))

    @property
    def allocators(self) -> set[int]:
        """Return the keys of those who have allocated it, now or before."""
        return {allocation.allocated_by_id for allocation in self.allocations.all()}

    @property
    def kept_out(self) -> set[int]:
        """Return the keys of those who may not handle it for a supplier: in conflict of interest, on another side, or not named."""
        case = self.registration
        return case.conflicted | self.allocators | case.acted[Part.APPLICANT] | case.unaware

    @property
    def standing(self) -> str:
        """Return where it stands, as one word: another than a person saw means that somebody has acted meanwhile."""
        return f"{self.status}-{max((allocation.pk for allocation in self.allocations.all()), default=0)}"

    def restart_clock(self) -> list[str]:
        """Begin the wait in a new state, not saved; returns the names of the fields that changed."""
        self.clock_from, self.paused_at = timezone.now(), None
        return ["clock_from", "paused_at"]

    def pause_clock(self) -> None:
        """Stop the clock and save: the agency has something to answer, and the wait is its own."""
        self.paused_at = self.paused_at or timezone.now()
        self.save(update_fields=["paused_at"])

    def resume_clock(self, since: datetime | None = None) -> None:
        """Let the clock go on, from now if nothing else is said, and save: the time that the answer took does not count."""
        if self.paused_at and self.clock_from:
            self.clock_from += max((since or timezone.now()) - self.paused_at, timedelta())
            self.paused_at = None
            self.save(update_fields=["clock_from", "paused_at"])
