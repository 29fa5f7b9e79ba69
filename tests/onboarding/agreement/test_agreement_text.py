"""10 §: what an agreement says is written on two pages, drawn up and changed."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

import registry
from onboarding.agreement.forms import EXAMPLES
from onboarding.models import Agreement
from onboarding.models.personal_data import TERMS
from registry.models import ModelDocument
from registry.ordinance import IN_FORCE

from ... import making
from ...once import made_once
from .test_draw_up import two_suppliers

pytestmark = pytest.mark.section(10)
DATA = Path(registry.__file__).parent / "data"


@made_once
def accepted(cast):
    return cast.walk.request("accepted", personal_data=True)


def said(**changes):
    """What is sent with a text and a term, as a browser sends it."""
    return making.content() | {"term_from": str(date.today()), "term_until": "", "notice_months": "12"} | changes


def rows(*sub_processors):
    """The rows of sub-processors, with one that is left empty."""
    prefix = "underbitraden"
    filled = [*sub_processors, {"name": "", "org_number": "", "task": "", "country": "Sverige"}]
    sent = {f"{prefix}-{n}-{name}": value for n, row in enumerate(filled) for name, value in row.items()}
    return sent | {f"{prefix}-TOTAL_FORMS": str(len(filled)), f"{prefix}-INITIAL_FORMS": "0"}


# Draw up


def test_draw_up_offers_what_is_taken_on_and_free(client, cast):
    one, other = two_suppliers(cast)
    offered = {"applicant": [one.pk, other.pk], "supplier": [one.pk], "other_supplier": [other.pk]}
    for name, choices in offered.items():
        client.force_login(getattr(cast, name))
        form = client.get(reverse("draw_up", args=[one.registration_id])).context["form"]
        assert [pk for pk, label in form.fields["requested_services"].choices] == choices
    cast.walk.agreement(one, other)
    page = client.get(reverse("draw_up", args=[one.registration_id])).text
    assert "Ärendet har ingen tjänst att komma överens om just nu." in page


def test_draw_up(post, cast, accepted):
    response = post(
        cast.applicant,
        "draw_up",
        accepted.registration,
        **said(requested_services=[accepted.pk], notice_months="6", exit="Vår egen text."),
    )
    agreement = Agreement.objects.get()
    assert response.headers["Location"] == reverse("agreement", args=[agreement.pk])
    assert (agreement.exit, agreement.notice_months, agreement.lines.count()) == ("Vår egen text.", 6, 1)


@pytest.mark.parametrize("chosen", [[], ["x"], [10**30], ["\0"], ["999999"]])
def test_draw_up_over_nothing_that_there_is(post, cast, accepted, chosen):
    page = post(cast.applicant, "draw_up", accepted.registration, **said(requested_services=chosen, exit="Kvar."))
    assert page.context["form"].errors.keys() == {"requested_services"}
    assert "Kvar." in page.text
    assert not Agreement.objects.exists()


def test_draw_up_when_somebody_else_was_first(post, cast, accepted, monkeypatch):
    monkeypatch.setattr("onboarding.agreement.views.free_services", lambda case, by: [accepted])
    cast.walk.agreement(accepted)
    page = post(cast.supplier, "draw_up", accepted.registration, **said(requested_services=[accepted.pk]))
    assert page.context["form"].errors["requested_services"] == [
        "En av tjänsterna finns redan i en annan överenskommelse."
    ]


def test_the_text_begins_as_the_model_in_force_proposes(client, cast, accepted):
    client.force_login(cast.applicant)
    address = reverse("draw_up", args=[accepted.registration_id])
    text = "Inledning\n\n# Incidenter och kontakter\n\nRing oss.\n\n# Okänt\n\nText."
    ModelDocument.objects.create(kind="agreement", version=2, text=text, valid_from=IN_FORCE)
    assert client.get(address).context["form"].initial["incidents"] == "Ring oss."
    text = (DATA / "model_agreement.txt").read_text()
    ModelDocument.objects.create(kind="agreement", version=3, text=text, valid_from=IN_FORCE)
    first = client.get(address).context["form"].initial
    texts = [first[name] for name in ("service_levels", "secrecy", "incidents", "exit")]
    assert all(len(text) > 100 for text in texts)
    ModelDocument.objects.all().delete()
    assert client.get(address).context["form"].initial["incidents"] == ""


MISTAKES = [
    ({"term_from": ""}, "term_from", "Ange från och med vilken dag överenskommelsen gäller."),
    ({"term_from": "i morgon"}, "term_from", "Fyll i ett giltigt datum."),
    ({"term_until": str(date.today())}, "term_until", "Slutdatum ska vara senare än startdatum."),
    ({"notice_months": "ett år"}, "notice_months", "Ange ett helt antal månader."),
    ({"notice_months": "1,5"}, "notice_months", "Ange ett helt antal månader."),
    ({"secrecy": " \n"}, "secrecy", "Ange vem som gör lämplighetsbedömningen (10 kap. 2 a § OSL)."),
    ({"exit": "a\0b"}, "exit", "Null-tecken är inte tillåtna."),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_text_stands_at_its_field(post, cast, accepted, mistake):
    changes, field, sentence = mistake
    agreement = cast.walk.agreement(accepted)
    for page, thing, more in [
        ("draw_up", cast.walk.request("accepted"), {}),
        ("revise", agreement, making.terms() | rows()),
    ]:
        chosen = {"requested_services": [thing.pk]} if page == "draw_up" else {}
        about = thing.registration if page == "draw_up" else thing
        answer = post(cast.applicant, page, about, **said(**chosen, **more, incidents="Det vi skrev.") | changes)
        assert answer.context["form"].errors == {field: [sentence]}
        assert "Det vi skrev." in answer.text
        assert "<title>Fel: " in answer.text
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize("months", ["-1", "99999", "9" * 30])
def test_an_impossible_notice_period_is_refused_at_its_field(post, cast, accepted, months):
    agreement = cast.walk.agreement(accepted)
    answer = post(cast.applicant, "revise", agreement, **said(notice_months=months) | making.terms() | rows())
    assert answer.context["form"].errors.keys() == {"notice_months"}


# Revise

MOLNET = {"name": "Molnet AB", "org_number": "5560360793", "task": "Lagring", "country": "Sverige"}


def test_each_term_is_asked_for_with_its_article_and_an_example(client, cast, accepted):
    assert set(EXAMPLES) == set(TERMS)
    agreement = cast.walk.agreement(accepted)
    client.force_login(cast.applicant)
    page = client.get(reverse("revise", args=[agreement.pk])).text
    for name, (_, article) in TERMS.items():
        assert f'id="id_{name}"' in page
        assert f"{article}. Till exempel: {EXAMPLES[name]}." in page
    assert "Det räcker inte att upprepa artikel 28." in page


def test_without_personal_data_no_term_is_asked_for(client, cast):
    agreement = cast.walk.agreement(cast.walk.request("accepted"))
    client.force_login(cast.applicant)
    page = client.get(reverse("revise", args=[agreement.pk])).text
    assert "underbitraden" not in page
    assert client.post(reverse("revise", args=[agreement.pk]), said(exit="Ny.")).status_code == 302
    assert Agreement.objects.get().exit == "Ny."


def test_revise(post, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    terms = making.terms() | {"audits": ""}
    response = post(cast.supplier, "revise", agreement, **said(exit="Ny text.") | terms | rows(MOLNET))
    assert response.headers["Location"] == reverse("agreement", args=[agreement.pk])
    agreement.refresh_from_db()
    assert (agreement.exit, agreement.missing_terms()) == ("Ny text.", ["audits"])
    assert [p.content() for p in agreement.sub_processors.all()] == [MOLNET]


def test_a_sub_processor_goes_when_its_row_is_emptied(client, post, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    post(cast.supplier, "revise", agreement, **said() | making.terms() | rows(MOLNET, MOLNET | {"name": "B"}))
    page = client.get(reverse("revise", args=[agreement.pk])).text
    assert page.count('value="Molnet AB"') == 1
    post(cast.supplier, "revise", agreement, **said() | making.terms() | rows(MOLNET))
    assert [p.name for p in agreement.sub_processors.all()] == ["Molnet AB"]


def test_half_a_sub_processor_is_refused_at_its_field(post, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    sent = said(exit="Ny text.") | making.terms() | rows(MOLNET, MOLNET | {"task": ""})
    page = post(cast.applicant, "revise", agreement, **sent)
    assert page.context["form"].errors == {"__all__": ["Rätta uppgifterna om underbiträden."]}
    assert "Ange vad underbiträdet gör med personuppgifterna." in page.text
    assert "Ny text." in page.text
    agreement.refresh_from_db()
    assert (agreement.sub_processors.count(), agreement.exit) == (0, making.content()["exit"])


@pytest.mark.parametrize("count", ["", "x", "9" * 9, None])
def test_rows_that_are_not_counted_are_refused(post, cast, accepted, count):
    sent = rows(MOLNET) | {"underbitraden-TOTAL_FORMS": count}
    sent = {name: value for name, value in sent.items() if value is not None}
    page = post(cast.applicant, "revise", cast.walk.agreement(accepted), **said() | making.terms() | sent)
    assert page.status_code == 200
    assert page.context["form"].errors == {"__all__": ["Rätta uppgifterna om underbiträden."]}


def test_what_was_written_is_kept_when_somebody_else_was_first(post, cast, accepted):
    agreement = cast.walk.presented(accepted)
    page = post(cast.applicant, "revise", agreement, **said(exit="Min långa text.") | making.terms() | rows())
    assert "Någon annan kan ha hunnit före." in page.text
    assert "Min långa text." in page.text
