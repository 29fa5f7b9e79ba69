"""7 §: whom the allocate page suggests, with what speaks for and against each supplier, in words."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from onboarding.allocation.suggestion import candidates
from onboarding.filing import acts as filing_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.catalogue import acts as catalogue_acts
from registry.models import Service

from ... import making

pytestmark = pytest.mark.section(7)


def suggested(cast, requested_service, by=None):
    requested_service = type(requested_service).objects.with_history().get(pk=requested_service.pk)
    return {
        c.supplier.agency.name: c
        for c in candidates([requested_service], by=by or cast.coordinator)[requested_service.pk]
    }


def notes(cast, requested_service, by=None):
    return {name: list(c.notes()) for name, c in suggested(cast, requested_service, by).items()}


def declare(cast, intake="open", free=None, service=None):
    return catalogue_acts.declare_capacity(
        service or cast.service, by=cast.supplier, intake=intake, free_units=free, comment=""
    )


def alike(cast):
    """The other supplier has a service of the same category, through which it may fit."""
    return Service.objects.get(pk=cast.other_service.pk)


def test_whoever_provides_the_service_stands_first_and_why_is_said(cast):
    declare(cast, free=40)
    found = list(suggested(cast, cast.walk.request("registered")).values())
    assert [c.supplier.agency.name for c in found] == ["Skatteverket", "Trafikverket", "Försäkringskassan"]
    assert found[0].why == (
        "Föreslås eftersom Skatteverket tillhandahåller den efterfrågade tjänsten, är öppen för anslutning "
        "och har uppgett kapacitet som räcker."
    )
    assert [c.fits for c in found] == [True, True, False]


def test_capacity_declared_half_past_midnight_is_of_the_day_in_sweden(cast):
    moment = (timezone.now() + timedelta(days=1)).replace(hour=23, minute=30)
    with time_machine.travel(moment):
        declare(cast, free=40)
        found = notes(cast, cast.walk.request("registered"))["Skatteverket"]
    assert f"(uppgivet {moment.date() + timedelta(days=1)})." in found[1]


def test_what_speaks_for_and_against_each(cast):
    for status in ("accepted", "connected", "refused"):
        cast.walk.request(status)
    requested_service = cast.walk.request("refused")
    for free in (Decimal(40), Decimal("4.5")):  # the latest holds
        declare(cast, free=free)
    today = timezone.localdate()
    assert notes(cast, requested_service) == {
        "Trafikverket": [
            "Tillhandahåller en annan tjänst i samma kategori: Lagring.",
            "Öppen för anslutning. Ledig volym är inte uppgiven.",
            "Tid till anslutning: Tre månader.",
            "Pågående efterfrågade tjänster nu: 0.",
        ],
        "Försäkringskassan": [
            "Har ingen publicerad tjänst som liknar det som efterfrågas.",
            "Pågående efterfrågade tjänster nu: 0.",
            "Samma myndighet som samordnar. Fördelningen och motivet syns öppet i ärendet.",
            "Den som fördelar hit får sedan inte handlägga tjänsten hos leverantörsmyndigheten.",
        ],
        "Skatteverket": [
            "Tillhandahåller den efterfrågade tjänsten.",
            f"Öppen för anslutning. Ledig volym (server): 4,5, vilket inte räcker till 10 (uppgivet {today:%Y-%m-%d}).",
            "Tid till anslutning: Tre månader.",
            "Pågående efterfrågade tjänster nu: 1.",
            f"Nekade samma efterfrågan {today:%Y-%m-%d}.",
            f"Har nekat andra samma tjänst: 1 beslut, senast {today:%Y-%m-%d}.",
        ],
    }


@pytest.mark.parametrize(("free", "words"), [("9.99", "inte räcker till 10"), ("10", "räcker (uppgivet")])
def test_as_much_as_is_asked_for_is_enough(cast, free, words):
    declare(cast, free=Decimal(free))
    assert f"vilket {words}" in notes(cast, cast.walk.request("registered"))["Skatteverket"][1]


def test_what_is_free_in_another_unit_is_not_held_against_what_is_asked_for(cast):
    catalogue_acts.declare_capacity(cast.other_service, by=cast.other_supplier, intake="open", free_units=Decimal(1))
    today = timezone.localdate()
    assert notes(cast, cast.walk.request("registered"))["Trafikverket"][1] == (
        f"Öppen för anslutning. Ledig volym (terabyte): 1 (uppgivet {today:%Y-%m-%d})."
    )


def why_nobody(client, cast, requested_service):
    client.force_login(cast.coordinator)
    pages = [
        reverse("allocate", args=[requested_service.pk]),
        f"{reverse('allocate_many')}?tjanst={requested_service.pk}",
    ]
    said = {re.search(r"Ingen leverantörsmyndighet kan föreslås\.[^<]*", client.get(page).text)[0] for page in pages}
    [same] = said
    return same


NONE_ALIKE = " Har ingen tjänst som liknar det som efterfrågas: "


def test_why_nobody_is_suggested_is_the_real_reason(client, cast):
    nobody = "Ingen leverantörsmyndighet kan föreslås."
    personal = cast.walk.request("registered", personal_data=True)
    assert why_nobody(client, cast, personal) == (
        f"{nobody} Har en tjänst som inte räknar med personuppgifter: Skatteverket, Trafikverket.{NONE_ALIKE}Försäkringskassan."
    )
    refused = cast.walk.request("refused")
    alike(cast).descriptions.update(status="superseded", superseded_at=timezone.now())
    assert why_nobody(client, cast, refused) == (
        f"{nobody} Har redan nekat: Skatteverket.{NONE_ALIKE}Försäkringskassan, Trafikverket."
    )
    declare(cast, "closed")
    assert why_nobody(client, cast, cast.walk.request("registered")) == (
        f"{nobody} Tar inte emot fler nu: Skatteverket.{NONE_ALIKE}Försäkringskassan, Trafikverket."
    )


@pytest.mark.parametrize("intake", ["closed", "waiting"])
def test_a_waiting_list_still_fits_and_a_closed_service_does_not(cast, intake):
    declare(cast, intake)
    found = suggested(cast, cast.walk.request("registered"))
    assert (next(iter(found)) == "Skatteverket", found["Skatteverket"].fits) == (intake == "waiting",) * 2


def test_a_need_that_no_service_meets_is_suggested_to_nobody(cast):
    case = filing_acts.draft(
        by=cast.applicant, answers=making.answers(), wanted=[{"unmet_need": "Kvantdator", "personal_data": False}]
    )
    filing_acts.register(case, by=cast.applicant, acknowledged=True)
    found = suggested(cast, case.requested_services.get())
    assert [c.fits for c in found.values()] == [False, False, False]


def test_personal_data_that_the_description_does_not_reckon_with_is_said_and_not_suggested(cast):
    found = suggested(cast, cast.walk.request("registered", personal_data=True))["Skatteverket"]
    words = "Tjänstebeskrivningen räknar inte med att personuppgifter behandlas, men det behövs här."
    assert (words in list(found.notes()), found.fits) == (True, False)


@pytest.mark.parametrize(("needed", "highest", "fits"), [(3, 2, False), (2, 2, True), (3, None, True), (None, 0, True)])
def test_a_service_that_is_not_dimensioned_for_the_class_does_not_fit(cast, needed, highest, fits):
    requested_service = cast.walk.classed("registered", integrity=needed, availability=needed)
    making.describe_anew(cast.service, highest_integrity=highest, highest_availability=highest)
    found = suggested(cast, requested_service)["Skatteverket"]
    words = "Högre klass krävs än tjänsten är dimensionerad för: riktighet och tillgänglighet."
    assert (found.fits, words in list(found.notes())) == (fits, not fits)


def test_what_only_others_may_know_of_is_not_counted(cast):
    hidden = cast.walk.request("allocated")
    secrecy_acts.make_confidential(hidden.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    requested_service = cast.walk.request("registered")
    assert "Pågående efterfrågade tjänster nu: 0." in notes(cast, requested_service)["Skatteverket"]


def test_a_refusal_that_only_others_may_know_of_is_not_told(cast):
    hidden, requested_service = cast.walk.request("refused"), cast.walk.request("registered")
    known = notes(cast, requested_service)
    secrecy_acts.make_confidential(hidden.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert (told := notes(cast, requested_service)) != known
    assert not [note for of_one in told.values() for note in of_one if "nek" in note.lower()]


def test_the_page_reads_a_fixed_number_of_queries(client, cast, django_assert_num_queries):
    client.force_login(cast.coordinator)
    for _ in range(2):
        requested_service = cast.walk.request("refused")
        with django_assert_num_queries(21):
            page = client.get(reverse("allocate", args=[requested_service.pk]))
    assert page.context["form"].candidates[0].supplier.agency.name == "Trafikverket"
    assert "intecknad till och med nästa år" in page.text


def test_none_is_chosen_beforehand_and_the_suggestion_is_marked(client, cast):
    client.force_login(cast.coordinator)
    page = client.get(reverse("allocate", args=[cast.walk.request("registered").pk]))
    assert page.context["form"]["supplier"].value() is None
    assert page.text.count("Föreslås eftersom Skatteverket tillhandahåller den efterfrågade tjänsten") == 1
    assert "checked" not in page.text


def test_the_letters_are_shown_as_they_will_look(client, cast):
    client.force_login(cast.coordinator)
    page = client.get(reverse("allocate", args=[cast.walk.request("registered").pk])).text
    assert "En efterfrågad tjänst har fördelats till er" in page
    assert "fördelat en av tjänsterna i ert ärende till Skatteverket (7 §)" in page


def test_a_supplier_that_is_new_today_is_offered(cast):
    making.mandate(cast.ifau, "supplier", valid_from=date.today())
    assert making.LONG_NAME in suggested(cast, cast.walk.request("registered"))
