"""The filing: an agency registers its interest with the coordinator (7 §)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.functional import cached_property

from registry.models import Agency, JournalEntry, Mandate, Membership, Preparedness, User
from registry.models.mandate import MandateQuerySet, coordinating_agency
from registry.models.person import MembershipQuerySet
from registry.ordinance import Part

from .access import Access
from .answers import RegistrationAnswers
from .guest import guest_in, is_let_in, known_to, named
from .way_in import AWAITS_COMPLETION, WayIn

FORM_VERSION = 2  # of the questions: counts up when one is added, changed or taken away

# What the sender has confirmed, by version. A text that somebody has confirmed is never changed: write a new one.
ACKNOWLEDGEMENTS = {
    1: (
        "Anmälan innehåller inga säkerhetsskyddsklassificerade uppgifter (begränsat hemlig, konfidentiell, hemlig eller "
        "kvalificerat hemlig)."
    ),
    2: (
        "Vi har läst varningen. Anmälan innehåller inga säkerhetsskyddsklassificerade uppgifter (begränsat hemlig, "
        "konfidentiell, hemlig eller kvalificerat hemlig)."
    ),
}
ACKNOWLEDGEMENT_VERSION = max(ACKNOWLEDGEMENTS)
ACKNOWLEDGEMENT = ACKNOWLEDGEMENTS[ACKNOWLEDGEMENT_VERSION]
TAKEN_DOWN_VERSION = 1  # what the coordinator confirms of what it writes down

HIDDEN_AGENCY = "Myndighet i ärende med sekretess"  # what the open account says instead of a confidential case's agency


def hidden_chains() -> Q:
    """Return what the administrator's journal leaves out, as a Q: confidential cases, and drafts, those thrown away and sent too."""
    closed = chains(InterestRegistration.objects.filter(Q(confidential=True) | Q(registered_at=None)))
    thrown_away = JournalEntry.objects.filter(act="onboarding.discard").values_list("chain")
    sent = JournalEntry.objects.filter(
        act="onboarding.register", chain=OuterRef("chain"), number__gt=OuterRef("number")
    )
    return Q(chain__in=closed) | Q(chain__in=thrown_away) | Q(Exists(sent))


def chains(cases: QuerySet[InterestRegistration]) -> QuerySet[InterestRegistration, Any]:
    """Return the cases' files of the journal, as a subquery."""
    return cases.values_list(Concat(Value("arende/"), Cast("pk", models.CharField())))


def acted_in(files: Iterable[str] | QuerySet[Any, Any]) -> dict[Part, set[int]]:
    """Return who has acted in these files of the journal: the keys of the people by the Part in which they did."""
    found: dict[Part, set[int]] = {part: set() for part in Part}
    entries = JournalEntry.objects.filter(chain__in=files, person_id__isnull=False).exclude(acting_for="")
    for person, acting_for in entries.order_by().values_list("person_id", "acting_for").distinct():
        found[Part.of(acting_for)].add(person)  # type: ignore[arg-type]  # never None: filtered
    return found


class InterestQuerySet(models.QuerySet["InterestRegistration"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        The agency's own, drafts too; to the coordinator all that is sent; to a supplier what it was allocated.

        A confidential case only to those named in it.
        """
        return self.filter(self._of_party(user) | self._let_in(user))

    def in_lists(self, user: User) -> Self:
        """Return the same for a list, where nothing is asked of grants for who has none."""
        return (
            self.visible_to(user)
            if is_let_in(user)
            else self.filter(self._seen_by(user.acting.mandate), confidential=False)
        )

    def of_party(self, user: User) -> Self:
        """Return those that the person sees as one of the parties."""
        return self.filter(self._of_party(user))

    def _of_party(self, user: User) -> Q:
        acting = getattr(user, "acting", None)
        return self._seen_by(acting.mandate) & known_to(user) if acting else Q(pk__in=[])

    def _seen_by(self, mandate: Mandate) -> Q:
        if mandate.part == Part.APPLICANT:
            return Q(agency=mandate.agency_id)
        if mandate.part == Part.COORDINATOR:
            return Q(registered_at__isnull=False)
        return Q(Exists(Access.objects.filter(mandate=mandate, requested_service__registration=OuterRef("pk"))))

    def _let_in(self, user: User) -> Q:
        """Return the exception: the cases into which the person is let as a guest, to read (django-guardian)."""
        return Q(pk__in=guest_in(user), registered_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(registered_at=None)

    def awaiting_completion(self) -> Self:
        return self.filter(AWAITS_COMPLETION)

    def sent(self) -> Self:
        return self.filter(registered_at__isnull=False)


class InterestRegistration(WayIn, RegistrationAnswers):
    """One registration of interest: the case. Until it is sent only the agency itself knows of it.

    saved_steps: the steps of the form that somebody has been through, with a service chosen. handed_over_at: when it was left to the agency's
    decision makers. form_version, acknowledgement_version: the questions and the warning that were answered.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="registrations", verbose_name="myndighet")
    confidential = models.BooleanField("bara namngivna personer får känna till ärendet", default=False)
    confidential_for = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="begränsat av"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledgement_version = models.PositiveSmallIntegerField("försäkrans version", default=1)
    form_version = models.PositiveSmallIntegerField("formulärets version", default=1)
    saved_steps = models.JSONField(default=list, blank=True, editable=False)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_over_at = models.DateTimeField("lämnad till beslutsfattare", null=True, blank=True)
    registered_at = models.DateTimeField("inkom", null=True, blank=True)
    diary_number = models.CharField("diarienummer", max_length=50, null=True, blank=True, unique=True)

    # the keys of a person and a mandate of whom it is read already that they may know of it, where a page asks of many acts
    named_reader: tuple[int, int] | None = None

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = "intresseanmälan"
        verbose_name_plural = "intresseanmälningar"
        ordering = ["-registered_at", "-pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(confidential=True), name="registrations_confidential"),
            models.Index(fields=["agency", "changed_at"], condition=Q(registered_at=None), name="drafts_by_change"),
            models.Index(fields=["agency"], condition=AWAITS_COMPLETION, name="registrations_to_complete"),
        ]
        permissions = [("view_as_guest", "Läsa ärendet som namngiven gäst")]
        constraints = [
            *RegistrationAnswers.Meta.constraints,
            *WayIn.Meta.constraints,
            models.CheckConstraint(
                condition=Q(registered_at=None, diary_number=None)
                | Q(registered_at__isnull=False, diary_number__isnull=False, acknowledged_by__isnull=False),
                name="registered_with_number_and_acknowledgement",
                violation_error_message="Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter.",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False, confidential_for=None)
                | Q(confidential=True, confidential_for__isnull=False),
                name="confidential_for_a_party",
                violation_error_message="Ett ärende med begränsad insyn är begränsat av en av parterna.",
            ),
        ]

    def __str__(self) -> str:
        return self.diary_number or f"Utkast från {timezone.localtime(self.created_at):%Y-%m-%d}"

    @property
    def chain(self) -> str:
        return f"arende/{self.pk}"

    @property
    def acknowledgement(self) -> str:
        """Return the words that the sender confirmed."""
        return ACKNOWLEDGEMENTS[self.acknowledgement_version]

    @property
    def preparedness_on(self) -> date:
        """Return the day of which it is said whether the agency is a preparedness agency: the day it came in; of a draft, today."""
        return timezone.localdate(self.registered_at) if self.registered_at else timezone.localdate()

    @cached_property
    def was_preparedness_agency(self) -> bool:
        return Preparedness.objects.on(self.preparedness_on).filter(agency=self.agency_id).exists()

    @property
    def is_draft(self) -> bool:
        return self.registered_at is None

    @property
    def deciders(self) -> MembershipQuerySet:
        """Return the agency's own decision makers (Memberships), who may know of the case and are in no conflict of interest."""
        theirs = Membership.objects.current().filter(mandate__part=Part.APPLICANT, mandate__agency=self.agency_id)
        return self.known_by(theirs.decision_makers()).exclude(user__in=self.conflicted)

    @cached_property
    def coordinator(self) -> Agency:
        """Return the agency that coordinates today (4 §), read once an act."""
        return coordinating_agency()

    def parties(self) -> MandateQuerySet:
        """Return the Mandates that take part today: the agency; once it is sent the coordinator, and the suppliers that have it."""
        takes_part = Q(part=Part.APPLICANT, agency=self.agency_id)
        if not self.is_draft:
            # not a join to the requested services: it once took minutes, while PostgreSQL had not counted the rows
            takes_part |= Q(part=Part.COORDINATOR) | Q(pk__in=self.requested_services.values("supplier"))
        return Mandate.objects.current().filter(takes_part).select_related("agency")

    def takes_part(self, mandate: Mandate) -> bool:
        """Return whether a mandate of today takes part in it now: as `is_party`, but a supplier only while it has any of it."""
        return mandate.pk in self.suppliers_now if mandate.part == Part.SUPPLIER else self.is_party(mandate)

    def is_party(self, mandate: Mandate) -> bool:
        """Return whether it is the agency itself; once sent the coordinator, or a supplier that it was allocated to."""
        if mandate.part == Part.APPLICANT:
            return mandate.agency_id == self.agency_id
        if self.is_draft:
            return False
        return mandate.part == Part.COORDINATOR or mandate.pk in self.suppliers

    @cached_property
    def suppliers(self) -> set[int | None]:
        """Return the keys of the Mandates to which any of it is allocated, or was before."""
        return set(self.requested_services.values_list("allocations__supplier", flat=True))

    @cached_property
    def suppliers_now(self) -> set[int | None]:
        """Return the keys of the Mandates to which any of it is allocated now."""
        return set(self.requested_services.values_list("supplier", flat=True))

    def is_known_to(self, user: User) -> bool:
        """Return whether it is not confidential, or the person is named in it for the mandate acted in."""
        if not self.confidential or self.named_reader == (user.pk, user.acting.mandate_id):
            return True
        return named(user).filter(content_object=self.pk).exists()

    def filed_by(self, user: User) -> bool:
        """Return whether who acts for a supplier or the coordinator has acted in it for the agency (16 § förvaltningslagen)."""
        if user.acting.mandate.part == Part.APPLICANT or Part.APPLICANT not in user.parts:
            return False
        return user.pk in self.acted[Part.APPLICANT]

    def allocated_all_by(self, user: User) -> bool:
        """Return whether who acts for a supplier has allocated every service of it that the supplier has or had.

        Of one service see RequestedService.allocators.
        """
        if user.acting.mandate.part != Part.SUPPLIER or Part.COORDINATOR not in user.parts:
            return False
        had = self.requested_services.filter(allocations__supplier=user.acting.mandate_id)
        return had.exists() and not had.exclude(allocations__allocated_by=user).exists()

    @cached_property
    def acted(self) -> dict[Part, set[int]]:
        """Return the keys of those who have acted in it, by Part."""
        return acted_in([self.chain])

    @cached_property
    def conflicted(self) -> set[int]:
        """Return the keys of the people whose conflict of interest stands, or is not examined yet."""
        return {report.person_id for report in self.conflicts.all() if report.stands}

    @cached_property
    def unaware(self) -> set[int]:
        """Return the keys of the parties' people who may not know of it, because it is confidential."""
        if not self.confidential:
            return set()
        people = Membership.objects.current().filter(mandate__in=self.parties())
        known = {membership.pk for membership in self.known_by(people)}
        return {membership.user_id for membership in people if membership.pk not in known}

    def known_by(self, people: MembershipQuerySet) -> MembershipQuerySet:
        """Return those of the people (Memberships) who may know of the case."""
        if not self.confidential:
            return people
        grants = self.guests.holding().filter(user=OuterRef("user"), mandate=OuterRef("mandate"))
        return people.filter(Exists(grants))
