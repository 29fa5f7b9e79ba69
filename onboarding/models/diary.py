"""The diary of each agency: what came in, what went out and what was drawn up (5 kap. 1–2 §§ OSL)."""

import re
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper

from registry.models import Agency, Mandate, User
from registry.provisions import NAME_IT, PROVISION

from .diary_series import DiarySeries
from .interest import InterestRegistration

# A case's number as people write it, with or without the agency's short name, or with the document's number after it.
NUMBER = re.compile(
    r"(?:(?P<called>\S.*?)\s+)?(?P<year>[0-9]{4})\s*[/:]\s*(?P<serial>[0-9]{1,9})(?:\s*-\s*(?P<document>[0-9]{1,9}))?"
)


def is_number(text: str, number: str) -> bool:
    """Return whether the text is that number of a case or a document, with or without the agency's name before it."""
    written, true = NUMBER.fullmatch(text.strip()), NUMBER.fullmatch(number)
    if not (written and true):
        return False
    same = all(int(written[part] or 0) == int(true[part] or 0) for part in ("year", "serial", "document"))
    return same and (written["called"] or true["called"] or "").lower() == (true["called"] or "").lower()


class DiaryCaseQuerySet(models.QuerySet["DiaryCase"]):
    def numbered(self, text: str) -> Self:
        """Return those that the text is the number of, at whatever agency."""
        if not (number := NUMBER.fullmatch(text.strip())):
            return self.none()
        found = self.filter(year=number["year"], serial=number["serial"])
        return found.filter(number__istartswith=number["called"]) if number["called"] else found


class DiaryCase(models.Model):
    """A case's number at one agency: a case shared by three agencies has three. Never changed; the series has no gaps.

    registration: None for what an agency has by itself, as the account to the Government.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    registration = models.ForeignKey(
        InterestRegistration, models.PROTECT, null=True, blank=True, related_name="diary_cases"
    )
    year = models.PositiveSmallIntegerField("år")
    serial = models.PositiveIntegerField("löpnummer")
    number = models.CharField("diarienummer", max_length=50)

    objects = DiaryCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende i diariet"
        verbose_name_plural = "ärenden i diariet"
        indexes = [models.Index(fields=["year", "serial"], name="diary_cases_by_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "registration"],
                name="one_number_at_an_agency",
                violation_error_message="Ärendet står redan i myndighetens diarium.",
            ),
            models.UniqueConstraint(
                fields=["agency", "year", "serial"],
                name="diary_number_once",
                violation_error_message="Diarienumret är redan taget. Försök igen.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def chain(self) -> str:
        """Return the file of the journal that it belongs to."""
        return self.registration.chain if self.registration else f"diarium/{self.pk}"

    @classmethod
    def open(cls, *agencies: Agency, registration: InterestRegistration | None = None) -> list["DiaryCase"]:
        """Takes and returns the next number of each agency, "FK 2026/000012", for a case; in the order of the agencies' keys."""
        of = {agency.pk: agency for agency in agencies}
        return cls.objects.bulk_create(
            cls(
                agency=of[series.agency_id],
                registration=registration,
                year=series.year,
                serial=series.last,
                number=f"{of[series.agency_id].short_name or series.agency_id} {series.year}/{series.last:06d}",
            )
            for series in DiarySeries.take(agencies)
        )


class DiaryQuerySet(models.QuerySet["DiaryEntry"]):
    def of(self, user: User) -> Self:
        """Return all that stands in the diary of the agency that the person acts for."""
        acting = getattr(user, "acting", None)
        return self.filter(agency=acting.mandate.agency_id) if acting else self.none()

    def visible_to(self, user: User) -> Self:
        """Return what the person may read in full: of the cases that the person sees, and what belongs to no case."""
        seen = InterestRegistration.objects.visible_to(user).filter(pk=OuterRef("case__registration"))
        return self.of(user).filter(Q(case__registration=None) | Q(Exists(seen)))

    def saying(self, text: str) -> Self:
        """Return those that the text is the number of, or of whose case; else those that concern what its words say."""
        if number := NUMBER.fullmatch(text.strip()):
            of_case = self.filter(case__in=DiaryCase.objects.numbered(text))
            return of_case.filter(number=number["document"]) if number["document"] else of_case
        words = re.findall(r"[^\W_]+", text)
        return self.filter(*(Q(about__icontains=word) for word in words)) if words else self.none()


class DiaryEntry(models.Model):
    """One document in one agency's diary, with the four facts of 5 kap. 2 § OSL. Nothing but what is hidden ever changes.

    registered_by: None for what came in by itself.
    """

    class Direction(models.TextChoices):
        IN = "in", "Inkommen"
        OUT = "out", "Utgående"
        DRAWN_UP = "drawn_up", "Upprättad"

    class Medium(models.TextChoices):
        PROGRAM = "program", "I tjänsten"
        PAPER = "paper", "Papper"
        EMAIL = "email", "E-post"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    case = models.ForeignKey(DiaryCase, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("handlingsnummer")
    direction = models.CharField("riktning", max_length=10, choices=Direction)
    on = models.DateField("datum")
    counterpart = models.CharField("avsändare eller mottagare", max_length=1000, blank=True)
    about = models.CharField("vad handlingen rör", max_length=250)
    counterpart_hidden = models.BooleanField("avsändare eller mottagare", default=False)
    about_hidden = models.BooleanField("vad handlingen rör", default=False)
    medium = models.CharField("form", max_length=10, choices=Medium, default=Medium.PROGRAM)
    late_because = models.CharField("varför handlingen registreras först nu", max_length=500, blank=True)
    subject = models.CharField(max_length=60, blank=True)  # the row in the program, as in the journal
    registered_at = models.DateTimeField("registrerad", auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="registrerad av"
    )

    objects = DiaryQuerySet.as_manager()

    class Meta:
        verbose_name = "handling i diariet"
        verbose_name_plural = "handlingar i diariet"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="document_number_once_in_a_case",
                violation_error_message="Numret är redan taget i ärendet. Försök igen.",
            ),
            models.CheckConstraint(
                condition=Q(about__regex=r"\S"),
                name="diary_says_what_it_concerns",
                violation_error_message="Ange kort vad handlingen rör.",
            ),
            models.CheckConstraint(
                condition=Q(direction="drawn_up") | Q(counterpart__regex=r"\S"),
                name="diary_says_from_or_to_whom",
                violation_error_message="Ange avsändare eller mottagare.",
            ),
        ]
        indexes = [
            models.Index("agency", F("on").desc(), F("id").desc(), name="diary_by_day"),
            GinIndex(OpClass(Upper("about"), "gin_trgm_ops"), name="diary_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.case}-{self.number}"

    @property
    def chain(self) -> str:
        return self.case.chain

    def is_party(self, mandate: Mandate) -> bool:
        """Return whether the mandate is of the agency whose diary it is."""
        return mandate.agency_id == self.agency_id


class SecrecyMarking(models.Model):
    """A note that something may be secret: provision, day and agency (5 kap. 5 § OSL). A warning, not a decision.

    It is taken away with a time and a name, and stays to be read.
    """

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="markings")
    provision = models.CharField("bestämmelse", max_length=100)
    covers = models.CharField(
        "avser",
        max_length=200,
        blank=True,
        help_text="Till exempel sidan 3 eller bilaga 2. Inget av det som är hemligt.",
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="myndighet")
    marked_on = models.DateField("antecknad", auto_now_add=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("borttagen", null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "sekretessmarkering"
        verbose_name_plural = "sekretessmarkeringar"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                # one of before that names less can be taken away
                condition=Q(provision__regex=PROVISION) | Q(removed_at__isnull=False),
                name="marking_names_its_provision",
                violation_error_message=NAME_IT,
            ),
            models.UniqueConstraint(
                fields=["entry", "provision", "covers"],
                condition=Q(removed_at=None),
                name="same_marking_once",
                violation_error_message="Handlingen har redan den markeringen.",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="marking_removed_by_somebody",
                violation_error_message="En sekretessmarkering tas bort av någon, vid en tidpunkt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision}, {self.agency}, {self.marked_on:%Y-%m-%d}"

    @property
    def chain(self) -> str:
        return self.entry.chain

    def is_party(self, mandate: Mandate) -> bool:
        return self.entry.is_party(mandate)


class PublicEntry(models.Model):
    """The diary as everybody may read it: a view of the database in which what is hidden is replaced already.

    Of a confidential case the number and the day. Nothing read from here can show, find or sort by a hidden value.
    """

    agency = models.ForeignKey(Agency, models.DO_NOTHING, related_name="+")
    called = models.CharField("diarienummer", max_length=60)
    on = models.DateField("datum")
    way = models.CharField("riktning", max_length=10)
    whom = models.CharField("avsändare eller mottagare", max_length=1000)
    concerns = models.CharField("vad handlingen rör", max_length=250)

    class Meta:
        managed = False
        db_table = "onboarding_publicdiary"
        verbose_name = "handling i det öppna diariet"
        verbose_name_plural = "handlingar i det öppna diariet"

    def __str__(self) -> str:
        return self.called
