"""All on a page are ticked without a script, a row leads straight to its act, and after it one comes to the next that waits."""

import re

import pytest
from django.urls import reverse

from onboarding.refusal import acts as refusal_acts
from onboarding.workflow import Status

from ... import making

LIST = reverse("cases")
MOTIVE = "Tillhandahåller tjänsten."


@pytest.fixture
def look(client, cast):
    def looked(person, said=None):
        client.force_login(getattr(cast, person))
        return client.get(LIST, said or {})

    return looked


def leads(page):
    """{key of the row: the words of its act}."""
    return {int(row["pk"]): row["act"][0] for row in page.context["rows"] if row["act"]}


def test_all_on_the_page_are_ticked_by_a_link_and_none_again(look, cast):
    cast.walk.request(Status.REGISTERED)
    cast.walk.request(Status.ALLOCATED)
    plain, ticked = look("coordinator"), look("coordinator", {"markera": "on", "sort": "inkom"})
    assert [page.text.count(" checked>") for page in (plain, ticked)] == [0, 1]
    assert 'href="?markera=on"' in plain.text
    assert 'href="?sort=inkom"' in ticked.text
    assert "markera" not in ticked.context["form"].query
    assert "Markera alla" not in look("supplier").text


def test_a_row_leads_to_what_the_reader_does_next_with_it(look, cast):
    states = [Status.REGISTERED, Status.REFUSED, Status.ALLOCATED, Status.ACCEPTED, Status.AGREED, Status.CONNECTED]
    made = {status: cast.walk.request(status).pk for status in states}
    assert leads(look("coordinator")) == {made["registered"]: "Fördela", made["refused"]: "Fördela"}
    assert leads(look("supplier")) == {made["allocated"]: "Åta er tjänsten", made["agreed"]: "Markera som ansluten"}
    for person in ("applicant", "reader", "nobody", "other_supplier"):
        assert leads(look(person)) == {}


def test_what_is_paused_or_proposed_to_refuse_leads_to_no_other_act(look, cast):
    heard, proposed = cast.walk.request(Status.ALLOCATED), cast.walk.request(Status.ALLOCATED)
    cast.walk.communicate(heard)
    refusal_acts.propose_refusal(proposed, by=cast.supplier, hand_over=True, **making.proposal())
    assert leads(look("supplier")) == {}


def test_after_the_act_one_comes_to_the_next_row_in_the_list_as_it_was(client, look, cast):
    first, _, last = (cast.walk.request(status) for status in (Status.REGISTERED, Status.ALLOCATED, Status.REGISTERED))
    rows = {int(row["pk"]): row for row in look("coordinator", {"sort": "inkom", "q": "server"}).context["rows"]}
    _, address = rows[first.pk]["act"]
    assert re.fullmatch(r"/arenden/tjanst/\d+/fordela/\?lista=sort%3Dinkom%26q%3Dserver&nasta=\d+#innehall", address)
    sent = {"supplier": cast.supplier.acting.mandate_id, "motive": MOTIVE}
    assert client.post(address.split("#")[0], sent).url == f"{LIST}?sort=inkom&q=server#rad-{last.pk}"
    _, address = rows[last.pk]["act"]
    assert client.post(address.split("#")[0], sent).url == f"{LIST}?sort=inkom&q=server#lista"


def test_many_at_once_lead_back_to_the_list_as_it_was(client, look, cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    assert 'name="lista" value="lage=registered"' in look("coordinator", {"lage": "registered"}).text
    address = f"{reverse('allocate_many')}?tjanst={requested_service.pk}&lista=lage%3Dregistered"
    form = client.get(address).context["form"]
    said = {field.html_name: field.value() or "" for field in form} | {"motive": MOTIVE, "shown": form.outcome}
    assert client.post(address, said).url == f"{LIST}?lage=registered#lista"


@pytest.mark.parametrize("lista", ["", "//exempel.se", "a\r\nb", "%00", "x" * 3000, "http://exempel.se/?a=b"])
def test_whatever_the_address_says_one_stays_in_the_list(client, cast, lista):
    requested_service = cast.walk.request(Status.REGISTERED)
    client.force_login(cast.coordinator)
    place = reverse("allocate", args=[requested_service.pk])
    sent = {"supplier": cast.supplier.acting.mandate_id, "motive": MOTIVE}
    answer = client.post(place, sent, query_params={"lista": lista, "nasta": "²"})
    assert answer.url.startswith(f"{LIST}?")
    assert answer.url.endswith("#lista")
    assert client.get(answer.url).status_code == 200
