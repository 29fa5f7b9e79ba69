"""Fixtures for the tests of 7–10 §§."""

import pytest
from django.urls import reverse


@pytest.fixture
def post(client):
    """Sends what a person says on the page of an act; returns the response."""

    def send(person, page, requested_service, **said):
        client.force_login(person)
        return client.post(reverse(page, args=[requested_service.pk]), said)

    return send
