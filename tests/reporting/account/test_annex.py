"""What is secret goes to an annex with its markings, and into nothing else (5 kap. 5 § OSL, 11 §)."""

import io
import json

import pikepdf
import pytest
from django.core import mail
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from pypdf import PdfReader

from itdrift import outbox
from onboarding.models import RefusalAnnex
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry, Notice
from reporting.cut.secret import secret_parts
from reporting.data import acts as data_acts
from reporting.models import ReportDocument

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(11)
OF_THE_REFUSAL, OF_THE_DATA = "Reservkraften i bergrum 7", "Kablarna vid sluss 19"
TOLD = {"effects": "Färre avbrott.", "risks": "", "obstacles": "", "annex_provision": "18 kap. 13 § OSL"}


@made_once
def report(year, account, drawn, time_machine):
    """Two refusals with secret reasons, one of them shared with the coordinator; a supplier's data with secret parts."""
    time_machine.move_to("2026-12-31T09:00:00+01:00")
    for shared, text in ((True, f"{OF_THE_REFUSAL}. " * 300), (False, "Bara hos leverantören.")):
        annex = {"text": text, "provision": "18 kap. 8 § 3 OSL", "shared": shared}
        refused = year.walk.request("allocated")
        refusal_acts.refuse(refused, by=year.supplier_boss, annex=annex, **making.decision(year.supplier))
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    report = account.asked()
    account.answer(account.data_request(report, year.skv), texts={**TOLD, "annex": f"{OF_THE_DATA}."})
    data_acts.confirm(account.data_request(report, year.skv), by=year.supplier_boss)
    return account.made(account.settle(report))


def pages_of(document):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(bytes(document.content))).pages]


def everything_in(content):
    """All streams of a PDF unpacked, and all that can be read of its pages."""
    with pikepdf.open(io.BytesIO(bytes(content))) as opened:
        streams = [item.read_bytes() for item in opened.objects if isinstance(item, pikepdf.Stream)]
    return b"\n".join([bytes(content), *streams, " ".join(pages_of_bytes(content)).encode()])


def pages_of_bytes(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(bytes(content))).pages]


def test_the_workspace_leads_to_the_open_paper_and_not_to_the_annex(client, year, report):
    client.force_login(year.coordinator)
    context = client.get(reverse("report", args=[report.pk])).context
    assert (context["document"].secret, context["annex"].secret) == (False, True)


def test_the_annex_has_all_of_it_with_the_marking_on_every_page(report):
    pages = pages_of_bytes(ReportDocument.objects.get(report=report, secret=True).content)
    refusals = [page for page in pages if OF_THE_REFUSAL in page]
    (data,) = [page for page in pages if OF_THE_DATA in page]
    assert len(refusals) > 1
    markings = [
        "Sekretess, 18 kap. 8 § 3 OSL, 2026-12-31, Skatteverket",
        "Sekretess, 18 kap. 13 § OSL, 2027-01-08, Skatteverket",
    ]
    assert [[page.count(marking) for marking in markings] for page in refusals] == [
        [2, 0],
        *[[1, 0]] * (len(refusals) - 1),
    ]
    assert [data.count(marking) for marking in markings] == [0, 2]
    assert all("Sekretess" in page for page in pages)
    assert "Bara hos leverantören." not in " ".join(pages)


def test_none_of_it_is_anywhere_else(client, year, report, account):
    report = account.decided(report)
    outbox.perform_waiting()
    told = {}
    for final in (False, True):
        told[f"paper {final}"] = everything_in(
            ReportDocument.objects.get(report=report, secret=False, final=final).content
        )
    for user in (year.coordinator, year.supplier, year.other_supplier):
        client.force_login(user)
        for name in ("report", "report_twin", "report_json", "report_csv"):
            told[name, user.name] = client.get(reverse(name, args=[report.pk])).content
        for count in ("nekade", "anmalningar", "efterfragade"):
            told[count, user.name] = client.get(reverse("report_count", args=[report.pk, count])).content
        for number in range(1, 8):
            told[number, user.name] = client.get(
                reverse("report_figure", args=[report.pk, number, year.service.chain])
            ).content
    told["cut"] = json.dumps(report.cut, ensure_ascii=False).encode()
    told["journal"] = rows_of(JournalEntry)
    told["notices"] = rows_of(Notice)
    told["mail"] = "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox).encode()
    for word in ("bergrum", "sluss", "Bara hos"):
        assert [where for where, content in told.items() if word.encode() in content] == []


def rows_of(model):
    return json.dumps(list(model.objects.values()), cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def test_the_coordinator_opens_it_and_that_is_noted(client, year, report):
    place = reverse("open_annex", args=[report.pk])
    for user, status in ((year.supplier_boss, 403), (year.applicant, 404), (year.admin, 404), (year.coordinator, 200)):
        client.force_login(user)
        opened = client.post(place)
        assert opened.status_code == status
    assert opened.content.startswith(b"%PDF")
    assert opened["Content-Disposition"] == 'attachment; filename="redovisning-2026-bilaga-sekretess.pdf"'
    entry = JournalEntry.objects.filter(act="reporting.open_annex").get()
    assert (entry.person, entry.text) == (year.coordinator.name, "Bilagan med sekretess öppnades.")


def test_who_is_not_named_in_a_confidential_case_does_not_open_its_secret_reasons(client, year, report):
    case = RefusalAnnex.objects.get(shared=True).refusal.registration
    secrecy_acts.make_confidential(case, by=year.coordinator_boss, provision="18 kap. 8 § OSL")
    place, workspace = reverse("open_annex", args=[report.pk]), reverse("report", args=[report.pk])
    for user, may in ((year.coordinator_boss, True), (year.coordinator, False)):
        client.force_login(user)
        assert (place in client.get(workspace).content.decode(), client.post(place).status_code) == (
            may,
            200 if may else 403,
        )


def test_what_is_marked_after_midnight_is_of_the_new_day(year, account, time_machine):
    report = account.asked()
    time_machine.move_to("2027-02-01T00:30:00+01:00")
    account.answer(account.data_request(report, year.skv), texts={**TOLD, "annex": OF_THE_DATA})
    assert [part["marked_on"] for part in secret_parts(report)] == ["2027-02-01"]


def test_without_anything_secret_there_is_no_annex(client, year, account):
    report = account.made()
    client.force_login(year.coordinator)
    assert client.post(reverse("open_annex", args=[report.pk])).status_code == 404
