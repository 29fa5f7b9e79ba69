"""The people, and for which agency, in which part and role they act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from ..ordinance import Role
from ..workflow import OFFICERS
from .agency import SwedishOrder
from .mandate import Mandate
from .period import Period, PeriodQuerySet, ends_after_it_starts


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return it in lower case throughout: nobody has two log-ins that differ only in that."""
        return super().normalize_email(email).lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class Mailing(models.TextChoices):
    """Says when a person wants e-mail about what has happened. The list in the program is always there."""

    AT_ONCE = "at_once", "Direkt"
    DAILY = "daily", "Samlat en gång om dagen"
    NEVER = "never", "Aldrig, jag läser i tjänsten"


class User(AbstractUser):
    """A User is a person with a log-in. No personal identity number is asked for or kept."""

    # Django's way of taking away what AbstractUser declares; its stubs know no such way.
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("namn", max_length=150)
    email = models.EmailField("e-postadress", unique=True)
    mailing = models.CharField("e-post om händelser", max_length=10, choices=Mailing, default=Mailing.AT_ONCE)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()  # type: ignore[misc, assignment]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    get_short_name = get_full_name

    @cached_property
    def acting(self) -> Membership | Any:  # None is left out: nobody without a mandate has the right to an act
        """Return the Membership in which the person acts now, or None. The page sets it from the person's choice."""
        return self.memberships.current().in_the_frame().first()

    @cached_property
    def parts(self) -> set[str]:
        """Return every Part in which the person acts or has acted."""
        return set(self.memberships.values_list("mandate__part", flat=True))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return whether a backend grants it: being an administrator gives no right to the acts of the ordinance."""
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in get_backends())


# What else a page reads of the membership (OuterRef) with the frame: each app adds its own, as it adds its acts to ACTS.
IN_THE_FRAME: dict[str, Callable[[], Exists]] = {}


class MembershipQuerySet(PeriodQuerySet["Membership"]):
    def current(self) -> Self:
        """Return those that hold today, of mandates that hold today and people who may log in."""
        today = timezone.localdate()
        mandate_holds = Q(mandate__valid_from__lte=today) & (
            Q(mandate__valid_until__gt=today) | Q(mandate__valid_until=None)
        )
        return self.on(today).filter(mandate_holds, user__is_active=True).select_related("mandate__agency", "user")

    def in_the_frame(self) -> Self:
        """Return them with what every page shows: `unread`, the person's notices; `others`, whether the person holds another.

        And with what each app has added to IN_THE_FRAME, by name.
        """
        # the model of a relation is any model to the stubs
        notices = User.notices.rel.related_model.objects.unread()  # type: ignore[attr-defined]
        counted = notices.filter(recipient=OuterRef("user")).order_by().values("recipient").annotate(n=Count("pk"))
        others = self.model.objects.current().filter(user=OuterRef("user")).exclude(pk=OuterRef("pk"))
        added = {name: fact() for name, fact in IN_THE_FRAME.items()}
        return self.annotate(unread=Subquery(counted.values("n")), others=Exists(others), **added)

    def decision_makers(self) -> Self:
        return self.filter(role=Role.DECISION_MAKER)

    def officers_for(self, mandate: Mandate, kept_out: Iterable[int] = ()) -> Self:
        """Return who handle matters for the mandate today, by name, without the people (keys) who are kept out of this one."""
        officers = self.current().filter(mandate=mandate, role__in=OFFICERS)
        return officers.exclude(user__in=kept_out).order_by(SwedishOrder("user__name"), "pk")


class Membership(Period):
    """A Membership is a person in a role for a mandate."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="person"
    )
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="memberships", verbose_name="uppdrag")
    role = models.CharField("roll", max_length=20, choices=Role)
    title = models.CharField("befattning", max_length=100)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "behörighet"
        verbose_name_plural = "behörigheter"
        ordering = ["pk"]
        constraints = [
            ends_after_it_starts("membership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["user", "mandate"],
                condition=Q(valid_until=None),
                name="one_role_in_a_mandate",
                violation_error_message="Personen har redan en roll i det uppdraget.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.mandate}"

    @property
    def signature(self) -> str:
        """Return name and title as they stand in a decision."""
        return f"{self.user.name}, {self.title}"

    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.holds_on(today) and self.mandate.holds_on(today)
