"""Two people edit the same thing: the second sees both versions, keeps the typed text, and nobody's is overwritten."""

import re

from django.urls import reverse

from onboarding.models import Agreement
from onboarding.workflow import Status
from registry.models import Service
from tests import making
from tests.once import made_once


def seen_on(client, address):
    """The fingerprint in the form."""
    return re.search(r'name="seen" value="(\w+)"', client.get(address).text).group(1)


@made_once
def agreement(cast):
    return cast.walk.agreement(cast.walk.request(Status.ACCEPTED))


def said(**changes):
    return {
        **{name: str(value) for name, value in making.content(**changes).items()},
        "notice_months": "12",
        "underbitraden-TOTAL_FORMS": "0",
        "underbitraden-INITIAL_FORMS": "0",
    }


def test_the_second_to_save_an_agreement_sees_both(client, cast, agreement):
    address = reverse("revise", args=[agreement.pk])
    client.force_login(cast.applicant)
    seen = seen_on(client, address)
    client.force_login(cast.supplier)
    client.post(address, {**said(exit="Leverantörens ord."), "seen": seen_on(client, address)})
    client.force_login(cast.applicant)
    page = client.post(address, {**said(exit="Myndighetens ord."), "seen": seen})
    text = page.text
    assert ("Leverantörens ord." in text, "Myndighetens ord." in text) == (True, True)
    assert page.context["form"].theirs == [("Ändring, uppsägning och avveckling", "Leverantörens ord.")]
    assert Agreement.objects.get(pk=agreement.pk).exit == "Leverantörens ord."
    again = re.search(r'name="seen" value="(\w+)"', text).group(1)
    assert client.post(address, {**said(exit="Båda."), "seen": again}).status_code == 302
    assert Agreement.objects.get(pk=agreement.pk).exit == "Båda."


def test_the_second_to_save_a_description_sees_both(client, cast):
    address = reverse("service_describe", args=[cast.service.pk])
    client.force_login(cast.supplier)
    seen = seen_on(client, address)
    first = {**making.description(summary="Den första."), "seen": seen}
    assert client.post(address, first).status_code == 302
    second = {**making.description(summary="Den andra."), "seen": seen}
    page = client.post(address, second)
    assert [text for _, text in page.context["form"].theirs] == ["Den första."]
    assert "Den andra." in page.text
    assert Service.objects.get(pk=cast.service.pk).draft_description.summary == "Den första."
