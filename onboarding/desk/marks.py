"""What a row of the list tells beside its own state: who has the case at the own agency, and what waits in it."""

from django.db import connection
from django.utils import timezone

from registry.ordinance import Part

from ..workflow import COMPETES

# Said as on the case and on the start page: first what is nearest to a decision.
WAITS = {
    "proposal": "Förslag om att neka väntar på beslut",
    "hearing": "Myndigheten har tillfälle att yttra sig",
    "question": "Begäran om komplettering väntar på svar",
}
TO_THE_AGENCY = {"hearing": "Ni har tillfälle att yttra er", "question": "Begäran om komplettering att svara på"}
# Of the few that may have something waiting: what the mandate is one of the two in, of a case that the person may know of.
# As SQL: the querysets of what is visible take Django and the database longer to put together than to answer.
ROWS_MARKED = """
SELECT s.id, officer.name,
    s.id = ANY (%(waiting)s) AND EXISTS (SELECT FROM onboarding_refusaldraft d JOIN onboarding_allocation a ON a.id = d.allocation_id
        WHERE a.requested_service_id = s.id AND a.supplier_id = %(mandate)s AND d.handed_over_at IS NOT NULL),
    s.paused_at IS NOT NULL AND EXISTS (SELECT FROM onboarding_communication c JOIN onboarding_allocation a ON a.id = c.allocation_id
        WHERE a.requested_service_id = s.id AND a.ended_at IS NULL AND c.replied_at IS NULL AND c.reply_by >= %(today)s
          AND (a.supplier_id = %(mandate)s OR s.agency_id = %(agency)s)),
    s.paused_at IS NOT NULL AND EXISTS (SELECT FROM onboarding_message m
        WHERE m.requested_service_id = s.id AND m.kind = 'question' AND m.sent_at >= s.clock_from
          AND NOT EXISTS (SELECT FROM onboarding_message WHERE answers_id = m.id)
          AND (m.sender_mandate_id = %(mandate)s
            OR EXISTS (SELECT FROM onboarding_message_to WHERE message_id = m.id AND mandate_id = %(mandate)s)))
FROM onboarding_requestedservice s
LEFT JOIN LATERAL (SELECT u.name FROM onboarding_caseofficer o JOIN registry_user u ON u.id = o.person_id
    WHERE o.registration_id = s.registration_id AND o.mandate_id = %(mandate)s
      AND may_have_the_case(o.registration_id, o.mandate_id, o.person_id, %(today)s)) AS officer ON true
WHERE s.id = ANY (%(keys)s) AND (NOT s.confidential OR EXISTS (
    SELECT FROM onboarding_interestregistrationuserobjectpermission WHERE content_object_id = s.registration_id
    AND user_id = %(user)s AND mandate_id = %(mandate)s AND (until IS NULL OR until >= %(today)s)))
"""


def of_rows(user, rows):
    """Return {key of the requested service: (the officer's name, what waits in it)} of a page's rows, in one query.

    Of a person who acts in no mandate, and of an empty page, nothing is asked; for an agency only of what is paused, as
    what it has to answer is.
    """
    mandate = user.acting and user.acting.mandate
    if mandate and mandate.part == Part.APPLICANT:
        rows = [row for row in rows if row.paused_at]
    if not rows or not mandate:
        return {}
    asked = {
        "keys": [row.pk for row in rows],
        "waiting": [row.pk for row in rows if row.status in COMPETES],
        "user": user.pk,
        "mandate": mandate.pk,
        "agency": mandate.agency_id if mandate.part == Part.APPLICANT else None,
        "today": timezone.localdate(),
    }
    words = WAITS | (TO_THE_AGENCY if mandate.part == Part.APPLICANT else {})
    with connection.cursor() as cursor:
        cursor.execute(ROWS_MARKED, asked)
        return {
            pk: (officer or "", [words[kind] for kind, is_so in zip(WAITS, waits, strict=True) if is_so])
            for pk, officer, *waits in cursor.fetchall()
        }
