"""The suppliers charge those connected a fee, since a day (12 §)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from registry.models import Service, User
from registry.models.period import DateRange, Period, PeriodQuerySet, ends_after_it_starts

from .workflow import Component

CONSULTED_EVERY = 3  # years (7 § avgiftsförordningen); the form and the price list say it in words
ABOVE_ZERO = "Avgiften ska vara större än noll: leverantörsmyndigheterna ska ta ut avgifter (12 §)."


class FeeQuerySet(PeriodQuerySet["Fee"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those of the services that the person sees: of the published ones, everybody."""
        return self.filter(service__in=Service.objects.visible_to(user).values("pk"))

    def not_ended(self) -> Self:
        """Return what holds today or will."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=timezone.localdate()))

    def during(self, first: date, last: date) -> Self:
        """Return what held on any of the days, both included."""
        return self.filter(Q(valid_from__lte=last), Q(valid_until__gt=first) | Q(valid_until=None))

    def with_previous(self) -> Self:
        """Return them with `previous_amount`: what was charged in the period before, in the same unit; else None."""
        before = Fee.objects.filter(
            service=OuterRef("service"), component=OuterRef("component"), valid_from__lt=OuterRef("valid_from")
        )
        amount = Case(When(unit=OuterRef("unit"), then=F("amount")))
        latest = before.order_by("-valid_from").annotate(comparable=amount).values("comparable")[:1]
        return self.annotate(previous_amount=Subquery(latest))

    def as_price_list(self) -> Self:
        """Return them by supplier, service and component, the latest first; with all that the list shows."""
        of = "service__supplier__agency"
        order = [f"{of}__sort_name", "service__sort_name", "service", "-component", "-valid_from"]
        return self.with_previous().select_related(of).order_by(*order)


class Fee(Period):
    """Is an amount in kronor for one part of a service's price, while it holds; never changed, only ended by the next."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="fees", verbose_name="tjänst")
    component = models.CharField("avgift", max_length=10, choices=Component)
    unit = models.CharField("enhet", max_length=50)
    amount = models.DecimalField(
        "belopp, kronor",
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), message=ABOVE_ZERO)],
    )
    decision_reference = models.CharField("beslutets beteckning", max_length=100)
    consulted_on = models.DateField("samråd om avgiften", null=True, blank=True)
    not_consulted_because = models.CharField("varför samråd inte har skett", max_length=250, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    previous_amount: Decimal | None  # of with_previous() alone

    objects = FeeQuerySet.as_manager()

    class Meta:
        verbose_name = "avgift"
        verbose_name_plural = "avgifter"
        ordering = ["service", "component", "-valid_from"]
        constraints = [
            ends_after_it_starts("fee_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_fee_at_a_time",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    ("component", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Det finns redan en sådan avgift för tjänsten under en del av tiden.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="fee_above_zero", violation_error_message=ABOVE_ZERO
            ),
            models.CheckConstraint(
                condition=Q(component__in=list(Component)),
                name="fee_component_known",
                violation_error_message="Välj ett slag av avgift i listan.",
            ),
            models.CheckConstraint(
                condition=Q(consulted_on__isnull=False) | Q(not_consulted_because__regex=r"\S"),
                name="fee_consulted_or_why_not",
                violation_error_message=(
                    "Ange dagen för samrådet om avgiften, eller varför samråd inte har skett (7 § avgiftsförordningen)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_component_display()} för {self.service}"

    @property
    def chain(self) -> str:
        return self.service.chain

    @property
    def last_day(self) -> date | None:
        """Return the last day on which it holds, or None."""
        return self.valid_until and self.valid_until - timedelta(days=1)

    @property
    def change(self) -> Decimal | None:
        """Return the change in kronor against the period before, or None. Needs with_previous()."""
        return None if self.previous_amount is None else self.amount - self.previous_amount

    @property
    def change_share(self) -> Decimal | None:
        """Return the change as a share of the earlier amount, or None. Needs with_previous()."""
        return None if self.previous_amount is None else (self.amount - self.previous_amount) / self.previous_amount

    @property
    def consultation_is_old(self) -> bool:
        """Return whether more than three years have passed since the consultation, for a fee that is charged or will be."""
        today = timezone.localdate()
        if self.consulted_on is None or (self.valid_until and self.valid_until <= today):
            return False
        was = self.consulted_on
        return (today.year - was.year, today.month, today.day) > (CONSULTED_EVERY, was.month, was.day)
