"""The filing: an agency registers its interest with the coordinator (7 §)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from registry.models import Agency
from registry.ordinance import Part

ACKNOWLEDGEMENT = (
    "Anmälan innehåller inga säkerhetsskyddsklassificerade uppgifter (begränsat hemlig, konfidentiell, hemlig eller "
    "kvalificerat hemlig)."
)


class InterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The agency's own, drafts too; to the coordinator all that is sent; to a supplier what it was allocated."""
        acting = getattr(user, "acting", None)
        return self.filter(self._seen_by(acting.mandate) if acting else Q(pk__in=[])) | self.let_in(user)

    def _seen_by(self, mandate):
        if mandate.part == Part.APPLICANT:
            return Q(agency=mandate.agency_id)
        if mandate.part == Part.COORDINATOR:
            return Q(registered_at__isnull=False)
        return Q(pk__in=self.model.objects.filter(requested_services__allocations__supplier=mandate).values("pk"))

    def let_in(self, user):
        """The exception: the cases into which the person is let by name (django-guardian)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            pk__in=self.model.objects.filter(guests__user=user).values("pk"), registered_at__isnull=False
        )

    def drafts(self):
        return self.filter(registered_at=None)

    def sent(self):
        return self.filter(registered_at__isnull=False)


class InterestRegistration(models.Model):
    """One registration of interest: the case. Until it is sent only the agency itself knows of it."""

    class Present(models.TextChoices):
        OWN = "own", "Egen it-drift"
        PRIVATE = "private", "Privat leverantör"
        AGENCY = "agency", "Annan myndighet"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="registrations", verbose_name="myndighet")
    contact_name = models.CharField("kontaktperson", max_length=150)
    contact_email = models.EmailField("kontaktpersonens e-postadress")
    contact_phone = models.CharField("telefon", max_length=30, blank=True)
    own_reference = models.CharField("ert diarienummer", max_length=50, blank=True)
    need = models.TextField(
        "behov", help_text="Vad behöver ni, och varför? Beskriv inte sårbarheter.", max_length=10_000
    )
    present_solution = models.CharField("nuvarande lösning", max_length=10, choices=Present)
    present_cost = models.DecimalField(
        "nuvarande kostnad per år, kronor", max_digits=14, decimal_places=2, null=True, blank=True
    )
    security_effect = models.TextField(
        "säkrare it-drift",
        blank=True,
        max_length=10_000,
        help_text="Vad blir säkrare med en anslutning? Beskriv inte sårbarheter.",
    )
    cost_effect = models.TextField(
        "kostnadseffektivitet", blank=True, max_length=10_000, help_text="Hur väntas kostnaderna påverkas?"
    )
    other_channel = models.BooleanField(
        "Frågor om säkerhetsskydd behöver hanteras i en annan kanal",
        default=False,
        help_text="Skriv inget mer om detta här. Den samordnande myndigheten kontaktar er.",
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField("inkom", null=True, blank=True)
    diary_number = models.CharField("diarienummer", max_length=50, null=True, blank=True, unique=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = "intresseanmälan"
        verbose_name_plural = "intresseanmälningar"
        ordering = ["-registered_at", "-pk"]
        permissions = [("view_as_guest", "Läsa ärendet som namngiven gäst")]
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_at=None, diary_number=None)
                | Q(registered_at__isnull=False, diary_number__isnull=False, acknowledged_by__isnull=False),
                name="registered_with_number_and_acknowledgement",
                violation_error_message="Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter.",
            )
        ]

    def __str__(self):
        return self.diary_number or f"Utkast från {timezone.localtime(self.created_at):%Y-%m-%d}"

    @property
    def chain(self):
        return f"arende/{self.pk}"

    @property
    def is_draft(self):
        return self.registered_at is None

    def is_party(self, mandate):
        """The agency itself; once it is sent the coordinator, and the suppliers it was allocated to."""
        if mandate.part == Part.APPLICANT:
            return mandate.agency_id == self.agency_id
        if self.is_draft:
            return False
        return mandate.part == Part.COORDINATOR or self.requested_services.allocated_to(mandate).exists()
