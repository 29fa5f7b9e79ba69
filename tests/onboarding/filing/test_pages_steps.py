"""7 §: the pages of a draft's steps: what is typed is saved, and nothing of it is lost or overwritten."""

import re

import pytest
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.filing.draft import NO_SERVICE, Draft
from onboarding.filing.questions import find
from onboarding.models import RequestedService
from registry.classified import STOPPED
from registry.models import Agency

from ... import making
from .drafts import KEYS, errors, fresh, states

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(7)]


# The steps, one by one


def test_each_step_leads_to_the_next_and_the_last_to_the_review(save, cast):
    draft = cast.walk.draft()
    row = draft.requested_services.get().pk
    said = {
        "kontakt": {"contact_name": "A", "contact_email": "a@myndighet.se"},
        "sakerhetsskydd": {"other_channel": "nej"},
        "behov": {"need": "Drift.", f"tjanst_{cast.service.pk}": "on"},
        "nulage": {"present_solution": "own"},
        "nytta": {},
        "information": {f"personal_data_{row}": "nej", "secrecy": "nej"},
        "krav": {},
    }
    ends = [save(draft, key, **said[key]).headers["Location"] for key in KEYS]
    assert ends == [
        *[reverse("edit_step", args=[draft.pk, key]) for key in KEYS[1:]],
        reverse("register", args=[draft.pk]),
    ]
    assert states(draft) == ["Klart"] * 7


@pytest.mark.parametrize("key", KEYS)
def test_a_step_is_saved_incomplete_and_comes_back_to_the_list(save, client, empty, key):
    response = save(empty, key, sedan="senare")
    assert response.headers["Location"] == reverse("edit", args=[empty.pk])
    assert "Bara er myndighet kan se det" in client.get(response.headers["Location"]).text
    assert fresh(empty).saved_steps == []  # nothing is chosen, and nothing said


def test_what_asks_of_services_is_not_done_before_one_is_chosen(save, cast, empty):
    save(empty, "krav")
    save(empty, "behov", need="Drift.", **{f"tjanst_{cast.service.pk}": "on"})
    assert states(empty)[2::4] == ["Klart", "Inte påbörjat"]
    save(empty, "krav")
    assert states(empty)[6] == "Klart"


def test_the_need_and_its_services(save, cast, empty):
    service, other = cast.service.pk, cast.other_service.pk
    save(
        empty,
        "behov",
        need="Avtalet löper ut.",
        **{
            f"tjanst_{service}": "on",
            f"volume_{service}": "12,5",
            f"wanted_from_{service}": "2027-01-01",
            f"latest_on_{service}": "2027-06-30",
            f"latest_reason_{service}": "Avtalet upphör.",
            f"tjanst_{other}": "on",
            "tjanst_0": "on",
            "unmet_need": "Larm",
            "wanted_from_0": "2027-02-01",
        },
    )
    second, first, third = empty.requested_services.all()  # in the order of the catalogue
    assert (first.service, str(first.volume), str(first.latest_on), first.latest_reason, first.personal_data) == (
        cast.service,
        "12.50",
        "2027-06-30",
        "Avtalet upphör.",
        None,
    )
    assert (second.service, second.volume) == (cast.other_service, None)
    assert (third.service, third.unmet_need, str(third.wanted_from)) == (None, "Larm", "2027-02-01")


def test_the_baseline(save, cast):
    draft = cast.walk.draft()
    row = draft.requested_services.get()
    said = {"contract_ends": "2027-03-31", "problems": "Långsamt.", "present_cost": "1 250 000,50"}
    said |= {"present_availability": "98,7", f"present_volume_{row.pk}": "8"}
    save(draft, "nulage", present_solution="agency", **said)
    draft, row = fresh(draft), fresh(row)
    assert (str(draft.present_cost), str(draft.present_availability), str(row.present_volume)) == (
        "1250000.50",
        "98.70",
        "8.00",
    )
    assert (draft.present_solution, str(draft.contract_ends), draft.problems) == ("agency", "2027-03-31", "Långsamt.")


def test_the_requirements(save, cast):
    draft = cast.walk.draft()
    pk = draft.requested_services.get().pk
    said = {"opening_hours": "always", "wanted_availability": "99,9", "rto_hours": "4", "rpo_hours": "0,25"}
    said |= {"confidentiality": "2", "integrity": "0", "availability": ""}
    of_all = {"integrations": "Inga.", "heightened_preparedness": "ja", "classification_on": "2026-01-02"}
    save(draft, "krav", **{f"{name}_{pk}": value for name, value in said.items()}, **of_all)
    row = RequestedService.objects.get(pk=pk)
    assert (row.opening_hours, str(row.wanted_availability), str(row.rto_hours), str(row.rpo_hours)) == (
        "always",
        "99.90",
        "4.00",
        "0.25",
    )
    assert (row.confidentiality, row.integrity, row.availability) == (2, 0, None)
    assert fresh(draft).heightened_preparedness is True


@pytest.mark.parametrize("key", KEYS)
def test_what_is_saved_is_in_the_fields_again(client, cast, key):
    answers = making.full_answers()
    draft = cast.walk.draft(**answers)
    client.force_login(cast.applicant_boss)
    form = client.get(reverse("edit_step", args=[draft.pk, key])).context["form"]
    for question in find(key).questions:
        saved = answers.get(question.name, making.answers().get(question.name))
        assert str(form[question.name].value()) == {True: "ja", False: "nej"}.get(saved, str(saved))


# Bad input: a sentence at the field, the text kept, nothing saved


@pytest.mark.parametrize(
    ("key", "field", "wrong", "sentence"),
    [
        ("kontakt", "contact_name", "", "Ange en kontaktperson."),
        ("kontakt", "contact_email", "", "Ange kontaktpersonens e-postadress."),
        ("kontakt", "contact_email", "anna", "Skriv en fullständig e-postadress, till exempel anna@myndighet.se."),
        ("kontakt", "own_reference", "x\x00", "Null-tecken är inte tillåtna."),
        (
            "sakerhetsskydd",
            "other_channel",
            "",
            "Svara ja eller nej på om frågor om säkerhetsskydd behöver hanteras i en annan kanal.",
        ),
        (
            "sakerhetsskydd",
            "other_channel",
            "kanske",
            "Välj ett giltigt alternativ. kanske finns inte bland tillgängliga alternativ.",
        ),
        ("behov", "need", " ", "Beskriv vad ni behöver, och varför."),
        ("behov", "volume_S", "0", "Volymen ska vara större än noll."),
        ("behov", "volume_S", "nan", "Fyll i volymen med siffror, till exempel 250."),
        ("behov", "wanted_from_S", "2027-02-30", "Fyll i ett giltigt datum."),
        ("behov", "latest_on_S", "2026-12-31", "Senaste datum ska vara samma dag som önskad start eller senare."),
        ("behov", "latest_reason_S", "", "Ange skälet till det senaste datumet."),
        ("behov", "unmet_need", "", "Beskriv behovet i en mening, eller avmarkera att ni har ett sådant behov."),
        ("behov", "unmet_need", "x" * 251, "Skriv högst 250 tecken. Nu är det 251."),
        ("nulage", "present_solution", "", "Välj vilken lösning ni har i dag."),
        ("nulage", "present_cost", "många", "Skriv med siffror, till exempel 250."),
        ("nulage", "present_cost", "-1", "Ange noll eller mer."),
        ("nulage", "present_availability", "100,1", "Ange högst 100 procent."),
        ("nulage", "contract_ends", "snart", "Fyll i ett giltigt datum."),
        ("nulage", "present_volume_R", "-5", "Ange noll eller mer."),
        ("nytta", "expected_cost", "-1", "Ange noll eller mer."),
        (
            "information",
            "personal_data_R",
            "",
            "Svara ja eller nej på om leverantörsmyndigheten ska behandla personuppgifter.",
        ),
        ("information", "data_categories", "", "Beskriv vilka slags personuppgifter det gäller."),
        ("information", "sensitive_data", "", "Svara ja eller nej på om det finns känsliga personuppgifter."),
        ("information", "secrecy", "", "Svara ja eller nej på om uppgifterna omfattas av sekretess."),
        ("information", "suitability", "", "Välj om lämplighetsbedömningen är gjord."),
        ("information", "suitability_on", "2099-01-01", "Ange en dag som har varit, eller lämna tomt."),
        ("krav", "wanted_availability_R", "101", "Ange högst 100 procent."),
        ("krav", "rto_hours_R", "snabbt", "Skriv med siffror, till exempel 250."),
        (
            "krav",
            "confidentiality_R",
            "4",
            "Välj ett giltigt alternativ. 4 finns inte bland tillgängliga alternativ.",
        ),
        ("krav", "classification_on", "2099-01-01", "Ange en dag som har varit, eller lämna tomt."),
        ("krav", "integrations", "Begränsat hemlig", STOPPED),
        ("behov", "need", "HEMLIG", STOPPED),
        ("behov", "latest_reason_S", "NATO SECRET", STOPPED),
        ("behov", "unmet_need", "Kvalificerat hemlig", STOPPED),
        ("kontakt", "own_reference", "SECRET", STOPPED),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_saved(save, cast, key, field, wrong, sentence):
    draft = cast.walk.draft(own_reference="Före")
    row = draft.requested_services.get()
    name = field.replace("_S", f"_{cast.service.pk}").replace("_R", f"_{row.pk}")
    right = {
        "kontakt": {"contact_name": "Kvar", "contact_email": "a@myndighet.se"},
        "sakerhetsskydd": {"other_channel": "nej", "other_channel_reference": "Kvar"},
        "behov": {
            "need": "Kvar",
            f"tjanst_{cast.service.pk}": "on",
            f"wanted_from_{cast.service.pk}": "2027-01-01",
            f"latest_on_{cast.service.pk}": "2027-01-01",
            f"latest_reason_{cast.service.pk}": "Skäl.",
            "tjanst_0": "on",
            "unmet_need": "Larm",
        },
        "nulage": {"present_solution": "own", "problems": "Kvar"},
        "nytta": {"cost_effect": "Kvar"},
        "information": {
            f"personal_data_{row.pk}": "ja",
            "data_categories": "Namn.",
            "sensitive_data": "nej",
            "data_subjects": "Kvar",
            "secrecy": "ja",
            "suitability": "made",
        },
        "krav": {f"confidentiality_{row.pk}": "2", "classification_role": "Kvar"},
    }[key]
    before = Draft(fresh(draft)).fingerprint(find(key))
    page = save(draft, key, **right | {name: wrong})
    of_service = f"{cast.service}: " if name != field and sentence != STOPPED else ""
    assert errors(page) == {name: [f"{of_service}{sentence}"]}
    assert "Kvar" in page.text or name in {"need", "contact_name"}
    assert "Fel: " in page.text
    assert (fresh(draft).saved_steps, Draft(fresh(draft)).fingerprint(find(key))) == ([], before)


def test_a_need_without_a_service_is_asked_about_but_can_be_saved(save, client, empty):
    page = save(empty, "behov", need="Drift.")
    assert errors(page) == {page.context["form"].choices[0].chosen: [NO_SERVICE]}
    assert save(empty, "behov", need="Drift.", sedan="senare").status_code == 302
    assert states(empty)[2] == "Påbörjat"


def test_details_of_a_service_that_is_not_chosen_are_not_silently_left_out(save, cast, empty):
    other = cast.other_service
    page = save(empty, "behov", need="N", **{f"tjanst_{cast.service.pk}": "on", f"volume_{other.pk}": "3"})
    assert errors(page) == {
        f"tjanst_{other.pk}": [f"Ni har fyllt i uppgifter om {other}. Välj tjänsten, eller ta bort uppgifterna."]
    }
    assert not empty.requested_services.exists()


# Nothing typed is wiped; what does not apply is only marked so


def test_a_service_that_is_set_aside_keeps_what_was_said_of_it(save, client, cast):
    draft = cast.walk.draft(cast.service, cast.other_service)
    row = draft.requested_services.get(service=cast.service)
    kept = {f"volume_{cast.service.pk}": "10", f"volume_{cast.other_service.pk}": "10"}
    save(draft, "behov", need="N", **{f"tjanst_{cast.other_service.pk}": "on"}, **kept)
    assert [requested_service.service for requested_service in draft.requested_services.filter(set_aside=False)] == [
        cast.other_service
    ]
    assert (fresh(row).set_aside, str(fresh(row).volume), fresh(row).personal_data) == (True, "10.00", False)
    page = client.get(reverse("register", args=[draft.pk])).text
    assert ("Virtuell server" in page, "Bortvalda tjänster skickas inte." in page) == (False, True)
    save(draft, "behov", need="N", **{f"tjanst_{cast.service.pk}": "on"}, **kept)
    assert (fresh(row).set_aside, str(fresh(row).volume)) == (False, "10.00")


def test_what_is_set_aside_is_not_sent(cast):
    draft = cast.walk.draft(cast.service, cast.other_service)
    wanted = [{"service": cast.service, "personal_data": False}]
    filing_acts.edit(draft, by=cast.applicant, wanted=wanted)
    filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    assert [requested_service.service for requested_service in draft.requested_services.all()] == [cast.service]


def test_an_answer_that_no_longer_applies_is_kept_and_shown_as_such(save, client, cast):
    draft = cast.walk.draft(present_cost=5000)
    save(draft, "nulage", present_solution="none", present_cost="5 000")
    assert str(fresh(draft).present_cost) == "5000.00"
    rows = {
        answer.label: (answer.text, answer.applies)
        for part in client.get(reverse("register", args=[draft.pk])).context["sheet"]
        for group in part.groups
        for answer in group.answers
    }
    assert rows["Nuvarande kostnad per år"] == ("Inte tillämpligt", False)
    assert rows["Nuvarande lösning"] == ("Ingen: behovet är nytt", True)


def test_what_need_not_be_answered_is_not_asked_for(save, cast):
    draft = cast.walk.draft(data_categories="", sensitive_data=None)
    row = draft.requested_services.get().pk
    assert save(draft, "information", **{f"personal_data_{row}": "nej", "secrecy": "nej"}).status_code == 302


# The other channel (SAK-2, KRT-1)


def test_a_yes_to_another_channel_is_enough_and_is_sent_as_only_that(save, client, cast, empty):
    save(empty, "kontakt", contact_name="A", contact_email="a@myndighet.se")
    save(empty, "sakerhetsskydd", other_channel="ja", other_channel_reference="SÄK 17")
    assert states(empty) == ["Klart", "Klart", *["Inte tillämpligt"] * 5]
    response = client.post(reverse("register", args=[empty.pk]), {"acknowledged": "on"})
    assert response.headers["Location"] == reverse("case_receipt", args=[empty.pk])
    requested_service = empty.requested_services.get()
    assert (str(requested_service), requested_service.status, requested_service.personal_data) == (
        "Behov som hanteras i en annan kanal",
        "registered",
        None,
    )


def test_who_also_has_a_need_that_may_be_described_answers_the_rest(save, cast, empty):
    save(empty, "sakerhetsskydd", other_channel="ja")
    save(empty, "behov", need="Servrar.", **{f"tjanst_{cast.service.pk}": "on"})
    assert "Inte tillämpligt" not in states(empty)
    with pytest.raises(Exception, match="Välj vilken lösning ni har i dag"):
        filing_acts.register(empty, by=cast.applicant, acknowledged=True)


def test_a_class_above_the_scale_stores_only_that_it_is_handled_elsewhere(save, client, cast):
    draft = cast.walk.draft()
    row = draft.requested_services.get()
    RequestedService.objects.filter(pk=row.pk).update(integrity=3)
    said = {f"confidentiality_{row.pk}": "annan", f"integrity_{row.pk}": "3", f"availability_{row.pk}": "1"}
    response = save(draft, "krav", integrations="Inga.", **said)
    assert response.headers["Location"] == reverse("edit_step", args=[draft.pk, "sakerhetsskydd"])
    assert "Klassningen är inte sparad" in client.get(response.headers["Location"]).text
    row = fresh(row)
    assert (row.confidentiality, row.integrity, row.availability) == (None, None, None)
    assert (fresh(draft).other_channel, fresh(draft).integrations) == (True, "Inga.")


def test_the_way_to_the_other_channel_is_shown(client, cast, empty):
    client.force_login(cast.applicant)
    address = reverse("edit_step", args=[empty.pk, "sakerhetsskydd"])
    assert "Ring växeln hos Försäkringskassan" in client.get(address).text
    Agency.objects.filter(pk=cast.fk.pk).update(security_contact="Säkerhetsskyddsfunktionen, telefon 010-00 00 00")
    assert "Säkerhetsskyddsfunktionen, telefon 010-00 00 00" in client.get(address).text


# Two at once


def test_two_on_the_same_step_never_overwrite_each_other(save, client, cast):
    draft = cast.walk.draft(security_effect="Före")
    seen = Draft(draft).fingerprint(find("nytta"))
    save(draft, "nytta", by=cast.applicant_boss, seen=seen, security_effect="Chefens text.")
    page = save(draft, "nytta", seen=seen, security_effect="Min text.")
    assert "Någon har sparat medan du skrev," in page.context["form"].non_field_errors()[0]
    assert page.context["form"].theirs == [("Säkrare it-drift", "Chefens text.")]
    assert "Min text." in page.text
    assert fresh(draft).security_effect == "Chefens text."
    again = page.context["form"]["seen"].value()
    assert save(draft, "nytta", seen=again, security_effect="Min text.").status_code == 302
    assert fresh(draft).security_effect == "Min text."


def test_people_on_different_steps_do_not_collide(save, cast):
    draft = cast.walk.draft()
    row = draft.requested_services.get().pk
    seen = {key: Draft(draft).fingerprint(find(key)) for key in KEYS}
    services = {f"tjanst_{s.pk}": "on" for s in (cast.service, cast.other_service)}
    assert save(draft, "behov", by=cast.applicant_boss, seen=seen["behov"], need="N", **services).status_code == 302
    assert save(draft, "nytta", seen=seen["nytta"], cost_effect="Lägre.").status_code == 302
    said = {f"personal_data_{row}": "ja", "data_categories": "Namn.", "sensitive_data": "nej", "secrecy": "nej"}
    assert save(draft, "information", seen=seen["information"], **said, sedan="senare").status_code == 302
    assert save(draft, "krav", seen=seen["krav"], integrations="Inga.").status_code == 302


def test_what_a_colleague_has_sent_meanwhile_is_not_changed_and_the_text_is_kept(save, client, cast):
    case = cast.walk.registered()
    page = save(case, "behov", need="Min nya text.", **{f"tjanst_{cast.service.pk}": "on"})
    assert page.context["form"].non_field_errors() == ["Intresseanmälan är redan skickad och kan inte ändras."]
    assert "Min nya text." in page.text
    assert fresh(case).need != "Min nya text."
    for name, place in [("edit", [case.pk]), ("edit_step", [case.pk, "behov"]), ("hand_over", [case.pk])]:
        assert client.get(reverse(name, args=place)).headers["Location"] == reverse("case", args=[case.pk])


def test_the_browser_may_fill_in_the_contact(client, cast):
    client.force_login(cast.applicant)
    page = client.get(reverse("edit_step", args=[cast.walk.draft().pk, "kontakt"])).text
    found = {
        re.search(r'name="(\w+)"', field)[1]: re.search(r'type="(\w+)".*autocomplete="([\w-]+)"', field).groups()
        for field in re.findall(r"<input[^>]*contact_[^>]*>", page)
    }
    assert found == {
        "contact_name": ("text", "name"),
        "contact_email": ("email", "email"),
        "contact_phone": ("tel", "tel"),
    }
