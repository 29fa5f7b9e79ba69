"""Named people in one case, through django-guardian by direct foreign keys: guests, and who may know of a confidential case."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from registry.models import Mandate, User
from registry.models.person import IN_THE_FRAME


class GrantQuerySet(models.QuerySet["InterestRegistrationUserObjectPermission"]):
    def holding(self) -> Self:
        """Return those whose last day has not passed."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))


class InterestRegistrationUserObjectPermission(UserObjectPermissionBase):
    """guardian's grants on a case. The closed set is one permission: view_as_guest. `until`: the last day it holds.

    `mandate`: for which party the person may know of a confidential case, and then acts in the own role there. None: a
    guest, who reads and does nothing.
    """

    content_object = models.ForeignKey("onboarding.InterestRegistration", models.CASCADE, related_name="guests")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    until = models.DateField("till och med", null=True, blank=True)

    objects = UserObjectPermissionManager.from_queryset(GrantQuerySet)()  # type: ignore[misc]  # guardian's own is of the class

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "tillgång till ärende"
        verbose_name_plural = "tillgång till ärenden"

    @property
    def holds(self) -> bool:
        return self.until is None or self.until >= timezone.localdate()


def let_in() -> Exists:
    """Return whether a member is let into any case today: as a guest, or by name for the mandate."""
    granted = InterestRegistrationUserObjectPermission.objects.holding().filter(user=OuterRef("user"))
    return Exists(granted.filter(Q(mandate=None) | Q(mandate=OuterRef("mandate"))))


IN_THE_FRAME["is_let_in"] = let_in


def named(user: User) -> QuerySet[Any, Any]:
    """Return the keys of the cases in which the person is named today for the mandate acted in (django-guardian), as a subquery."""
    if not (acting := getattr(user, "acting", None)):
        return InterestRegistrationUserObjectPermission.objects.none().values("content_object")
    return _granted(user, acting.mandate_id)


def guest_in(user: User) -> QuerySet[Any, Any]:
    """Return the keys of the cases into which the person is let today as a guest (django-guardian), as a subquery."""
    if not user.is_authenticated:
        return InterestRegistrationUserObjectPermission.objects.none().values("content_object")
    return _granted(user, None)


def _granted(user: User, mandate: int | None) -> QuerySet[Any, Any]:
    granted = InterestRegistrationUserObjectPermission.objects.holding().filter(user=user, mandate=mandate)
    return granted.values("content_object")


def is_let_in(user: User) -> bool:
    """Return whether the person is, or may be, let into any case by name, as the frame of the page knew it: for lists, not for acts."""
    return getattr(getattr(user, "acting", None), "is_let_in", True)


def known_to(user: User, path: str = "") -> Q:
    """Return the condition that it is not confidential, or that the person is named in it. `path`: from the row to its case, "registration__"."""
    return Q(**{f"{path}confidential": False}) | Q(**{f"{path}pk__in": named(user)})


def not_closed_to(user: User) -> Q:
    """Return the condition that the case is not confidential, or that the person is named in it, as the row itself knows."""
    return Q(confidential=False) | Q(registration__in=named(user))


class GuestAddress(models.Model):
    """An address to which a case has been opened. It stands here whether or not anybody logs in with it.

    person: who did then, and so has the grant, whatever address the person has now. Shown to nobody.
    """

    registration = models.ForeignKey("onboarding.InterestRegistration", models.CASCADE, related_name="guest_addresses")
    email = models.EmailField("personens e-postadress")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    until = models.DateField("till och med", null=True, blank=True)
    let_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    let_in_at = models.DateTimeField("tillagd", auto_now_add=True)

    class Meta:
        verbose_name = "gästs adress"
        verbose_name_plural = "gästers adresser"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "email"],
                name="address_once_in_a_case",
                violation_error_message="Adressen är redan inbjuden till ärendet.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def holds(self) -> bool:
        return self.until is None or self.until >= timezone.localdate()
