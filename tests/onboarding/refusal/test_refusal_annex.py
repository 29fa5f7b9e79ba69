"""5 kap. 5 § OSL: secret reasons stand in an annex with its marking, and nowhere else."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from itdrift import outbox
from itdrift.models import Job
from onboarding.models import DiaryEntry, Document, RefusalAnnex, SecrecyMarking
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal.letter import preview
from registry.models import JournalEntry, Notice
from reporting.cut import cases
from reporting.cut.span import Span

from ... import making
from ..papers import pages_of, text_of

pytestmark = pytest.mark.section(8)
SECRET = "Reservkraften i bergrum 7 räcker till fyra rack."
ANNEX = {"text": SECRET, "provision": "18 kap. 8 § 3 OSL", "shared": False}


def refuse(cast, requested_service=None, **changes):
    requested_service = requested_service or cast.walk.request("allocated")
    said = making.decision(cast.supplier)
    made = refusal_acts.refuse(requested_service, by=cast.supplier_boss, annex={**ANNEX, **changes}, **said)
    outbox.perform_waiting()
    return made


def seeing(cast):
    annexes = Document.objects.filter(kind="annex")
    return {name for name, person in cast.people().items() if annexes.visible_to(person).exists()}


def test_is_marked_on_every_page(cast, drawn):
    refusal = refuse(cast, text=(SECRET + "\n\n") * 80)
    pages = pages_of(Document.objects.get(kind="annex"))
    assert len(pages) > 1
    marking = f"Sekretess, 18 kap. 8 § 3 OSL, {date.today()}, Skatteverket"
    assert [page.count(marking) for page in pages] == [2] * len(pages), "at its head and at its foot"
    assert SECRET in pages[0]
    assert (refusal.annex.agency, refusal.annex.marked_on) == (cast.skv, refusal.decided_on)


def test_the_letter_tells_that_there_is_one_and_nothing_of_it(cast, drawn):
    refuse(cast)
    text = text_of(Document.objects.get(kind="refusal"))
    assert "En del av skälen omfattas av sekretess och står i en bilaga." in text
    assert "bergrum" not in text


def test_is_read_by_those_who_handle_the_case_at_the_two(cast):
    refuse(cast)
    assert seeing(cast) == {"applicant", "applicant_boss", "supplier", "supplier_boss"}


def test_by_the_coordinator_only_when_it_is_shared(cast):
    refuse(cast, shared=True)
    assert seeing(cast) == {
        "applicant",
        "applicant_boss",
        "coordinator",
        "coordinator_boss",
        "supplier",
        "supplier_boss",
    }


@pytest.mark.parametrize("shared", [False, True])
def test_the_letter_says_who_gets_it(cast, shared):
    refusal = refuse(cast, shared=shared)
    sent_to = preview(refusal).split("Sändlista")[1]
    assert ("Bolagsverket, med bilaga" in sent_to, "(samordnande myndighet), med bilaga" in sent_to) == (True, shared)


def test_not_by_the_next_supplier(cast):
    requested_service = cast.walk.request("allocated")
    refuse(cast, requested_service)
    requested_service.refresh_from_db()
    cast.walk.allocate(requested_service, cast.other_supplier)
    assert not {"other_supplier", "other_supplier_boss"} & seeing(cast)


def test_stands_nowhere_else(client, cast):
    refusal = refuse(cast)
    case = refusal.allocation.requested_service.registration
    told = [f"{m.subject} {m.body}" for m in mail.outbox] + [
        f"{n.subject} {n.text} {n.path}" for n in Notice.objects.all()
    ]
    noted = [f"{e.text} {e.facts}" for e in JournalEntry.objects.all()]
    entered = [f"{e.about} {e.counterpart}" for e in DiaryEntry.objects.all()]
    jobs = [f"{job.key} {job.arguments}" for job in Job.objects.all()]
    account = [str(cases.refusals(Span(date.today().year, date(date.today().year, 1, 1), date.today())))]
    pages = []
    for name in ("applicant", "reader", "coordinator", "supplier", "supplier_boss"):
        client.force_login(getattr(cast, name))
        pages.append(client.get(reverse("case_whole", args=[case.pk])).text)
    assert not [text for text in told + noted + entered + jobs + account + pages if "bergrum" in text]


def test_opening_it_is_noted_and_its_name_tells_nothing(client, cast):
    refusal = refuse(cast)
    annex = Document.objects.get(kind="annex")
    client.force_login(cast.applicant)
    response = client.get(reverse("document", args=[annex.pk]))
    assert response.headers["Content-Disposition"] == f'attachment; filename="SKV-{date.today().year}-000001-2.pdf"'
    entry = JournalEntry.objects.get(act="onboarding.open_annex")
    assert (entry.person_id, entry.text) == (
        cast.applicant.pk,
        f"Den sekretessbelagda bilagan till beslut {refusal} öppnades.",
    )
    for name in ("reader", "coordinator_boss", "other_supplier_boss", "stranger"):
        client.force_login(getattr(cast, name))
        assert client.get(reverse("document", args=[annex.pk])).status_code == 404
    assert JournalEntry.objects.filter(act="onboarding.open_annex").count() == 1


def test_it_is_noted_in_a_transaction_though_the_page_has_none(client, transactional_db, cast):
    """Else two who open it at once take one number in the journal, and one of them meets an error."""
    refuse(cast)
    client.force_login(cast.applicant)
    assert client.get(reverse("document", args=[Document.objects.get(kind="annex").pk])).status_code == 200
    assert JournalEntry.objects.filter(act="onboarding.open_annex").count() == 1


def test_is_marked_in_the_supplier_s_diary_and_goes_to_the_agency_alone(cast):
    refusal = refuse(cast)
    entries = DiaryEntry.objects.filter(subject=f"onboarding.refusalannex/{refusal.annex.pk}").order_by("pk")
    assert [(e.agency.short_name, e.direction) for e in entries] == [("SKV", "out"), ("BV", "in")]
    marking = SecrecyMarking.objects.get()
    assert (marking.entry, marking.provision, marking.agency) == (entries[0], "18 kap. 8 § 3 OSL", cast.skv)


NAME_IT = "Ange bestämmelsen som uppgifterna är sekretessbelagda enligt"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"provision": ""}, "fält får inte vara tomt"),
        ({"provision": "OSL"}, NAME_IT),
        ({"provision": "7"}, NAME_IT),
        ({"text": " "}, NAME_IT),
        ({"text": "KVALIFICERAT HEMLIG"}, "säkerhetsskyddsmarkering"),
    ],
)
def test_has_text_and_provision_and_is_not_classified(cast, changes, why):
    with pytest.raises(ValidationError, match=why):
        refuse(cast, **changes)
    assert not RefusalAnnex.objects.exists()


def test_from_the_page(cast, post):
    requested_service = cast.walk.request("allocated")
    said = making.decision(cast.supplier, presented_by=cast.supplier.acting.pk)
    looked = post(cast.supplier_boss, "refuse", requested_service, **said, annex_text=SECRET, forhandsgranska="ja")
    assert "bergrum" not in looked.text.split('class="letter"')[1]
    assert looked.context["form"].errors == {
        "annex_provision": ["Ange bestämmelsen med kapitel och paragraf, till exempel 18 kap. 8 § OSL."]
    }
    only = post(
        cast.supplier_boss, "refuse", requested_service, **said, annex_provision="annan", annex_other="18 kap. 2 § OSL"
    )
    assert list(only.context["form"].errors) == ["annex_text"]
    post(
        cast.supplier_boss, "refuse", requested_service, **said, annex_text=SECRET, annex_provision="18 kap. 8 § 3 OSL"
    )
    assert (RefusalAnnex.objects.get().text, RefusalAnnex.objects.get().shared) == (SECRET, False)
