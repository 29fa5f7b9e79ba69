"""A confidential case moves nothing for whoever is not named: no figure, order, paging or suggestion on any page."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.secrecy import acts as secrecy_acts
from reporting.account import acts as account_acts
from reporting.models import Report
from reporting.year.readiness import hindrances

from . import making
from .onboarding.secrecy.secret_case import OTHERS, SecretCase
from .places import DIARIES, lists, people, text_of, visit


def around(cast, who):
    """What the person reads everywhere, without what differs at every look."""
    client = visit(people(cast)[who])
    found = {name: text_of(client.get(address)) for name, address in lists().items() if name not in DIARIES}
    return {
        name: re.sub(r'(csrfmiddlewaretoken|nyckel)" value="[\w-]+|csrftoken=\w+|\d\d:\d\d:\d\d', "", text)
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


@pytest.mark.section(11)
@pytest.mark.parametrize("status", ["refused", "agreed"])
def test_an_account_that_names_who_has_since_become_confidential_is_made_anew(cast, status):
    request = cast.walk.request(status)
    report = making.report(cast)
    account_acts.make(report, by=cast.coordinator)
    making.work()
    sentence = "Ett ärende har begränsats sedan redovisningen framställdes. Framställ den på nytt."
    assert sentence not in hindrances(Report.objects.get(pk=report.pk))
    account_acts.share(report, by=cast.coordinator)
    papers = [reverse(f"report_{name}", args=[report.pk]) for name in ("document", "twin", "json", "csv")]
    readers = [visit(person) for person in (cast.coordinator, cast.supplier)]
    assert {client.get(paper).status_code for client in readers for paper in papers} == {200}
    secrecy_acts.make_confidential(request.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert sentence in hindrances(Report.objects.get(pk=report.pk))
    assert {client.get(paper).status_code for client in readers for paper in papers} == {404}
    workspace = reverse("report", args=[report.pk])
    assert [client for client in readers if papers[0] in text_of(client.get(workspace))] == []
    with pytest.raises(ValidationError, match=sentence):
        account_acts.share(report, by=cast.coordinator)
