"""7 § asks for no form: the coordinator writes down what came by letter, e-mail or telephone, and it counts from its day."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.template.loader import render_to_string
from django.urls import reverse

from itdrift import outbox
from itdrift.templatetags.swedish import dag
from onboarding.filing.receipt import receipt
from onboarding.letters import acts as letters_acts
from onboarding.models import Attachment, DiaryEntry, Document, InterestRegistration, RequestedService
from onboarding.reception import acts as reception_acts
from registry.models import JournalEntry
from reporting.cut import cases

from ... import making
from ...once import made_once
from ..letters.files import upload
from ..raw_sql import refused_change, refused_row

pytestmark = pytest.mark.section(7)
CALL = {"came_by": "telephone", "files": (), "call_note": "De vill veta om de kan få tre servrar."}


def take_down(cast, **changes):
    return reception_acts.take_down(by=cast.coordinator, **making.letter(cast, **changes))


@made_once
def taken(cast):
    return take_down(cast)


def test_it_counts_from_the_day_that_it_came(cast):
    with time_machine.travel("2026-11-24 15:30+01:00"):
        case = take_down(cast, came_on=date(2026, 11, 23))
    requested_service = case.requested_services.get()
    midnight = datetime(2026, 11, 22, 23, tzinfo=UTC)  # in Sweden
    assert case.registered_at == requested_service.received_at == requested_service.clock_from == midnight
    assert (requested_service.status, case.created_by) == ("registered", cast.coordinator)
    entry = DiaryEntry.objects.get(about="Intresseanmälan")
    assert (str(entry.on), entry.medium, entry.counterpart) == ("2026-11-23", "paper", "Bolagsverket")
    assert str(entry) == f"{case.diary_number}-1"
    told = JournalEntry.objects.get(act="onboarding.take_down")
    assert (
        told.text
        == f"Intresseanmälan kom in med brev den 2026-11-23, skrevs in och fick diarienummer {case.diary_number}."
    )


def test_its_target_is_counted_from_that_day(cast):
    early = take_down(cast, came_on=date.today()).requested_services.get()
    early.refresh_from_db()
    late = cast.walk.request("registered")
    assert early.due_on == late.due_on


def test_only_what_it_says_is_answered(taken):
    requested_service = taken.requested_services.get()
    assert (taken.other_channel, taken.secrecy, requested_service.personal_data, requested_service.volume) == (
        None,
    ) * 4
    assert (taken.present_solution, taken.contact_name) == ("", "")


def test_the_agency_finds_it_as_its_own(client, cast, taken):
    assert {name for name, by in cast.people().items() if taken in InterestRegistration.objects.visible_to(by)} == {
        *("applicant", "applicant_boss", "reader", "coordinator", "coordinator_boss")
    }
    client.force_login(cast.applicant)
    assert taken.diary_number in client.get(reverse("cases")).text
    page = client.get(reverse("case_whole", args=[taken.pk])).text
    assert "Göran Öberg, generaldirektör" in page
    assert "Originalet, " in page
    assert "Kontakt: inte uppgiven" in page
    address = reverse("attachment", args=[taken.attachments.get().pk])
    assert client.get(address).status_code == 200


def test_a_call_is_noted_and_has_no_original(client, cast):
    case = take_down(cast, **CALL)
    entry = DiaryEntry.objects.get(about__startswith="Tjänsteanteckning")
    assert (entry.direction, entry.medium, case.attachments.count()) == ("drawn_up", "program", 0)
    client.force_login(cast.applicant)
    assert "De vill veta om de kan få tre servrar." in client.get(reverse("case", args=[case.pk])).text


def test_what_is_not_answered_is_never_said(client, cast, taken):
    """Not that no personal data are processed, and not that a question does not apply."""
    client.force_login(cast.coordinator)
    requested_service = taken.requested_services.get()
    page = client.get(reverse("allocate", args=[requested_service.pk])).text
    assert "Om personuppgifter ska behandlas är inte besvarat." in page
    assert "personuppgifter: inte besvarad" in page
    chosen = client.get(reverse("allocate_many"), {"tjanst": requested_service.pk})
    assert "inga personuppgifter" not in page + chosen.text
    assert {
        answer.applies for part in receipt(taken)["parts"] for group in part.groups for answer in group.answers
    } == {True}


def test_the_receipts_say_how_it_came_and_who_wrote_it_down(client, cast):
    with time_machine.travel("2026-11-24 15:30+01:00"):
        case = take_down(cast, came_on=date(2026, 11, 23), came_by="email")
    client.force_login(cast.applicant)
    page = client.get(reverse("case_receipt", args=[case.pk])).text
    paper = render_to_string("paper/receipt.html", receipt(case))
    assert "2026-11-23 med e-post" in page
    assert "<td>2026-11-23 med e-post</td>" in paper
    assert "<td>Karin Kö, Försäkringskassan, den 2026-11-24 kl. 15:30</td>" in paper
    assert [file["name"] for file in receipt(case)["files"]] == ["Brev.pdf"]
    assert "kl. 00" not in page + paper


def test_the_receipt_is_drawn(cast, taken, drawn):
    outbox.perform_waiting()
    assert Document.objects.get(registration=taken).kind == "receipt"


def test_it_can_be_allocated_and_taken_on_as_any_other(cast, taken):
    requested_service = taken.requested_services.get()
    cast.walk.allocate(requested_service)
    cast.walk.accept(requested_service)
    assert RequestedService.objects.get().status == "accepted"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"came_by": "form"}, "came_by"),
        ({"came_on": date(2999, 1, 1)}, "came_on"),
        ({"came_on": date(2024, 12, 31)}, "came_on"),
        ({"came_on": date(2026, 1, 2)}, "late_because"),
        ({"files": ()}, "files"),
        ({"came_by": "email", "files": ()}, "files"),
        ({"files": [upload("Brev.exe", b"MZ")]}, "files"),
        ({"wanted": []}, "__all__"),
        ({"came_from": " "}, "__all__"),
        ({"need": " "}, "__all__"),
        ({"acknowledged": False}, "__all__"),
        ({**CALL, "call_note": " "}, "call_note"),
        ({"call_note": "Ett brev säger inget på telefon."}, "call_note"),
    ],
)
def test_what_it_needs_is_asked_for_in_words(cast, changes, field):
    with pytest.raises(ValidationError) as error:
        take_down(cast, **changes)
    said = error.value.message_dict if hasattr(error.value, "error_dict") else {"__all__": error.value.messages}
    assert list(said) == [field]


def test_what_came_long_ago_is_written_down_with_the_reason(cast):
    case = take_down(cast, came_on=date(2026, 1, 2), late_because="Låg i fel postfack.")
    assert DiaryEntry.objects.get(about="Intresseanmälan").late_because == "Låg i fel postfack."
    assert dag(case.registered_at) == "2026-01-02"


def test_only_an_agency_under_the_government_and_not_one_that_has_ended(cast):
    parliament = making.agency("Riksdagens ombudsmän", "2021002650", kind="riksdag")
    ended = making.agency("Gamla verket", "2021002668")
    type(ended).objects.filter(pk=ended.pk).update(ended_on="2025-02-01")
    ended.refresh_from_db()
    for agency in (parliament, ended):
        with pytest.raises(ValidationError) as error:
            take_down(cast, agency=agency)
        assert list(error.value.message_dict) == ["agency"]


def test_the_supplier_side_of_the_same_agency_may_not(cast):
    with pytest.raises(PermissionDenied):
        reception_acts.take_down(by=cast.supplier, **making.letter(cast))


def test_the_account_counts_it_in_the_year_that_it_came(cast):
    with time_machine.travel("2027-01-04 10:00+01:00"):
        case = take_down(cast, came_on=date(2026, 12, 30), late_because="Låg i fel postfack.")
    counted = {
        year: list(cases.received(SimpleNamespace(first=date(year, 1, 1), last=date(year, 12, 31))))
        for year in (2026, 2027)
    }
    assert counted == {2026: [case], 2027: []}


# The database


def test_raw_sql_makes_no_draft_of_the_agency_something_that_came_by_letter(cast):
    draft = cast.walk.draft()
    of_letter = {"came_by": "letter", "came_from": "Göran Öberg"}
    assert refused_change("interestregistration", draft.pk, **of_letter) == "written_down_by_the_coordinator"
    of_letter["created_by_id"] = cast.coordinator.pk
    assert refused_change("interestregistration", draft.pk, **of_letter) == "written_down_when_it_came"


def test_raw_sql_writes_no_letter_down_without_it(cast, monkeypatch):
    monkeypatch.setattr(reception_acts, "keep", lambda *_, **__: None)
    take_down(cast)
    with pytest.raises(IntegrityError, match="Bifoga brevet eller e-postmeddelandet") as error:
        connection.check_constraints()
    assert error.value.__cause__.diag.constraint_name == "written_down_with_its_original"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"came_by": "pigeon"}, "came_by_known"),
        ({"came_from": ""}, "came_from_somebody"),
        ({"call_note": "Hej."}, "call_is_noted"),
        ({"registered_at": "2024-12-31 12:00+01:00"}, "came_on_a_day_that_has_been"),
        ({"registered_at": "2999-01-01 12:00+01:00"}, "came_on_a_day_that_has_been"),
        ({"need": " "}, "registered_is_complete"),
    ],
)
def test_raw_sql_says_how_it_came(cast, changes, rule):
    """A draft as the act writes it first, sent by hand."""
    draft = cast.walk.draft()
    letter = {"came_by": "letter", "came_from": "Göran Öberg", "created_by_id": cast.coordinator.pk}
    sent = {"registered_at": draft.created_at, "diary_number": "FK 1", "acknowledged_by_id": cast.coordinator.pk}
    assert refused_change("interestregistration", draft.pk, **{**letter, **sent, **changes}) == rule


def test_raw_sql_gives_a_form_no_original(cast):
    (attachment,) = letters_acts.attach(cast.walk.draft(), by=cast.applicant, files=[upload()])
    row = {field.column: getattr(attachment, field.attname) for field in Attachment._meta.fields if field.name != "id"}
    assert refused_row("attachment", {**row, "original": True}) == "original_of_what_came_another_way"
