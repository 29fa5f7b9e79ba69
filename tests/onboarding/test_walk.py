"""The whole way of a case through the acts."""

import pytest

from itdrift import outbox
from itdrift.models import Job
from onboarding.models import Document
from onboarding.workflow import Status
from tests.making import PATH


@pytest.mark.parametrize("status", list(PATH))
def test_each_state_is_reached_through_the_acts(cast, status):
    assert cast.walk.request(status).status == status


def test_documents_are_made_and_kept(cast):
    cast.walk.request(Status.CONNECTED)
    cast.walk.request(Status.REFUSED)
    outbox.perform_waiting()
    assert [j.error for j in Job.objects.filter(done_at=None)] == []
    assert sorted(Document.objects.values_list("kind", flat=True)) == ["agreement", "receipt", "receipt", "refusal"]
