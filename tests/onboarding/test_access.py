"""What a supplier may see is a fact that the database writes: the same as what follows from allocations and agreements."""

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Q

from onboarding.desk.holdings import services_of, with_holdings
from onboarding.models import Access, AgreementLine, Allocation, InterestRegistration, RequestedService
from onboarding.models.guest import guest_in, is_let_in, named
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.models import Agency, RegisterEdition, User
from registry.ordinance import Part
from tests.once import made_once
from tests.reporting import big_year

from .agreement.test_draw_up import two_suppliers

pytestmark = [pytest.mark.section(7), pytest.mark.section(10)]
CASES, REFUSALS = 600, 60


def known_cases(user):
    return Q(confidential=False) | Q(pk__in=named(user))


def cases_by_the_facts(user):
    """The keys of what the person may see, worked out anew from allocations, grants and the cases themselves."""
    guest = Q(pk__in=guest_in(user), registered_at__isnull=False)
    if not (acting := user.acting):
        return set(InterestRegistration.objects.filter(guest).values_list("pk", flat=True))
    seen = {
        Part.APPLICANT: Q(agency=acting.mandate.agency_id),
        Part.COORDINATOR: Q(registered_at__isnull=False),
        Part.SUPPLIER: Q(
            pk__in=Allocation.objects.filter(supplier=acting.mandate).values("requested_service__registration")
        ),
    }[acting.mandate.part]
    return set(InterestRegistration.objects.filter(seen & known_cases(user) | guest).values_list("pk", flat=True))


def requested_services_by_the_facts(user):
    guest = Q(registration__in=guest_in(user)) & ~Q(status=Status.DRAFT)
    if not (acting := user.acting):
        return set(RequestedService.objects.filter(guest).values_list("pk", flat=True))
    together = AgreementLine.objects.filter(agreement__lines__supplier=acting.mandate)
    seen = {
        Part.APPLICANT: Q(agency=acting.mandate.agency_id),
        Part.COORDINATOR: ~Q(status=Status.DRAFT),
        Part.SUPPLIER: Q(pk__in=Allocation.objects.filter(supplier=acting.mandate).values("requested_service"))
        | Q(pk__in=together.values("requested_service")),
    }[acting.mandate.part]
    known = Q(registration__in=InterestRegistration.objects.filter(known_cases(user)).values("pk"))
    return set(RequestedService.objects.filter(seen & known | guest).values_list("pk", flat=True))


@made_once
def year(cast):
    """A large year, and beside it every state, two suppliers in one case and in one agreement, and each kind of secrecy."""
    RegisterEdition.objects.create(name="Registret", as_of=date(2026, 1, 1), source="Prov", digest="0" * 64)
    big_year.live(cast, agencies=40, services=6, many=CASES, refusals=REFUSALS)
    for status in Status:
        cast.walk.request(status)
    both, apart = two_suppliers(cast), two_suppliers(cast)
    cast.walk.agreement(*both)
    again = cast.walk.request(Status.REFUSED)
    cast.walk.allocate(again, cast.other_supplier)
    secret = cast.walk.request(Status.ACCEPTED)
    cast.walk.confidential(secret, cast.applicant)
    let_in = cast.walk.request(Status.ALLOCATED)
    secrecy_acts.let_in(let_in.registration, by=cast.coordinator_boss, email=cast.stranger.email)
    return {"both": both, "apart": apart, "again": again, "secret": secret}


def test_everybody_sees_what_follows_from_the_facts(cast, year):
    people = list(User.objects.all())
    assert len(people) > 10
    assert Access.objects.count() > CASES
    for user in people:
        sees = set(RequestedService.objects.visible_to(user).values_list("pk", flat=True))
        assert sees == requested_services_by_the_facts(user), user
        listed = [set(part.values_list("pk", flat=True)) for part in RequestedService.objects.parts_in_lists(user)]
        sent = set(RequestedService.objects.exclude(status=Status.DRAFT).values_list("pk", flat=True))
        assert set().union(*listed) == sees & sent, user
        cases = set(InterestRegistration.objects.visible_to(user).values_list("pk", flat=True))
        assert cases == cases_by_the_facts(user), user
        assert cases == set(InterestRegistration.objects.in_lists(user).values_list("pk", flat=True)), user
    assert {is_let_in(user) for user in people} == {True, False}


def test_the_page_of_a_case_has_the_same_of_it(cast, year):
    """It asks a shorter question there, since the case is found already."""
    latest = list(InterestRegistration.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    shown = 0
    for user in cast.people().values():
        for case in with_holdings(InterestRegistration.objects.visible_to(user).filter(pk__in=latest), user):
            sees = RequestedService.objects.visible_to(user).filter(registration=case)
            found = services_of(case, user)
            assert {one.pk for one in found} == set(sees.values_list("pk", flat=True)), (user, case)
            shown += len(found)
    assert shown > 50


def test_it_tells_of_one_requested_service_and_not_of_its_neighbours(cast, year):
    (own, other), (one, apart) = year["both"], year["apart"]
    sees = set(RequestedService.objects.visible_to(cast.supplier).values_list("pk", flat=True))
    assert {own.pk, other.pk, one.pk} <= sees  # an agreement in which both stand is read by both suppliers
    assert apart.pk not in sees


def test_it_is_never_lost_and_tells_since_when(cast, year):
    before, now = year["again"].allocations.all()
    assert [(access.mandate, access.since, access.because) for access in year["again"].accesses.order_by("since")] == [
        (before.supplier, before.allocated_at, "allocation"),
        (now.supplier, now.allocated_at, "allocation"),
    ]


def test_what_a_list_is_sorted_by_is_the_same_in_both(cast, year):
    keys = ("received_at", "stage", "due_on", "agency_order", "service_order", "words")
    own = Access.objects.values_list("requested_service", *keys)
    assert set(own) <= set(RequestedService.objects.values_list("pk", *keys))
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(name="Annat verk")
    assert "annat verk" in set(Access.objects.values_list("agency_order", flat=True))
    assert set(own.all()) <= set(RequestedService.objects.values_list("pk", *keys))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO onboarding_access (requested_service_id, mandate_id, since, because, received_at) "
        "SELECT requested_service_id, 1, since, because, received_at FROM onboarding_access LIMIT 1",
        "UPDATE onboarding_access SET mandate_id = 1",
        "DELETE FROM onboarding_access",
    ],
)
def test_the_program_only_reads_it(cast, statement):
    cast.walk.request(Status.ALLOCATED)
    with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("ended", [False, True])
def test_no_access_follows_from_what_is_no_allocation_and_no_agreement(cast, ended):
    """A line of another case in a draft, or an allocation that has ended already: refused, by raw SQL too."""
    request, elsewhere = cast.walk.request(Status.ACCEPTED), cast.walk.request(Status.REGISTERED)
    agreement, other = cast.walk.agreement(request), cast.other_supplier.acting.mandate_id
    line = (
        "INSERT INTO onboarding_agreementline (agreement_id, requested_service_id, supplier_id, service_id, personal_data, "
        "description_version, volume) SELECT agreement_id, %s, %s, service_id, personal_data, description_version, volume "
        "FROM onboarding_agreementline WHERE agreement_id = %s"
    )
    allocation = (
        "INSERT INTO onboarding_allocation (requested_service_id, supplier_id, motive, allocated_by_id, allocated_at, ended_at) "
        "VALUES (%s, %s, 'x', %s, now(), now())"
    )
    values = [elsewhere.pk, other, cast.coordinator.pk if ended else agreement.pk]
    rule = "praxis" if ended else "10 §"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(allocation if ended else line, values)
    assert not RequestedService.objects.visible_to(cast.other_supplier).exists()
