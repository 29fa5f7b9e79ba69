"""5 kap. 2 § OSL: what would stop the rest from being public is left out of the open diary, by the agency's own officers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from onboarding.diary import acts as diary_acts
from onboarding.models import DiaryEntry
from registry.models import JournalEntry

from ... import making
from ...once import made_once
from ..test_matrix import is_done

ALL = ["counterpart", "about"]


@made_once
def entry(cast):
    """The registration as it came in at the coordinator."""
    cast.walk.registered()
    return DiaryEntry.objects.get(agency=cast.fk)


def test_hides_what_is_chosen(cast, entry):
    hidden = diary_acts.hide(entry, by=cast.coordinator, facts=["counterpart"])
    assert (hidden.counterpart_hidden, hidden.about_hidden) == (True, False)
    shown = diary_acts.show(entry, by=cast.coordinator, facts=["counterpart"])
    assert (shown.counterpart_hidden, shown.about_hidden) == (False, False)
    entry.refresh_from_db()
    assert (entry.counterpart, entry.about) == ("Bolagsverket", "Intresseanmälan"), "what is hidden is kept"


def test_is_journalled_without_what_is_hidden(cast, entry):
    diary_acts.hide(entry, by=cast.coordinator, facts=ALL)
    diary_acts.show(entry, by=cast.coordinator_boss, facts=["about"])
    told = JournalEntry.objects.filter(subject=f"onboarding.diaryentry/{entry.pk}").order_by("number")
    assert [(j.act, j.person, j.text) for j in told] == [
        (
            "onboarding.hide",
            "Karin Kö",
            f"Handling {entry}: avsändare eller mottagare och vad handlingen rör döljs i det öppna diariet.",
        ),
        ("onboarding.show", "Kurt Samuelsson", f"Handling {entry}: vad handlingen rör visas i det öppna diariet."),
    ]
    assert not any("Bolagsverket" in j.text for j in told)


@pytest.mark.parametrize("facts", [[], ["number"], ["on"], ["about"]])
def test_something_must_be_chosen_that_is_not_hidden_already(cast, entry, facts):
    diary_acts.hide(entry, by=cast.coordinator, facts=["about"])
    with pytest.raises(ValidationError, match="Välj vad som ska döljas"):
        diary_acts.hide(entry, by=cast.coordinator, facts=facts)


def test_officers_of_the_agency_whose_diary_it_is_and_nobody_else(cast, entry):
    acts = {
        "hide": lambda by: lambda: diary_acts.hide(entry, by=by, facts=ALL),
        "mark_secret": lambda by: lambda: diary_acts.mark_secret(entry, by=by, provision="18 kap. 8 § OSL"),
    }
    for act in acts.values():
        done = {name for name, by in cast.people().items() if is_done(act(by))}
        assert done == {"coordinator", "coordinator_boss"}


def test_the_applicant_hides_in_its_own_diary_alone(cast, entry):
    own = DiaryEntry.objects.get(agency=cast.bolagsverket)
    assert diary_acts.hide(own, by=cast.applicant, facts=["about"]).about_hidden
    with pytest.raises(PermissionDenied):
        diary_acts.hide(own, by=cast.reader, facts=["counterpart"])
    with pytest.raises(PermissionDenied):
        diary_acts.hide(own, by=cast.coordinator, facts=["counterpart"])
    entry.refresh_from_db()
    assert not entry.about_hidden


def test_the_same_agency_in_another_part_does_not_reach_a_case_that_it_does_not_see(cast, entry):
    other_part = making.person("Fanny Försäkring", cast.fk_supplier)
    with pytest.raises(PermissionDenied):
        diary_acts.hide(entry, by=other_part, facts=["about"])


def test_page(client, cast, entry):
    client.force_login(cast.coordinator)
    page = f"/diarium/{entry.pk}/"
    assert "Dölj i det öppna diariet" in client.get(page).text
    refused = client.post(f"{page}dolj/", {"facts": []})
    assert "Välj minst ett av alternativen." in refused.text
    done = client.post(f"{page}dolj/", {"facts": ALL}, follow=True)
    assert done.text.count("Dolt i det öppna diariet") == 2
    shown = client.post(f"{page}visa/", {"facts": ["about"]}, follow=True)
    assert shown.text.count("Dolt i det öppna diariet") == 1
    assert client.post(f"{page}visa/", {"facts": ["about"]}).context["form"].errors


def test_nobody_to_hide_in_what_is_drawn_up(client, cast):
    cast.walk.request("agreed")
    entry = DiaryEntry.objects.filter(agency=cast.skv, direction="drawn_up").first()
    client.force_login(cast.supplier)
    offered = client.get(f"/diarium/{entry.pk}/dolj/").context["form"].fields["facts"].choices
    assert offered == [("about", "Vad handlingen rör")]
