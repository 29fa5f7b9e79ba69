"""7 §: many services are allocated at once, after a look at who gets what: all of them, or none."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itdrift import outbox
from onboarding.allocation import acts as allocation_acts
from onboarding.models import Allocation, ConflictReport, DiaryEntry, RequestedService
from registry.acts import fingerprint
from registry.models import JournalEntry

from ...once import made_once

pytestmark = pytest.mark.section(7)
MOTIVE = "Var och en tillhandahåller tjänsten."


@made_once
def three(cast):
    """Two services in one case and one in another."""
    case = cast.walk.registered(cast.service, cast.other_service)
    return [*case.requested_services.all(), cast.walk.request("registered", by=cast.stranger)]


def chosen(cast, requested_services, suppliers=None):
    suppliers = suppliers or [cast.supplier, cast.other_supplier, cast.supplier]
    return [(r, s.acting.mandate, fingerprint(r.standing)) for r, s in zip(requested_services, suppliers, strict=True)]


def allocate_many(cast, rows, by=None, motive=MOTIVE):
    return allocation_acts.allocate_many(rows, by=by or cast.coordinator, motive=motive)


def address(requested_services):
    return f"{reverse('allocate_many')}?{'&'.join(f'tjanst={r.pk}' for r in requested_services)}"


def test_each_to_its_supplier_with_the_motive(cast, three):
    made = allocate_many(cast, chosen(cast, three))
    assert [(a.requested_service_id, a.supplier.agency.short_name, a.motive) for a in made] == [
        (three[0].pk, "SKV", MOTIVE),
        (three[1].pk, "TRV", MOTIVE),
        (three[2].pk, "SKV", MOTIVE),
    ]
    assert set(RequestedService.objects.values_list("status", flat=True)) == {"allocated"}
    assert JournalEntry.objects.filter(act="onboarding.allocate").count() == 3
    assert DiaryEntry.objects.filter(about="Fördelning enligt 7 §").count() == 9


def test_all_that_others_may_wait_for_is_held_first_in_one_order(cast, three):
    """Whoever chooses what in which order: the services, the files of the journal, the series of all diaries."""
    rows = chosen(cast, three)[::-1]
    with CaptureQueriesContext(connection) as asked:
        allocate_many(cast, rows)
    statements = [query["sql"] for query in asked.captured_queries]
    before = statements[: next(n for n, sql in enumerate(statements) if sql.startswith("INSERT"))]
    services, *files, series = [sql for sql in before if " FOR NO KEY UPDATE" in sql or "pg_advisory_xact_lock" in sql]
    assert '"onboarding_requestedservice"' in services
    chains = sorted({requested_service.chain for requested_service in three})
    assert [re.search(r"arende/\d+", sql)[0] for sql in files[: len(chains)]] == chains
    keys = sorted(agency.pk for agency in (cast.bolagsverket, cast.ifau, cast.fk, cast.skv, cast.trv))
    assert "onboarding_diaryseries" in series
    assert [int(key) for key in re.search(r"\{([\d,]+)\}", series)[1].split(",")] == keys


def test_one_message_to_each_recipient_that_lists_the_cases(cast, three):
    outbox.perform_waiting()
    mail.outbox.clear()
    allocate_many(cast, chosen(cast, three))
    outbox.perform_waiting()
    assert sorted((m.to[0].split("@")[0], m.subject) for m in mail.outbox) == [
        ("anna.akesson", "2 tjänster ni har efterfrågat har fördelats"),
        ("goran.oberg", "2 tjänster ni har efterfrågat har fördelats"),
        ("lars.ljung", "2 efterfrågade tjänster har fördelats till er"),
        ("lena.leverans", "2 efterfrågade tjänster har fördelats till er"),
        ("rut.lasare", "2 tjänster ni har efterfrågat har fördelats"),
        ("sten.framling", "En tjänst ni har efterfrågat har fördelats"),
        ("tove.trafik", "En efterfrågad tjänst har fördelats till er"),
        ("ture.tag", "En efterfrågad tjänst har fördelats till er"),
    ]
    body = next(m.body for m in mail.outbox if m.to == [cast.supplier.email])
    cases = [three[0].registration, three[2].registration]
    assert [f"{c.diary_number}: http://127.0.0.1:8000{reverse('case', args=[c.pk])}" in body for c in cases] == [
        True
    ] * 2
    assert "Virtuell server" not in body


def test_all_or_none_and_which_has_changed(cast, three):
    rows = chosen(cast, three)
    cast.walk.allocate(three[1], cast.other_supplier)
    with pytest.raises(ValidationError) as refused:
        allocate_many(cast, rows)
    assert list(refused.value.message_dict) == [f"supplier_{three[1].pk}"]
    assert "läget är ”Fördelad”" in refused.value.message_dict[f"supplier_{three[1].pk}"][0]
    assert Allocation.objects.count() == 1


def test_what_was_allocated_and_refused_meanwhile_is_said_too(cast, three):
    rows = chosen(cast, three)
    cast.walk.allocate(three[0])
    three[0].refresh_from_db()
    cast.walk.refuse(three[0])
    with pytest.raises(ValidationError, match="har fördelats och nekats sedan du öppnade sidan"):
        allocate_many(cast, rows)
    assert Allocation.objects.count() == 1


def test_a_blank_motive_or_no_supplier_of_today_does_nothing(cast, three):
    with pytest.raises(ValidationError, match=r"Ange motivet|får inte vara"):
        allocate_many(cast, chosen(cast, three), motive=" ")
    with pytest.raises(ValidationError, match="är inte leverantörsmyndighet"):
        allocate_many(cast, chosen(cast, three, [cast.supplier, cast.applicant, cast.supplier]))
    assert Allocation.objects.count() == 0


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_only_the_coordinator(client, cast, three, who):
    with pytest.raises(PermissionDenied):
        allocate_many(cast, chosen(cast, three), by=getattr(cast, who))
    client.force_login(getattr(cast, who))
    assert client.get(address(three)).status_code == client.post(address(three), {}).status_code == 403
    assert Allocation.objects.count() == 0


def test_the_page_shows_before_anything_is_done_who_gets_what_and_who_is_told(client, cast, three):
    client.force_login(cast.coordinator)
    page = client.get(address(three))
    shown = [
        (s.agency.short_name, [r.pk for r in rows], [str(m.user) for m in told], [str(m.user) for m in askers])
        for s, rows, told, askers in page.context["preview"]
    ]
    assert shown == [
        (
            "SKV",
            [three[0].pk, three[2].pk],
            ["Lars Ljung", "Lena Leverans"],
            ["Anna Åkesson", "Göran Öberg", "Rut Läsare", "Sten Främling"],
        ),
        ("TRV", [three[1].pk], ["Tove Trafik", "Ture Tåg"], ["Anna Åkesson", "Göran Öberg", "Rut Läsare"]),
    ]
    assert Allocation.objects.count() == 0


def said(page, **more):
    """What the browser would send of the page as it stands."""
    form = page.context["form"]
    fields = {name: form[name].value() or "" for name in form.fields}
    return fields | {"shown": form.outcome, "motive": MOTIVE} | more


def test_looking_again_shows_the_new_choices_and_does_nothing(client, cast, three):
    client.force_login(cast.coordinator)
    choice = said(client.get(address(three)), everyone=cast.fk_supplier.pk, forhandsgranska="ja")
    page = client.post(address(three), choice | {f"supplier_{three[1].pk}": "-"})
    assert [(s.agency.short_name, [r.pk for r in rows]) for s, rows, *_ in page.context["preview"]] == [
        ("FK", [three[0].pk, three[2].pk])
    ]
    assert MOTIVE in page.text
    assert Allocation.objects.count() == 0


def test_sent_as_it_stands_all_are_allocated(client, cast, three):
    client.force_login(cast.coordinator)
    response = client.post(address(three), said(client.get(address(three))), follow=True)
    assert response.redirect_chain == [(reverse("cases"), 302)]
    assert "3 tjänster är fördelade" in response.text
    assert Allocation.objects.count() == 3


def test_what_changed_meanwhile_is_said_at_its_row_and_the_rest_can_go_on(client, cast, three):
    client.force_login(cast.coordinator)
    choice = said(client.get(address(three)))
    cast.walk.allocate(three[1], cast.other_supplier)
    page = client.post(address(three), choice)
    assert list(page.context["form"].errors) == [f"supplier_{three[1].pk}"]
    assert (Allocation.objects.count(), MOTIVE in page.text) == (1, True)
    changed = client.post(address(three), choice | {f"supplier_{three[1].pk}": "-"})
    client.post(address(three), said(changed))
    assert Allocation.objects.count() == 3


@pytest.mark.parametrize("change", ["supplier", "everyone", "shown"])
def test_what_is_changed_since_it_was_shown_is_shown_before_it_is_done(client, cast, three, change):
    client.force_login(cast.coordinator)
    name = f"supplier_{three[0].pk}" if change == "supplier" else change
    choice = said(client.get(address(three)), **{name: cast.fk_supplier.pk})
    page = client.post(address(three), choice)
    assert "Ni har ändrat fördelningen. Läs vem som får vad, och fördela sedan." in page.text
    assert Allocation.objects.count() == 0
    client.post(address(three), said(page))
    assert Allocation.objects.count() == 3


def test_one_alone_is_said_so(client, cast, three):
    client.force_login(cast.coordinator)
    page = client.post(address(three[:1]), said(client.get(address(three[:1]))), follow=True)
    assert "En tjänst är fördelad." in page.text


def test_what_cannot_be_allocated_stands_apart(client, cast, three):
    ConflictReport.objects.create(
        registration=three[2].registration,
        person=cast.coordinator,
        mandate=cast.coordinator.acting.mandate,
        ground="other",
        text="Vän.",
    )
    cast.walk.allocate(three[1], cast.other_supplier)
    hidden = cast.walk.draft().requested_services.get()
    client.force_login(cast.coordinator)
    page = client.get(address([*three, hidden]))
    assert [requested_service.pk for requested_service in page.context["left"]] == [three[1].pk, three[2].pk]
    assert list(page.context["form"].requested_services) == [three[0].pk]


@pytest.mark.parametrize(
    "query", ["", "?tjanst=", "?tjanst=x&tjanst=-1", "?tjanst=99999999999999999999", "?tjanst=%00"]
)
def test_nothing_chosen_leads_on_to_the_list(client, cast, query):
    client.force_login(cast.coordinator)
    page = client.get(reverse("allocate_many") + query)
    assert (page.status_code, "Ingen tjänst att fördela är vald." in page.text) == (200, True)
    assert client.post(reverse("allocate_many") + query, {"motive": MOTIVE}).status_code == 200
    assert Allocation.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"supplier": ""}, ": välj en leverantörsmyndighet, eller lämna tjänsten utanför."),
        ({"supplier": "x"}, "Välj en leverantörsmyndighet i listan."),
        ({"motive": ""}, "Ange motivet till fördelningen."),
        ({"everyone": "0"}, "Välj en leverantörsmyndighet i listan."),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(client, cast, three, wrong, sentence):
    client.force_login(cast.coordinator)
    choice = said(client.get(address(three)))
    wrong = {f"{name}_{three[0].pk}" if name == "supplier" else name: value for name, value in wrong.items()}
    page = client.post(address(three), choice | wrong)
    assert page.text.count(sentence) >= 2
    assert Allocation.objects.count() == 0


def test_all_left_out_is_nothing_to_do(client, cast, three):
    client.force_login(cast.coordinator)
    choice = said(client.get(address(three))) | {f"supplier_{r.pk}": "-" for r in three}
    assert "Alla tjänster är lämnade utanför." in client.post(address(three), choice).text


def test_a_fixed_number_of_queries(client, cast, three, django_assert_num_queries):
    client.force_login(cast.coordinator)
    more = [cast.walk.request("registered") for _ in range(4)]
    for rows in (three, three + more):
        with django_assert_num_queries(17):
            client.get(address(rows))
