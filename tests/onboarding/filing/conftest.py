"""Fixtures for the tests of 7 § first paragraph."""

import pytest
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.filing.draft import Draft
from onboarding.filing.forms import GO_ON
from onboarding.filing.questions import find

from ...once import made_once
from .drafts import fresh


@pytest.fixture
def save(client, cast):
    """Saves a step of a draft, as the page sends it; returns the response."""

    def send(draft, key, *, by=cast.applicant, seen=None, **said):
        client.force_login(by)
        now = Draft(fresh(draft)).fingerprint(find(key)) if seen is None else seen
        said = {"sedan": GO_ON, "seen": now, **said}
        return client.post(reverse("edit_step", args=[draft.pk, key]), {k: v for k, v in said.items() if v is not None})

    return send


@made_once
def empty(cast):
    return filing_acts.draft(by=cast.applicant)
