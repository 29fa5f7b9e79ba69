"""What a new edition says that the one before it did not (11 §)."""

import copy
import json
from pathlib import Path

import pytest

from itdrift.templatetags.swedish import tal
from reporting.account import acts as account_acts
from reporting.cut import cut
from reporting.cut.differences import COUNTS, LISTS, differences, listed
from reporting.cut.wording import CODES, LABELS, parted
from reporting.models import Report

from ...once import made_once

TESTS = Path(__file__).parents[2]
pytestmark = pytest.mark.section(11)


@made_once
def before(year, account):
    report = account.asked()
    account.answered(report)
    return cut(report)


def told(before, change):
    after = copy.deepcopy(before)
    change(after)
    return [(row["what"], row["before"], row["after"]) for row in differences(before, after)]


def row(made, number, place=1):
    return made["indicators"][number - 1]["rows"][place]


def test_nothing_differs_from_itself(before):
    assert told(before, lambda after: None) == []


def test_a_figure_says_what_it_was_and_what_it_is(before):
    def change(after):
        row(after, 3).update(value=1250.5, state="estimated")
        row(after, 1).update(value=28.6, numerator=2)
        row(after, 6).update(value=None, numerator=None, denominator=None, state="not_applicable")

    assert [tuple(text.replace("\xa0", " ") for text in line) for line in told(before, change)] == [
        ("Indikator 1, Anslutna myndigheter: Virtuell server", "14,3 % (1 av 7)", "28,6 % (2 av 7)"),
        ("Indikator 3, Volym: Virtuell server", "40 server", "1 250,5 server, uppskattat"),
        ("Indikator 6, Tillgänglighet: Virtuell server", "99,90 % (159 840 av 160 000 minuter)", "ej tillämpligt"),
    ]


def test_the_same_share_of_other_numbers_is_another_figure(before):
    assert len(told(before, lambda after: row(after, 2).update(numerator=2, denominator=8))) == 1


def test_a_measured_value_that_is_only_estimated_is_another_figure(before):
    ((_, was, now),) = told(before, lambda after: row(after, 3).update(state="estimated"))
    assert (was, now) == ("40 server", "40 server, uppskattat")


def test_another_comment_is_told(before):
    ((what, was, now),) = told(before, lambda after: row(after, 4).update(comment="Fördelad lika."))
    assert (what, was, now) == (
        "Indikator 4, Kostnad per enhet: Virtuell server, kommentaren",
        "Fördelad efter minnesmängd.",
        "Fördelad lika.",
    )


def test_a_service_that_is_left_out_is_told_with_its_figures(before):
    def change(after):
        for indicator in after["indicators"]:
            del indicator["rows"][0]
        del after["services"][0]

    lines = told(before, change)
    assert ("Tjänst Lagring", "finns", "finns inte") in lines
    assert len(lines) == 8
    assert {now for _, _, now in lines} == {"finns inte"}


def test_counts_lists_and_the_register(before):
    def change(after):
        after["registrations"]["withdrawn"] = 1
        after["registrations"]["median_days_to_allocation"] = 3.5
        after["register_edition"]["agencies"] = 8
        after["refusals"][0]["reasons"] = "Andra skäl."
        after["refusals"].pop()
        after["fees"][0]["amount"] = 111
        after["agreements"].append({**after["agreements"][0], "number": "ÖK 2"})

    number = before["refusals"][0]["number"], before["refusals"][1]["number"]
    reasons, amount = before["refusals"][0]["reasons"].strip(), before["fees"][0]["amount"]
    assert told(before, change) == [
        ("Myndigheter i registerutgåvan", "7", "8"),
        ("Återkallade tjänster", "0", "1"),
        ("Mediantid till fördelning, dagar", "4", "3,5"),
        (f"Beslut att neka anslutning {number[0]}: beskrivning av fallet", reasons, "Andra skäl."),
        (f"Beslut att neka anslutning {number[1]}", "finns", "finns inte"),
        ("Överenskommelse ÖK 2", "finns inte", "finns"),
        ("Avgift Lagring, Trafikverket, Löpande avgift per år, 2026-01-01: belopp", tal(amount), "111"),
    ]


def test_every_number_of_the_registrations_is_compared(before):
    numbers = {name for name, told in before["registrations"].items() if not isinstance(told, list)}
    assert set(COUNTS) == numbers
    for name, label in COUNTS.items():
        was = before["registrations"][name]
        assert told(before, lambda after, name=name: after["registrations"].update({name: 77})) == [
            (label, tal(was), "77")
        ]


def test_each_field_has_its_words(before):
    example = json.loads((TESTS / "itdrift/example_cut.json").read_text())["cut"]
    rows = [(name, row) for made in (before, example) for name in LISTS for row in listed(made, name)]
    assert {name for name, _ in rows} == set(LISTS)
    for name, row in rows:
        assert set(row) - set(LABELS) <= {"key", "number", "notified_in", "sent", "due"}, name
        assert {row[field] for field in ("status", "state") if field in row} <= set(CODES), name


def test_other_kinds_of_values_are_told_in_words(before):
    def change(after):
        after["agreements"][0].update(personal_data=False, services=["A", "B"])
        after["services"][0].update(category="Lagring")
        after["requests"][0].update(state="silent", answered=None, reason="Systemet byttes.")

    before["requests"][0].update(state="answered", answered="2027-02-03")
    before["agreements"][0].update(personal_data=True)
    assert {line[0].rpartition(": ")[2]: line[1:] for line in told(before, change)} == {
        "kategori": (before["services"][0]["category"], "Lagring"),
        "läge": ("lämnat i tid", "inte lämnat"),
        "lämnat": ("2027-02-03", "finns inte"),
        "skäl": ("finns inte", "Systemet byttes."),
        "personuppgifter": ("behandlas", "behandlas inte"),
        "tjänster": (", ".join(before["agreements"][0]["services"]), "A, B"),
    }


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("Ett.\n\nTvå.", "Ett.\n\nTvå till.", ("Två.", "Två till.")),
        ("Ett.\n\nTvå.", "Ett.", ("Två.", "finns inte")),
        ("Ett.", "Ett.\r\n\r\nTvå.", ("finns inte", "Två.")),
        ("Ett.\n\nTvå.", "Två.\n\nEtt.", ("Ett.\n\nTvå.", "Två.\n\nEtt.")),
    ],
)
def test_of_a_text_the_paragraphs_that_differ_are_told(was, now, told):
    assert parted(was, now) == told


def test_what_stands_beside_a_figure_and_who_was_allocated_what(before):
    def change(after):
        row(after, 4).update(source="Bokslutet", **{"break": "Ny räkning."})
        after["register_edition"]["preparedness"] = 3
        after["registrations"]["closed"] = 2
        after["registrations"]["by_supplier"][0]["in_progress"] += 1
        after["service_changes"].pop()

    lines = told(before, change)
    what = "Indikator 4, Kostnad per enhet: Virtuell server"
    assert lines[:4] == [
        (f"{what}, källan", "Ekonomisystemet", "Bokslutet"),
        (f"{what}, brott i serien", "finns inte", "Ny räkning."),
        ("Beredskapsmyndigheter i registerutgåvan", "4", "3"),
        ("Tjänster som har avslutats utan fördelning", "0", "2"),
    ]
    supplier = before["registrations"]["by_supplier"][0]
    assert lines[4][1:] == ("finns", "finns inte")
    assert lines[5] == (
        f"Fördelade tjänster hos {supplier['supplier']}: under handläggning",
        str(supplier["in_progress"]),
        str(supplier["in_progress"] + 1),
    )
    del before["registrations"]["closed"]  # an edition from before it was counted
    assert lines[3] not in told(before, change)


def test_that_the_first_edition_told_of_an_agreement_is_no_difference(before):
    assert told(before, lambda after: after["agreements"][0].update(notified_in=1)) == []


def test_a_corrected_edition_tells_only_what_was_corrected(year, account):
    first = account.decided(account.heard())
    second = account_acts.correct_report(first, by=year.coordinator_boss, reason="Sammanfattningen var fel.")
    account_acts.narrate(second, by=year.coordinator, texts={"summary": "Nu rätt."})
    made = cut(Report.objects.get(pk=second.pk))
    assert (made["edition"], made["agreements"][0]["notified_in"]) == (2, 1)
    assert made["correction"] == {
        "reason": "Sammanfattningen var fel.",
        "edition": 1,
        "diary_number": first.diary_number,
        "differences": [{"what": "Texten i avsnitt 1 Sammanfattning", "before": "finns inte", "after": "finns"}],
    }


def test_the_first_edition_corrects_nothing(before):
    assert (before["edition"], before["correction"]) == (1, None)
