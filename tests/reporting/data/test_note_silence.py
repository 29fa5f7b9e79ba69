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
def data_request(cast, account):
    return account.data_request(account.asked(), cast.skv)


def test_it_is_noted_and_the_supplier_told(cast, account, data_request):
    noted = account.silence(data_request)
    assert (noted.status, noted.silent_noted_by) == ("silent", cast.coordinator)
    assert noted.silent_reason == "Har inte svarat på påminnelserna."
    outbox.perform_waiting()
    subject = "Det är noterat att underlag till redovisningen för 2026 inte lämnas"
    assert {m.to[0] for m in mail.outbox if m.subject == subject} == {cast.supplier.email, cast.supplier_boss.email}


def test_the_supplier_can_answer_all_the_same(cast, account, data_request):
    account.silence(data_request)
    account.answer(data_request)
    data_request = data_acts.confirm(data_request, by=cast.supplier_boss)
    assert (data_request.status, data_request.silent_reason, data_request.silent_noted_by) == ("answered", "", None)


@pytest.mark.parametrize("reason", ["", " ", "…"])
def test_not_without_a_reason(cast, data_request, reason):
    with pytest.raises(ValidationError, match="Ange varför underlag inte lämnas"):
        data_acts.note_silence(data_request, by=cast.coordinator, reason=reason)
    assert DataRequest.objects.get(pk=data_request.pk).status == "sent"


def test_no_reason_with_a_marking_of_classified_information(cast, data_request):
    with pytest.raises(ValidationError, match="säkerhetsskyddsmarkering"):
        data_acts.note_silence(data_request, by=cast.coordinator, reason="HEMLIG")


def test_not_of_what_is_delivered(cast, account, data_request):
    account.answer(data_request)
    data_acts.confirm(data_request, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="läget är ”Lämnat”"):
        account.silence(data_request)


@pytest.mark.parametrize(
    "who", ["applicant_boss", "supplier_boss", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_nobody_else(cast, data_request, who):
    with pytest.raises(PermissionDenied):
        data_acts.note_silence(data_request, by=getattr(cast, who), reason="Har inte svarat.")


def test_the_database_wants_the_reason_and_who_noted_it(cast, data_request):
    sql = "UPDATE reporting_datarequest SET status = 'silent', silent_reason = '…' WHERE id = %s"
    with pytest.raises(IntegrityError, match="silent_means_noted_why"), transaction.atomic():
        connection.cursor().execute(sql, [data_request.pk])


def test_the_page(client, cast, data_request):
    client.force_login(cast.coordinator)
    address = reverse("note_silence", args=[data_request.pk])
    assert address in client.get(reverse("report", args=[data_request.report_id])).content.decode()
    assert "Ange varför underlag inte lämnas." in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "Har inte svarat på påminnelserna."}, follow=True).content.decode()
    assert "Det är noterat att Skatteverket inte lämnar underlag." in page
    assert "Har inte svarat på påminnelserna." in page
    client.force_login(cast.supplier)
    page = client.get(reverse("answer_data_request", args=[data_request.pk])).content.decode()
    assert "Den samordnande myndigheten har noterat att underlaget inte lämnas." in page
