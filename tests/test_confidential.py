"""A confidential case for whoever is not named: every address, list, file, search and count says that it is not there."""

import pytest
from django import urls
from django.urls import reverse

from itdrift import models, outbox
from registry.models import Notice
from reporting.account import acts as account_acts
from reporting.models import Report

from . import making, places
from .onboarding.secrecy.secret_case import OTHERS, WORD, SecretCase
from .once import made_once
from .places import DIARIES, lists, people, text_of, visit

UNNAMED_PARTIES = {"applicant", "coordinator", "supplier"}
ACCOUNTS = {"report_json", "report_twin"}  # 11 § wants the decision and its open text there, not whose it is
NOWHERE = 8_888_888  # a key that nothing has


@made_once
def secret():
    """The cast with the case: beside it nothing."""
    return SecretCase(making.cast())


@pytest.fixture
def cast(secret):
    return secret.cast


def told(text, secret, *, numbers=True):
    """What the text tells of the case: its words, the keys of all that is in it, and its diary numbers.

    numbers: False for a diary, where number and day always stand, and a page begins at an entry's key.
    """
    words = [WORD, WORD.lower()]
    keys = [f"{key}" for kind, found in secret.keys.items() if numbers or kind != "entry" for key in found]
    return [thing for thing in [*words, *keys, *(secret.numbers if numbers else [])] if thing in text]


def test_the_named_see_all_of_it(cast, secret):
    client = visit(cast.applicant_boss)
    assert set(told(text_of(client.get(reverse("case_whole", args=[secret.case.pk]))), secret)) >= {
        WORD,
        *secret.numbers,
    }
    assert WORD in text_of(visit(cast.supplier_boss).get(reverse("case_whole", args=[secret.case.pk])))
    assert str(secret.case.pk) in text_of(client.get(reverse("cases")))


def test_no_address_tells_of_it(cast, secret):
    """Whoever belongs to the parties and is not named sees every page of everything else; the others what has no owner."""
    found, addresses, to_all = {}, places.addresses(cast), lists()
    for who in OTHERS:
        client = visit(people(cast)[who])
        for name, address in (addresses if who in UNNAMED_PARTIES else to_all).items():
            tells = set(told(text_of(client.get(address)), secret, numbers=name not in DIARIES))
            if tells := tells - (secret.accounted if name in ACCOUNTS else set()):
                found[who, name] = tells
    assert found == {}


QUESTIONS = [f"q={WORD}", "q={number}", f"text={WORD}", "nummer={number}", "lage=connected", "lage=refused", "sena=on"]


def test_no_question_finds_it(cast, secret):
    found = {}
    for who in OTHERS:
        client = visit(people(cast)[who])
        for name in ("search", "cases", "cases_csv", "cases_xlsx", "agreements", "services", "diary", "start"):
            for question in QUESTIONS:
                asked = question.format(number=secret.case.diary_number)
                text = text_of(client.get(f"{reverse(name)}?{asked}"))
                tells = set(told(text, secret, numbers="number" not in question and name not in DIARIES))
                if tells - {WORD if WORD in question else ""}:
                    found[who, name, asked] = tells
    assert found == {}


def test_its_own_addresses_answer_as_if_it_were_not_there(cast, secret):
    """The same status for what is in the case as for a key that nothing has, whatever is read or sent."""
    found, things = {}, list(things_of(secret))
    for who in ("anonymous", "applicant", "coordinator", "supplier", "nobody"):
        client = visit(people(cast)[who])
        for name, keys, others in things:
            for method in (client.get, client.post):
                nowhere = method(reverse(name, args=[NOWHERE, *others])).status_code
                for key in keys:
                    answer = method(reverse(name, args=[key, *others]))
                    if answer.status_code != nowhere or told(answer.content.decode(), secret):
                        found[who, name, method.__name__, key] = answer.status_code
    assert found == {}


# What an address is about, by how it begins: a kind of key in the case, or None for what no case has.
ABOUT = {
    "arenden/": "case",
    "arenden/tjanst/": "request",
    "arenden/fraga/": "message",
    "arenden/jav/": "conflict",
    "arenden/urval/": None,
    "arenden/prioriteringar/": None,
    "kommuniceringar/": "communication",
    "bilagor/": "attachment",
    "handlingar/": "document",
    "overenskommelser/": "agreement",
    "beslut/": "refusal",
    "diarium/": "entry",
    "diarium/markering/": "marking",
    "meddelanden/": "notice",
    "tjanster/": None,
    "avgifter/tjanst/": None,
    "efterlevnad/": None,
    "var-myndighet/overklagande/": None,
    "redovisning/": None,
    "redovisning/synpunkt/": None,
    "redovisning/underlag/": None,
    "redovisning/underlag/fraga/": None,
}


def things_of(secret):
    """Every address of something in the case: its name, the keys to try and what else it asks for."""
    others = {"step": "behov", "address": secret.guest.pk, "person": secret.other.pk}
    keys = {kind: found[:1] for kind, found in secret.keys.items()} | {"entry": secret.entry_of_each_agency}
    for place in places.patterns(urls.get_resolver().url_patterns):
        if place.pattern.converters and (kind := ABOUT[str(place.pattern).partition("<")[0]]):
            yield place.name, keys[kind], [others[name] for name in list(place.pattern.converters)[1:]]


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
    jobs = models.Job.objects.all()
    assert jobs
    for job in jobs:
        text = text_of(client.get(reverse("admin:itdrift_job_change", args=[job.pk])))
        assert told(text, secret) == []
        assert "@" not in text.replace(cast.admin.email, "")


def test_nobody_who_is_not_named_is_told_anything(cast, secret):
    named = [cast.applicant_boss, cast.coordinator_boss, cast.supplier_boss, secret.helper, secret.other]
    told_of = Notice.objects.filter(path__contains=f"/{secret.case.pk}/").values_list("recipient__email", flat=True)
    letters = models.Job.objects.filter(name="mail.send").values_list("arguments", flat=True)
    emails = {person.email for person in named}
    assert set(told_of) == emails
    assert {letter["to"] for letter in letters} == emails
    assert not any(WORD in str(letter) for letter in letters)


@pytest.mark.section(11)
def test_it_is_accounted_for_without_saying_whose_it_is(cast, secret):
    report = making.report(cast)
    account_acts.make(report, by=cast.coordinator)
    outbox.perform_waiting()
    cut = Report.objects.get(pk=report.pk).cut
    (refusal,) = cut["refusals"]
    (agreement,) = cut["agreements"]
    assert (refusal["agency"], refusal["case"]) == ("Myndighet i ärende med sekretess", "Omfattas av sekretess")
    assert agreement["agency"] == "Myndighet i ärende med sekretess"
    assert cut["registrations"]["received"] == 1
    assert "Bolagsverket" not in str(cut)
    assert secret.case.diary_number not in str(cut)
