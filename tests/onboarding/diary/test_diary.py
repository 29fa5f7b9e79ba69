"""5 kap. 1–2 §§ OSL: what each act puts in the diary of each agency, with numbers that have no gaps."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from onboarding import diary_entries
from onboarding.agreement import acts as agreement_acts
from onboarding.filing import acts as filing_acts
from onboarding.models import DiaryCase, DiaryEntry, DiarySeries
from registry.journal import subject_of

from ... import making
from ...once import made_once
from ..raw_sql import allowed, refused, refused_change, refused_row

YEAR = date.today().year


def diary_of(agency):
    """The agency's diary in the order registered, as (document, direction, sender or recipient, what it concerns)."""
    entries = DiaryEntry.objects.filter(agency=agency).select_related("case").order_by("pk")
    return [(str(entry), entry.direction, entry.counterpart, entry.about) for entry in entries]


def number(agency, document, case=1):
    return f"{agency} {YEAR}/{case:06d}-{document}"


def test_a_registration_goes_out_from_the_agency_and_comes_in_at_the_coordinator(cast):
    case = cast.walk.registered()
    assert diary_of(cast.bolagsverket) == [(number("BV", 1), "out", "Försäkringskassan", "Intresseanmälan")]
    assert diary_of(cast.fk) == [(number("FK", 1), "in", "Bolagsverket", "Intresseanmälan")]
    assert DiaryCase.objects.get(agency=cast.fk, registration=case).number == case.diary_number == f"FK {YEAR}/000001"


def test_the_four_facts_and_who_registered(cast):
    case = cast.walk.registered()
    sent, received = DiaryEntry.objects.order_by("pk")
    assert (sent.on, sent.registered_by, sent.medium) == (timezone.localdate(), cast.applicant, "program")
    assert (received.on, received.registered_by) == (timezone.localdate(), None)
    assert sent.subject == received.subject == subject_of(case)


def test_an_allocation_comes_in_at_the_supplier(cast):
    cast.walk.request("allocated")
    (entry,) = diary_of(cast.skv)
    assert entry[:3] == (number("SKV", 1), "in", "Försäkringskassan")
    assert diary_of(cast.fk)[-1][:2] == (number("FK", 2), "out")


def test_a_refusal_goes_out_from_the_supplier_to_the_agency_and_the_coordinator(cast):
    requested_service = cast.walk.request("allocated")
    refusal = cast.walk.refuse(requested_service)
    about = "Beslut att neka anslutning"
    assert refusal.diary_number == number("SKV", 2)
    assert diary_of(cast.skv)[-1] == (number("SKV", 2), "out", "Bolagsverket, Försäkringskassan", about)
    assert diary_of(cast.bolagsverket)[-1][1:] == ("in", "Skatteverket", about)
    assert diary_of(cast.fk)[-1][1:] == ("in", "Skatteverket", about)


def test_an_agreement_is_a_document_of_its_case_and_is_notified_to_the_coordinator(cast):
    requested_service = cast.walk.request("accepted")
    before = len(diary_of(cast.skv))
    agreement = cast.walk.agreement(requested_service)
    assert agreement.number == number("SKV", before + 1)
    assert diary_of(cast.skv)[-1] == (
        agreement.number,
        "in",
        "Bolagsverket",
        f"Förslag till överenskommelse {agreement.number}",
    )
    agreement_acts.present(agreement, by=cast.applicant)
    agreement_acts.sign(agreement, by=cast.applicant_boss)
    agreement_acts.sign(agreement, by=cast.supplier_boss)
    signed, notified = diary_of(cast.skv)[-2:]
    assert signed[1:] == ("drawn_up", "", f"Ingången överenskommelse {agreement.number}")
    assert notified[1:] == (
        "out",
        "Försäkringskassan",
        f"Underrättelse om ingången överenskommelse {agreement.number}",
    )
    assert diary_of(cast.bolagsverket)[-1][1:] == signed[1:]
    assert diary_of(cast.fk)[-1][1:] == ("in", "Skatteverket", notified[3])


@pytest.mark.parametrize(
    ("status", "sender", "to", "about"),
    [
        ("withdrawn", "bolagsverket", ["fk"], "Återkallelse av efterfrågad tjänst"),
        ("closed", "fk", ["bolagsverket"], "Avslut av efterfrågad tjänst"),
        ("accepted", "skv", ["bolagsverket"], "Åtagande om efterfrågad tjänst"),
        ("connected", "skv", ["bolagsverket", "fk"], "Uppgift om gjord anslutning"),
    ],
)
def test_what_is_sent_stands_with_the_sender_and_each_recipient(cast, status, sender, to, about):
    cast.walk.request(status)
    assert diary_of(getattr(cast, sender))[-1][1::2] == ("out", about)
    for agency in to:
        assert diary_of(getattr(cast, agency))[-1][1:] == ("in", getattr(cast, sender).name, about)


def test_a_withdrawal_comes_in_at_the_supplier_too(cast):
    requested_service = cast.walk.request("allocated")
    filing_acts.withdraw(requested_service, by=cast.applicant)
    assert diary_of(cast.skv)[-1][1:3] == ("in", "Bolagsverket")


def test_nothing_is_sent_within_one_agency(cast):
    case = cast.walk.registered()
    diary_entries.sent(case, sender=cast.fk, to=[cast.fk], about="Fördelning", thing=case, by=cast.coordinator)
    assert diary_of(cast.fk)[-1] == (number("FK", 2), "drawn_up", "", "Fördelning")


def test_a_document_is_drawn_up_at_one_agency(cast):
    case = cast.walk.registered()
    entry = diary_entries.drawn_up(case, agency=cast.fk, about="Bedömning", thing=case, by=cast.coordinator)
    assert (str(entry), entry.direction, entry.registered_by) == (number("FK", 2), "drawn_up", cast.coordinator)


def test_a_matter_of_its_own_takes_the_next_number(cast):
    case = cast.walk.registered()
    held = diary_entries.alone(cast.fk, about="Redovisning för 2026", thing=case, by=cast.coordinator)
    assert (held.number, held.registration) == (f"FK {YEAR}/000002", None)
    assert diary_of(cast.fk)[-1] == (number("FK", 1, case=2), "drawn_up", "", "Redovisning för 2026")
    assert cast.walk.registered().diary_number == f"FK {YEAR}/000003"


def test_the_case_has_one_number_at_each_agency(cast):
    case = cast.walk.request("allocated").registration
    assert str(diary_entries.number_of(case, cast.skv)) == f"SKV {YEAR}/000001"
    assert str(diary_entries.number_of(case, cast.skv)) == f"SKV {YEAR}/000001"
    assert str(diary_entries.number_of(case, cast.fk)) == case.diary_number


def test_numbers_of_the_documents_of_a_case(cast):
    requested_service = cast.walk.request("allocated")
    case, refusal = requested_service.registration, cast.walk.refuse(requested_service)
    numbers = diary_entries.numbers(case)
    assert numbers[cast.bolagsverket.pk, subject_of(case)] == number("BV", 1)
    assert numbers[cast.fk.pk, subject_of(case)] == case.diary_number + "-1"
    assert numbers[cast.skv.pk, subject_of(refusal)] == refusal.diary_number == number("SKV", 2)
    assert diary_entries.numbers(cast.walk.draft()) == {}


def test_of_a_row_that_gave_several_documents_the_first_is_its_number(cast):
    agreement = cast.walk.presented(cast.walk.request("accepted"))
    numbers = diary_entries.numbers(agreement.registration)
    assert DiaryEntry.objects.filter(agency=cast.skv, subject=subject_of(agreement)).count() == 2
    assert numbers[cast.skv.pk, subject_of(agreement)] == agreement.number


def test_a_draft_stands_in_no_diary(cast):
    cast.walk.draft()
    assert not DiaryCase.objects.exists()
    assert not DiarySeries.objects.exists()


def test_long_names_are_kept_whole(cast):
    name = "Myndigheten för " + "mycket " * 20 + "långa namn"
    agencies = [making.agency(f"{name} {n}", "2021005448") for n in range(3)]
    case = cast.walk.registered()
    entry = diary_entries.sent(case, sender=cast.fk, to=agencies, about="Kopia", thing=case, by=cast.coordinator)
    assert entry.counterpart == ", ".join(agency.name for agency in agencies)
    assert DiaryEntry.objects.get(agency=agencies[2]).case.number == f"{agencies[2].pk} {YEAR}/000001"


# What raw SQL cannot do


@made_once
def entry(cast):
    cast.walk.registered()
    return DiaryEntry.objects.get(agency=cast.fk)


def test_what_is_registered_is_never_changed(entry, cast):
    for changed in (
        {"about": "Något annat"},
        {"counterpart": "Någon annan"},
        {"number": 2},
        {"on": date(2026, 1, 1)},
        {"direction": "out"},
        {"registered_by_id": cast.coordinator.pk},
    ):
        names = ", ".join(f'"{name}" = %({name})s' for name in changed)
        sql = f"UPDATE onboarding_diaryentry SET {names} WHERE id = %(id)s"  # noqa: S608
        assert refused(sql, id=entry.pk, **changed) == "diary_entry_stays"
    allowed("UPDATE onboarding_diaryentry SET about_hidden = true WHERE id = %(id)s", id=entry.pk)


def test_nothing_leaves_the_diary(entry):
    assert refused("DELETE FROM onboarding_diaryentry") == "diary_entry_stays"
    assert refused("DELETE FROM onboarding_diarycase") == "diary_case_is_never_changed"
    assert refused("DELETE FROM onboarding_diaryseries") == "diary_counts_by_one"
    connection.check_constraints()  # nothing that waits to be checked hinders the emptying
    assert refused("TRUNCATE onboarding_diaryentry, onboarding_secrecymarking") in (
        "diary_is_never_emptied",
        "markings_are_never_emptied",
    )
    assert refused_change("diarycase", entry.case_id, number="FK 1") == "diary_case_is_never_changed"


ON_TUESDAY = timezone.make_aware(datetime(2026, 11, 24, 12))


def a_row(entry, **changes):
    row = {"agency_id": entry.agency_id, "case_id": entry.case_id, "number": 2, "direction": "in", '"on"': entry.on}
    row |= {"counterpart": "Bolagsverket", "about": "Bilaga", "counterpart_hidden": False, "about_hidden": False}
    row |= {"medium": "paper", "late_because": "", "subject": "", "registered_at": timezone.now()}
    return row | changes


def insert(row):
    names = {name: name.strip('"') for name in row}
    values = ", ".join(f"%({plain})s" for plain in names.values())
    sql = f"INSERT INTO onboarding_diaryentry ({', '.join(names)}) VALUES ({values})"  # noqa: S608
    return sql, {plain: row[name] for name, plain in names.items()}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"number": 3}, "diary_entry_is_the_next"),
        ({"number": 1}, "diary_entry_is_the_next"),
        ({'"on"': date.today() + timedelta(days=2)}, "diary_entry_is_of_the_past"),
        ({'"on"': date.today() - timedelta(days=30)}, "late_entry_says_why"),
        ({'"on"': date(2026, 11, 20), "registered_at": ON_TUESDAY}, "late_entry_says_why"),  # Friday: two working days
        ({'"on"': date.today() - timedelta(days=30), "late_because": " \n"}, "late_entry_says_why"),
        ({"about": " "}, "diary_says_what_it_concerns"),
        ({"counterpart": "\n"}, "diary_says_from_or_to_whom"),
    ],
)
def test_a_row_past_the_program_keeps_the_rules(entry, changes, rule):
    sql, values = insert(a_row(entry, **changes))
    assert refused(sql, **values) == rule


def test_a_row_that_keeps_the_rules_is_taken_in(entry, cast):
    monday = {'"on"': date(2026, 11, 23), "registered_at": ON_TUESDAY}  # one working day
    for row in (a_row(entry), a_row(entry, number=3, **monday)):
        sql, values = insert(row)
        allowed(sql, **values)
    sql, values = insert(a_row(entry, number=4, agency_id=cast.skv.pk))
    assert refused(sql, **values) == "diary_entry_is_the_next"


def test_the_series_has_no_gaps(entry, cast):
    series = DiarySeries.objects.get(agency=cast.fk)
    assert refused_change("diaryseries", series.pk, last=7) == "diary_counts_by_one"
    assert refused_change("diaryseries", series.pk, last=2) == "diary_has_no_gaps"
    assert refused_change("diaryseries", series.pk, year=2020) == "diary_counts_by_one"
    assert refused_row("diaryseries", {"agency_id": cast.trv.pk, "year": 2030, "last": 4}) == "diary_counts_by_one"
    row = {"agency_id": cast.fk.pk, "year": YEAR, "serial": 5, "number": f"FK {YEAR}/000005"}
    assert refused_row("diarycase", row) == "diary_case_takes_the_next"
    assert refused_row("diarycase", row | {"serial": 1}) == "diary_number_once"


def test_a_draft_is_not_numbered_past_the_program_either(cast):
    draft = cast.walk.draft()
    sql = (
        "INSERT INTO onboarding_diaryseries (agency_id, year, last) VALUES (%(agency)s, 2030, 0);"
        "UPDATE onboarding_diaryseries SET last = 1;"
        "INSERT INTO onboarding_diarycase (agency_id, registration_id, year, serial, number) "
        "VALUES (%(agency)s, %(case)s, 2030, 1, 'FK 2030/000001')"
    )
    assert refused(sql.replace("%(agency)s", str(cast.fk.pk)).replace("%(case)s", str(draft.pk))) == (
        "diary_of_what_is_sent"
    )


def test_what_has_come_in_stands_in_the_diary(cast):
    draft = cast.walk.draft()
    complete = {"registered_at": timezone.now(), "diary_number": "FK 1", "acknowledged_by_id": cast.applicant.pk}
    allowed_states = ("registered_with_its_services", "stands_in_the_diary")
    assert refused_change("interestregistration", draft.pk, **complete) in allowed_states
