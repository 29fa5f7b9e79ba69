"""Files that a party adds to the case as a whole, or to a draft: what is taken in, who then has them, and that they stay."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from itdrift.models import Job
from onboarding.filing import acts as filing_acts
from onboarding.filing.receipt import receipt
from onboarding.letters import acts as letters_acts
from onboarding.models import Attachment, DiaryEntry, InterestRegistration, ScanState
from onboarding.secrecy import acts as secrecy_acts
from registry.classified import CONTENT_STOPPED
from registry.models import JournalEntry, Notice

from ...once import made_once
from ..raw_sql import allowed, refused, refused_row
from .files import DOCX, PDF, PNG, office, upload


@made_once
def case(cast):
    return cast.walk.request("allocated").registration


def readers(cast, attachment):
    return {name for name, person in cast.people().items() if attachment in Attachment.objects.visible_to(person)}


PARTIES = {"applicant", "applicant_boss", "reader", "coordinator", "coordinator_boss", "supplier", "supplier_boss"}


@pytest.mark.parametrize("who", ["applicant", "coordinator", "supplier"])
def test_a_file_to_the_case_is_read_by_all_its_parties(cast, case, who):
    (attachment,) = letters_acts.attach(case, by=getattr(cast, who), files=[upload()])
    assert (attachment.name, attachment.content_type, attachment.size) == ("Kravlista.pdf", "application/pdf", len(PDF))
    assert (attachment.state, attachment.uploaded_for) == (ScanState.UNSCANNED, getattr(cast, who).acting.mandate)
    assert attachment.digest == Attachment.digest_of(PDF)
    assert readers(cast, attachment) == PARTIES


def test_it_is_journalled_in_the_diaries_and_the_others_are_told(cast, case):
    Notice.objects.all().delete()
    letters_acts.attach(case, by=cast.supplier, files=[upload("Ritning.png", PNG), upload("Krav.docx", DOCX)])
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.text) == ("onboarding.attach", "2 bilagor lades till.")
    about = DiaryEntry.objects.filter(about="Bilaga").values_list("agency__short_name", "direction")
    assert sorted(about) == sorted([("SKV", "out"), ("BV", "in"), ("FK", "in")] * 2)
    told = set(Notice.objects.values_list("recipient__name", flat=True))
    assert told == {"Anna Åkesson", "Göran Öberg", "Rut Läsare", "Karin Kö", "Kurt Samuelsson"}
    assert not Notice.objects.filter(text__contains="Ritning").exists()


def test_a_draft_has_files_that_only_the_agency_knows_of_until_it_is_sent(cast):
    draft = cast.walk.draft()
    (attachment,) = letters_acts.attach(draft, by=cast.applicant, files=[upload()])
    assert readers(cast, attachment) == {"applicant", "applicant_boss", "reader"}
    assert JournalEntry.objects.filter(chain=draft.chain).last().act == "onboarding.edit"
    assert not DiaryEntry.objects.exists()
    filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    assert readers(cast, attachment) == {"applicant", "applicant_boss", "reader", "coordinator", "coordinator_boss"}


def test_the_receipt_names_the_files_that_were_sent_and_none_that_came_after(cast):
    draft = cast.walk.draft()
    (sent,) = letters_acts.attach(draft, by=cast.applicant, files=[upload("skickad.pdf")])
    case = filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    for by in (cast.applicant, cast.coordinator):
        letters_acts.attach(case, by=by, files=[upload("senare.pdf")])
    to = [cast.coordinator.acting.mandate]
    letters_acts.message(case, by=cast.applicant, to=to, body="Hej.", files=[upload("brev.pdf")])
    assert receipt(case)["files"] == [{"name": "skickad.pdf", "digest": sent.digest}]


def test_a_file_is_taken_out_of_a_draft_and_of_nothing_else(cast):
    draft = cast.walk.draft()
    first, second = letters_acts.attach(draft, by=cast.applicant, files=[upload("a.pdf"), upload("b.pdf")])
    letters_acts.detach(first, by=cast.applicant_boss)
    assert list(Attachment.objects.all()) == [second]
    filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    with pytest.raises(ValidationError, match="redan skickad"):
        letters_acts.detach(second, by=cast.applicant)
    assert Attachment.objects.get() == second


def test_a_draft_is_thrown_away_with_its_files(cast):
    draft = cast.walk.draft()
    letters_acts.attach(draft, by=cast.applicant, files=[upload()])
    filing_acts.discard(draft, by=cast.applicant)
    assert not Attachment.objects.exists()


def test_a_supplier_that_has_refused_reads_what_came_until_then_and_adds_nothing(cast):
    requested_service = cast.walk.request("allocated")
    case = requested_service.registration
    (before,) = letters_acts.attach(case, by=cast.applicant, files=[upload()])
    cast.walk.refuse(requested_service)
    (after,) = letters_acts.attach(case, by=cast.applicant, files=[upload()])
    assert readers(cast, before) == PARTIES
    assert readers(cast, after) == PARTIES - {"supplier", "supplier_boss"}
    with pytest.raises(PermissionDenied):
        letters_acts.attach(case, by=cast.supplier, files=[upload()])


@pytest.mark.parametrize("who", ["reader", "stranger", "other_supplier", "other_supplier_boss", "nobody", "admin"])
def test_nobody_else_adds_anything(cast, case, who):
    with pytest.raises(PermissionDenied):
        letters_acts.attach(case, by=getattr(cast, who), files=[upload()])
    assert not Attachment.objects.exists()


def test_a_guest_reads_no_files(cast, case):
    letters_acts.attach(case, by=cast.applicant, files=[upload()])
    for guest in (cast.nobody, cast.stranger):
        secrecy_acts.let_in(case, by=cast.applicant_boss, email=guest.email)
        assert not Attachment.objects.visible_to(guest).exists()


# With a message


def test_a_file_with_a_message_is_for_those_it_was_written_to(cast, case):
    to = [cast.coordinator.acting.mandate]
    sent = letters_acts.message(case, by=cast.applicant, to=to, body="Se bilagan.", files=[upload()])
    attachment = sent.attachments.get()
    assert readers(cast, attachment) == PARTIES - {"supplier", "supplier_boss"}
    with pytest.raises(ValidationError, match="redan skickad"):
        letters_acts.detach(attachment, by=cast.applicant)


def test_an_answer_has_files_as_well(cast, case):
    requested_service, due = case.requested_services.get(), timezone.localdate() + timedelta(days=3)
    question = letters_acts.ask(requested_service, by=cast.supplier, body="Hur många?", due=due)
    answer = letters_acts.answer(question, by=cast.applicant, body="Se bilagan.", files=[upload()])
    assert readers(cast, answer.attachments.get()) == PARTIES - {"coordinator", "coordinator_boss"}


def test_a_message_with_a_file_that_is_not_taken_in_is_not_sent(client, cast, case):
    client.force_login(cast.applicant)
    said = {"to": [cast.coordinator.acting.mandate_id], "body": "Se bilagan.", "files": [upload("a.exe", b"MZ\0")]}
    page = client.post(reverse("message", args=[case.pk]), said)
    assert page.context["form"].errors["files"][0].startswith("”a.exe” är av ett slag som inte tas emot.")
    assert page.context["form"]["body"].value() == "Se bilagan."
    assert not case.messages.exists()


def test_the_case_page_shows_it_with_its_message(client, cast, case):
    to = [cast.coordinator.acting.mandate]
    letters_acts.message(case, by=cast.applicant, to=to, body="Se bilagan.", files=[upload("Bara för FK.pdf")])
    seen = {}
    for name in ("applicant", "coordinator", "supplier"):
        client.force_login(getattr(cast, name))
        seen[name] = "Bara för FK.pdf" in client.get(reverse("case_whole", args=[case.pk])).text
    assert seen == {"applicant": True, "coordinator": True, "supplier": False}


@pytest.mark.parametrize("name", ["attach", "message"])
def test_nothing_is_wrong_before_anything_is_sent(client, cast, case, name):
    client.force_login(cast.applicant)
    assert client.get(reverse(name, args=[case.pk])).context["form"].errors == {}


# What is not taken in: a sentence for each, and nothing kept


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        ([], ["Välj minst en fil."]),
        ([upload("tom.pdf", b"")], ["”tom.pdf” är tom."]),
        (
            [upload(), upload("makro.docx", office("word/document.xml", **{"word/vbaProject.bin": "x"}))],
            ["”makro.docx” innehåller makron. Spara den utan makron och försök igen."],
        ),
        (
            [upload("a.png"), upload("b.png")],
            [
                "”a.png” är en PDF men namnet säger något annat. Låt det sluta på .pdf.",
                "”b.png” är en PDF men namnet säger något annat. Låt det sluta på .pdf.",
            ],
        ),
        ([upload()] * 11, ["Välj högst 10 filer åt gången."]),
    ],
)
def test_what_is_not_taken_in_is_said_and_nothing_is_kept(cast, case, files, sentences):
    with pytest.raises(ValidationError) as error:
        letters_acts.attach(case, by=cast.applicant, files=files)
    assert error.value.message_dict == {"files": sentences}
    assert not Attachment.objects.exists()


def test_the_size_is_limited(cast, case, settings):
    settings.ATTACHMENT_MAX_MB = 1
    letters_acts.attach(case, by=cast.applicant, files=[upload("hel.txt", b"x" * 1024 * 1024)])
    with pytest.raises(ValidationError, match="är för stor"):
        letters_acts.attach(case, by=cast.applicant, files=[upload("stor.txt", b"x" * 1024 * 1024 + b"x")])


def test_the_files_of_one_act_are_limited_together_before_they_are_read(client, cast, case, settings, attach_page):
    settings.ATTACHMENT_MAX_MB = 1
    megabyte = b"x" * 1024 * 1024
    with pytest.raises(ValidationError, match="för stora tillsammans"):
        letters_acts.attach(case, by=cast.applicant, files=[upload(f"{n}.txt", megabyte) for n in range(5)])
    assert client.post(attach_page, {"files": [upload("a.txt", 6 * megabyte)]}).status_code == 400
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["Begränsat hemlig bilaga.pdf", "HEMLIG.pdf", "plan_KVALIFICERAT-HEMLIG_v2.pdf"])
def test_a_marking_of_a_security_class_in_the_name_stops_it(cast, case, name, caplog):
    with pytest.raises(ValidationError, match="byt namn på filen"):
        letters_acts.attach(case, by=cast.applicant, files=[upload(name)])
    assert not Attachment.objects.exists()
    assert name not in caplog.text


# The page


@pytest.fixture
def attach_page(client, cast, case):
    client.force_login(cast.applicant)
    return reverse("attach", args=[case.pk])


def test_several_are_sent_at_once(client, case, attach_page):
    answer = client.post(attach_page, {"files": [upload(), upload("Bild.png", PNG)]})
    assert answer.headers["Location"] == reverse("case_documents", args=[case.pk])
    assert set(Attachment.objects.values_list("name", flat=True)) == {"Kravlista.pdf", "Bild.png"}


def test_what_is_wrong_stands_at_the_field(client, attach_page):
    assert client.post(attach_page, {}).context["form"].errors == {"files": ["Välj minst en fil."]}
    errors = client.post(attach_page, {"files": [upload("hemlig.exe", b"MZ\0")]}).context["form"].errors
    assert errors["files"][0].startswith("”hemlig.exe” är av ett slag som inte tas emot.")


def test_a_draft_shows_its_files_and_takes_one_out(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    page = reverse("attach", args=[draft.pk])
    assert client.post(page, {"files": [upload()]}).headers["Location"] == page
    assert "Kravlista.pdf" in client.get(page).text
    out = reverse("detach", args=[Attachment.objects.get().pk])
    assert client.get(out).status_code == 405
    assert client.post(out).headers["Location"] == page
    assert not Attachment.objects.exists()


def test_the_case_page_lists_them_in_words(client, cast, case):
    letters_acts.attach(case, by=cast.applicant, files=[upload()])
    client.force_login(cast.coordinator)
    text = client.get(reverse("case_whole", args=[case.pk])).text
    assert "Kravlista.pdf" in text
    assert "Inte genomsökt efter skadlig kod." in text


# The database


@made_once
def row(cast, case):
    (attachment,) = letters_acts.attach(case, by=cast.applicant, files=[upload()])
    return Attachment.objects.filter(pk=attachment.pk).values().get()


def test_what_is_attached_is_never_changed_or_removed(row):
    for change in ("content = ''", "name = 'annat.pdf'", "digest = ''", "uploaded_for_id = uploaded_for_id + 1"):
        assert refused("UPDATE onboarding_attachment SET " + change) == "attachment_stays"  # noqa: S608
    assert refused("DELETE FROM onboarding_attachment") == "attachment_leaves_a_draft_only"
    assert refused("UPDATE onboarding_attachment SET state = 'quarantined'") == "attachment_stays"
    allowed("UPDATE onboarding_attachment SET state = 'infected'")
    assert refused("UPDATE onboarding_attachment SET state = 'clean'") == "attachment_stays"


def test_only_a_party_attaches_what_is_something_and_allowed(cast, row):
    del row["id"]
    assert (
        refused_row("attachment", row | {"uploaded_for_id": cast.stranger.acting.mandate_id}) == "attached_by_a_party"
    )
    assert refused_row("attachment", row | {"size": 0}) == "attachment_not_empty"
    assert refused_row("attachment", row | {"content_type": "text/html"}) == "attachment_type_allowed"
    assert refused_row("attachment", row | {"name": " "}) == "attachment_has_a_name"


def test_nothing_is_queued_without_clamav(cast, case):
    letters_acts.attach(case, by=cast.applicant, files=[upload()])
    assert not Job.objects.filter(name="letters.scan").exists()
    assert InterestRegistration.objects.get(pk=case.pk).attachments.count() == 1


@pytest.mark.parametrize(
    "file",
    [
        upload("plan.txt", b"Vart vi ska\nKVALIFICERAT HEMLIG\n"),
        upload(
            "plan.docx", office("word/document.xml", **{"word/header1.xml": "<w:p><w:t>HEM</w:t><w:t>LIG</w:t></w:p>"})
        ),
    ],
    ids=str,
)
def test_a_file_with_a_marking_in_it_is_not_kept(client, cast, file):
    case = cast.walk.request("registered").registration
    client.force_login(cast.applicant)
    file.seek(0)
    page = client.post(reverse("attach", args=[case.pk]), {"files": [file]})
    assert page.context["form"].errors == {"files": [CONTENT_STOPPED.format(file.name)]}
    assert not Attachment.objects.exists()
