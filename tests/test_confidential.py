"""A confidential case for whoever is not named: every address, list, file, search and count says that it is not there."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from itdrift import outbox
from onboarding import actions
from registry.models import Notice
from reporting import actions as reporting
from reporting.models import Report
from reporting.readiness import hindrances
from tests import making, places
from tests.onboarding.secret_case import WORD, SecretCase

NAMED = {"applicant_boss", "coordinator_boss", "supplier_boss"}
OTHERS = ["anonymous", *sorted(set(making.Cast.PEOPLE) - NAMED)]
UNNAMED_PARTIES = {"applicant", "coordinator", "supplier"}
DIARIES = {"diary", "public_diary", "public_diary_csv", "public_diary_xlsx"}  # the law wants the number there
NOWHERE = 8_888_888  # a key that nothing has


@pytest.fixture
def secret(cast):
    return SecretCase(cast)


def visit(person):
    client = Client()
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer):
    """All that can be read of an answer, what is packed in a spreadsheet too."""
    content = answer.getvalue() if answer.streaming else answer.content
    if content.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace") + str(answer.headers)


def told(text, secret, *, numbers=True):
    """What the text tells of the case: its words, the keys of all that is in it, and its diary numbers.

    numbers: False for a diary, where number and day always stand, and a page begins at an entry's key.
    """
    words = [WORD, WORD.lower()]
    keys = [f"{key}" for kind, found in secret.keys.items() if numbers or kind != "entry" for key in found]
    return [thing for thing in [*words, *keys, *(secret.numbers if numbers else [])] if thing in text]


def people(cast):
    return {"anonymous": None, **cast.people()}


def test_the_named_see_all_of_it(cast, secret):
    client = visit(cast.applicant_boss)
    assert set(told(text_of(client.get(reverse("case", args=[secret.case.pk]))), secret)) >= {WORD, *secret.numbers}
    assert WORD in text_of(visit(cast.supplier_boss).get(reverse("case", args=[secret.case.pk])))
    assert str(secret.case.pk) in text_of(client.get(reverse("cases")))


def test_no_address_tells_of_it(cast, secret):
    """Whoever belongs to the parties and is not named sees every page of everything else; the others what has no owner."""
    found, addresses, to_all = {}, places.addresses(cast), lists()
    for who in OTHERS:
        client = visit(people(cast)[who])
        for name, address in (addresses if who in UNNAMED_PARTIES else to_all).items():
            if tells := told(text_of(client.get(address)), secret, numbers=name not in DIARIES):
                found[who, name] = tells
    assert found == {}


QUESTIONS = [f"q={WORD}", "q={number}", f"text={WORD}", "nummer={number}", "lage=connected", "lage=refused", "sena=on"]


def test_no_question_finds_it(cast, secret):
    found = {}
    for who in OTHERS:
        client = visit(people(cast)[who])
        for name in ("cases", "cases_csv", "cases_xlsx", "agreements", "services", "diary", "start"):
            for question in QUESTIONS:
                asked = question.format(number=secret.case.diary_number)
                text = text_of(client.get(f"{reverse(name)}?{asked}"))
                tells = set(told(text, secret, numbers="number" not in question and name not in DIARIES))
                if tells - {WORD if WORD in question else ""}:
                    found[who, name, asked] = tells
    assert found == {}


def test_its_own_addresses_answer_as_if_it_were_not_there(cast, secret):
    """The same status for what is in the case as for a key that nothing has, whatever is read or sent."""
    found = {}
    for who in ("anonymous", "applicant", "coordinator", "supplier", "nobody"):
        client = visit(people(cast)[who])
        for pattern in places.patterns(places.get_resolver().url_patterns):
            if list(pattern.pattern.converters) != ["pk"] or pattern.name in OF_THE_REGISTER:
                continue
            for method in (client.get, client.post):
                nowhere = method(reverse(pattern.name, args=[NOWHERE])).status_code
                answer = method(reverse(pattern.name, args=[key_for(str(pattern.pattern), secret)]))
                if answer.status_code != nowhere or told(answer.content.decode(), secret):
                    found[who, pattern.name, method.__name__] = answer.status_code
    assert found == {}


OF_THE_REGISTER = "service service_describe service_approve declare_capacity set_fee".split()
BEGINS = {
    "arenden/tjanst/": "request",
    "arenden/fraga/": "message",
    "arenden/jav/": "conflict",
    "arenden/": "case",
    "bilagor/": "attachment",
    "handlingar/": "document",
    "overenskommelser/": "agreement",
    "beslut/": "refusal",
    "diarium/": "entry",
    "meddelanden/": "notice",
}


def key_for(place, secret):
    """The key of what the address is about, in the case."""
    return secret.keys[next((kind for begins, kind in BEGINS.items() if place.startswith(begins)), "case")][0]


def lists():
    """The addresses of no one thing: what a person finds by looking around."""
    found = places.patterns(places.get_resolver().url_patterns)
    return {place.name: reverse(place.name) for place in found if place.name and not place.pattern.converters}


def around(cast, who):
    """What the person reads everywhere, without what differs at every look."""
    client = visit(people(cast)[who])
    found = {name: text_of(client.get(address)) for name, address in lists().items() if name not in DIARIES}
    return {
        name: re.sub(r'csrfmiddlewaretoken" value="\w+|csrftoken=\w+|\d\d:\d\d:\d\d', "", text)
        for name, text in found.items()
    }


def test_nothing_is_counted_or_moved_for_who_is_not_named(cast):
    """Not only the words: no figure, order, paging or suggestion on any page is another than before."""
    cast.walk.request("connected")
    cast.walk.request("refused")
    cast.walk.assess(cast.walk.request("allocated"))
    outbox.perform_waiting()
    before = {who: around(cast, who) for who in OTHERS}
    SecretCase(cast)
    after = {who: around(cast, who) for who in OTHERS}
    changed = [(who, name) for who in OTHERS for name in before[who] if before[who][name] != after[who][name]]
    assert changed == []


def test_the_administrator_finds_nothing_of_it(cast, secret):
    client, found = visit(cast.admin), {}
    for model in ADMIN:
        for asked in ("", secret.case.diary_number, "Bolagsverket", f"arende/{secret.case.pk}", WORD):
            answer = client.get(reverse(f"admin:{model}_changelist"), {"q": asked} if asked else {})
            if tells := set(told(text_of(answer), secret)) - set(told(asked, secret)):
                found[model, asked] = tells
        for kind in ("case", "request", "agreement", "refusal"):
            if visit(cast.admin).get(reverse(f"admin:{model}_change", args=secret.keys[kind][:1])).status_code == 200:
                found[model, kind] = 200
    assert found == {}


ADMIN = [
    "onboarding_interestregistration",
    "onboarding_requestedservice",
    "onboarding_refusal",
    "onboarding_agreement",
    "registry_journalentry",
    "registry_agency",
    "registry_user",
    "registry_service",
    "itdrift_job",
    "reporting_report",
    "reporting_datarequest",
]


def test_the_jobs_of_the_outbox_say_neither_case_nor_person(cast, secret):
    client = visit(cast.admin)
    for job in outbox.Job.objects.all():
        text = text_of(client.get(reverse("admin:itdrift_job_change", args=[job.pk])))
        assert told(text, secret) == []
        assert "@" not in text.replace(cast.admin.email, "")


def test_nobody_who_is_not_named_is_told_anything(cast, secret):
    named = [cast.applicant_boss, cast.coordinator_boss, cast.supplier_boss, secret.helper, secret.other]
    told_of = Notice.objects.filter(path__contains=f"/{secret.case.pk}/").values_list("recipient__email", flat=True)
    letters = outbox.Job.objects.filter(function="itdrift.mail.send").values_list("arguments", flat=True)
    emails = {person.email for person in named}
    assert set(told_of) == emails
    assert {letter["to"] for letter in letters} == emails
    assert not any(WORD in str(letter) for letter in letters)


@pytest.mark.section(11)
def test_it_is_accounted_for_without_saying_whose_it_is(cast, secret):
    report = making.report(cast)
    reporting.make(report, by=cast.coordinator)
    outbox.perform_waiting()
    cut = Report.objects.get(pk=report.pk).cut
    (refusal,) = cut["refusals"]
    (agreement,) = cut["agreements"]
    assert (refusal["agency"], refusal["case"]) == ("Myndighet i ärende med sekretess", "Omfattas av sekretess")
    assert agreement["agency"] == "Myndighet i ärende med sekretess"
    assert cut["registrations"]["received"] == 1
    assert "Bolagsverket" not in str(cut)
    assert secret.case.diary_number not in str(cut)


@pytest.mark.section(11)
def test_an_account_that_names_who_has_since_become_confidential_is_made_anew(cast):
    request = cast.walk.request("refused")
    report = making.report(cast)
    reporting.make(report, by=cast.coordinator)
    outbox.perform_waiting()
    sentence = "Ett ärende har begränsats sedan redovisningen framställdes. Framställ den på nytt."
    assert sentence not in hindrances(Report.objects.get(pk=report.pk))
    actions.make_confidential(request.registration, by=cast.applicant_boss)
    assert sentence in hindrances(Report.objects.get(pk=report.pk))
