"""The coordinator notes that a supplier will not deliver its data, and why (11 § second paragraph)."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from itdrift import outbox
from reporting.data import acts as data_acts
from reporting.models import DataRequest

from ...once import made_once

pytestmark = pytest.mark.section(11)


@made_once
def asked(cast, account):
    return account.request(account.asked(), cast.skv)


def test_it_is_noted_and_the_supplier_told(cast, account, asked):
    noted = account.silence(asked)
    assert (noted.status, noted.silent_noted_by) == ("silent", cast.coordinator)
    assert noted.silent_reason == "Har inte svarat på påminnelserna."
    outbox.perform_waiting()
    subject = "Det är noterat att underlag till redovisningen för 2026 inte lämnas"
    assert {m.to[0] for m in mail.outbox if m.subject == subject} == {cast.supplier.email, cast.supplier_boss.email}


def test_the_supplier_can_answer_all_the_same(cast, account, asked):
    account.silence(asked)
    account.answer(asked)
    request = data_acts.confirm(asked, by=cast.supplier_boss)
    assert (request.status, request.silent_reason, request.silent_noted_by) == ("answered", "", None)


@pytest.mark.parametrize("reason", ["", " ", "…"])
def test_not_without_a_reason(cast, asked, reason):
    with pytest.raises(ValidationError, match="Ange varför underlag inte lämnas"):
        data_acts.note_silence(asked, by=cast.coordinator, reason=reason)
    assert DataRequest.objects.get(pk=asked.pk).status == "sent"


def test_no_reason_with_a_marking_of_classified_information(cast, asked):
    with pytest.raises(ValidationError, match="säkerhetsskyddsmarkering"):
        data_acts.note_silence(asked, by=cast.coordinator, reason="HEMLIG")


def test_not_of_what_is_delivered(cast, account, asked):
    account.answer(asked)
    data_acts.confirm(asked, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="läget är ”Lämnat”"):
        account.silence(asked)


@pytest.mark.parametrize("who", "applicant_boss supplier_boss other_supplier_boss stranger nobody admin".split())
def test_nobody_else(cast, asked, who):
    with pytest.raises(PermissionDenied):
        data_acts.note_silence(asked, by=getattr(cast, who), reason="Har inte svarat.")


def test_the_database_wants_the_reason_and_who_noted_it(cast, asked):
    sql = "UPDATE reporting_datarequest SET status = 'silent', silent_reason = '…' WHERE id = %s"
    with pytest.raises(IntegrityError, match="silent_means_noted_why"), transaction.atomic():
        connection.cursor().execute(sql, [asked.pk])


def test_the_page(client, cast, asked):
    client.force_login(cast.coordinator)
    address = reverse("note_silence", args=[asked.pk])
    assert address in client.get(reverse("report", args=[asked.report_id])).content.decode()
    assert "Ange varför underlag inte lämnas." in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "Har inte svarat på påminnelserna."}, follow=True).content.decode()
    assert "Det är noterat att Skatteverket inte lämnar underlag." in page
    assert "Har inte svarat på påminnelserna." in page
    client.force_login(cast.supplier)
    page = client.get(reverse("answer_data_request", args=[asked.pk])).content.decode()
    assert "Den samordnande myndigheten har noterat att underlaget inte lämnas." in page
