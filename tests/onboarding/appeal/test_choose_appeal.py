"""33 § FL: what a decision says of appeal is chosen by its agency, kind by kind; before that it says nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.appeal import acts as appeal_acts
from onboarding.models import AppealChoice, Document, PrioritisationDocument, Refusal
from registry.models import JournalEntry

from ..papers import text_of
from ..raw_sql import refused_change, refused_row

COURT = {"says": "may", "court": "Förvaltningsrätten i Stockholm", "submit_to": "registrator@skv.example"}
NOT = {"says": "may_not", "provision": "7 § förordningen (2099:1)"}


def choose(cast, decision="refusal", by=None, **said):
    return appeal_acts.choose_appeal(cast.skv, by=by or cast.supplier_boss, decision=decision, **said)


def letter(cast):
    """The letter of a refusal that is decided now."""
    refused = cast.walk.request("refused")
    outbox.perform_waiting()
    return text_of(Document.objects.get(refusal__allocation__requested_service=refused, kind="refusal"))


def test_it_is_chosen_and_journalled(cast):
    choice = choose(cast, **NOT)
    assert (choice.agency, choice.chosen_by) == (cast.skv, cast.supplier_boss)
    entry = JournalEntry.objects.get(chain=f"myndighet/{cast.skv.pk}")
    assert (entry.act, entry.section, entry.text) == (
        "onboarding.choose_appeal",
        "33 § FL",
        "Skatteverket bestämde vad beslut säger om överklagande. Beslut att neka anslutning (8 §): Att beslutet inte får "
        "överklagas, och enligt vilken bestämmelse.",
    )


@pytest.mark.parametrize(
    "said",
    [
        {"says": "may"},
        {**COURT, "court": "-"},
        {**COURT, "submit_to": " "},
        {**COURT, **NOT, "says": "may"},
        {"says": "may_not"},
        {"says": "nothing", "provision": "41 §"},
        {"says": ""},
        {"says": "perhaps"},
        {"says": "nothing", "decision": "agreement"},
    ],
)
def test_it_says_what_a_reader_needs(cast, said):
    with pytest.raises(ValidationError, match=r"33 § förvaltningslagen|inget giltigt alternativ|får inte vara tomt"):
        choose(cast, **said)
    assert not AppealChoice.objects.exists()


@pytest.mark.usefixtures("drawn")
def test_nothing_is_printed_before_it_is_chosen(cast):
    choose(cast, "prioritisation", **NOT)
    appeal_acts.choose_appeal(cast.trv, by=cast.other_supplier_boss, decision="refusal", **NOT)
    assert "verklag" not in letter(cast)
    choose(cast, says="nothing")
    assert "verklag" not in letter(cast)


@pytest.mark.usefixtures("drawn")
def test_the_letter_says_to_whom_where_how_and_until_when(cast):
    choose(cast, **COURT)
    text = letter(cast)
    number = Refusal.objects.get().diary_number
    assert (
        f"Överklagande Beslutet kan överklagas till Förvaltningsrätten i Stockholm. Skriv vilket beslut ni överklagar "
        f"(diarienummer {number}), hur ni vill att beslutet ska ändras och varför. Ställ överklagandet till "
        "Förvaltningsrätten i Stockholm, men lämna det till Skatteverket: registrator@skv.example. En part som företräder "
        "det allmänna ska ha lämnat sitt överklagande inom tre veckor från den dag då beslutet meddelades."
    ) in text
    choose(cast, **NOT)
    assert "Överklagande Beslutet inte får överklagas enligt" not in letter(cast)


@pytest.mark.usefixtures("drawn")
def test_a_decision_keeps_what_it_was_decided_under(cast):
    """Though the paper is drawn after the agency has chosen anew."""
    choose(cast, **NOT)
    refused = cast.walk.request("refused")
    choose(cast, **COURT)
    outbox.perform_waiting()
    text = text_of(Document.objects.get(refusal__allocation__requested_service=refused, kind="refusal"))
    assert "Beslutet får inte överklagas enligt 7 § förordningen (2099:1)." in text
    assert "Stockholm" not in text


@pytest.mark.usefixtures("drawn")
def test_so_does_an_order(cast):
    choose(cast, "prioritisation", **NOT)
    decided = cast.walk.prioritised()
    choose(cast, "prioritisation", says="nothing")
    outbox.perform_waiting()
    text = text_of(PrioritisationDocument.objects.get(prioritisation=decided))
    assert "Beslutet får inte överklagas enligt 7 § förordningen (2099:1)." in text


def test_the_database_writes_what_was_chosen_and_keeps_it(cast):
    first = choose(cast, **NOT)
    refused = Refusal.objects.get(allocation__requested_service=cast.walk.request("refused"))
    assert refused.appeal == first
    assert refused_change("appealchoice", first.pk, provision="41 §") == "appeal_choice_is_never_changed"
    row = {
        "agency_id": cast.skv.pk,
        "decision": "refusal",
        "chosen_at": timezone.now(),
        "court": "",
        "submit_to": "",
        "provision": "",
        "says": "nothing",
    }
    for person in (cast.supplier, cast.other_supplier_boss, cast.coordinator_boss):
        assert refused_row("appealchoice", row | {"chosen_by_id": person.pk}) == "appeal_is_the_agencys_choice"
    mine = row | {"chosen_by_id": cast.supplier_boss.pk}
    assert refused_row("appealchoice", mine | {"says": "may"}) == "appeal_is_told_whole"
    assert refused_row("appealchoice", mine | {"decision": "x"}) == "appeal_of_a_decision_that_is_known"


def test_the_pages(client, cast):
    client.force_login(cast.supplier_boss)
    home, address = reverse("appeal_choices"), reverse("choose_appeal", args=["refusal"])
    assert client.get(home).text.count("Ni har inte valt.") == 3
    assert client.get(address).context["form"]["says"].value() in (None, "")  # nothing is chosen beforehand
    assert client.get(reverse("choose_appeal", args=["avtal"])).status_code == 404
    assert client.post(address, {}).context["form"].errors == {"says": ["Välj vad beslutet ska säga om överklagande."]}
    assert client.post(address, {"says": "may"}).context["form"].errors == {
        "court": ["Ange vem som prövar ett överklagande."],
        "submit_to": ["Ange dit överklagandet lämnas hos er."],
    }
    sent = {**COURT, "provision": "skrevs först"}
    assert client.post(address, sent).headers["Location"] == home
    page = client.get(home).text
    assert "Beslutet kan överklagas till Förvaltningsrätten i Stockholm." in page
    assert page.count("Ni har inte valt.") == 2
    assert client.get(address).context["form"]["court"].value() == COURT["court"]
    assert AppealChoice.objects.get().provision == ""


def test_who_decides_reads_that_nothing_is_chosen(client, cast):
    client.force_login(cast.supplier_boss)
    refuse = reverse("refuse", args=[cast.walk.request("allocated").pk])
    prioritise = reverse("prioritise", args=[cast.walk.shortage().pk])
    for address, kind in ((refuse, "refusal"), (prioritise, "prioritisation")):
        assert "Ni har inte bestämt vad era beslut säger om överklagande." in client.get(address).text
        choose(cast, kind, **NOT)
        assert "Ni har inte bestämt" not in client.get(address).text
    assert "Beslutet får inte överklagas enligt 7 § förordningen (2099:1)." in client.get(refuse).text
    assert reverse("appeal_choices") in client.get(reverse("cases")).text
