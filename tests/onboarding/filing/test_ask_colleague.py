"""7 §: a step of a draft is left to a named colleague, with a day by which it is wanted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.filing import step_acts
from onboarding.filing.questions import STEPS, find
from onboarding.models import DraftStep, StepRequest
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry, Membership, Notice
from registry.ordinance import IN_FORCE, Role

from ... import making
from ..raw_sql import allowed, insert, refused_change, refused_row
from .drafts import fresh

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(7)]

TODAY = date.today()
FRIDAY = TODAY + timedelta(days=9)
GAIN = find("nytta")
NOBODY = "Välj en kollega hos er som får ändra utkastet."


@pytest.fixture
def olle(cast):
    return making.person("Olle Andersson", cast.applicant.acting.mandate, title="it-chef")


def ask(draft, colleague, *, by, step=GAIN, due=FRIDAY):
    return step_acts.ask_colleague(draft, by=by, step=step, colleague=colleague.acting, due=due)


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))


ASKED = "En kollega ber dig fylla i en del av en intresseanmälan"
TAKEN_BACK = "Du behöver inte längre fylla i en del av en intresseanmälan"
FILLED_IN = "En del av en intresseanmälan är ifylld"


# To ask


def test_a_colleague_is_asked_and_told_where_and_by_when(cast, olle):
    draft = cast.walk.draft()
    asked = ask(draft, olle, by=cast.applicant)
    assert (asked.registration, asked.step, asked.colleague, asked.due, asked.asked_by, asked.done_at) == (
        draft, "nytta", olle, FRIDAY, cast.applicant, None,
    )  # fmt: skip
    notice = Notice.objects.get(recipient=olle)
    assert (notice.subject, notice.path) == (ASKED, reverse("edit_step", args=[draft.pk, "nytta"]))
    assert (
        f"Anna Åkesson ber dig fylla i Nytta i ett utkast till intresseanmälan, helst senast {FRIDAY}." in notice.text
    )
    entry = JournalEntry.objects.get(act="onboarding.ask_colleague")
    assert (entry.text, entry.chain) == (f"Olle Andersson ombads fylla i Nytta, helst senast {FRIDAY}.", draft.chain)
    assert (told(cast.applicant), told(cast.applicant_boss)) == ([], [])


@pytest.mark.parametrize("name", ["applicant", "reader", "stranger", "supplier", "coordinator"])
def test_only_another_who_may_change_the_draft_is_asked(cast, name):
    draft = cast.walk.draft()
    with pytest.raises(ValidationError, match=NOBODY):
        ask(draft, getattr(cast, name), by=cast.applicant)
    assert not StepRequest.objects.exists()


def test_nobody_in_conflict_is_asked(cast, olle):
    draft = cast.walk.draft()
    secrecy_acts.report_conflict(draft, by=olle, ground="other", text="Vän.")
    with pytest.raises(ValidationError, match=NOBODY):
        ask(draft, olle, by=cast.applicant)


def test_of_a_confidential_draft_only_the_named_are_asked(cast, olle):
    draft = cast.walk.draft()
    named = {"people": [cast.applicant.acting], "provision": "18 kap. 8 § OSL"}
    secrecy_acts.make_confidential(draft, by=cast.applicant_boss, **named)
    with pytest.raises(ValidationError, match=NOBODY):
        ask(fresh(draft), olle, by=cast.applicant_boss)
    ask(fresh(draft), cast.applicant, by=cast.applicant_boss)
    assert told(cast.applicant)[-1] == ASKED


def test_whose_role_has_ended_is_not_asked(cast, olle):
    draft, membership = cast.walk.draft(), olle.acting
    Membership.objects.filter(pk=membership.pk).update(valid_until=TODAY)
    with pytest.raises(ValidationError, match=NOBODY):
        ask(draft, olle, by=cast.applicant)


def test_the_day_is_today_or_later(cast, olle):
    draft = cast.walk.draft()
    with pytest.raises(ValidationError) as refused:
        ask(draft, olle, by=cast.applicant, due=TODAY - timedelta(days=1))
    assert refused.value.message_dict == {"due": ["Dagen har redan varit. Ange i dag eller en senare dag."]}
    assert ask(draft, olle, by=cast.applicant, due=TODAY).due == TODAY


def test_another_is_asked_instead_and_the_first_is_told(cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    ask(draft, cast.applicant_boss, by=cast.applicant)
    assert [one.colleague for one in StepRequest.objects.all()] == [cast.applicant_boss]
    assert (told(olle), told(cast.applicant_boss)) == ([ASKED, TAKEN_BACK], [ASKED])


def test_who_is_asked_hands_it_on(cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    ask(draft, cast.applicant_boss, by=olle)
    assert (told(olle), told(cast.applicant_boss)) == ([ASKED], [ASKED])


def test_the_same_colleague_gets_another_day(cast, olle):
    draft = cast.walk.draft()
    before = ask(draft, olle, by=cast.applicant)
    after = ask(draft, olle, by=cast.applicant_boss, due=TODAY)
    assert (after.pk, after.due, after.asked_by) == (before.pk, TODAY, cast.applicant_boss)
    assert told(olle) == [ASKED, ASKED]


def test_each_step_is_left_to_somebody_of_its_own(cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    ask(draft, cast.applicant_boss, by=cast.applicant, step=find("krav"))
    assert StepRequest.objects.open().count() == 2


def test_the_steps_are_those_of_the_questions():
    assert [step.key for step in STEPS] == list(DraftStep)


# To take it back


def test_what_is_taken_back_is_gone_and_the_colleague_is_told(cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    step_acts.take_back_step(draft, by=cast.applicant_boss, step=GAIN)
    assert not StepRequest.objects.exists()
    assert told(olle) == [ASKED, TAKEN_BACK]
    with pytest.raises(ValidationError, match="Ingen är ombedd att fylla i steget nu"):
        step_acts.take_back_step(draft, by=cast.applicant, step=GAIN)


# To fill it in


def test_it_is_done_when_the_colleague_has_filled_in_the_step(save, cast, olle):
    draft = cast.walk.draft()
    asked = ask(draft, olle, by=cast.applicant)
    response = save(draft, "nytta", by=olle, security_effect="Bevakad hall.")
    assert fresh(asked).done_at
    assert response.headers["Location"] == reverse("edit", args=[draft.pk])
    assert (told(cast.applicant), told(olle)) == ([FILLED_IN], [ASKED])
    assert "där Anna Åkesson bad Olle Andersson om det." in Notice.objects.get(recipient=cast.applicant).text


def test_who_goes_on_later_is_not_done(save, cast, olle):
    draft = cast.walk.draft()
    asked = ask(draft, olle, by=cast.applicant)
    save(draft, "nytta", by=olle, security_effect="Bevakad", sedan="senare")
    assert fresh(asked).done_at is None
    assert told(cast.applicant) == []


@pytest.mark.parametrize("others", ["kontakt", "krav"])
def test_another_step_is_another(save, cast, olle, others):
    draft = cast.walk.draft()
    asked = ask(draft, olle, by=cast.applicant)
    save(draft, others, by=olle, contact_name="Anna", contact_email="a@myndighet.example")
    assert fresh(asked).done_at is None


def test_who_only_passes_by_has_not_done_it(save, cast, olle):
    """What was saved as 900000.00 is sent as 900000: nothing has changed."""
    draft = cast.walk.draft(expected_cost="900000", security_effect="Bevakad hall.")
    asked = ask(draft, olle, by=cast.applicant)
    response = save(draft, "nytta", security_effect="Bevakad hall.", expected_cost="900000")
    assert fresh(asked).done_at is None
    assert response.headers["Location"] == reverse("edit_step", args=[draft.pk, "information"])


def test_anybody_else_who_changes_something_has_done_it(save, cast, olle):
    draft = cast.walk.draft()
    asked = ask(draft, olle, by=cast.applicant)
    save(draft, "nytta", by=cast.applicant_boss, expected_cost="900000")
    assert fresh(asked).done_at
    assert (told(cast.applicant), told(olle), told(cast.applicant_boss)) == ([FILLED_IN], [ASKED, FILLED_IN], [])


def test_what_is_done_may_be_asked_again(save, cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    save(draft, "nytta", by=olle)
    again = ask(draft, olle, by=cast.applicant)
    assert [again] == list(StepRequest.objects.open())
    assert StepRequest.objects.count() == 2


# When the draft is gone, or sent


def test_it_goes_with_the_draft(cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    filing_acts.discard(draft, by=cast.applicant)
    assert not StepRequest.objects.exists()


def test_a_draft_is_sent_whoever_is_asked(client, cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    client.force_login(olle)
    assert client.get(reverse("start")).context["tasks"] == []
    assert client.get(reverse("case", args=[draft.pk])).status_code == 200
    with pytest.raises(ValidationError, match="redan skickad"):
        ask(draft, cast.applicant_boss, by=cast.applicant)
    with pytest.raises(ValidationError, match="redan skickad"):
        step_acts.take_back_step(draft, by=cast.applicant, step=GAIN)


# The pages


@pytest.fixture
def look(client):
    def page(person, name, *place):
        client.force_login(person)
        return client.get(reverse(name, args=place)).text

    return page


def test_the_list_says_who_is_asked_by_when(look, cast, olle):
    draft = cast.walk.draft()
    assert look(cast.applicant, "edit", draft.pk).count("Be en kollega") == len(STEPS)
    ask(draft, olle, by=cast.applicant)
    page = look(cast.applicant, "edit", draft.pk)
    assert (page.count("Be en kollega"), f"Olle Andersson, helst senast <time>{FRIDAY}</time>." in page) == (
        len(STEPS) - 1,
        True,
    )
    StepRequest.objects.update(asked_at=datetime(2026, 1, 1, tzinfo=UTC), due=date(2026, 1, 2))
    assert "helst senast <time>2026-01-02</time> (dagen har passerat)." in look(cast.applicant, "edit", draft.pk)


def test_a_step_that_does_not_apply_is_left_to_nobody(look, cast):
    draft = filing_acts.draft(by=cast.applicant, answers={"other_channel": True})
    assert look(cast.applicant, "edit", draft.pk).count("Be en kollega") == 2


def test_the_step_says_who_asked_whom(look, cast, olle):
    draft = cast.walk.draft()
    place = [draft.pk, "nytta"]
    assert "Vet någon annan hos er svaren?" in look(cast.applicant, "edit_step", *place)
    ask(draft, olle, by=cast.applicant)
    mine, theirs = look(olle, "edit_step", *place), look(cast.applicant_boss, "edit_step", *place)
    assert f"Anna Åkesson har bett dig fylla i det här, helst senast <time>{FRIDAY}</time>." in mine
    assert f"Anna Åkesson har bett Olle Andersson fylla i det här, helst senast <time>{FRIDAY}</time>." in theirs
    assert "har bett" not in look(olle, "edit_step", draft.pk, "krav")


def test_a_colleague_is_chosen_and_then_another_day(client, cast, olle):
    draft = cast.walk.draft()
    address = reverse("ask_colleague", args=[draft.pk, "nytta"])
    client.force_login(cast.applicant)
    page = client.get(address)
    people = [label for _, label in page.context["form"].fields["colleague"].choices]
    assert people == ["Välj", "Göran Öberg, generaldirektör", "Olle Andersson, it-chef"]
    assert page.context["form"]["due"].value() == TODAY + timedelta(days=14)
    assert "Ta tillbaka" not in page.text
    sent = client.post(address, {"colleague": olle.acting.pk, "due": f"{FRIDAY}"}, follow=True)
    assert "Olle Andersson är ombedd att fylla i Nytta, och får en avisering." in sent.text
    again = client.get(address)
    assert (again.context["form"]["colleague"].value(), again.context["form"]["due"].value()) == (
        olle.acting.pk,
        FRIDAY,
    )
    assert f"Anna Åkesson har bett Olle Andersson fylla i det här, helst senast <time>{FRIDAY}</time>." in again.text
    back = client.post(reverse("take_back_step", args=[draft.pk, "nytta"]), follow=True)
    assert "Ingen är längre ombedd att fylla i Nytta." in back.text
    assert not StepRequest.objects.exists()


def test_what_is_wrong_stands_at_its_field(client, cast, olle):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    address = reverse("ask_colleague", args=[draft.pk, "nytta"])
    empty = client.post(address, {})
    assert empty.context["form"].errors == {
        "colleague": ["Välj vem som ska fylla i steget."],
        "due": ["Ange när ni helst vill ha steget ifyllt."],
    }
    late = client.post(address, {"colleague": olle.acting.pk, "due": "2026-01-01"})
    assert late.context["form"].errors == {"due": ["Dagen har redan varit. Ange i dag eller en senare dag."]}
    assert not StepRequest.objects.exists()


def test_where_nobody_else_may_change_the_draft_the_page_says_so(look, cast):
    draft = cast.walk.draft()
    Membership.objects.filter(user=cast.applicant_boss).update(role=Role.READER)
    page = look(cast.applicant, "ask_colleague", draft.pk, "nytta")
    assert "Ingen annan hos er får ändra utkastet. Be den som administrerar behörigheter" in page
    assert "<select" not in page


def test_a_step_that_does_not_exist_is_left_to_nobody(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    assert client.get(reverse("ask_colleague", args=[draft.pk, "finns-inte"])).status_code == 404
    assert client.post(reverse("take_back_step", args=[draft.pk, "finns-inte"])).status_code == 404


def test_the_pages_take_as_many_queries_with_many_steps_as_with_one(client, cast, olle, django_assert_num_queries):
    client.force_login(cast.applicant)
    for steps in ([GAIN], STEPS):
        draft = cast.walk.draft()
        for step in steps:
            ask(draft, olle, by=cast.applicant, step=step)
        for name, place, count in [("edit", [], 8), ("edit_step", ["nytta"], 8), ("ask_colleague", ["nytta"], 8)]:
            with django_assert_num_queries(count):
                client.get(reverse(name, args=[draft.pk, *place]))


# The start page


@pytest.fixture
def tasks(client):
    def waiting(person):
        client.force_login(person)
        return client.get(reverse("start")).context["tasks"]

    return waiting


def test_the_step_waits_on_the_start_page_of_the_colleague_alone(tasks, cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    first, second = tasks(olle)
    assert first == {
        "url": reverse("edit_step", args=[draft.pk, "nytta"]),
        "label": f"Fyll i Nytta, helst senast {FRIDAY}",
        "note": f"{draft} · Anna Åkesson ber dig",
        "status": "open",
        "status_label": "Ombedd",
    }
    assert second["label"] == "Skriv klart intresseanmälan"
    assert [len(tasks(person)) for person in (cast.applicant, cast.applicant_boss)] == [1, 1]


def test_the_first_day_comes_first_and_a_day_that_has_passed_is_said(tasks, cast, olle):
    draft = cast.walk.draft()
    for key, due in [("nytta", FRIDAY), ("krav", TODAY)]:
        ask(draft, olle, by=cast.applicant, step=find(key), due=due)
    StepRequest.objects.filter(step="nytta").update(asked_at=datetime(2026, 1, 1, tzinfo=UTC), due=date(2026, 1, 2))
    assert [(task["label"], task["status_label"]) for task in tasks(olle)[:2]] == [
        ("Fyll i Nytta, helst senast 2026-01-02", "Dagen har passerat"),
        (f"Fyll i Krav, helst senast {TODAY}", "Ombedd"),
    ]


def test_who_has_come_into_conflict_is_asked_nothing_more(tasks, cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    secrecy_acts.report_conflict(draft, by=olle, ground="other", text="Vän.")
    assert tasks(olle) == []


def test_who_is_no_longer_named_is_asked_nothing_more(tasks, cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    secrecy_acts.make_confidential(draft, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert tasks(olle) == []
    assert told(olle) == []


def test_who_acts_for_another_agency_is_asked_nothing_there(tasks, cast, olle):
    draft = cast.walk.draft()
    ask(draft, olle, by=cast.applicant)
    olle.memberships.update(valid_until=TODAY)
    other = {"mandate": cast.stranger.acting.mandate, "role": Role.OFFICER, "title": "it-chef"}
    Membership.objects.create(user=olle, valid_from=IN_FORCE, **other)
    assert tasks(olle) == []


# The database


def row(draft, colleague, by, **changes):
    """asked_at: half past midnight in Sweden, still the day before in UTC."""
    asked_at = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    of = {"registration_id": draft.pk, "step": "nytta", "colleague_id": colleague.pk, "asked_by_id": by.pk}
    return {**of, "due": date(2026, 12, 2), "asked_at": asked_at, **changes}


def test_raw_sql_asks_nobody_but_a_colleague(cast, olle):
    draft = cast.walk.draft()
    for person in (cast.reader, cast.stranger, cast.supplier, cast.nobody):
        assert refused_row("steprequest", row(draft, person, cast.applicant)) == "asked_of_a_colleague"
    assert refused_row("steprequest", row(draft, cast.applicant, cast.applicant)) == "another_is_asked"
    sent = row(cast.walk.registered(), olle, cast.applicant)
    assert refused_row("steprequest", sent) == "asked_of_a_colleague"
    secrecy_acts.report_conflict(draft, by=cast.applicant_boss, ground="other", text="Vän.")
    assert refused_row("steprequest", row(draft, cast.applicant_boss, olle)) == "asked_without_conflict"
    assert refused_row("steprequest", row(draft, olle, cast.applicant_boss)) == "asked_without_conflict"


def test_raw_sql_asks_one_of_a_known_step_to_a_day_that_comes(cast, olle):
    draft = cast.walk.draft()
    before = row(draft, olle, cast.applicant, due=date(2026, 12, 1))
    assert refused_row("steprequest", before) == "asked_of_a_colleague"
    assert refused_row("steprequest", row(draft, olle, cast.applicant, step="annat")) == "asked_of_a_step"
    asked = row(draft, olle, cast.applicant)
    allowed(insert("steprequest", asked), **asked)
    assert refused_row("steprequest", row(draft, cast.applicant_boss, olle)) == "one_is_asked_to_fill_in_a_step"
    key = StepRequest.objects.get().pk
    assert refused_change("steprequest", key, due=date(2026, 12, 1)) == "asked_of_a_colleague"
    assert refused_change("steprequest", key, colleague_id=cast.reader.pk) == "asked_of_a_colleague"
