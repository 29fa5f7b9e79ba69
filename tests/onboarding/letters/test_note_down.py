"""27 § förvaltningslagen: a note within one's own agency, seen by nobody else, never changed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.allocation import acts as allocation_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, Note
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.journal import subject_of
from registry.models import JournalEntry, Notice

from ..raw_sql import refused, refused_change, refused_row

pytestmark = pytest.mark.usefixtures("db")
TEXT = "Ringde om kapaciteten i hallen."


def readers(client, cast, case, text):
    found = set()
    for name, person in cast.people().items():
        client.force_login(person)
        page = client.get(reverse("case_whole", args=[case.pk]))
        if page.status_code == 200 and text in page.text:
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("by", "own"),
    [
        ("applicant", {"applicant", "applicant_boss", "reader"}),
        ("coordinator_boss", {"coordinator", "coordinator_boss"}),
        ("supplier", {"supplier", "supplier_boss"}),
    ],
)
def test_a_note_and_that_it_was_made_is_seen_in_its_own_agency_alone(client, cast, by, own):
    requested_service = cast.walk.request(Status.ALLOCATED)
    secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.nobody.email)
    letters_acts.note_down(requested_service.registration, by=getattr(cast, by), text=TEXT)
    assert readers(client, cast, requested_service.registration, TEXT) == own
    assert readers(client, cast, requested_service.registration, "En intern anteckning gjordes.") == own


def test_the_two_mandates_of_one_agency_do_not_read_each_others_notes(client, cast):
    """Försäkringskassan as coordinator and as supplier never mix (4–5 §§)."""
    requested_service = cast.walk.request(Status.REGISTERED)
    colleague = cast.coordinator.memberships.model.objects.create(
        user=cast.nobody, mandate=cast.fk_supplier, role="officer", title="handläggare", valid_from=date(2025, 1, 1)
    )
    allocation_acts.allocate(
        requested_service, by=cast.coordinator, supplier=colleague.mandate, motive="Tillhandahåller tjänsten."
    )
    letters_acts.note_down(requested_service.registration, by=cast.coordinator, text=TEXT)
    assert readers(client, cast, requested_service.registration, TEXT) == {"coordinator", "coordinator_boss"}


def test_a_note_tells_nobody_and_stands_in_no_diary(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    before = Notice.objects.count()
    kept = letters_acts.note_down(requested_service.registration, by=cast.supplier, text=TEXT)
    assert Notice.objects.count() == before
    assert not DiaryEntry.objects.filter(subject=subject_of(kept)).exists()


def test_it_is_journalled_without_its_text(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    kept = letters_acts.note_down(requested_service.registration, by=cast.supplier, text=TEXT, told_by="Anna Åkesson")
    entry = JournalEntry.objects.get(act="onboarding.note_down")
    assert (entry.subject, entry.text, entry.facts) == (subject_of(kept), "En intern anteckning gjordes.", {})


def test_who_told_and_when_is_kept(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    day = timezone.localdate() - timedelta(days=1)
    letters_acts.note_down(
        requested_service.registration, by=cast.supplier, text=TEXT, told_by="Anna Åkesson", happened_on=day
    )
    client.force_login(cast.supplier)
    text = client.get(reverse("case_whole", args=[requested_service.registration_id])).text
    assert f"Uppgiften lämnades av Anna Åkesson {day}" in text
    assert f"Intern anteckning – syns bara hos {cast.skv} som leverantörsmyndighet" in text


def test_what_has_not_happened_yet_is_not_noted(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="inte varit än"):
        letters_acts.note_down(requested_service.registration, by=cast.supplier, text=TEXT, happened_on=tomorrow)
    assert not Note.objects.exists()
    today = timezone.localdate()
    assert letters_acts.note_down(
        requested_service.registration, by=cast.supplier, text=TEXT, told_by="Anna Berg", happened_on=today
    )


def test_whoever_is_no_officer_of_a_party_notes_nothing(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    for person in [cast.reader, cast.stranger, cast.other_supplier, cast.nobody, cast.admin]:
        with pytest.raises(PermissionDenied):
            letters_acts.note_down(requested_service.registration, by=person, text=TEXT)


def test_a_draft_has_no_notes(cast):
    with pytest.raises(ValidationError, match="inte skickad"):
        letters_acts.note_down(cast.walk.draft(), by=cast.applicant, text=TEXT)


# The page


def test_the_page_warns_that_it_is_internal_and_keeps_the_note(post, client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier)
    text = client.get(reverse("note_down", args=[requested_service.registration_id])).text
    assert "<h1>Intern anteckning</h1>" in text
    assert f"Syns bara hos {cast.skv} som leverantörsmyndighet" in text
    page = post(cast.supplier, "note_down", requested_service.registration, text=TEXT, told_by="", happened_on="")
    assert (page.status_code, Note.objects.get().text) == (302, TEXT)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "Skriv anteckningen."),
        ({"text": " \n"}, "Skriv anteckningen."),
        ({"text": "a\0b"}, "Null"),
        ({"happened_on": "i går"}, "datum"),
        ({"happened_on": "2999-01-01"}, "Dagen har inte varit än."),
        ({"text": "HEMLIG\nuppgift"}, "säkerhetsskyddsmarkering"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(post, cast, said, words):
    requested_service = cast.walk.request(Status.ALLOCATED)
    page = post(cast.supplier, "note_down", requested_service.registration, **{"text": TEXT} | said)
    assert (page.status_code, Note.objects.count()) == (200, 0)
    errors = " ".join(error for field in page.context["form"].errors.values() for error in field)
    assert words in errors


# The database


def test_the_database_keeps_a_note_as_it_was(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    kept = letters_acts.note_down(requested_service.registration, by=cast.supplier, text=TEXT)
    assert refused_change("note", kept.pk, text="annat") == "note_is_never_changed"
    assert refused("DELETE FROM onboarding_note") == "note_is_never_changed"


def test_the_database_takes_notes_of_parties_only(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    row = {
        "registration_id": requested_service.registration_id, "mandate_id": cast.stranger.acting.mandate_id, "text": TEXT,
        "told_by": "", "written_by_id": cast.stranger.pk, "written_at": timezone.now(),
    }  # fmt: skip
    assert refused_row("note", row) == "noted_by_a_party"
