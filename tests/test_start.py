"""The start page: what waits for a person, what is late against the targets, what is new."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onboarding.agreement import acts as agreement_acts
from onboarding.desk.worklist import NEXT
from onboarding.filing import step_acts
from onboarding.filing.questions import find
from onboarding.letters import acts as letters_acts
from onboarding.models import RequestedService
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import OPEN, Status
from registry.catalogue import acts as catalogue_acts
from registry.models import Membership, Notice
from registry.ordinance import Role

from . import making

pytestmark = pytest.mark.usefixtures("db")
NEXT_ACTS = tuple(f"{words}:" for part in NEXT.values() for words in part.values())


@pytest.fixture
def start(client, cast):
    def look(person):
        client.force_login(getattr(cast, person) if isinstance(person, str) else person)
        return client.get(reverse("start"))

    return look


def labels(tasks):
    return [task["label"] for task in tasks]


def waited(asked, days):
    RequestedService.objects.filter(pk=asked.pk).update(clock_from=timezone.now() - timedelta(days=days))
    return asked


def test_what_waits_is_the_next_act_of_the_part(start, cast):
    for status in OPEN:
        cast.walk.request(status)
    cast.walk.draft()
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    seen = {
        name: labels(start(name).context["tasks"])
        for name in ["applicant", "applicant_boss", "coordinator", "supplier"]
    }
    assert seen == {
        "applicant": ["Skriv klart intresseanmälan", "Upprätta överenskommelse: Virtuell server"],
        "applicant_boss": [
            "Skriv klart intresseanmälan",
            f"Underteckna {agreement.number}",
            "Upprätta överenskommelse: Virtuell server",
        ],
        "coordinator": ["Fördela: Virtuell server", "Fördela på nytt eller avsluta: Virtuell server"],
        "supplier": [
            "Bedöm, och åta er tjänsten eller neka: Virtuell server",
            "Upprätta överenskommelse: Virtuell server",
            "Anslut: Virtuell server",
        ],
    }


def test_each_row_leads_to_its_own_act(start, cast, client):
    for status in OPEN:
        cast.walk.request(status)
    asked = {name: RequestedService.objects.get(status=name) for name in OPEN}
    draw_up = ("draw_up", asked[Status.ACCEPTED].registration_id)
    choice = asked[Status.ALLOCATED]
    expected = {
        "applicant": [draw_up],
        "coordinator": [("allocate", asked[Status.REGISTERED].pk), ("allocate", asked[Status.REFUSED].pk)],
        "supplier": [("case", choice.registration_id), draw_up, ("connect", asked[Status.AGREED].pk)],
    }
    for person, pages in expected.items():
        addresses = [task["url"] for task in start(person).context["tasks"]]
        assert [address.split("#")[0] for address in addresses] == [reverse(name, args=[key]) for name, key in pages]
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200
            assert f'id="{address.partition("#")[2]}"' in page.text or "#" not in address
    assert start("supplier").context["tasks"][0]["url"].endswith(f"#tjanst-{choice.pk}")


def having(start, *people, words):
    return [name for name in people if any(label.startswith(words) for label in labels(start(name).context["tasks"]))]


def test_a_description_waits_for_each_side_until_it_has_approved(start, cast):
    people = "supplier supplier_boss other_supplier_boss coordinator coordinator_boss applicant_boss".split()
    draft = catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description())
    seen = [having(start, *people, words="Godkänn beskrivningen av Virtuell server")]
    for by in (cast.supplier_boss, cast.coordinator_boss):
        catalogue_acts.approve(draft, by=by)
        seen.append(having(start, *people, words="Godkänn"))
    assert seen == [["supplier_boss", "coordinator_boss"], ["coordinator_boss"], []]
    draft = catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description())
    catalogue_acts.approve(draft, by=cast.coordinator_boss)
    assert having(start, *people, words="Godkänn") == ["supplier_boss"]


def test_what_one_has_signed_waits_for_the_others_alone(start, cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    agreement_acts.sign(agreement, by=cast.applicant_boss)
    assert having(start, "applicant_boss", "supplier_boss", words="Underteckna") == ["supplier_boss"]


def test_those_who_judged_agree_or_a_decision_maker_and_no_other_officer(start, cast):
    asked = cast.walk.request(Status.ALLOCATED)
    colleague = making.person("Lova Leverans", cast.supplier.acting.mandate)
    cast.walk.judge(asked, cast.supplier, security=1)
    cast.walk.judge(asked, colleague, security=2)
    newcomer = making.person("Nya Handläggaren", cast.supplier.acting.mandate)
    people = (cast.supplier, colleague, cast.supplier_boss, newcomer)
    assert having(start, *people, words="Enas om") == [cast.supplier, colleague, cast.supplier_boss]


def test_a_proposal_waits_for_nobody_who_prepared_or_allocated_it(start, cast):
    mandate, asked = cast.supplier.acting.mandate, cast.walk.request(Status.ALLOCATED)
    other = making.person("Nya Chefen", mandate, Role.DECISION_MAKER)
    refusal_acts.propose_refusal(asked, by=cast.supplier_boss, hand_over=True, **making.proposal())
    Membership.objects.filter(user=cast.coordinator).update(mandate=mandate, role=Role.DECISION_MAKER)
    assert having(start, "coordinator", "supplier_boss", other, words="Besluta om förslaget") == [other]


def test_a_reader_has_nothing_to_do_but_sees_what_is_late(start, cast):
    waited(cast.walk.request(Status.ALLOCATED), 40)
    page = start("reader")
    assert (page.context["tasks"], len(page.context["late"])) == ([], 1)


def test_what_is_paused_does_not_wait_for_who_asked(start, cast):
    asked = cast.walk.request(Status.ALLOCATED)
    asked.pause_clock()
    assert start("supplier").context["tasks"] == []


def test_late_is_against_the_target_of_its_state_most_first(start, cast):
    ten = waited(cast.walk.request(Status.REGISTERED), 12)
    waited(cast.walk.request(Status.ALLOCATED), 30)
    thirty = waited(cast.walk.request(Status.ALLOCATED), 39)
    waited(cast.walk.request(Status.CONNECTED), 900)
    paused = waited(cast.walk.request(Status.ALLOCATED), 90)
    RequestedService.objects.filter(pk=paused.pk).update(paused_at=timezone.now())
    others = waited(cast.walk.request(Status.REGISTERED, by=cast.stranger), 11)
    by = {asked.pk: asked.registration.diary_number for asked in [ten, thirty, others]}

    def seen(person):
        return [(task["label"].split(":")[0], task["status_label"]) for task in start(person).context["late"]]

    over = {ten: "2 dagar över målet", thirty: "9 dagar över målet", others: "1 dag över målet"}
    rows = {asked: (by[asked.pk], words) for asked, words in over.items()}
    assert {name: seen(name) for name in cast.PEOPLE if getattr(cast, name).acting} == {
        **{key: [rows[thirty], rows[ten], rows[others]] for key in "coordinator coordinator_boss".split()},
        **{key: [rows[thirty], rows[ten]] for key in "applicant applicant_boss reader".split()},
        **{key: [rows[thirty]] for key in "supplier supplier_boss".split()},
        **{key: [] for key in "other_supplier other_supplier_boss".split()},
        "stranger": [rows[others]],
    }
    note = start("coordinator").context["late"][0]["note"]
    assert note == "Bolagsverket · väntar på Skatteverket"


def test_a_target_is_never_called_a_deadline_of_the_law(start, cast):
    waited(cast.walk.request(Status.REGISTERED), 40)
    page = start("applicant").text
    assert "30 dagar över målet" in page
    assert "lagkrav" not in page
    assert "Sent mot våra mål" in page


def test_nobody_learns_of_a_confidential_case(start, cast):
    asked = waited(cast.walk.request(Status.ALLOCATED), 40)
    cast.walk.confidential(asked, cast.applicant)
    seen = {name: len(start(name).context["late"]) for name in ["applicant", "reader", "coordinator", "supplier"]}
    assert seen == {"applicant": 1, "reader": 0, "coordinator": 0, "supplier": 0}
    assert start("supplier").context["tasks"] == []


def test_new_is_what_the_person_has_not_read(start, cast):
    case = cast.walk.registered()
    page = start("coordinator")
    [news] = page.context["news"]
    assert (case.diary_number in news["label"], case.need in page.text) == (True, False)
    assert start("stranger").context["news"] == []
    Notice.objects.filter(recipient=cast.coordinator).update(read_at=timezone.now())
    assert start("coordinator").context["news"] == []
    assert "Inget nytt." in start("coordinator").text


def test_each_empty_list_says_what_will_come(start, cast):
    page = start("applicant").text
    for words in ["Inget väntar på dig. Här visas", "Inget är sent. Här visas", "Inget nytt. Här visas"]:
        assert words in page
    assert "Du är läsare." in start("reader").text


def test_the_year_has_its_dates_for_those_who_account(start, cast):
    assert bool(start("coordinator").context["dates"])
    assert "Årets viktiga dagar" in start("supplier").text
    assert start("applicant").context["dates"] == []


def test_a_list_is_short(start, cast):
    for _ in range(12):
        waited(cast.walk.request(Status.REGISTERED), 20)
    page = start("coordinator")
    assert [len(page.context[name]) for name in ["tasks", "late", "news"]] == [10, 10, 10]


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ("applicant", 7),
        ("applicant_boss", 7),
        ("coordinator", 8),
        ("coordinator_boss", 10),
        ("supplier", 8),
        ("supplier_boss", 9),
        ("reader", 5),
    ],
)
def test_the_page_takes_as_many_queries_with_much_as_with_little(
    client, cast, django_assert_num_queries, person, count
):
    client.force_login(getattr(cast, person))
    for statuses in [OPEN, [Status.REGISTERED, Status.ALLOCATED, Status.REFUSED]]:
        for status in statuses:
            waited(cast.walk.request(status), 100)
        with django_assert_num_queries(count):
            client.get(reverse("start"))


def one_of_each_kind(cast):
    """Steps of a draft, a question, a hearing, conflicts, an agreement, a proposal, two kinds of opinions and an order wait."""
    walk = cast.walk
    draft, officer, boss = walk.draft(), cast.applicant, cast.applicant_boss
    for key, by, colleague in [("nytta", officer, boss), ("krav", boss, officer)]:
        asked = {"step": find(key), "colleague": colleague.acting, "due": timezone.localdate()}
        step_acts.ask_colleague(draft, by=by, **asked)
    in_conflict, asked, heard, proposed, judged, differing = (walk.request(Status.ALLOCATED) for _ in range(6))
    letters_acts.ask(asked, by=cast.supplier, body="Vad saknas?", due=timezone.localdate() + timedelta(days=1))
    walk.communicate(heard)
    for by in (cast.applicant, cast.coordinator, cast.supplier):
        secrecy_acts.report_conflict(in_conflict.registration, by=by, ground="other", text="Vän.")
    walk.presented(walk.request(Status.ACCEPTED))
    refusal_acts.propose_refusal(proposed, by=cast.supplier, hand_over=True, **making.proposal())
    colleague = making.person("Lova Leverans", cast.supplier.acting.mandate)
    walk.judge(judged, colleague)
    walk.judge(differing, cast.supplier, security=1)
    walk.judge(differing, cast.supplier_boss, security=2)
    walk.shortage()


OF_EACH_KIND = {
    "applicant": (["Fyll i Krav", "Skriv klart", "Svara helst", "Yttra er"], 11),
    "applicant_boss": (
        ["Fyll i Nytta", "Skriv klart", "Svara helst", "Yttra er", "Pröva jäv: Anna Åkesson", "Underteckna"],
        13,
    ),
    "coordinator": ([], 8),
    "coordinator_boss": (["Pröva jäv: Karin Kö"], 11),
    "supplier": (["Bedöm som den andra", "Enas om"], 10),
    "supplier_boss": (
        [
            "Pröva jäv: Lena Leverans",
            "Underteckna",
            "Besluta om förslaget",
            "Bedöm som den andra",
            "Enas om",
            "Besluta om ordningen",
        ],
        15,
    ),
}


@pytest.mark.parametrize("person", OF_EACH_KIND)
def test_what_there_is_none_of_is_not_asked_for(client, cast, django_assert_num_queries, person):
    words, count = OF_EACH_KIND[person]
    one_of_each_kind(cast)
    client.force_login(getattr(cast, person))
    with django_assert_num_queries(count):
        tasks = labels(client.get(reverse("start")).context["tasks"])
    of_kinds = [label for label in tasks if not label.startswith(NEXT_ACTS)]
    assert [label[: len(start)] for label, start in zip(of_kinds, words, strict=True)] == words
