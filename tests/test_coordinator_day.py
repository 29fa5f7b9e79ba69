"""A coordinator's day in a browser without JavaScript: what waits, the list, many at once, anew, and a conflict of interest (7 §)."""

import pytest
from django.core import mail

from itdrift import outbox
from onboarding.models import Allocation, RequestedService
from registry.catalogue import acts as catalogue_acts

pytestmark = pytest.mark.section(7)


def test_the_coordinators_day(person, cast):
    one, other = cast.walk.request("registered"), cast.walk.request("registered", by=cast.stranger)
    third = cast.walk.request("registered")
    catalogue_acts.declare_capacity(cast.service, by=cast.supplier, intake="open", free_units=40)
    morning(person, cast)
    allocate_two(person, one, other)
    allocate_anew(person, one)
    figures(person)
    report_a_conflict(person, third)
    a_colleague_examines_it(person, cast, third)


def morning(person, cast):
    """What waits on the start page leads to the list, narrowed to what is to be allocated."""
    person.log_in(cast.coordinator).go("/").reads("Väntar på dig", "Fördela: Virtuell server")
    person.follow("Att fördela").reads("Bolagsverket", "Institutet för arbetsmarknads")
    person.page.get_by_role("searchbox", name="Sök", exact=True).fill("arbetsmarknad")
    person.press("Visa")
    assert person.page.locator("tbody tr").count() == 1
    person.go("/arenden/?lage=registered")
    assert person.page.locator("tbody tr").count() == 3


def allocate_two(person, one, other):
    """Two are ticked and looked at; without a motive nothing is done and nothing typed is lost."""
    for asked in (one, other):
        person.choose(f"Välj {asked.registration.diary_number}".replace("/", "."), role="checkbox")
    person.press("Fördela valda").reads("Föreslås eftersom Skatteverket tillhandahåller den efterfrågade tjänsten")
    person.reads("har uppgett kapacitet som räcker", "Lars Ljung, Lena Leverans", "Sten Främling")
    person.press("Fördela tjänsterna").reads("Ange motivet till fördelningen.")
    assert Allocation.objects.count() == 0
    person.fill({"Motiv": "Skatteverket tillhandahåller tjänsten och har plats."})
    person.press("Visa på nytt").reads("Var och en får en enda avisering")
    person.press("Fördela tjänsterna").reads("2 tjänster är fördelade")
    outbox.perform_waiting()
    told = [m.to[0] for m in mail.outbox if m.subject == "2 efterfrågade tjänster har fördelats till er"]
    assert len(told) == len(set(told)) == 2


def allocate_anew(person, one):
    person.go(f"/arenden/{one.registration_id}/").reads("Fördelad").follow("Fördela om")
    person.reads("Tjänsten är fördelad till Skatteverket, som inte har svarat än.", "Trafikverket")
    person.press("Fördela om").reads("Välj en leverantörsmyndighet.")
    person.choose("Trafikverket").fill({"Motiv": "Skatteverket svarar inte i tid."})
    person.press("Fördela om").reads("Virtuell server är nu fördelad till Trafikverket.")
    assert RequestedService.objects.get(pk=one.pk).supplier.agency.name == "Trafikverket"


def figures(person):
    person.go("/arenden/").follow("Neutralitet").reads("Skatteverket", "Trafikverket", "66,7 %", "33,3 %", "–")


def report_a_conflict(person, third):
    """What could be done a moment ago cannot be done any more."""
    case = f"/arenden/{third.registration_id}/"
    person.go(case)
    assert person.page.get_by_role("link", name="Fördela").count() > 0
    person.follow("Anmäl jäv").reads("Kurt Samuelsson (avdelningschef)")
    person.choose("Jag eller någon närstående är part").fill({"Omständigheter": "Min syster är chef där."})
    person.press("Anmäl jäv").reads("Du kan inte längre göra något i ärendet.", "Min syster är chef där.")
    person.go(f"{case}hela/").reads("Karin Kö anmälde jäv")
    assert person.page.get_by_role("link", name="Fördela", exact=True).count() == 0
    assert "syster" not in person.page.content()
    assert person.page.goto(f"{person.site}/arenden/tjanst/{third.pk}/fordela/").status == 403


def a_colleague_examines_it(person, cast, third):
    person.log_in(cast.coordinator_boss).go("/").follow("Pröva jäv")
    person.reads("Är Karin Kö jävig", "Min syster är chef där.")
    person.choose("^Inte jäv$").fill({"Skäl": "Systern har bytt myndighet."})
    person.press("Avgör frågan om jäv").reads("Frågan om jäv är prövad.", "Karin Kö får handlägga ärendet igen.")
    person.log_in(cast.coordinator).go(f"/arenden/tjanst/{third.pk}/fordela/").reads("Fördela Virtuell server")
