"""Who gets what at an address: shared by the tests of the pages."""

from onboarding.models import RequestedService

STRANGERS = {"stranger": 404, "nobody": 404, "admin": 404}
PARTIES = {"applicant": 200, "applicant_boss": 200, "reader": 200, "coordinator": 200, "coordinator_boss": 200}
OWN_SUPPLIER = {"supplier": 200, "supplier_boss": 200}
OTHER_SUPPLIER = {"other_supplier": 404, "other_supplier_boss": 404}


def statuses(client, cast, address):
    """What each person of the cast gets at the address, as {person: status}."""
    found = {}
    for name, person in cast.people().items():
        client.force_login(person)
        found[name] = client.get(address).status_code
    return found


def listed(page):
    """The requested services that the list of cases shows, in its order."""
    keys = [int(row["pk"]) for row in page.context["rows"]]
    found = RequestedService.objects.in_bulk(keys)
    return [found[key] for key in keys]


def assessed(cast, requested_service, security, cost):
    cast.walk.assess(requested_service, security, cost, "Grund A")
