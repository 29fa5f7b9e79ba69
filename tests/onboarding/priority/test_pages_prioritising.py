"""9 §: the pages of assessing, settling, declaring a shortage and deciding the order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itdrift import outbox
from onboarding.models import Assessment, Prioritisation
from onboarding.priority import acts as priority_acts
from onboarding.priority import forms
from onboarding.secrecy import acts as secrecy_acts
from registry.models import Notice

from ... import making
from ...once import made_once
from ..pages import statuses

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(9)]

SAID = {"security_gain": "3", "security_grounds": "Bättre skydd.", "cost_gain": "1", "cost_grounds": "Delat."}


def texts(page):
    return [message.message for message in page.context["messages"]]


def test_the_first_opinion_waits_for_a_colleague_and_the_second_that_agrees_is_the_assessment(client, cast):
    requested_service = cast.walk.request("allocated")
    for person, told in [
        (cast.supplier, "Din bedömning är sparad. Nu återstår en kollegas bedömning."),
        (cast.supplier_boss, "Båda har bedömt lika, och platsen i kön följer bedömningen."),
    ]:
        client.force_login(person)
        page = client.post(reverse("assess", args=[requested_service.pk]), SAID, follow=True)
        assert texts(page) == [told]
    assert Assessment.objects.get().gains == (3, 1)
    page = client.get(reverse("assess", args=[requested_service.pk]))
    assert ("<textarea" in page.text, "Båda bedömningarna är lämnade" in page.text) == (False, True)


def test_what_comes_too_late_is_kept_on_the_page(client, cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.assess(requested_service)
    client.force_login(making.person("Lisa Lager", cast.supplier.acting.mandate))
    page = client.post(reverse("assess", args=[requested_service.pk]), SAID | {"cost_grounds": "Mitt eget."})
    assert page.context["form"].non_field_errors() == ["Båda bedömningarna är lämnade och kan inte ändras."]
    assert "Mitt eget." in page.text


def test_those_that_differ_lead_on_to_settling(client, cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, 1, 1, "Grund ett.")
    client.force_login(cast.supplier_boss)
    page = client.post(reverse("assess", args=[requested_service.pk]), SAID)
    assert page.headers["Location"] == reverse("settle", args=[requested_service.pk])
    page = client.get(page.headers["Location"])
    assert all(text in page.text for text in ("Grund ett.", "Bättre skydd.", "Gemensam bedömning"))
    said = SAID | {"security_gain": "2", "seen": page.context["form"]["seen"].value()}
    page = client.post(reverse("settle", args=[requested_service.pk]), said, follow=True)
    assert texts(page) == ["Ditt förslag är sparat. Lena Leverans behöver bekräfta det innan bedömningen gäller."]
    assert not Assessment.objects.exists()


def test_the_other_confirms_what_is_proposed_or_proposes_something_else(client, cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, 1, 1)
    cast.walk.judge(requested_service, cast.supplier_boss, 3, 1)
    address = reverse("settle", args=[requested_service.pk])
    proposed = {"security_gain": 2, "security_grounds": "Ett.\r\nTvå.", "cost_gain": 1, "cost_grounds": "Samma pris."}
    for person, button, said, told in [
        (cast.supplier, "Föreslå", {}, "Ditt förslag är sparat. Lars Ljung behöver"),
        (cast.supplier_boss, "Bekräfta", {"security_gain": 3}, "Ditt förslag är sparat. Lena Leverans behöver"),
        (cast.supplier, "Bekräfta", {}, "Ni har enats om bedömningen av Virtuell server"),
    ]:
        client.force_login(person)
        page = client.get(address)
        assert f"{button} bedömningen</button>" in page.text
        shown = page.context["form"]
        filled = {name: shown[name].value() for name in (*proposed, "seen")} if button == "Bekräfta" else proposed
        page = client.post(address, {**filled, **said}, follow=True)
        assert texts(page)[0].startswith(told)
    assessment = Assessment.objects.get()
    assert (assessment.gains, assessment.security_grounds) == ((3, 1), "Ett.\nTvå.")
    assert (assessment.agreed_with, assessment.assessed_by) == (cast.supplier_boss, cast.supplier)


def test_a_decision_maker_who_has_not_judged_decides_alone(client, cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, 1, 1)
    cast.walk.judge(requested_service, making.person("Lisa Lager", cast.supplier.acting.mandate), 3, 1)
    client.force_login(cast.supplier_boss)
    page = client.get(reverse("settle", args=[requested_service.pk]))
    assert "Avgör bedömningen</button>" in page.text
    seen = page.context["form"]["seen"].value()
    page = client.post(reverse("settle", args=[requested_service.pk]), {**SAID, "seen": seen}, follow=True)
    assert texts(page) == ["Du har avgjort bedömningen av Virtuell server, och platsen i kön följer den."]


def test_there_is_nothing_to_settle_when_they_agree(client, cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.assess(requested_service)
    client.force_login(cast.supplier)
    page = client.get(reverse("settle", args=[requested_service.pk]))
    assert ("<textarea" in page.text, "inte två bedömningar som skiljer sig" in page.text) == (False, True)


@made_once
def two(cast):
    return [cast.walk.request("allocated"), cast.walk.request("allocated")]


def test_a_shortage_is_declared_in_two_steps(client, cast, two):
    client.force_login(cast.supplier)
    address = reverse("declare_shortage")
    assert not client.get(address).context["form"].errors
    form = client.get(address, {"tjanst": cast.service.pk}).context["form"]
    assert form["requested_services"].initial == two
    address = f"{address}?tjanst={cast.service.pk}"
    page = client.post(
        address, {"shortage": "Fullt.", "requested_services": [requested_service.pk for requested_service in two]}
    )
    made = Prioritisation.objects.get()
    assert page.headers["Location"] == reverse("prioritisation", args=[made.pk])


@pytest.mark.parametrize(
    ("said", "field", "error"),
    [
        ({"shortage": ""}, "shortage", "Ange varför kapaciteten inte räcker."),
        ({"requested_services": []}, "requested_services", "Välj minst två intresseanmälningar."),
        (
            {"requested_services": ["1"]},
            "requested_services",
            "Någon av intresseanmälningarna konkurrerar inte längre om tjänsten. Välj igen.",
        ),
        (
            {"requested_services": ["x"]},
            "requested_services",
            "Någon av intresseanmälningarna konkurrerar inte längre om tjänsten. Välj igen.",
        ),
        ({"shortage": "a\x00"}, "shortage", "Null-tecken är inte tillåtna."),
    ],
)
def test_bad_input_comes_back_at_its_field(client, cast, two, said, field, error):
    client.force_login(cast.supplier)
    sent = {"shortage": "Kvar.", "requested_services": [requested_service.pk for requested_service in two]} | said
    page = client.post(f"{reverse('declare_shortage')}?tjanst={cast.service.pk}", sent)
    assert page.context["form"].errors == {field: [error]}
    assert field == "shortage" or "Kvar." in page.text
    assert not Prioritisation.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "0", "99999999999999999999"])
def test_a_wrong_service_in_the_address_asks_again(client, cast, key):
    client.force_login(cast.supplier)
    page = client.get(reverse("declare_shortage"), {"tjanst": key})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["tjanst"])
    page = client.get(reverse("declare_shortage"), {"tjanst": cast.other_service.pk})
    assert page.context["form"].errors == {"tjanst": ["Välj en av era egna tjänster."]}


def test_one_alone_needs_no_order(client, cast):
    cast.walk.request("allocated")
    client.force_login(cast.supplier)
    page = client.get(reverse("declare_shortage"), {"tjanst": cast.service.pk})
    assert "Färre än två intresseanmälningar konkurrerar om tjänsten." in page.text


def test_the_page_says_why_and_what_would_change_it_and_who_is_not_assessed(client, cast, two):
    cast.walk.assess(two[0], 1, 3)
    cast.walk.assess(two[1], 3, 0)
    made = cast.walk.shortage(*two, cast.walk.request("allocated"))
    client.force_login(cast.supplier)
    page = client.get(reverse("prioritisation", args=[made.pk]))
    rows = page.context["comparison"].ranked
    assert [(row.requested_service, row.why, row.change) for row in rows[:2]] == [
        (two[1], "Högre säkerhet: stor före liten.", ""),
        (
            two[0],
            "Nästa är inte bedömd än.",
            "Går före plats 1, Bolagsverket, om den högre säkerheten bedöms som stor.",
        ),
    ]
    assert rows[2].change == "Platsen är inte klar förrän bedömningen är gjord."
    assert "Bedömningar som återstår" in page.text
    assert "Besluta om ordningen" not in page.text


def test_the_page_is_read_in_a_fixed_number_of_queries(client, cast, two, django_assert_num_queries):
    made = cast.walk.shortage(*two)
    for requested_service in two:
        cast.walk.assess(requested_service)
    client.force_login(cast.supplier_boss)
    address = reverse("prioritisation", args=[made.pk])
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)
    more = [cast.walk.request("allocated"), cast.walk.request("allocated")]
    for requested_service in more:
        cast.walk.assess(requested_service)
    priority_acts.change_competitors(made, by=cast.supplier, requested_services=[*two, *more])
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 16


def test_who_competes_is_changed_and_nobody_overwrites_another(client, cast, two):
    made, third = cast.walk.shortage(*two), cast.walk.request("allocated")
    address = reverse("change_competitors", args=[made.pk])
    client.force_login(cast.supplier)
    seen = client.get(address).context["form"]["seen"].value()
    priority_acts.change_competitors(made, by=cast.supplier_boss, requested_services=[*two, third])
    page = client.post(address, {"requested_services": [two[0].pk, two[1].pk], "seen": seen})
    assert page.context["form"].theirs == [("De som konkurrerar nu", "Bolagsverket\nBolagsverket\nBolagsverket")]
    assert made.competitors.count() == 3
    again = page.context["form"]["seen"].value()
    client.post(address, {"requested_services": [two[0].pk, two[1].pk], "seen": again})
    assert made.competitors.count() == 2


def test_the_order_is_decided_and_read_by_the_supplier_and_the_coordinator(client, cast, two):
    for requested_service in two:
        cast.walk.assess(requested_service)
    made = cast.walk.shortage(*two)
    client.force_login(cast.supplier_boss)
    address = reverse("prioritise", args=[made.pk])
    seen = client.get(address).context["form"]["seen"].value()
    said = {"motivation": "Skälen.", "presented_by": cast.supplier.acting.pk, "nobody_else": "on", "seen": seen}
    page = client.post(address, said, follow=True)
    made.refresh_from_db()
    assert texts(page) == [f"Beslut {made.diary_number} är fattat. Var och en får veta sin egen plats."]
    may = dict.fromkeys(["supplier", "supplier_boss", "coordinator", "coordinator_boss"], 200)
    expected = dict.fromkeys(cast.PEOPLE, 404) | may
    assert statuses(client, cast, reverse("prioritisation", args=[made.pk])) == expected
    document = reverse("prioritisation_document", args=[made.pk])
    assert statuses(client, cast, document) == dict.fromkeys(cast.PEOPLE, 404)
    outbox.perform_waiting()
    assert statuses(client, cast, document) == expected


def test_when_it_is_decided_nothing_is_settled_anew_and_the_latest_event_is_first(client, cast, two):
    for requested_service in two:
        cast.walk.judge(requested_service, cast.supplier, 1, 1)
        cast.walk.judge(requested_service, cast.supplier_boss, 3, 1)
        cast.walk.agree_on(requested_service, cast.supplier, cast.supplier_boss)
    made = cast.walk.shortage(*two)
    client.force_login(cast.supplier_boss)
    address = reverse("prioritisation", args=[made.pk])
    assert "Enas på nytt" in client.get(address).text
    presented_by = cast.supplier.acting
    priority_acts.prioritise(
        made, by=cast.supplier_boss, motivation="Skälen.", presented_by=presented_by, nobody_else=True
    )
    page = client.get(address)
    assert "Enas på nytt" not in page.text
    assert page.text.index("Ordningen mellan 2") < page.text.index("Kapaciteten räcker inte för")


@pytest.mark.parametrize("missing", ["motivation", "presented_by", "nobody_else"])
def test_a_decision_is_whole(client, cast, two, missing):
    made = cast.walk.shortage(*two)
    client.force_login(cast.supplier_boss)
    said = {"motivation": "Skälen.", "presented_by": cast.supplier.acting.pk, "nobody_else": "on"} | {missing: ""}
    page = client.post(reverse("prioritise", args=[made.pk]), said)
    assert list(page.context["form"].errors) == ["others" if missing == "nobody_else" else missing]
    made.refresh_from_db()
    assert made.status == "open"


def test_the_order_that_changed_meanwhile_is_shown_and_can_then_be_decided(client, cast, two):
    for requested_service in two:
        cast.walk.assess(requested_service)
    third = cast.walk.request("allocated")
    cast.walk.assess(third, 3, 3)
    made = cast.walk.shortage(*two)
    client.force_login(cast.supplier_boss)
    address = reverse("prioritise", args=[made.pk])
    said = {"motivation": "Skälen.", "presented_by": cast.supplier.acting.pk, "nobody_else": "on"}
    seen = client.get(address).context["form"]["seen"].value()
    priority_acts.change_competitors(made, by=cast.supplier, requested_services=[*two, third])
    page = client.post(address, said | {"seen": seen})
    assert page.context["form"].non_field_errors()[0].startswith("Någon har sparat medan du skrev,")
    assert "Skälen." in page.text
    client.post(address, said | {"seen": page.context["form"]["seen"].value()})
    made.refresh_from_db()
    assert made.status == "decided"


def test_a_confidential_competitor_has_no_name_and_the_decision_is_not_read_by_who_may_not_know(client, cast, two):
    strange = cast.walk.registered(by=cast.stranger).requested_services.get()
    cast.walk.allocate(strange)
    strange.refresh_from_db()
    made = cast.walk.prioritised(*two, strange)
    outbox.perform_waiting()
    secrecy_acts.make_confidential(strange.registration, by=cast.stranger, provision="18 kap. 8 § OSL")
    for name, known in [
        ("supplier", False),
        ("supplier_boss", True),
        ("coordinator", False),
        ("coordinator_boss", True),
    ]:
        client.force_login(getattr(cast, name))
        page = client.get(reverse("prioritisation", args=[made.pk]))
        number = strange.registration.diary_number
        assert (making.LONG_NAME in page.text, number in page.text) == (known, known)
        assert client.get(reverse("prioritisation_document", args=[made.pk])).status_code == (200 if known else 404)


def test_the_agency_reads_its_place_on_its_case_without_the_others_names(client, cast, two):
    strange = cast.walk.registered(by=cast.stranger).requested_services.get()
    cast.walk.allocate(strange)
    strange.refresh_from_db()
    cast.walk.assess(strange, 1, 3)
    cast.walk.assess(two[0], 3, 0)
    cast.walk.assess(two[1], 1, 1)
    made = cast.walk.prioritised(*two, strange)
    client.force_login(cast.stranger)
    text = client.get(reverse("case_whole", args=[strange.registration_id])).text
    assert "Plats 2 av 3" in text
    assert made.diary_number in text
    assert "Den närmast före bedömdes i högre grad leda till högre säkerhet." in text
    assert (
        "Ni står före nästa: er efterfrågan bedömdes lika i säkerhet, och i högre grad leda till ökad kostnadseffektivitet."
        in text
    )
    assert "Bolagsverket" not in text
    client.force_login(cast.supplier)
    assert "Plats 2 av 3" not in client.get(reverse("case_whole", args=[strange.registration_id])).text


def test_it_is_cancelled_on_a_page_of_its_own(client, cast, two):
    made = cast.walk.shortage(*two)
    client.force_login(cast.supplier)
    address = reverse("cancel_prioritisation", args=[made.pk])
    assert list(client.post(address, {"reason": " "}).context["form"].errors) == ["reason"]
    client.post(address, {"reason": "Kapaciteten är utbyggd."})
    made.refresh_from_db()
    assert made.status == "cancelled"
    page = client.get(address, follow=True)
    assert page.redirect_chain[0][0] == reverse("prioritisation", args=[made.pk])


def test_the_list_is_read_in_pages_in_a_fixed_number_of_queries(client, cast, two, django_assert_num_queries):
    client.force_login(cast.supplier)
    assert "Ni har inte behövt prioritera." in client.get(reverse("prioritisations")).text
    for _ in range(3):
        priority_acts.cancel_prioritisation(cast.walk.shortage(*two), by=cast.supplier, reason="Behövs inte.")
    with django_assert_num_queries(4):
        page = client.get(reverse("prioritisations"))
    assert len(page.context["rows"]) == 3
    assert client.get(reverse("prioritisations"), {"efter": "fel"}).status_code == 200


def test_of_many_that_may_compete_some_are_shown_and_the_others_are_found(client, cast, two, monkeypatch):
    monkeypatch.setattr(forms, "SHOWN", 2)
    strange = cast.walk.registered(by=cast.stranger).requested_services.get()
    cast.walk.allocate(strange)
    client.force_login(cast.supplier)
    declare = client.get(reverse("declare_shortage"), {"tjanst": cast.service.pk})
    assert declare.context["form"].competing == two
    assert "3 intresseanmälningar kan konkurrera. Här väljer du bland de 2 som kom in först." in declare.text
    made = cast.walk.shortage(*two)
    address = reverse("change_competitors", args=[made.pk])
    page = client.get(address)
    assert (page.context["form"].shown, "3 intresseanmälningar kan konkurrera." in page.text) == (two, True)
    page = client.get(address, {"q": "institutet"})
    assert page.context["form"].shown == [*two, strange]
    chosen = [two[0].pk, strange.pk]
    again = client.post(address, {"requested_services": [*chosen, "x"], "seen": page.context["form"]["seen"].value()})
    assert again.context["form"].shown == [*two, strange], "what is ticked stays on the page"
    client.post(address, {"requested_services": chosen, "seen": page.context["form"]["seen"].value()})
    assert {c.allocation.requested_service_id for c in made.competitors.all()} == set(chosen)


def test_who_competes_is_read_in_a_fixed_number_of_queries(client, cast, two, monkeypatch):
    monkeypatch.setattr(forms, "SHOWN", 1)
    client.force_login(cast.supplier)
    made = cast.walk.shortage(*two)
    pages = [f"{reverse('declare_shortage')}?tjanst={cast.service.pk}", reverse("change_competitors", args=[made.pk])]
    for _ in range(2):
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            found.append(len(asked))
        assert found == [6, 10]  # who has filed one of them is one more
        cast.walk.request("allocated")


def test_a_decided_order_says_what_would_have_changed_it_and_stands_in_each_case(client, cast, two):
    strange = cast.walk.registered(by=cast.stranger).requested_services.get()
    cast.walk.allocate(strange)
    strange.refresh_from_db()
    cast.walk.assess(two[0], 1, 3)
    cast.walk.assess(strange, 3, 0)
    made = cast.walk.prioritised(two[0], strange)
    client.force_login(cast.supplier)
    change = "Går före plats 1 om den högre säkerheten bedöms som stor."
    text = client.get(reverse("prioritisation", args=[made.pk])).text
    assert (change in text, text.count("Står först.")) == (True, 1)
    assert [c.change for c in made.competitors.order_by("place")] == ["", change]
    told = f"{two[0]} fick plats 2 av 2 i ordningen mellan dem som konkurrerar om {cast.service}, beslut {made.diary_number}."
    for person in (cast.applicant, cast.supplier, cast.coordinator):
        client.force_login(person)
        text = client.get(reverse("case_whole", args=[two[0].registration_id])).text
        assert (told in text, making.LONG_NAME in text) == (True, False)


def test_the_coordinator_is_told_of_a_decided_order(cast, two):
    made = cast.walk.prioritised(*two)
    told = Notice.objects.filter(key__startswith=f"prioritised_coordinator/{made.pk}/")
    address = reverse("prioritisation", args=[made.pk])
    assert {(n.recipient, n.path) for n in told} == {(p, address) for p in (cast.coordinator, cast.coordinator_boss)}
