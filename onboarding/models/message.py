"""What the parties of a case write to each other, and what each agency notes for itself alone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registry.models import Mandate, User
from registry.models.mandate import MandateQuerySet
from registry.ordinance import Part

from ..workflow import OPEN, QuestionStatus
from .interest import InterestRegistration
from .requested_service import RequestedService


def may_be_written_to(case: InterestRegistration, mandate: Mandate) -> MandateQuerySet:
    """Return the Mandates to which `mandate` may write in the case: the agency, the coordinator, the suppliers that have it now.

    A supplier writes to no other supplier, and one that no longer has the case to the coordinator alone. The coordinator
    may also write to a supplier that had it before.
    """
    to = case.parties().exclude(pk=mandate.pk)
    if mandate.part == Part.COORDINATOR:
        before = Mandate.objects.current().filter(allocations__requested_service__registration=case)
        return to | Mandate.objects.filter(pk__in=before.values("pk")).select_related("agency")
    if mandate.part == Part.SUPPLIER:
        to = to.exclude(part=Part.SUPPLIER)
        return to if mandate in case.parties() else to.filter(part=Part.COORDINATOR)
    return to


class MessageQuerySet(models.QuerySet["Message"]):
    def open_questions(self) -> Self:
        """Return the questions for completion that wait for an answer, and stop the clock meanwhile.

        One that was asked before the requested service went on to its present state has lapsed, and stops nothing.
        """
        questions = self.filter(kind=MessageKind.QUESTION, answer=None, requested_service__status__in=OPEN)
        return questions.filter(sent_at__gte=F("requested_service__clock_from"))

    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        They are shown to the party that wrote it and to those it was written to, in cases that the person may know of.
        """
        if not (acting := getattr(user, "acting", None)):
            return self.none()
        seen = InterestRegistration.objects.of_party(user).values("pk")
        to_us = Message.to.through.objects.filter(mandate=acting.mandate).values("message")
        return self.filter(Q(sender_mandate=acting.mandate) | Q(pk__in=to_us), registration__in=seen)


class MessageKind(models.TextChoices):
    MESSAGE = "message", "Meddelande"
    QUESTION = "question", "Begäran om komplettering"
    ANSWER = "answer", "Svar på begäran om komplettering"
    TAKEN_BACK = "taken_back", "Återtagen begäran om komplettering"


class Message(models.Model):
    """From one party to others. A question for completion has a day, and stops the clock until it is answered."""

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="messages")
    kind = models.CharField("slag", max_length=10, choices=MessageKind, default=MessageKind.MESSAGE)
    requested_service = models.ForeignKey(
        RequestedService, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name="gäller"
    )
    body = models.TextField("text", max_length=10_000)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sender_mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    to = models.ManyToManyField(Mandate, related_name="+", verbose_name="till")
    sent_at = models.DateTimeField("skickat", auto_now_add=True)
    due = models.DateField("svara senast", null=True, blank=True)
    answers = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="answer")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "meddelande"
        verbose_name_plural = "meddelanden"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__regex=r"\S"), name="message_says_something", violation_error_message="Skriv något."
            ),
            models.CheckConstraint(
                condition=Q(kind="question", due__isnull=False, requested_service__isnull=False, answers=None)
                | Q(kind__in=["answer", "taken_back"], due=None, requested_service__isnull=False, answers__isnull=False)
                | Q(kind="message", due=None, answers=None),
                name="message_kind_tells_the_truth",
                violation_error_message="Ange vilken tjänst frågan gäller och senast när ni vill ha svar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} från {self.sender_mandate}"

    @property
    def chain(self) -> str:
        return self.registration.chain

    @property
    def status(self) -> QuestionStatus | None:
        """A QuestionStatus; None for what is no question."""
        if self.kind != MessageKind.QUESTION:
            return None
        if hasattr(self, "answer"):
            return QuestionStatus.TAKEN_BACK if self.answer.kind == MessageKind.TAKEN_BACK else QuestionStatus.ANSWERED
        of = self.requested_service
        stands = of and of.clock_from and of.status in OPEN and self.sent_at >= of.clock_from
        return QuestionStatus.OPEN if stands else QuestionStatus.LAPSED

    def get_status_display(self) -> str:
        return str(self.status.label) if self.status else ""

    @property
    def is_late(self) -> bool:
        """The day that the asker set has passed: a target, not a legal deadline."""
        return self.status == QuestionStatus.OPEN and self.due is not None and self.due < timezone.localdate()

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.pk in {self.sender_mandate_id, *(to.pk for to in self.to.all())}


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see: they are shown within the agency's own mandate alone."""
        if not (acting := getattr(user, "acting", None)):
            return self.none()
        seen = InterestRegistration.objects.of_party(user).values("pk")
        return self.filter(mandate=acting.mandate, registration__in=seen)


class Note(models.Model):
    """A note within one's own agency (tjänsteanteckning, 27 § förvaltningslagen). Never changed: write another."""

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="notes")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    text = models.TextField("anteckning", max_length=10_000)
    told_by = models.CharField("uppgiften lämnades av", max_length=200, blank=True)
    happened_on = models.DateField("uppgiften lämnades den", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("antecknad", auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "intern anteckning"
        verbose_name_plural = "interna anteckningar"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"), name="note_says_something", violation_error_message="Skriv något."
            )
        ]

    def __str__(self) -> str:
        return f"Anteckning hos {self.mandate}"

    @property
    def chain(self) -> str:
        return self.registration.chain
