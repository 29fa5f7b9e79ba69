"""What somebody tries who wants to see or do what they may not."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse

from itdrift import outbox
from itdrift.models import Job
from onboarding.filing import acts as filing_acts
from onboarding.models import RequestedService
from onboarding.refusal import acts as refusal_acts
from onboarding.workflow import Status

from . import making
from .roles import as_owner

MARKUP = "<img src=file:///etc/passwd><a href='https://evil.example'>x</a>☐\nBcc: x"


@pytest.mark.section(10)
@pytest.mark.parametrize("count", [("x", "y"), ("9999999", "0"), ("2", "30"), ("-1", "-1"), ("1", "0")])
def test_rows_that_are_miscounted_are_answered(client, cast, count):
    agreement = cast.walk.agreement(cast.walk.request(Status.ACCEPTED, personal_data=True))
    client.force_login(cast.applicant)
    counted = {"underbitraden-TOTAL_FORMS": count[0], "underbitraden-INITIAL_FORMS": count[1]}
    sent = {**making.content(), **making.terms(), "notice_months": "12", "underbitraden-0-name": "A\0", **counted}
    assert client.post(reverse("revise", args=[agreement.pk]), sent).status_code in (200, 302)


@pytest.mark.section(8)
def test_the_next_supplier_does_not_learn_the_ground_of_a_refusal(client, cast):
    request = cast.walk.request(Status.REFUSED)
    cast.walk.allocate(request, supplier=cast.other_supplier)
    seen = {}
    for name in ["applicant", "coordinator", "supplier", "other_supplier"]:
        client.force_login(getattr(cast, name))
        seen[name] = "Kapacitet saknas" in client.get(reverse("case_whole", args=[request.registration_id])).text
    assert seen == {"applicant": True, "coordinator": True, "supplier": True, "other_supplier": False}


def test_whoever_may_not_log_in_gets_no_letters(cast):
    request = cast.walk.request(Status.REGISTERED)
    type(cast.supplier).objects.filter(pk=cast.supplier.pk).update(is_active=False)
    cast.walk.allocate(request, supplier=cast.supplier_boss)
    told = set(Job.objects.filter(key__startswith="mail/allocated").values_list("arguments__to", flat=True))
    assert told & {cast.supplier.email, cast.supplier_boss.email} == {cast.supplier_boss.email}


@pytest.mark.section(8)
@pytest.mark.parametrize("who", ["reader", "inactive", "other"])
def test_only_an_officer_of_the_supplier_presents(cast, who):
    request = cast.walk.request(Status.ALLOCATED)
    reader = making.person("Rita Läsare", cast.supplier.acting.mandate, "reader")
    presenter = {"reader": reader, "inactive": cast.supplier, "other": cast.other_supplier}[who].acting
    if who == "inactive":
        type(cast.supplier).objects.filter(pk=cast.supplier.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="Föredraganden ska vara handläggare hos er"):
        refusal_acts.refuse(request, by=cast.supplier_boss, **making.decision(cast.supplier, presented_by=presenter))


@pytest.mark.section(4)
def test_what_is_not_published_cannot_be_asked_for(cast):
    with pytest.raises(ValidationError, match="publicerade"):
        cast.walk.draft(making.unpublished(cast))


@pytest.mark.parametrize(
    "asked", ["agency/?registrations__isnull=0", "agency/?registrations={pk}", "service/?requests__isnull=0"]
)
def test_the_administrator_cannot_ask_the_lists_about_drafts(client, cast, asked):
    case = cast.walk.draft()
    client.force_login(cast.admin)
    assert client.get(f"/admin/registry/{asked.format(pk=case.pk)}").status_code in (302, 400)


def test_markup_in_what_people_write_fetches_nothing_and_stops_no_paper(cast):
    case = cast.walk.draft(need=MARKUP, contact_name=MARKUP)
    RequestedService.objects.create(registration=case, agency=case.agency, unmet_need=MARKUP, personal_data=False)
    filing_acts.register(case, by=cast.applicant, acknowledged=True)
    asked = case.requested_services.get(service=None)
    cast.walk.allocate(asked)
    cast.walk.refuse(asked)
    outbox.perform_waiting()
    assert not Job.objects.exclude(done_at__isnull=False).exists()
    assert not any(b"/URI" in bytes(paper.content) for paper in case.documents.all())


CONNECTED = {  # what is tried: what the database says, and how
    "a connected service becomes registered again": (
        "Anslutningen är gjord",
        "UPDATE onboarding_requestedservice SET status='registered', "
        "supplier_id=NULL, delivered_service_id=NULL WHERE id=%(id)s",
    ),
    "a connected service is agreed only": (
        "Anslutningen är gjord",
        "UPDATE onboarding_requestedservice SET status='agreed' WHERE id=%(id)s",
    ),
    "another supplier's service is delivered (6 §)": (
        "levererar bara sina egna tjänster",
        "UPDATE onboarding_requestedservice SET delivered_service_id=%(other)s WHERE id=%(id)s",
    ),
    "what came in is rewritten (7 §)": (
        "kan inte ändras när den har kommit in",
        "UPDATE onboarding_interestregistration SET need='annat' WHERE id=%(case)s",
    ),
    "the day it came in is moved": (
        "kan inte ändras eller tas bort när anmälan har kommit in",
        "UPDATE onboarding_requestedservice SET received_at=now() WHERE id=%(id)s",
    ),
    "decisions are emptied out": (
        "Beslut att neka anslutning kan inte tas bort",
        "TRUNCATE onboarding_refusal CASCADE",
    ),
    "documents are emptied out": ("Upprättade handlingar kan inte tas bort", "TRUNCATE onboarding_document"),
    "a published description is rewritten (4–5 §§)": (
        "En publicerad beskrivning kan inte ändras",
        "UPDATE registry_servicedescription SET included='annat' WHERE service_id=%(service)s",
    ),
    "a service changes to somebody who is no supplier": (
        "byter inte leverantörsmyndighet",
        "UPDATE registry_service SET supplier_id=%(applicant)s WHERE id=%(service)s",
    ),
    "a service changes supplier (6 §)": (
        "byter inte leverantörsmyndighet",
        "UPDATE registry_service SET supplier_id="
        "(SELECT supplier_id FROM registry_service WHERE id=%(other)s) WHERE id=%(service)s",
    ),
    "a published description becomes a draft": (
        "En publicerad beskrivning kan inte ändras",
        "UPDATE registry_servicedescription SET status='draft', published_at=NULL WHERE service_id=%(service)s",
    ),
    "a description is published at another time": (
        "En publicerad beskrivning kan inte ändras",
        "UPDATE registry_servicedescription "
        "SET status='superseded', superseded_at=now(), published_at='2025-01-01' WHERE service_id=%(service)s",
    ),
    "a published description is removed": (
        "En publicerad beskrivning kan inte ändras",
        "DELETE FROM registry_servicedescription WHERE service_id=%(service)s",
    ),
    "a service is offered by somebody who is no supplier (5 §)": (
        "tillhandahålls av en leverantörsmyndighet",
        "INSERT INTO registry_service "
        "(supplier_id, category_id, name, unit, intake, created_at) "
        "SELECT %(applicant)s, category_id, 'Egen', unit, intake, now() FROM registry_service WHERE id=%(service)s",
    ),
    "a model in use is rewritten (4 §)": (
        "En version av en modell kan inte skrivas om",
        "UPDATE registry_modeldocument SET text='annan'",
    ),
    "a model in use gets another number (4 §)": (
        "En version av en modell kan inte skrivas om",
        "UPDATE registry_modeldocument SET version=9",
    ),
    "a model in use becomes another kind (4 §)": (
        "En version av en modell kan inte skrivas om",
        "UPDATE registry_modeldocument SET kind='cooperation'",
    ),
    "a supplier's mandate becomes another part (5 §)": (
        "byter inte myndighet eller slag",
        "UPDATE registry_mandate SET part='applicant' WHERE part='supplier'",
    ),
    "a mandate passes to another agency": (
        "byter inte myndighet eller slag",
        "UPDATE registry_mandate SET agency_id="
        "(SELECT agency_id FROM registry_mandate WHERE id=%(applicant)s) WHERE part='coordinator'",
    ),
}


def run(sql, **values):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        connection.check_constraints()


def ids(cast):
    asked = cast.walk.request(Status.CONNECTED)
    of = {"other": cast.other_service.pk, "service": cast.service.pk, "applicant": cast.applicant.acting.mandate_id}
    return {"id": asked.pk, "case": asked.registration_id, **of}


@pytest.mark.parametrize("hole", CONNECTED)
def test_the_database_keeps_what_has_happened(cast, hole):
    values = ids(cast)
    said, sql = CONNECTED[hole]
    with pytest.raises(IntegrityError, match=said):
        run(sql, **values)


def test_the_database_refuses_to_lose_a_service_that_was_asked_for(cast):
    asked = cast.walk.request(Status.REGISTERED)
    with pytest.raises(IntegrityError, match="tas bort när anmälan har kommit in"):
        run("DELETE FROM onboarding_requestedservice WHERE id = %(id)s", id=asked.pk)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REGISTERED])
def test_the_database_refuses_to_allocate_drafts_and_to_whom_is_no_supplier(cast, status):
    asked = cast.walk.request(status)
    to = cast.applicant if status == Status.REGISTERED else cast.supplier
    with pytest.raises(IntegrityError, match="7 §"):
        run(
            "INSERT INTO onboarding_allocation (requested_service_id, supplier_id, motive, allocated_by_id, allocated_at) "
            "VALUES (%(id)s, %(to)s, 'x', %(by)s, now())",
            id=asked.pk,
            to=to.acting.mandate_id,
            by=cast.coordinator.pk,
        )


def test_a_forged_session_cookie_is_no_session(client, db):
    forged = r'itdrift_session="\000aaaaaaaaaaaa"'  # an escaped NUL, as a browser never sends it
    assert client.get(reverse("start"), headers={"cookie": forged}).status_code == 200
