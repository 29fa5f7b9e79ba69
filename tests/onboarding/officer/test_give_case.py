"""A case is handed over to a colleague of the same agency who may have it; who may not, is not told from who is no officer."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.allocation import acts as allocation_acts
from onboarding.models import CaseOfficer
from onboarding.officer import acts as officer_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.models import JournalEntry, Membership
from registry.ordinance import IN_FORCE

from ... import making
from ..raw_sql import allowed, insert, refused_change, refused_row

NOT_THAT_ONE = "Välj en handläggare hos er som kan ha ärendet."


def offered(client, case, person):
    """The people whom the page lets one choose."""
    client.force_login(person)
    page = client.get(reverse("give_case", args=[case.pk]))
    return [membership.user.name for membership in page.context["colleagues"]]


def test_a_colleague_is_chosen_told_and_has_it(client, cast):
    case = cast.walk.request(Status.ALLOCATED).registration
    officer_acts.take_case(case, by=cast.supplier)
    client.force_login(cast.supplier)
    page = client.post(reverse("give_case", args=[case.pk]), {"colleague": cast.supplier_boss.acting.pk}, follow=True)
    assert f"{cast.supplier_boss.name} är nu handläggare för ärendet och får en avisering." in page.text
    assert CaseOfficer.objects.get().person == cast.supplier_boss
    assert cast.supplier_boss.notices.filter(subject__startswith="Du är handläggare för ett ärende").count() == 1
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.person_id, entry.text, entry.facts) == (
        "onboarding.give_case",
        cast.supplier.pk,
        f"{cast.supplier_boss.name} blev handläggare för ärendet hos {cast.supplier.acting.mandate}.",
        {"officer": cast.supplier_boss.pk},
    )


def test_who_is_away_may_be_relieved_without_a_letter_to_oneself(cast):
    case = cast.walk.registered()
    officer_acts.take_case(case, by=cast.coordinator)
    before = cast.coordinator_boss.notices.count()
    officer_acts.give_case(case, by=cast.coordinator_boss, colleague=cast.coordinator_boss.acting)
    assert (CaseOfficer.objects.get().person, cast.coordinator_boss.notices.count()) == (cast.coordinator_boss, before)


def test_only_those_who_may_have_it_can_be_chosen(client, cast):
    """Neither who has it, nor a reader, nor who is in conflict of interest, nor another agency's: all with one sentence."""
    requested_service = cast.walk.request(Status.ALLOCATED)
    case, mandate = requested_service.registration, cast.supplier.acting.mandate
    disqualified = making.person("Jenny Jäv", mandate)
    reader, ready = making.person("Rune Läsare", mandate, "reader"), making.person("Ada Redo", mandate)
    secrecy_acts.report_conflict(case, by=disqualified, ground="other", text="Vän.")
    officer_acts.take_case(case, by=cast.supplier)
    assert offered(client, case, cast.supplier) == ["Ada Redo", cast.supplier_boss.name]
    for person in (disqualified, reader, cast.coordinator, cast.applicant, cast.other_supplier):
        with pytest.raises(ValidationError) as error:
            officer_acts.give_case(case, by=cast.supplier, colleague=person.acting)
        assert error.value.message_dict == {"colleague": [NOT_THAT_ONE]}
        page = client.post(reverse("give_case", args=[case.pk]), {"colleague": person.acting.pk})
        assert page.context["form"].errors == {"colleague": [NOT_THAT_ONE]}
    officer_acts.give_case(case, by=cast.supplier, colleague=ready.acting)


def test_of_a_confidential_case_only_the_named_can_be_chosen(client, cast):
    case = cast.walk.confidential(cast.walk.request(Status.ALLOCATED))
    making.person("Ada Redo", cast.supplier.acting.mandate)
    assert offered(client, case, cast.supplier_boss) == [cast.supplier_boss.name]
    secrecy_acts.name_colleague(case, by=cast.supplier_boss, colleague=cast.supplier.acting)
    assert offered(client, case, cast.supplier_boss) == sorted([cast.supplier.name, cast.supplier_boss.name])


def on_two_sides(cast, person, mandate):
    return Membership.objects.create(user=person, mandate=mandate, role="officer", title="it-chef", valid_from=IN_FORCE)


def test_who_stands_on_the_other_side_cannot_be_chosen(client, cast):
    """Who filed the case for the agency, and who allocated all that the supplier has, works for the supplier too now."""
    case = cast.walk.request(Status.ALLOCATED).registration
    for person in (cast.applicant, cast.coordinator):
        held = on_two_sides(cast, person, cast.supplier.acting.mandate)
        with pytest.raises(ValidationError):
            officer_acts.give_case(case, by=cast.supplier, colleague=held)
    both = on_two_sides(cast, cast.coordinator_boss, cast.supplier.acting.mandate)
    officer_acts.take_case(case, by=cast.coordinator_boss)
    with pytest.raises(ValidationError):
        officer_acts.give_case(case, by=cast.supplier, colleague=both)
    other = cast.walk.registered(cast.service, cast.other_service)
    first, second = other.requested_services.order_by("pk")
    motive = {"supplier": cast.supplier.acting.mandate, "motive": "Tillhandahåller tjänsten."}
    allocation_acts.allocate(first, by=cast.coordinator, **motive)
    allocation_acts.allocate(second, by=cast.coordinator_boss, **motive)
    held = Membership.objects.get(user=cast.coordinator, mandate=cast.supplier.acting.mandate)
    assert officer_acts.give_case(other, by=cast.supplier, colleague=held).person == cast.coordinator


def test_nobody_else_to_give_it_to_is_said(client, cast):
    case = cast.walk.registered()
    Membership.objects.filter(user=cast.coordinator_boss).update(role="reader")
    officer_acts.take_case(case, by=cast.coordinator)
    client.force_login(cast.coordinator)
    assert "Ingen annan hos er kan ha ärendet nu." in client.get(reverse("give_case", args=[case.pk])).text


# Raw SQL, past every act


def test_the_database_lets_nobody_have_a_case_who_may_not(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    draft, case = cast.walk.draft(), requested_service.registration
    rule, sound = "officer_may_have_the_case", row(case, cast.supplier)
    secrecy_acts.report_conflict(case, by=cast.supplier_boss, ground="other", text="Vän.")
    reader = making.person("Rune Läsare", cast.supplier.acting.mandate, "reader")
    for wrong in [
        row(draft, cast.coordinator),
        row(case, cast.applicant),
        row(case, cast.other_supplier),
        row(case, cast.supplier_boss),
        row(case, reader),
        sound | {"person_id": cast.coordinator.pk},
    ]:
        assert refused_row("caseofficer", wrong) == rule
    allowed(insert("caseofficer", sound), **sound)
    assert refused_change("caseofficer", CaseOfficer.objects.get().pk, person_id=cast.supplier_boss.pk) == rule
    assert refused_row("caseofficer", sound) == "one_officer_of_each_mandate"


def row(case, person):
    return {
        "registration_id": case.pk,
        "mandate_id": person.acting.mandate_id,
        "person_id": person.pk,
        "since": timezone.now(),
    }
