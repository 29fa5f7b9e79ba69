"""A fictitious letter to the coordinator, written down for the agency to complete."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from onboarding.models import CameBy
from onboarding.reception import acts as reception_acts
from registry.models import Agency

from .people import coordinator

NEED = "Vi vill veta om vi kan få säkerhetskopior i en statlig datahall under nästa år."


def write_down_letter(agency, service):
    """Write down that an agency (by name) has asked for the service by letter, today."""
    reception_acts.take_down(
        by=coordinator(),
        agency=Agency.objects.get(name=agency),
        came_by=CameBy.LETTER,
        came_on=timezone.localdate(),
        came_from="Kanslichefen (påhittat brev)",
        need=NEED,
        wanted=[{"service": service}],
        files=[SimpleUploadedFile("Brev.txt", f"Brev (påhittat)\n\n{NEED}\n".encode())],
        acknowledged=True,
    )
