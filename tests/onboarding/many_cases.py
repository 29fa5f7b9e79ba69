"""A hundred thousand requested services in the tables, straight into the database: as after three years of heavy use."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.models import Access, Allocation, InterestRegistration, RequestedService
from onboarding.workflow import Status
from registry.models import Agency, Mandate, Service
from registry.ordinance import IN_FORCE, Part
from tests.roles import as_owner

AGENCIES, SUPPLIERS, SERVICES = 250, 12, 40

# No rule and no foreign key is asked, and the indexes are made last. It is all taken back after the test, but not when
# constraints are asked: that is set back at the end, or an act of the next test would be asked before it is done.
QUICKLY = """
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TEMPORARY TABLE taken_away ON COMMIT DROP AS
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) AS take, NULL AS give
    FROM pg_constraint WHERE contype IN ('f', 'c') AND conrelid = ANY (%(tables)s::regclass[])
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY (%(tables)s::regclass[]) AND NOT indisunique
    UNION ALL
    SELECT format('ALTER TABLE %%s DISABLE TRIGGER USER', one), NULL FROM unnest(%(tables)s::regclass[]) AS one;
DO $$ DECLARE one record; BEGIN FOR one IN SELECT * FROM taken_away LOOP EXECUTE one.take; END LOOP; END $$;
"""
# A third is one officer's, the rest another's, and of a hundredth nobody has the case.
# One came in every 17th minute. Of the latest sixth most are open, of the older a few.
ROWS = """
SELECT setseed(0.8);
CREATE TEMPORARY TABLE filled ON COMMIT DROP AS
WITH numbered AS (SELECT n, random() AS r, n > %(many)s * 5 / 6 AS late FROM generate_series(1::bigint, %(many)s) AS n),
rows AS (
    SELECT %(first)s + n AS id, r BETWEEN 0.30 AND 0.31 AS paused, mod(n, 500) = 0 AS confidential,
        (%(agencies)s::bigint[])[1 + mod(n * 7919, cardinality(%(agencies)s))] AS agency,
        (%(services)s::bigint[])[1 + mod(n * 104729, cardinality(%(services)s))] AS service,
        (%(suppliers)s::bigint[])[1 + mod(n * 1299709, cardinality(%(suppliers)s))] AS supplier,
        CASE WHEN mod(n / 3, 100) <> 7 THEN (%(officers)s::bigint[])[1 + least(mod(n / 41, 3), 1)] END AS officer,
        CASE WHEN mod(n / 3, 100) <> 7 THEN (%(supplier_officers)s::bigint[])[1 + least(mod(n / 41, 3), 1)] END AS supplier_officer,
        'FK 2025/' || lpad(n::text, greatest(6, length(n::text)), '0') AS number, now() - (%(many)s - n) * interval '17 minutes' AS at,
        CASE WHEN late AND r < 0.2 THEN 'registered' WHEN late AND r < 0.5 THEN 'allocated' WHEN late AND r < 0.6 THEN 'refused'
             WHEN late AND r < 0.8 THEN 'accepted' WHEN r < 0.03 THEN 'agreed' WHEN r < 0.86 THEN 'connected'
             WHEN r < 0.93 THEN 'withdrawn' ELSE 'closed' END AS status
    FROM numbered)
SELECT rows.*, asking.sort_name AS agency_order, wanted.sort_name AS service_order,
    array_position(%(states)s, rows.status) - 1 AS stage,
    words_of(number, asking.name, asking.short_name, wanted.name) AS words,
    coalesce(CASE WHEN NOT paused THEN (at AT TIME ZONE 'Europe/Stockholm')::date + target.days END, '9999-12-31') AS due_on
FROM rows JOIN registry_agency asking ON asking.id = agency JOIN registry_service wanted ON wanted.id = service
LEFT JOIN onboarding_target target ON target.status = rows.status;
"""
# What other tests took back lies in the tables still, and would be read with them: they are written anew, packed.
AFTERWARDS = """
CLUSTER onboarding_requestedservice USING onboarding_requestedservice_pkey;
CLUSTER onboarding_interestregistration USING onboarding_interestregistration_pkey;
CLUSTER onboarding_allocation USING onboarding_allocation_pkey;
CLUSTER onboarding_access USING onboarding_access_pkey;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM taken_away WHERE give IS NOT NULL LOOP EXECUTE one.give; END LOOP;
END $$;
ANALYZE onboarding_requestedservice; ANALYZE onboarding_interestregistration; ANALYZE onboarding_allocation;
ANALYZE onboarding_access; ANALYZE onboarding_opinion; ANALYZE onboarding_assessment;
ANALYZE registry_agency; ANALYZE registry_mandate; ANALYZE registry_service;
SET CONSTRAINTS ALL DEFERRED;
"""
STANDS = "CASE WHEN filled.status IN ('allocated', 'accepted', 'agreed', 'connected') THEN supplier END"
UNDERTAKEN = "CASE WHEN filled.status IN ('accepted', 'agreed', 'connected') THEN service END"
ENDED = "CASE WHEN filled.status IN ('refused', 'withdrawn', 'closed') THEN at END"
SAME = {
    name: f"filled.{name}"
    for name in ("status", "stage", "agency_order", "service_order", "words", "due_on", "confidential")
}
# For each table what differs from the row that is copied, as {column: expression}.
COPIES = {
    InterestRegistration: {
        "id": "filled.id", "agency_id": "agency", "registered_at": "at", "diary_number": "number",
        "confidential": "filled.confidential", "confidential_for_id": "CASE WHEN filled.confidential THEN supplier END",
    },
    RequestedService: {
        **SAME, "id": "filled.id", "registration_id": "filled.id", "agency_id": "agency", "service_id": "service",
        "received_at": "at", "clock_from": "at", "paused_at": "CASE WHEN paused THEN at END",
        "supplier_id": STANDS, "delivered_service_id": UNDERTAKEN, "officer_id": "officer",
    },
    Allocation: {
        "id": "filled.id", "requested_service_id": "filled.id", "supplier_id": "supplier", "allocated_at": "at",
        "ended_at": ENDED,
    },
    Access: {
        "id": "filled.id", "requested_service_id": "filled.id", "mandate_id": "supplier", "since": "at", "received_at": "at",
        **{name: SAME[name] for name in ("stage", "due_on", "agency_order", "service_order")},
        "officer_id": "supplier_officer",
    },
}  # fmt: skip


def fill(cast, many, half=None):
    """As many requested services as that, of many agencies, suppliers and services.

    half: mandates of an agency and of a supplier that have every second of them.
    """
    suppliers = [*Mandate.objects.filter(part=Part.SUPPLIER), *_mandates(SUPPLIERS, "Leverantör", Part.SUPPLIER)]
    _mandates(AGENCIES, "Myndighet", Part.APPLICANT)
    one = cast.walk.request("allocated")
    for number in range(SERVICES):
        Service.objects.create(supplier=suppliers[0], category=cast.service.category, name=f"Tjänst {number}")
    agencies = list(Agency.objects.filter(mandates__part=Part.APPLICANT).values_list("pk", flat=True))
    if half:
        agency, supplier = half
        agencies += [agency.agency_id] * len(agencies)
        suppliers += [supplier] * len(suppliers)
    copied = [one.registration, one, one.allocations.get(), one.accesses.get()]
    values = {
        "many": many,
        "first": max(row.pk for row in copied) + 1000,  # each table has a sequence of its own
        "agencies": agencies,
        "services": list(Service.objects.values_list("pk", flat=True)),
        "suppliers": [mandate.pk for mandate in suppliers],
        "states": list(Status),
        "officers": [cast.coordinator.pk, cast.coordinator_boss.pk],
        "supplier_officers": [cast.supplier.pk, cast.supplier_boss.pk],
    }
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(QUICKLY, {"tables": [model._meta.db_table for model in COPIES]})
        cursor.execute(ROWS, values)
        for model, row in zip(COPIES, copied, strict=True):
            cursor.execute(_copy(model), [row.pk])
        cursor.execute(AFTERWARDS)


IN_THE_DIARY = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE onboarding_diarycase DISABLE TRIGGER USER;
ALTER TABLE onboarding_diaryentry DISABLE TRIGGER USER;
INSERT INTO onboarding_diarycase (agency_id, registration_id, year, serial, number)
SELECT %(agency)s, id, 1999, row_number() OVER (ORDER BY id), diary_number FROM onboarding_interestregistration r
WHERE NOT EXISTS (SELECT FROM onboarding_diarycase c WHERE c.registration_id = r.id AND c.agency_id = %(agency)s);
INSERT INTO onboarding_diaryentry (agency_id, case_id, number, direction, "on", counterpart, about, counterpart_hidden,
    about_hidden, medium, late_because, subject, registered_at)
SELECT %(agency)s, id, n, (ARRAY['in', 'out', 'drawn_up'])[1 + mod(n, 3)], date '2025-01-01' + mod(serial + n, 600),
    'Myndighet ' || mod(serial, 250), 'Handling ' || n, mod(serial, 50) = 0, mod(serial, 70) = 0, 'program', '', '', now()
FROM onboarding_diarycase, generate_series(1, %(each)s) AS n WHERE year = 1999;
ANALYZE onboarding_diarycase; ANALYZE onboarding_diaryentry;
SET CONSTRAINTS ALL DEFERRED;
"""


def enter(agency, each):
    """Every case in the diary of the agency, with so many documents."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(IN_THE_DIARY, {"agency": agency.pk, "each": each})


LET_IN = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE onboarding_interestregistrationuserobjectpermission DISABLE TRIGGER USER;
INSERT INTO onboarding_interestregistrationuserobjectpermission (user_id, permission_id, content_object_id)
SELECT %(user)s, (SELECT id FROM auth_permission WHERE codename = 'view_as_guest'), id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS every
      FROM onboarding_interestregistration WHERE registered_at IS NOT NULL) AS cases
WHERE mod(n, greatest(1, every / %(cases)s)) = 0;
ANALYZE onboarding_interestregistrationuserobjectpermission;
SET CONSTRAINTS ALL DEFERRED;
"""


def let_in(user, cases):
    """The person as a guest in about so many cases."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(LET_IN, {"user": user.pk, "cases": cases})


def _copy(model):
    """The statement that copies one row of the table, with what differs."""
    columns = {
        field.column: COPIES[model].get(field.column, f'one."{field.column}"')
        for field in model._meta.local_concrete_fields
    }
    table, asked = model._meta.db_table, " AND filled.status <> 'registered'" if model in (Allocation, Access) else ""
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {table} one, filled WHERE one.id = %s{asked}"  # noqa: S608


def _mandates(number, name, part):
    """New agencies, with a mandate each."""
    agencies = Agency.objects.bulk_create(
        Agency(name=f"{name} {n}", org_number=f"20{n:08}", kind="administrative") for n in range(number)
    )
    return Mandate.objects.bulk_create(
        Mandate(agency=agency, part=part, valid_from=IN_FORCE, basis="Prov") for agency in agencies
    )


def blocks(act):
    """How many blocks the queries of `act` read, each asked once more to tell."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(_blocks(query["sql"]) for query in captured.captured_queries)


def _blocks(sql):
    asked = re.sub(r"^DECLARE .*? CURSOR (?:WITH HOLD )?FOR ", "", sql)
    if not asked.startswith(("SELECT", "(SELECT", "WITH")):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {asked}")
        plan = cursor.fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
