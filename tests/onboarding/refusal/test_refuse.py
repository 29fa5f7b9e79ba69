"""8 §: a supplier that lacks the conditions may refuse, and states the reasons."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.agreement import acts as agreement_acts
from onboarding.models import DiaryEntry, Document, Refusal, RefusalDraft, RefusalGround
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal.letter import letter
from registry.models import Membership
from registry.ordinance import Role

from ... import making
from ..papers import text_of

pytestmark = pytest.mark.section(8)


def refuse(cast, requested_service, **changes):
    return refusal_acts.refuse(requested_service, by=cast.supplier_boss, **making.decision(cast.supplier, **changes))


def test_is_a_decision_with_the_supplier_s_own_number(cast):
    requested_service = cast.walk.request("allocated")
    refusal = refuse(cast, requested_service)
    requested_service.refresh_from_db()
    assert (requested_service.status, requested_service.supplier, requested_service.delivered_service) == (
        "refused",
        None,
        None,
    )
    assert refusal.diary_number == f"SKV {date.today().year}/000001-2"  # after the allocation that came in
    assert (refusal.decided_by_title, refusal.presented_by_title) == ("it-direktör", "handläggare")


@pytest.mark.parametrize("reasons", ["", " \n\t ", "För lite.", "x" * 49, ("a" + " " * 10) * 49])
def test_needs_reasons(cast, reasons):
    requested_service = cast.walk.request("allocated")
    with pytest.raises(ValidationError) as refused:
        refuse(cast, requested_service, reasons=reasons)
    assert any("skäl" in m.lower() or "tomt" in m for m in refused.value.messages)
    requested_service.refresh_from_db()
    assert requested_service.status == "allocated"
    assert not Refusal.objects.exists()
    assert DiaryEntry.objects.filter(agency=cast.skv).count() == 1, "the number must go back"


def test_takes_two_people(cast):
    requested_service = cast.walk.request("allocated")
    with pytest.raises(ValidationError, match="olika personer"):
        refuse(cast, requested_service, presented_by=cast.supplier_boss.acting)
    with pytest.raises(ValidationError, match="handläggare hos er"):
        refuse(cast, requested_service, presented_by=cast.other_supplier.acting)


@pytest.mark.parametrize("change", [{"role": Role.READER}, {"valid_until": date.today()}], ids=["reader", "ended"])
def test_is_presented_by_who_is_an_officer_today(cast, change):
    requested_service = cast.walk.request("allocated")
    presented_by = cast.supplier.acting  # as the page read it
    Membership.objects.filter(pk=presented_by.pk).update(**change)
    with pytest.raises(ValidationError, match="handläggare hos er"):
        refuse(cast, requested_service, presented_by=presented_by)


NOT_HEARD = {"not_communicated": "", "not_communicated_why": ""}


def communicate(cast, requested_service):
    week = date.today() + timedelta(days=7)
    return refusal_acts.communicate(requested_service, by=cast.supplier, text="Vi överväger att neka.", reply_by=week)


def test_not_before_the_agency_has_been_heard(cast, time_machine):
    requested_service = cast.walk.request("allocated")
    with pytest.raises(ValidationError) as refused:
        refuse(cast, requested_service, **NOT_HEARD)
    assert list(refused.value.message_dict) == ["not_communicated"]
    communicate(cast, requested_service)
    time_machine.move_to(date.today() + timedelta(days=7))
    with pytest.raises(ValidationError, match="tid kvar att svara"):
        refuse(cast, requested_service, **NOT_HEARD)
    time_machine.move_to(date.today() + timedelta(days=1))
    assert refuse(cast, requested_service, **NOT_HEARD).not_communicated == ""


def test_not_while_the_agency_has_another_letter_to_answer(cast):
    requested_service = cast.walk.request("allocated")
    refusal_acts.reply(communicate(cast, requested_service), by=cast.applicant, reply="Vi förstår.")
    communicate(cast, requested_service)
    with pytest.raises(ValidationError) as refused:
        refuse(cast, requested_service, **NOT_HEARD, opinion="Det ändrar inget.")
    assert list(refused.value.message_dict) == ["not_communicated"]


def test_as_soon_as_the_agency_has_answered(cast):
    requested_service = cast.walk.request("allocated")
    refusal_acts.reply(communicate(cast, requested_service), by=cast.applicant, reply="Vi förstår.")
    assert refuse(cast, requested_service, **NOT_HEARD).pk


@pytest.mark.parametrize("opinion", ["", " ", "–"])
def test_what_the_agency_has_said_is_met(cast, opinion):
    requested_service = cast.walk.request("allocated")
    refusal_acts.reply(communicate(cast, requested_service), by=cast.applicant, reply="Vi kan vänta till mars.")
    with pytest.raises(ValidationError) as error:
        refuse(cast, requested_service, **NOT_HEARD, opinion=opinion)
    assert error.value.message_dict == {
        "opinion": ["Skriv vad myndigheten har anfört och varför det inte ändrar beslutet (32 § förvaltningslagen)."]
    }


def test_not_by_an_answer_to_another_supplier(cast):
    requested_service = cast.walk.request("allocated")
    refusal_acts.reply(communicate(cast, requested_service), by=cast.applicant, reply="Vi förstår.")
    refuse(cast, requested_service, **NOT_HEARD)
    cast.walk.allocate(requested_service, cast.other_supplier)
    with pytest.raises(ValidationError, match="har inte fått yttra sig"):
        refusal_acts.refuse(
            requested_service, by=cast.other_supplier_boss, **making.decision(cast.other_supplier, **NOT_HEARD)
        )


def test_why_it_is_not_heard_is_explained(cast):
    with pytest.raises(ValidationError, match="Förklara varför myndigheten inte har fått yttra sig"):
        refuse(cast, cast.walk.request("allocated"), not_communicated="urgent", not_communicated_why=" ")


@pytest.mark.section(11)
@pytest.mark.parametrize("account", ["", " \n ", "–"])
def test_has_an_open_text_for_the_government(cast, account):
    with pytest.raises(ValidationError) as refused:
        refuse(cast, cast.walk.request("allocated"), account=account)
    assert refused.value.message_dict == {"account": ["Beskriv fallet för redovisningen till regeringen (11 §)."]}


@pytest.mark.parametrize(
    ("others", "nobody_else"),
    [("", False), ("Eva Expert, arkitekt", True), (" ", False), ("-", False), ("\N{WAVING HAND SIGN}", False)],
)
def test_says_who_else_took_part_or_that_nobody_did(cast, others, nobody_else):
    with pytest.raises(ValidationError) as refused:
        refuse(cast, cast.walk.request("allocated"), others=others, nobody_else=nobody_else)
    assert list(refused.value.message_dict) == ["others"]


def test_on_a_ground_that_is_in_use(cast):
    RefusalGround.objects.filter(code="capacity").update(retired_on=date.today())
    with pytest.raises(ValidationError, match="används inte längre") as refused:
        refuse(cast, cast.walk.request("allocated"))
    assert list(refused.value.message_dict) == ["ground"]
    with pytest.raises(ValidationError) as refused:
        refuse(cast, cast.walk.request("allocated"), ground="ovilja")
    assert list(refused.value.message_dict) == ["ground"]


def test_a_ground_that_goes_out_of_use_stands_on_old_decisions(cast):
    refusal = refuse(cast, cast.walk.request("allocated"))
    RefusalGround.objects.filter(code="capacity").update(retired_on=date.today())
    assert str(Refusal.objects.get(pk=refusal.pk).ground) == "Kapacitet saknas"


@pytest.mark.parametrize("field", ["reasons", "alternatives", "account", "provisions"])
def test_a_text_marked_as_classified_is_not_taken_in(cast, field):
    with pytest.raises(ValidationError) as refused:
        refuse(cast, cast.walk.request("allocated"), **{field: "BEGRÄNSAT HEMLIG\n" + making.REASONS})
    assert list(refused.value.message_dict) == [field]
    assert not Refusal.objects.exists()


def test_is_in_the_diaries_of_the_three(cast):
    refusal = refuse(cast, cast.walk.request("allocated"))
    entries = DiaryEntry.objects.filter(subject=f"onboarding.refusal/{refusal.pk}")
    assert {(e.agency.short_name, e.direction) for e in entries} == {("SKV", "out"), ("BV", "in"), ("FK", "in")}
    assert str(entries.get(agency=cast.skv)) == refusal.diary_number
    assert not any("apacitet" in e.about for e in entries)


def test_also_after_the_supplier_took_it_on_but_not_while_an_agreement_is_open(cast):
    requested_service = cast.walk.request("accepted")
    agreement = cast.walk.agreement(requested_service)
    with pytest.raises(ValidationError, match="Avbryt den överenskommelsen först"):
        refuse(cast, requested_service)
    agreement_acts.cancel(agreement, by=cast.applicant, reason="Leverantören kan inte.")
    assert refuse(cast, requested_service).pk


def test_the_decision_letter_is_made_and_kept(cast, drawn):
    requested_service = cast.walk.request("allocated")
    refusal = refuse(
        cast, requested_service, alternatives="En mindre volym.", provisions="6 § förordningen (2024:1005)\n"
    )
    outbox.perform_waiting()
    document = Document.objects.get(kind="refusal")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes(document.content))).pages)
    text, today = " ".join(text.split()), f"{date.today():%Y-%m-%d}"
    for said in (
        refusal.diary_number,
        requested_service.registration.diary_number,
        f"{refusal.decided_on:%Y-%m-%d}",
        "Skatteverket nekar Bolagsverket anslutning till Virtuell server.",
        f"Bolagsverket anmälde den {today} intresse för Virtuell server. Volymen är 10, räknat i server.",
        f"Den samordnande myndigheten fördelade anmälan till Skatteverket den {today}.",
        "har följande lydelse:",
        "får neka en myndighet anslutning om",
        "Lars Ljung",
        "Lena Leverans",
        "Ingen annan har deltagit i den slutliga handläggningen.",
        "8 § förordningen (2024:1005)",
        "6 § förordningen (2024:1005)",
        "Bolagsverket har inte fått yttra sig före beslutet.",
        "25 § förvaltningslagen",
        "En mindre volym.",
    ):
        assert said in text
    assert making.REASONS.split()[0] in text


def test_the_letter_names_who_else_took_part(cast):
    refusal = refuse(cast, cast.walk.request("allocated"), others="Eva Expert, arkitekt", nobody_else=False)
    assert letter(refusal)["others"] == ["Eva Expert, arkitekt"]


def test_the_letter_is_seen_by_the_parties_alone(cast):
    refuse(cast, cast.walk.request("allocated"))
    outbox.perform_waiting()
    letters = Document.objects.filter(kind="refusal")
    seeing = {name for name, person in cast.people().items() if letters.visible_to(person).exists()}
    assert seeing == {
        "applicant", "applicant_boss", "reader", "coordinator", "coordinator_boss", "supplier", "supplier_boss"
    }  # fmt: skip


def test_the_agency_and_the_coordinator_are_told_without_the_reasons(cast):
    requested_service = cast.walk.request("allocated")
    outbox.perform_waiting()
    mail.outbox.clear()
    refuse(cast, requested_service)
    outbox.perform_waiting()
    assert {m.to[0] for m in mail.outbox} == {
        p.email for p in (cast.applicant, cast.applicant_boss, cast.reader, cast.coordinator, cast.coordinator_boss)
    }
    assert not any(making.REASONS[:20] in m.body for m in mail.outbox)


@pytest.mark.usefixtures("drawn")
def test_without_a_presenter_it_says_on_what_it_is_decided(cast):
    requested_service = cast.walk.request("allocated")
    for said in ({"presented_by": None}, {"no_presenter": "12 § arbetsordningen"}):  # neither, and both
        with pytest.raises(ValidationError, match="Välj föredragande, eller ange stödet"):
            refuse(cast, requested_service, **said)
    refusal = refuse(cast, requested_service, presented_by=None, no_presenter="12 § arbetsordningen")
    assert (refusal.presented_by, refusal.presented_by_title) == (None, "")
    outbox.perform_waiting()
    text = text_of(Document.objects.get(refusal=refusal))
    assert "Ärendet har avgjorts utan föredragning (12 § arbetsordningen)." in text
    assert "Föredragande" not in text


@pytest.mark.usefixtures("drawn")
def test_a_dissent_stands_in_the_decision(cast):
    refusal = refuse(cast, cast.walk.request("allocated"), dissent="Lena Leverans: kapaciteten räcker.")
    outbox.perform_waiting()
    text = text_of(Document.objects.get(refusal=refusal))
    assert "Avvikande mening Lena Leverans: kapaciteten räcker. Sändlista" in text
    plain = refuse(cast, cast.walk.request("allocated"))
    outbox.perform_waiting()
    assert "Avvikande mening" not in text_of(Document.objects.get(refusal=plain))


@pytest.mark.parametrize("refused_volume", [None, 4], ids=["all", "a part"])
def test_the_decision_maker_does_not_take_a_dissent_away(cast, refused_volume):
    requested_service = cast.walk.request("allocated")
    noted = "Lena Leverans: kapaciteten räcker."
    refusal_acts.propose_refusal(requested_service, by=cast.supplier, **making.proposal(dissent=noted))
    for said in ("", "Lars Ljung: den räcker inte."):
        with pytest.raises(ValidationError, match="ska stå kvar i beslutet"):
            refuse(cast, requested_service, dissent=said, refused_volume=refused_volume)
    both = f"{noted}\nEva Expert: den räcker till hälften."
    assert refuse(cast, requested_service, dissent=both, refused_volume=refused_volume).dissent == both
    assert not RefusalDraft.objects.exists()


def test_the_page_asks_who_presented_and_who_dissents(client, cast):
    requested_service = cast.walk.request("allocated")
    noted = "Lena Leverans: kapaciteten räcker."
    refusal_acts.propose_refusal(requested_service, by=cast.supplier, **making.proposal(dissent=noted))
    client.force_login(cast.supplier_boss)
    address = reverse("refuse", args=[requested_service.pk])
    form = client.get(address).context["form"]
    assert form["dissent"].value() == noted
    asked = ("seen", "ground", "reasons", "account", "not_communicated", "not_communicated_why", "dissent")
    sent = {name: form[name].value() or "" for name in asked}
    sent |= {"nobody_else": "on", "presented_by": "", "no_presenter": "", "forhandsgranska": "ja"}
    page = client.post(address, sent)
    assert list(page.context["form"].errors) == ["presented_by"]
    page = client.post(address, sent | {"no_presenter": "12 § arbetsordningen"})
    assert "Ärendet har avgjorts utan föredragning (12 § arbetsordningen)." in page.text
    del sent["forhandsgranska"]
    page = client.post(address, sent | {"no_presenter": "12 § arbetsordningen", "dissent": ""})
    assert "ska stå kvar i beslutet" in page.text
    assert client.post(address, sent | {"no_presenter": "12 § arbetsordningen"}).status_code == 302
    assert Refusal.objects.get().presented_by is None
