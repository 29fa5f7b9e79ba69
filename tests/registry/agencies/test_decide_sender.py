"""7 §: an agency's own decision maker decides who sends its registrations of interest."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from registry.agencies import acts as agencies_acts
from registry.models import Agency, JournalEntry

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(7)]


def sends(agency):
    return Agency.objects.get(pk=agency.pk).decision_maker_sends


def test_it_is_decided_and_journalled(cast):
    agencies_acts.decide_sender(cast.bolagsverket, by=cast.applicant_boss, decision_maker_sends=True)
    assert (sends(cast.bolagsverket), sends(cast.ifau)) == (True, False)
    entry = JournalEntry.objects.get(chain=f"myndighet/{cast.bolagsverket.pk}")
    assert (entry.act, entry.section, entry.text) == (
        "registry.decide_sender",
        "praxis",
        "Bara en beslutsfattare anmäler intresse för Bolagsverket.",
    )


def test_by_the_agencys_own_decision_maker_only(cast):
    for name, person in cast.people().items():
        if name != "applicant_boss":
            with pytest.raises(PermissionDenied):
                agencies_acts.decide_sender(cast.bolagsverket, by=person, decision_maker_sends=True)
    assert not sends(cast.bolagsverket)


def test_the_page(client, cast):
    client.force_login(cast.applicant_boss)
    address = reverse("own_agency")
    assert client.get(address).context["form"]["decision_maker_sends"].value() == "nej"
    page = client.post(address, {"decision_maker_sends": ""})
    assert page.context["form"].errors == {"decision_maker_sends": ["Välj vem som får anmäla intresse för er."]}
    assert client.post(address, {"decision_maker_sends": "ja"}).headers["Location"] == address
    assert sends(cast.bolagsverket)
    assert client.get(address).context["form"]["decision_maker_sends"].value() == "ja"
    assert "Hos er anmäler bara beslutsfattare" in client.get(reverse("edit", args=[cast.walk.draft().pk])).text


def test_others_do_not_reach_it(client, cast):
    for name, person in cast.people().items():
        if name not in ("applicant_boss", "stranger"):
            client.force_login(person)
            assert client.post(reverse("own_agency"), {"decision_maker_sends": "ja"}).status_code == 403
