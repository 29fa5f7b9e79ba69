"""Cases that only named people may know of: who makes them so, who names whom, and that each opening is noted."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from itdrift.models import Job
from onboarding.allocation import acts as allocation_acts
from onboarding.filing import acts as filing_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, InterestRegistration, Message, Note, RequestedService
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry, Notice

from ... import making
from ...once import made_once
from ..raw_sql import refused
from .test_let_in import grants

APPLICANT, COORDINATOR, SUPPLIER = (
    "Bolagsverket",
    "Försäkringskassan som samordnande myndighet",
    "Skatteverket som leverantörsmyndighet",
)


@made_once
def case(cast):
    return cast.walk.request("allocated").registration


def knows(cast, case):
    """Who of the cast sees the case at all."""
    seen = InterestRegistration.objects
    return {name for name, person in cast.people().items() if seen.visible_to(person).filter(pk=case.pk).exists()}


def named(case):
    return {(name, until) for name, _, _, until in grants(case)}


def test_the_agency_names_itself_a_colleague_and_the_others_decision_makers(cast, case):
    secrecy_acts.make_confidential(
        case, by=cast.applicant_boss, people=[cast.applicant.acting], provision="18 kap. 8 § OSL"
    )
    view = "view_as_guest"
    assert grants(case) == {
        ("Göran Öberg", view, APPLICANT, None),
        ("Anna Åkesson", view, APPLICANT, None),
        ("Kurt Samuelsson", view, COORDINATOR, None),
        ("Lars Ljung", view, SUPPLIER, None),
    }
    assert knows(cast, case) == {"applicant", "applicant_boss", "coordinator_boss", "supplier_boss"}
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.facts) == ("onboarding.make_confidential", {"provision": "18 kap. 8 § OSL"})


def test_whom_others_had_let_in_is_let_out_also_who_has_not_logged_in_yet(cast, case):
    for email in (cast.nobody.email, "ny@annan.example"):
        secrecy_acts.let_in(case, by=cast.coordinator_boss, email=email)
    secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert "Nils Ingen" not in {name for name, _ in named(case)}
    assert "nobody" not in knows(cast, case)
    assert not case.guest_addresses.exists()


def test_the_coordinator_may_as_well_and_nobody_else(cast, case):
    for name in set(cast.PEOPLE) - {"applicant_boss", "coordinator_boss"}:
        with pytest.raises(PermissionDenied):
            secrecy_acts.make_confidential(case, by=getattr(cast, name), provision="18 kap. 8 § OSL")
    secrecy_acts.make_confidential(
        case, by=cast.coordinator_boss, people=[cast.coordinator.acting], provision="18 kap. 8 § OSL"
    )
    assert knows(cast, case) == {"applicant_boss", "coordinator", "coordinator_boss", "supplier_boss"}


def test_a_draft_is_known_to_the_named_alone_and_to_the_coordinators_decision_makers_when_it_is_sent(cast):
    draft = secrecy_acts.make_confidential(cast.walk.draft(), by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert knows(cast, draft) == {"applicant_boss"}
    case = filing_acts.register(draft, by=cast.applicant_boss, acknowledged=True)
    assert knows(cast, case) == {"applicant_boss", "coordinator_boss"}
    assert set(Notice.objects.filter(path__contains=f"/{case.pk}/").values_list("recipient__name", flat=True)) == {
        "Göran Öberg",
        "Kurt Samuelsson",
    }


def test_the_supplier_learns_of_it_when_it_is_allocated_and_only_its_decision_makers(cast):
    requested_service = cast.walk.request("registered")
    secrecy_acts.make_confidential(requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    allocation_acts.allocate(
        RequestedService.objects.get(pk=requested_service.pk),
        by=cast.coordinator_boss,
        supplier=cast.supplier.acting.mandate,
        motive="Har plats.",
    )
    assert knows(cast, requested_service.registration) == {"applicant_boss", "coordinator_boss", "supplier_boss"}
    told = Notice.objects.filter(key__startswith="allocated/").values_list("recipient__name", flat=True)
    assert "Lars Ljung" in set(told)
    assert "Lena Leverans" not in set(told)


def test_it_is_not_allocated_where_nobody_could_know_of_it(cast):
    requested_service = cast.walk.request("registered")
    secrecy_acts.make_confidential(requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    cast.supplier_boss.memberships.update(role="officer")
    with pytest.raises(ValidationError, match="ingen beslutsfattare som kan namnges"):
        allocation_acts.allocate(
            RequestedService.objects.get(pk=requested_service.pk),
            by=cast.coordinator_boss,
            supplier=cast.supplier.acting.mandate,
            motive="Har plats.",
        )
    assert not requested_service.allocations.exists()


def test_only_colleagues_are_named(cast, case):
    for people in ([cast.coordinator.acting], [cast.stranger.acting], [cast.applicant.acting, cast.supplier.acting]):
        with pytest.raises(ValidationError, match="Välj bland dem som har en roll hos er"):
            secrecy_acts.make_confidential(case, by=cast.applicant_boss, people=people, provision="18 kap. 8 § OSL")
    assert not InterestRegistration.objects.get(pk=case.pk).confidential


def test_it_is_made_so_once(cast, case):
    secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    for by in (cast.applicant_boss, cast.coordinator_boss):
        with pytest.raises(PermissionDenied):
            secrecy_acts.make_confidential(case, by=by, provision="18 kap. 8 § OSL")


def test_what_others_had_been_told_is_taken_away_and_the_diary_hides_it(cast, case):
    assert Notice.objects.filter(recipient=cast.supplier).exists()
    secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    told = set(Notice.objects.values_list("recipient__name", flat=True))
    assert told == {"Göran Öberg", "Kurt Samuelsson", "Lars Ljung"}
    hidden = DiaryEntry.objects.filter(case__registration=case).values_list("counterpart_hidden", "about_hidden")
    assert set(hidden) == {(True, True)}
    letters = Notice.objects.filter(key__startswith="confidential/")
    assert letters.count() == 3
    assert not any(case.need in letter.subject + letter.text for letter in letters)


def test_and_the_letters_that_still_wait_are_not_sent(cast, case):
    before = set(Job.objects.filter(name="mail.send").values_list("arguments__to", flat=True))
    assert before >= {cast.supplier.email, cast.supplier_boss.email, cast.applicant.email}
    secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    mail.outbox.clear()
    outbox.perform_waiting()
    named = {person.email for person in (cast.applicant_boss, cast.coordinator_boss, cast.supplier_boss)}
    assert {letter.to[0] for letter in mail.outbox} == named


# Naming


@made_once
def closed(cast, case):
    return secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")


def test_each_party_names_its_own_who_then_act_in_their_own_role(cast, closed):
    requested_service = closed.requested_services.get()
    assert not cast.supplier.has_perm("onboarding.accept", requested_service)
    secrecy_acts.name_colleague(closed, by=cast.supplier_boss, colleague=cast.supplier.acting)
    assert cast.supplier.has_perm("onboarding.accept", requested_service)
    assert not cast.supplier.has_perm("onboarding.refuse", requested_service)
    assert knows(cast, closed) == {"applicant_boss", "coordinator_boss", "supplier", "supplier_boss"}
    told = Notice.objects.get(recipient=cast.supplier)
    assert told.path == reverse("case", args=[closed.pk])


@pytest.mark.parametrize("by", ["applicant_boss", "coordinator_boss"])
def test_nobody_names_another_partys_people(cast, closed, by):
    before = grants(closed)
    for person in (cast.supplier, cast.stranger, cast.other_supplier):
        with pytest.raises(ValidationError, match="Välj bland dem som har en roll hos er"):
            secrecy_acts.name_colleague(closed, by=getattr(cast, by), colleague=person.acting)
    assert grants(closed) == before


def test_who_may_name(cast, closed):
    secrecy_acts.name_colleague(closed, by=cast.applicant_boss, colleague=cast.applicant.acting)
    for name in set(cast.PEOPLE) - {"applicant_boss", "coordinator_boss", "supplier_boss"}:
        person = getattr(cast, name)
        with pytest.raises(PermissionDenied):
            secrecy_acts.name_colleague(closed, by=person, colleague=cast.applicant.acting)
        with pytest.raises(PermissionDenied):
            secrecy_acts.unname(closed, by=person, person=cast.applicant_boss)


@pytest.mark.parametrize("boss", ["applicant_boss", "coordinator_boss", "supplier_boss"])
def test_the_only_decision_maker_of_a_party_is_not_named_for_a_time(cast, closed, boss):
    person, today = getattr(cast, boss), timezone.localdate()
    with pytest.raises(ValidationError, match="Minst en beslutsfattare hos er behöver känna till ärendet utan slutdag"):
        secrecy_acts.name_colleague(closed, by=person, colleague=person.acting, until=today)
    another = making.person("Nya Chefen", person.acting.mandate, "decision_maker")
    secrecy_acts.name_colleague(closed, by=person, colleague=another.acting)
    secrecy_acts.name_colleague(closed, by=person, colleague=person.acting, until=today)
    assert {(person.name, today), ("Nya Chefen", None)} <= named(closed)


def test_a_substitute_is_named_for_a_time_and_the_day_may_change(cast, closed):
    today = timezone.localdate()
    secrecy_acts.name_colleague(closed, by=cast.supplier_boss, colleague=cast.supplier.acting, until=today)
    later = today + timedelta(days=3)
    secrecy_acts.name_colleague(closed, by=cast.supplier_boss, colleague=cast.supplier.acting, until=later)
    assert ("Lena Leverans", later) in named(closed)
    requested_service = closed.requested_services.get()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert cast.supplier.has_perm("onboarding.accept", requested_service)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert not cast.supplier.has_perm("onboarding.accept", requested_service)
        assert "supplier" not in knows(cast, closed)
    with pytest.raises(ValidationError, match="Dagen har redan varit"):
        secrecy_acts.name_colleague(
            closed, by=cast.supplier_boss, colleague=cast.supplier.acting, until=today - timedelta(days=1)
        )


def test_a_person_is_unnamed_and_the_last_decision_maker_is_not(cast, closed):
    secrecy_acts.name_colleague(closed, by=cast.supplier_boss, colleague=cast.supplier.acting)
    secrecy_acts.unname(closed, by=cast.supplier_boss, person=cast.supplier)
    assert knows(cast, closed) == {"applicant_boss", "coordinator_boss", "supplier_boss"}
    with pytest.raises(ValidationError, match="Minst en beslutsfattare hos er"):
        secrecy_acts.unname(closed, by=cast.supplier_boss, person=cast.supplier_boss)
    with pytest.raises(ValidationError, match="Minst en beslutsfattare hos er"):
        secrecy_acts.name_colleague(
            closed, by=cast.supplier_boss, colleague=cast.supplier_boss.acting, until=timezone.localdate()
        )
    assert "supplier_boss" in knows(cast, closed)


def test_another_partys_people_are_not_unnamed(cast, closed):
    before = grants(closed)
    secrecy_acts.unname(closed, by=cast.supplier_boss, person=cast.applicant_boss)
    assert grants(closed) == before


def test_who_leaves_the_party_knows_of_it_no_more(cast, closed):
    secrecy_acts.name_colleague(closed, by=cast.applicant_boss, colleague=cast.applicant.acting)
    cast.applicant.memberships.update(valid_until=timezone.localdate())
    moved = making.person("Anna Ny", cast.stranger.acting.mandate)
    moved.memberships.update(user=cast.applicant)
    anna = type(cast.applicant).objects.get(pk=cast.applicant.pk)
    assert anna.acting.mandate == cast.stranger.acting.mandate
    assert not InterestRegistration.objects.visible_to(anna).exists()


def test_nobody_stands_on_both_sides_by_being_named(cast):
    both = cast.coordinator_boss
    both.memberships.create(
        mandate=cast.fk_supplier, role="decision_maker", title="chef", valid_from=timezone.localdate()
    )
    other = making.person("Fia Försäkring", cast.fk_supplier, "decision_maker")
    requested_service = cast.walk.request("registered")
    cast.walk.allocate(requested_service, supplier=other)
    case = secrecy_acts.make_confidential(
        requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL"
    )
    found = {(name, party) for name, _, party, _ in grants(case)}
    assert ("Kurt Samuelsson", COORDINATOR) in found
    assert [party for name, party in found if name == "Fia Försäkring"] == [str(cast.fk_supplier)]
    assert len(found) == 3


def test_who_is_unnamed_keeps_no_notice_of_it(cast, closed):
    secrecy_acts.name_colleague(closed, by=cast.supplier_boss, colleague=cast.supplier.acting)
    assert Notice.objects.filter(recipient=cast.supplier).exists()
    secrecy_acts.unname(closed, by=cast.supplier_boss, person=cast.supplier)
    assert not Notice.objects.filter(recipient=cast.supplier).exists()


def test_who_is_not_named_presents_nothing(cast, closed):
    requested_service = closed.requested_services.get()
    with pytest.raises(ValidationError, match="Föredraganden ska vara handläggare hos er"):
        refusal_acts.refuse(requested_service, by=cast.supplier_boss, **making.decision(cast.supplier))
    secrecy_acts.name_colleague(closed, by=cast.supplier_boss, colleague=cast.supplier.acting)
    requested_service = RequestedService.objects.get(pk=requested_service.pk)
    assert refusal_acts.refuse(requested_service, by=cast.supplier_boss, **making.decision(cast.supplier))


def test_a_guest_reads_no_party_s_messages_and_notes(cast, closed):
    letters_acts.note_down(closed, by=cast.supplier_boss, text="Bara vårt.")
    letters_acts.message(closed, by=cast.coordinator_boss, to=[cast.supplier.acting.mandate], body="Hej.")
    secrecy_acts.let_in(closed, by=cast.coordinator_boss, email=cast.supplier.email)
    assert not Note.objects.visible_to(cast.supplier).exists()
    assert not Message.objects.visible_to(cast.supplier).exists()


# Opening up


def test_only_who_asked_for_it_opens_it_up(cast, closed):
    for name in set(cast.PEOPLE) - {"applicant_boss"}:
        with pytest.raises(PermissionDenied):
            secrecy_acts.open_up(closed, by=getattr(cast, name))
    secrecy_acts.let_in(closed, by=cast.applicant_boss, email=cast.nobody.email)
    secrecy_acts.open_up(closed, by=cast.applicant_boss)
    assert grants(closed) == {("Nils Ingen", "view_as_guest", None, None)}
    assert "coordinator" in knows(cast, closed)
    assert set(DiaryEntry.objects.filter(case__registration=closed).values_list("about_hidden", flat=True)) == {True}


def test_what_was_done_with_a_draft_is_read_by_the_agency_alone_when_it_is_sent(client, cast):
    draft = cast.walk.draft()
    secrecy_acts.make_confidential(
        draft, by=cast.applicant_boss, people=[cast.applicant.acting], provision="18 kap. 8 § OSL"
    )
    secrecy_acts.open_up(draft, by=cast.applicant_boss)
    client.force_login(cast.admin)
    journal = reverse("admin:registry_journalentry_changelist")
    assert draft.chain not in client.get(journal).text
    filing_acts.register(draft, by=cast.applicant_boss, acknowledged=True)
    page = client.get(journal).text
    assert ("kom in och fick diarienummer" in page, "begränsa" in page.lower()) == (True, False)
    page = reverse("case_whole", args=[draft.pk])
    for person, known in ((cast.applicant, True), (cast.coordinator, False)):
        client.force_login(person)
        assert ("Ärendet begränsades" in client.get(page).text) == known


def test_the_acts_of_a_confidential_case_are_not_for_another(cast, case):
    for act in ("open_up", "name_colleague", "unname"):
        assert not cast.applicant_boss.has_perm(f"onboarding.{act}", case)


def test_it_is_made_confidential_named_and_opened_up_on_its_pages(client, cast, case):
    client.force_login(cast.applicant_boss)
    make = reverse("make_confidential", args=[case.pk])
    home = reverse("name_colleague", args=[case.pk])
    said = {"people": [cast.applicant.acting.pk], "provision": "18 kap. 8 § OSL"}
    assert client.post(make, said).headers["Location"] == home
    assert client.get(make).headers["Location"] == home
    assert {name for name, _ in named(case)} == {"Göran Öberg", "Anna Åkesson", "Kurt Samuelsson", "Lars Ljung"}
    day = timezone.localdate() + timedelta(days=5)
    assert client.post(home, {"colleague": cast.reader.acting.pk, "until": f"{day}"}).headers["Location"] == home
    assert ("Rut Läsare", day) in named(case)
    assert client.post(reverse("unname", args=[case.pk, cast.reader.pk])).headers["Location"] == home
    assert "Rut Läsare" not in {name for name, _ in named(case)}
    assert client.post(reverse("open_up", args=[case.pk])).status_code == 302
    assert client.get(home).headers["Location"] == reverse("case", args=[case.pk])


@pytest.mark.parametrize("said", ["", "7", "OSL", "8 §", "18 kap."])
def test_it_rests_on_a_provision_of_chapter_and_section(client, cast, case, said):
    with pytest.raises(ValidationError) as error:
        secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision=said)
    wrong = {"provision": ["Ange bestämmelsen med kapitel och paragraf, till exempel 18 kap. 8 § OSL."]}
    assert error.value.message_dict == wrong
    client.force_login(cast.applicant_boss)
    page = client.post(reverse("make_confidential", args=[case.pk]), {"provision": said})
    assert page.context["form"].errors == wrong


def test_what_is_wrong_is_said_at_the_field(client, cast, closed):
    client.force_login(cast.applicant_boss)
    page = reverse("name_colleague", args=[closed.pk])
    assert client.post(page, {"colleague": ""}).context["form"].errors == {
        "colleague": ["Välj vem som får känna till ärendet."]
    }
    for other in (cast.supplier.acting.pk, "x", 10**30):
        assert "colleague" in client.post(page, {"colleague": other}).context["form"].errors
    answer = client.post(reverse("unname", args=[closed.pk, cast.applicant_boss.pk]), follow=True)
    assert "Minst en beslutsfattare hos er behöver känna till ärendet utan slutdag." in answer.text


def test_who_is_named_and_no_decision_maker_reads_the_page_and_names_nobody(client, cast, closed):
    secrecy_acts.name_colleague(closed, by=cast.applicant_boss, colleague=cast.applicant.acting)
    client.force_login(cast.applicant)
    page = reverse("name_colleague", args=[closed.pk])
    assert not client.get(page).context["may_name"]
    assert client.post(page, {"colleague": cast.reader.acting.pk}).status_code == 403


# The database


def test_the_database_wants_somebody_who_knows(cast, closed, case):
    connection.check_constraints()
    rule = "somebody_stays_named"
    table = "onboarding_interestregistrationuserobjectpermission"
    assert refused(f"DELETE FROM {table}") == rule  # noqa: S608
    assert refused(f"UPDATE {table} SET until = now()") == rule  # noqa: S608
    assert refused(f"UPDATE {table} SET mandate_id = NULL") == rule  # noqa: S608
    other = cast.walk.registered()
    sql = "UPDATE onboarding_interestregistration SET confidential = true, confidential_for_id = %(for)s WHERE id = %(id)s"
    assert refused(sql, id=other.pk, **{"for": cast.applicant.acting.mandate_id}) == "confidential_case_is_known"
    assert (
        refused("UPDATE onboarding_interestregistration SET confidential = NOT confidential")
        == "confidential_for_a_party"
    )


def test_a_draft_may_still_be_thrown_away(cast):
    draft = secrecy_acts.make_confidential(cast.walk.draft(), by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    filing_acts.discard(draft, by=cast.applicant_boss)
    connection.check_constraints()
    assert not InterestRegistration.objects.exists()


def test_a_list_of_the_same_colleague_twice_names_once(cast, case):
    colleague = cast.applicant.acting
    secrecy_acts.make_confidential(
        case, by=cast.applicant_boss, people=[colleague, colleague], provision="18 kap. 8 § OSL"
    )
    assert len(named(case)) == 4
    with pytest.raises(IntegrityError):
        case.guests.create(user=cast.applicant, permission=case.guests.first().permission)
