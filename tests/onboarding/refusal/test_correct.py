"""36 § förvaltningslagen: a slip in the words of a refusal is put right; the decision and its first version stay."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.models import DiaryEntry, Document, Refusal, RefusalCorrection
from onboarding.refusal import acts as refusal_acts
from registry.models import JournalEntry
from reporting.cut import cases
from reporting.cut.span import Span

from ... import making
from ...once import made_once
from ..papers import text_of

pytestmark = pytest.mark.section(8)
RIGHT = making.REASONS.replace("nästa år", "mars nästa år")
SLIP = "I skälen stod nästa år. Rätt tid är mars nästa år."


@made_once
def refusal(cast):
    return cast.walk.refuse(cast.walk.request("allocated"))


def correct(cast, refusal, by=None, **changes):
    words = {name: getattr(refusal.words, name) for name in ("alternatives", "account")}
    said = {"slip": SLIP, "obvious": True, "reasons": RIGHT, **words, **changes}
    return refusal_acts.correct(refusal, by=by or cast.supplier_boss, **said)


def test_the_words_are_the_corrected_and_the_decision_stays(cast, refusal):
    correct(cast, refusal)
    kept = Refusal.objects.get(pk=refusal.pk)
    assert (kept.reasons, kept.words.reasons, kept.words.number) == (making.REASONS, RIGHT, 1)
    assert kept.words.account == kept.account
    correct(cast, kept, account="Kapaciteten räckte inte.", slip="Ordet inte hade fallit bort.")
    assert (kept.corrections.last().number, Refusal.objects.get().words.account) == (2, "Kapaciteten räckte inte.")


def test_the_letter_is_made_anew_and_the_first_is_kept(cast, refusal, drawn):
    correct(cast, refusal)
    outbox.perform_waiting()
    first, corrected = Document.objects.filter(refusal=refusal).order_by("pk")
    assert (first.kind, corrected.kind) == ("refusal", "correction")
    assert making.REASONS in text_of(first)
    assert "Rättad" not in text_of(first)
    text = text_of(corrected)
    today = f"{refusal.decided_on}"
    for said in [
        "Rättat beslut",
        f"rättat {today} av it-direktör Lars Ljung enligt 36 § förvaltningslagen",
        SLIP,
        RIGHT,
    ]:
        assert said in text
    assert making.REASONS not in text


def test_the_parties_are_told_and_it_stands_in_the_diaries(cast, refusal):
    outbox.perform_waiting()
    mail.outbox.clear()
    correction = correct(cast, refusal)
    outbox.perform_waiting()
    told = (cast.applicant, cast.applicant_boss, cast.reader, cast.coordinator, cast.coordinator_boss)
    assert {m.to[0] for m in mail.outbox} == {p.email for p in told}
    assert not any("mars" in f"{m.subject} {m.body}" for m in mail.outbox)
    entries = DiaryEntry.objects.filter(subject=f"onboarding.refusalcorrection/{correction.pk}")
    assert {e.agency.short_name for e in entries} == {"SKV", "BV", "FK"}
    assert (
        JournalEntry.objects.get(act="onboarding.correct").text
        == f"Skatteverket rättade ett skrivfel i beslut {refusal}."
    )


def test_only_an_obvious_slip(cast, refusal):
    with pytest.raises(ValidationError) as refused:
        correct(cast, refusal, obvious=False)
    assert list(refused.value.message_dict) == ["obvious"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reasons": making.REASONS}, "Inget är ändrat"),
        ({"reasons": "Kort."}, "ändrar mer av texten än ett skrivfel"),
        ({"slip": " "}, "Skriv vad som är fel"),
        ({"account": ""}, "fält får inte vara tomt"),
        ({"slip": "KVALIFICERAT HEMLIG"}, "säkerhetsskyddsmarkering"),
    ],
)
def test_something_is_put_right_and_nothing_is_taken_away(cast, refusal, changes, why):
    with pytest.raises(ValidationError, match=why):
        correct(cast, refusal, **changes)
    assert not RefusalCorrection.objects.exists()


def test_only_a_decision_maker_of_the_supplier(cast, refusal):
    for name, by in cast.people().items():
        if name != "supplier_boss":
            with pytest.raises(PermissionDenied):
                correct(cast, refusal, by=by)


def test_also_when_another_supplier_has_it_now(cast, refusal):
    cast.walk.allocate(refusal.allocation.requested_service, cast.other_supplier)
    assert correct(cast, refusal).pk
    with pytest.raises(PermissionDenied):
        correct(cast, refusal, by=cast.other_supplier_boss)


@pytest.mark.section(11)
def test_the_account_has_the_corrected_words(cast, refusal):
    correct(cast, refusal, account="Kapaciteten räckte inte till mars.")
    (row,) = cases.refusals(Span(date.today().year, date(date.today().year, 1, 1), date.today()))
    assert row["reasons"] == "Kapaciteten räckte inte till mars."


def said(refusal, **changes):
    return {"slip": SLIP, "obvious": "on", "reasons": RIGHT, "account": refusal.words.account, **changes}


def test_the_page(cast, post, client, refusal):
    client.force_login(cast.supplier_boss)
    form = client.get(reverse("correct", args=[refusal.pk])).context["form"]
    assert (form["reasons"].value(), form["account"].value()) == (refusal.reasons, refusal.account)
    response = post(cast.supplier_boss, "correct", refusal, **said(refusal, seen=form["seen"].value()))
    assert response.headers["Location"] == reverse("case", args=[refusal.allocation.requested_service.registration_id])
    assert Refusal.objects.get().words.reasons == RIGHT


def test_nobody_overwrites_what_another_has_corrected(cast, post, client, refusal):
    client.force_login(cast.supplier_boss)
    seen = client.get(reverse("correct", args=[refusal.pk])).context["form"]["seen"].value()
    correct(cast, refusal, reasons=RIGHT + " Det är säkert.")
    page = post(cast.supplier_boss, "correct", refusal, **said(refusal, seen=seen))
    assert RefusalCorrection.objects.count() == 1
    assert "Det är säkert." in page.text
    assert RIGHT in page.text
    again = page.context["form"]["seen"].value()
    post(cast.supplier_boss, "correct", refusal, **said(refusal, seen=again))
    assert Refusal.objects.get().words.reasons == RIGHT


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slip": ""}, "slip"),
        ({"obvious": ""}, "obvious"),
        ({"reasons": "Kort."}, "reasons"),
        ({"account": ""}, "account"),
    ],
)
def test_what_is_wrong_stands_at_its_field(cast, post, refusal, changes, field):
    page = post(cast.supplier_boss, "correct", refusal, **said(refusal, **changes))
    assert list(page.context["form"].errors) == [field]
    assert not RefusalCorrection.objects.exists()


def test_the_case_page_shows_what_was_corrected(client, cast, refusal):
    correct(cast, refusal)
    client.force_login(cast.applicant)
    page = client.get(reverse("case_whole", args=[refusal.allocation.requested_service.registration_id])).text
    for shown in [RIGHT, SLIP, making.REASONS, "Som skälen löd i det första beslutet"]:
        assert shown in page


@pytest.mark.parametrize("name", ["reasons", "account"])
def test_more_than_a_slip_is_a_new_decision(cast, refusal, name):
    other = "Helt andra skäl än de som beslutet hade när det fattades, om något annat, med andra ord och andra fakta."
    with pytest.raises(ValidationError, match="Nya skäl är ett nytt beslut") as refused:
        correct(cast, refusal, **{name: other})
    assert list(refused.value.message_dict) == [name]


@pytest.mark.parametrize(("changed", "is_a_slip"), [(20, True), (21, False)])
def test_of_a_long_text_a_tenth_of_the_words_may_be_a_slip(cast, changed, is_a_slip):
    words = [f"ord{n}" for n in range(200)]
    requested_service = cast.walk.request("allocated")
    decision = making.decision(cast.supplier, account=" ".join(words))
    refusal = refusal_acts.refuse(requested_service, by=cast.supplier_boss, **decision)
    account = " ".join(["rättat"] * changed + words[changed:])
    if is_a_slip:
        assert correct(cast, refusal, account=account).account == account
    else:
        with pytest.raises(ValidationError, match="Nya skäl är ett nytt beslut"):
            correct(cast, refusal, account=account)


def test_not_by_one_small_correction_after_another(cast, refusal):
    longer = refusal.account
    for number in (1, 2):
        longer += " Ett två tre fyra fem sex."
        if number == 1:
            correct(cast, refusal, account=longer)
        else:
            with pytest.raises(ValidationError, match="Nya skäl är ett nytt beslut"):
                correct(cast, Refusal.objects.get(), account=longer)
