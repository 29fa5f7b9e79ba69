"""Messages between the parties of a case: to chosen ones, read by them alone, in the diaries, never changed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, Message
from onboarding.models.message import may_be_written_to
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.journal import subject_of
from registry.models import JournalEntry, Notice

from ..raw_sql import insert, refused, refused_change, refused_row

pytestmark = pytest.mark.usefixtures("db")
TEXT = "Vi hör av oss om flytten av servrarna."


def mandates(*people):
    return [person.acting.mandate for person in people]


def written(cast, requested_service, by, *to, body=TEXT):
    return letters_acts.message(requested_service.registration, by=by, to=mandates(*to), body=body)


def readers(client, cast, case, text=TEXT):
    """Those who see the text on the case page."""
    found = set()
    for name, person in cast.people().items():
        client.force_login(person)
        page = client.get(reverse("case_whole", args=[case.pk]))
        if page.status_code == 200 and text in page.text:
            found.add(name)
    return found


def refused_words(act):
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.message_dict


def test_a_message_is_read_by_those_who_wrote_it_and_those_it_was_written_to(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    written(cast, requested_service, cast.applicant, cast.supplier)
    assert readers(client, cast, requested_service.registration) == {
        "applicant", "applicant_boss", "reader", "supplier", "supplier_boss",
    }  # fmt: skip


def test_that_it_was_sent_is_told_to_nobody_else(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    sent = written(cast, requested_service, cast.applicant, cast.supplier)
    entry = JournalEntry.objects.get(act="onboarding.message")
    assert (entry.subject, entry.text) == (
        subject_of(sent),
        f"Ett meddelande skickades till {cast.skv} som leverantörsmyndighet.",
    )
    told = {"applicant", "applicant_boss", "reader", "supplier", "supplier_boss"}
    assert readers(client, cast, requested_service.registration, "Ett meddelande skickades") == told


def test_a_guest_reads_no_messages(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    written(cast, requested_service, cast.applicant, cast.supplier, cast.coordinator)
    for guest in [cast.nobody, cast.stranger, cast.other_supplier]:
        secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=guest.email)
    assert readers(client, cast, requested_service.registration) & {"nobody", "stranger", "other_supplier"} == set()


def test_to_whom_each_may_write(cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    cast.walk.allocate(first)
    cast.walk.allocate(second, supplier=cast.other_supplier)
    names = {
        m.pk: n for n in ["applicant", "coordinator", "supplier", "other_supplier"] for m in mandates(getattr(cast, n))
    }
    found = {
        name: {names[m.pk] for m in may_be_written_to(case, getattr(cast, name).acting.mandate)}
        for name in names.values()
    }
    assert found == {
        "applicant": {"coordinator", "supplier", "other_supplier"},
        "coordinator": {"applicant", "supplier", "other_supplier"},
        "supplier": {"applicant", "coordinator"},
        "other_supplier": {"applicant", "coordinator"},
    }


def test_a_supplier_that_no_longer_has_it_writes_to_the_coordinator_which_may_write_back(cast):
    requested_service = cast.walk.request(Status.REFUSED)
    case, (supplier, coordinator) = requested_service.registration, mandates(cast.supplier, cast.coordinator)
    assert list(may_be_written_to(case, supplier)) == [coordinator]
    assert supplier in may_be_written_to(case, coordinator)
    assert supplier not in may_be_written_to(case, cast.applicant.acting.mandate)


@pytest.mark.parametrize("to", [[], ["stranger"], ["applicant"], ["other_supplier"], ["supplier", "stranger"]])
def test_a_message_goes_to_the_parties_of_the_case_only(cast, to):
    requested_service = cast.walk.request(Status.ALLOCATED)
    people = [getattr(cast, name) for name in to]
    words = refused_words(lambda: written(cast, requested_service, cast.applicant, *people))
    assert words == {"to": ["Välj bland ärendets parter."]}
    assert not Message.objects.exists()


def test_only_the_coordinator_writes_to_several_suppliers_at_once(cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    cast.walk.allocate(first)
    cast.walk.allocate(second, supplier=cast.other_supplier)
    both = mandates(cast.supplier, cast.other_supplier)
    words = refused_words(lambda: letters_acts.message(case, by=cast.applicant, to=both, body=TEXT))
    assert words == {"to": ["Skriv ett meddelande till varje leverantörsmyndighet för sig."]}
    assert set(letters_acts.message(case, by=cast.coordinator, to=both, body=TEXT).to.all()) == set(both)


@pytest.mark.parametrize("body", ["", "  \n"])
def test_an_empty_message_is_not_sent(cast, body):
    requested_service = cast.walk.request(Status.ALLOCATED)
    assert set(refused_words(lambda: written(cast, requested_service, cast.applicant, cast.supplier, body=body))) & {
        "body",
        "__all__",
    }


def test_whoever_is_no_officer_of_a_party_writes_nothing(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    for person in [cast.reader, cast.stranger, cast.nobody, cast.other_supplier]:
        with pytest.raises(PermissionDenied):
            written(cast, requested_service, person, cast.coordinator)


def test_a_draft_has_no_messages(cast):
    with pytest.raises(ValidationError, match="inte skickad"):
        letters_acts.message(cast.walk.draft(), by=cast.applicant, to=mandates(cast.coordinator), body=TEXT)


def test_those_it_was_written_to_are_told_without_a_word_of_it(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    Notice.objects.all().delete()
    written(cast, requested_service, cast.applicant, cast.supplier)
    told = {n.recipient: n for n in Notice.objects.select_related("recipient")}
    assert set(told) == {cast.supplier, cast.supplier_boss}
    assert not any(TEXT in n.text or TEXT in n.subject for n in told.values())


def test_a_message_stands_in_the_diary_of_each_agency(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    sent = written(cast, requested_service, cast.applicant, cast.supplier, cast.coordinator)
    rows = DiaryEntry.objects.filter(subject=subject_of(sent)).values_list(
        "case__agency__short_name", "direction", "about"
    )
    assert sorted(rows) == [("BV", "out", "Meddelande"), ("FK", "in", "Meddelande"), ("SKV", "in", "Meddelande")]


# The page


def test_a_message_is_written_on_its_page(post, client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    case, to = requested_service.registration, [m.pk for m in mandates(cast.applicant, cast.supplier)]
    page = post(cast.coordinator, "message", case, to=to, body=TEXT)
    assert (page.status_code, page["Location"]) == (302, reverse("case_messages", args=[case.pk]))
    sent = Message.objects.get()
    assert (sent.body, sorted(m.pk for m in sent.to.all())) == (TEXT, sorted(to))
    client.force_login(cast.coordinator)
    assert "Meddelandet är skickat." in client.get(page["Location"]).text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to": [], "body": TEXT}, "Välj minst en mottagare."),
        ({"to": ["x"], "body": TEXT}, "x"),
        ({"body": ""}, "Skriv meddelandet."),
        ({"body": "a\0b"}, "Null"),
        ({"body": "x" * 10_001}, "10000"),
        ({"body": "BEGRÄNSAT HEMLIG"}, "säkerhetsskyddsmarkering"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_text_is_kept(post, cast, said, words):
    requested_service = cast.walk.request(Status.ALLOCATED)
    right = {"to": [m.pk for m in mandates(cast.supplier)], "body": "Det här skrev jag."}
    page = post(cast.applicant, "message", requested_service.registration, **right | said)
    assert (page.status_code, Message.objects.count()) == (200, 0)
    errors = " ".join(error for field in page.context["form"].errors.values() for error in field)
    assert words in errors
    if said.get("body") is None:
        assert "Det här skrev jag." in page.text


def test_a_reply_goes_to_who_wrote(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    sent = written(cast, requested_service, cast.coordinator, cast.applicant)
    client.force_login(cast.applicant)
    case = reverse("case_whole", args=[requested_service.registration_id])
    assert f"{reverse('message', args=[requested_service.registration_id])}?svar={sent.pk}" in client.get(case).text
    client.force_login(cast.coordinator)
    assert "?svar=" not in client.get(case).text, "nobody replies to oneself"
    client.force_login(cast.applicant)
    page = client.get(reverse("message", args=[requested_service.registration_id]), {"svar": sent.pk})
    form = page.context["form"]
    assert (form.is_bound, form.initial) == (False, {"to": [cast.coordinator.acting.mandate_id]})
    for wrong in ["x", "0", "9" * 30, "\0"]:
        page = client.get(reverse("message", args=[requested_service.registration_id]), {"svar": wrong})
        assert (page.status_code, page.context["form"].initial) == (200, {"to": []})


def test_a_sole_recipient_is_ticked_and_several_suppliers_are_written_to_one_by_one(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    client.force_login(cast.applicant)

    def to():
        return client.get(reverse("message", args=[case.pk])).context["form"]["to"]

    assert (to().value(), to().help_text) == ([cast.coordinator.acting.mandate_id], "")
    cast.walk.allocate(first)
    assert (to().value(), to().help_text) == ([], "")
    cast.walk.allocate(second, supplier=cast.other_supplier)
    assert to().help_text == "Skriv ett meddelande till varje leverantörsmyndighet för sig."


def test_a_text_is_shown_as_text(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    written(cast, requested_service, cast.applicant, cast.supplier, body="<script>alert(1)</script>")
    client.force_login(cast.supplier)
    text = client.get(reverse("case_whole", args=[requested_service.registration_id])).text
    assert ("<script>alert" in text, "&lt;script&gt;alert" in text) == (False, True)


# The database


def row(cast, requested_service, **changes):
    return {
        "registration_id": requested_service.registration_id, "kind": "message", "body": TEXT, "sender_id": cast.applicant.pk,
        "sender_mandate_id": cast.applicant.acting.mandate_id, "sent_at": timezone.now(), **changes,
    }  # fmt: skip


def test_the_database_keeps_what_was_sent(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    sent = written(cast, requested_service, cast.applicant, cast.supplier)
    assert refused_change("message", sent.pk, body="annat") == "message_is_never_changed"
    assert refused("DELETE FROM onboarding_message_to") == "recipient_is_never_changed"
    moved = "UPDATE onboarding_message_to SET mandate_id = %(id)s"
    assert refused(moved, id=cast.coordinator.acting.mandate_id) == "recipient_is_never_changed"


def test_the_database_lets_only_parties_write_to_parties(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    stranger, other = mandates(cast.stranger, cast.other_supplier)
    assert refused_row("message", row(cast, requested_service, sender_mandate_id=stranger.pk)) == "message_of_the_case"
    elsewhere = cast.walk.request(Status.REGISTERED)
    wrong = row(cast, requested_service, requested_service_id=elsewhere.pk)
    assert refused_row("message", wrong) == "message_of_the_case"
    sent = written(cast, requested_service, cast.applicant, cast.supplier)
    for to in [stranger, other, cast.applicant.acting.mandate]:
        assert refused_row("message_to", {"message_id": sent.pk, "mandate_id": to.pk}) == "written_to_a_party"


def test_the_database_lets_no_supplier_write_to_another(cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    cast.walk.allocate(first)
    cast.walk.allocate(second, supplier=cast.other_supplier)
    supplier, other = mandates(cast.supplier, cast.other_supplier)
    sent = letters_acts.message(case, by=cast.supplier, to=mandates(cast.coordinator), body=TEXT)
    assert refused_row("message_to", {"message_id": sent.pk, "mandate_id": other.pk}) == "written_to_a_party"
    written_message = letters_acts.message(case, by=cast.applicant, to=[supplier], body=TEXT)
    assert refused_row("message_to", {"message_id": written_message.pk, "mandate_id": other.pk}) == "written_to_a_party"
    assert insert("message_to", {"message_id": 1, "mandate_id": 2}).startswith("INSERT")
