"""OSL 8 and 10 kap., FL 16–18 §§: guests let in, cases restricted to named people, conflicts of interest reported and examined."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from itdrift import mail
from itdrift.late import LATE
from registry.acts import begin, lock_rows, write
from registry.models import JournalEntry, Mandate, Membership, Notice, User
from registry.provisions import NAME_IT, is_provision

from ..consequences import end
from ..models import (
    ConflictOutcome,
    ConflictReport,
    DiaryEntry,
    GuestAddress,
    InterestRegistration,
    InterestRegistrationUserObjectPermission,
    RequestedService,
)

READ = "onboarding.view_as_guest"
Grant = InterestRegistrationUserObjectPermission  # what guardian gives; its own types do not know of it


@transaction.atomic
def let_in(case: InterestRegistration, *, by: User, email: str, until: date | None = None) -> GuestAddress:
    """Let whoever logs in with the address read the case, to and including the day `until`. Returns the GuestAddress.

    Whether anybody logs in with it is neither told nor shown. Raises NotAllowed, ValidationError.
    """
    case = _begin("onboarding.let_in", case, by)
    check_day(until)
    email = User.objects.normalize_email(email)
    held = case.guest_addresses.filter(email=email).first() or GuestAddress(registration=case, email=email)
    person = User.objects.filter(is_active=True, email=email).first()
    if held.person != person:
        _take_back(case, held)
    held.until, held.let_in_by, held.person = until, by, person
    write(held)
    if person:
        _grant(case, person, until)
    text = f"{email} fick läsa ärendet{in_words(until)}."
    return end("onboarding.let_in", case, by=by, text=text, fact=held, guest=person and person.pk, until=until)


def _grant(case: InterestRegistration, person: User, until: date | None) -> None:
    """A guest reads; what the person is named for in a party stays as it is."""
    grant: Grant = assign_perm(READ, person, case)  # type: ignore[assignment]
    if grant.mandate_id is None:
        grant.until = until
        grant.save(update_fields=["until"])


@transaction.atomic
def let_out(case: InterestRegistration, *, by: User, address: GuestAddress) -> None:
    """End what let_in gave to a GuestAddress of the case."""
    case = _begin("onboarding.let_out", case, by)
    _take_back(case, address)
    case.guest_addresses.filter(pk=address.pk).delete()
    end("onboarding.let_out", case, by=by, text=f"{address.email} får inte längre läsa ärendet.")


def _take_back(case: InterestRegistration, address: GuestAddress) -> None:
    """Take away the grant of whoever logged in with the address, also where the person has another address now."""
    case.guests.filter(user=address.person_id, mandate=None).delete()


def _begin(perm: str, case: InterestRegistration, by: User) -> InterestRegistration:
    case = begin(perm, case, by=by)
    if case.is_draft:
        raise ValidationError("Ett utkast kan bara läsas hos er. Skicka anmälan först.", code=LATE)
    return case


def check_day(until: date | None) -> None:
    if until and until < timezone.localdate():
        raise ValidationError({"until": "Dagen har redan varit. Ange i dag eller en senare dag, eller lämna tomt."})


def in_words(until: date | None) -> str:
    return f" till och med {until:%Y-%m-%d}" if until else ""


NOTED_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def make_confidential(
    case: InterestRegistration, *, by: User, provision: str, people: Iterable[Membership] = ()
) -> InterestRegistration:
    """From now on only named people know of the case: `by`, `people` (Memberships of the own mandate), and of each other
    party its decision makers, who name those who are to handle it there.

    provision: the one that secrecy rests on. What the diary says of the case is hidden, and what others had been told
    is taken away. Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.make_confidential", case, by=by)
    people = set(people)
    _check_colleagues(people, by)
    if not is_provision(provision):
        raise ValidationError({"provision": NAME_IT})
    case.confidential, case.confidential_for = True, by.acting.mandate
    case.save(update_fields=["confidential", "confidential_for"])
    for membership in {by.acting, *people}:
        _name(case, membership)
    for mandate in case.parties().exclude(pk=by.acting.mandate_id):
        let_party_know(case, mandate)
    case.guests.filter(mandate=None).delete()
    case.guest_addresses.all().delete()
    case.officers.unable().delete()
    # what others know: their notices, and what the diary says of it
    _take_back_notices(case)
    DiaryEntry.objects.filter(case__registration=case).update(counterpart_hidden=True, about_hidden=True)
    text = f"Ärendet begränsades till namngivna personer. Bestämmelse: {provision}."
    return end("onboarding.make_confidential", case, by=by, text=text, provision=provision)


@transaction.atomic
def open_up(case: InterestRegistration, *, by: User) -> InterestRegistration:
    """The party that asked for it takes the restriction away. What is hidden in the diary stays so until it is shown there."""
    case = begin("onboarding.open_up", case, by=by)
    DiaryEntry.objects.filter(case__registration=case).update(counterpart_hidden=True, about_hidden=True)
    case.confidential, case.confidential_for = False, None
    case.save(update_fields=["confidential", "confidential_for"])
    case.guests.exclude(mandate=None).delete()
    return end("onboarding.open_up", case, by=by, text="Begränsningen till namngivna personer togs bort.")


@transaction.atomic
def name_colleague(case: InterestRegistration, *, by: User, colleague: Membership, until: date | None = None) -> None:
    """A decision maker names one of the own party (a Membership), to and including `until`; again changes the day.

    The colleague then does in the case what the own role allows. Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.name_colleague", case, by=by)
    check_day(until)
    _check_colleagues([colleague], by)
    _name(case, colleague, until)
    _keep_one_for_good(case, by.acting.mandate)
    text = f"{colleague.user} hos {colleague.mandate} fick känna till ärendet{in_words(until)}."
    facts = {"person": colleague.user_id, "until": until}
    end("onboarding.name_colleague", case, by=by, text=text, fact=colleague, people=[colleague], **facts)


@transaction.atomic
def unname(case: InterestRegistration, *, by: User, person: User) -> None:
    """A decision maker ends what naming gave a person (a User) of the own party."""
    case = begin("onboarding.unname", case, by=by)
    case.guests.filter(user=person, mandate=by.acting.mandate).delete()
    case.officers.unable().delete()
    _take_back_notices(case)
    _keep_one_for_good(case, by.acting.mandate)
    text = f"{person} hos {by.acting.mandate} får inte längre känna till ärendet."
    end("onboarding.unname", case, by=by, text=text, person=person.pk)


def let_party_know(case: InterestRegistration, mandate: Mandate) -> None:
    """Of a party that comes into a case, if it is confidential: its decision makers are named; they name the others there."""
    if not case.confidential:
        return
    elsewhere = case.guests.exclude(mandate=None).exclude(mandate=mandate).values("user")
    bosses = Membership.objects.current().decision_makers().filter(mandate=mandate).exclude(user__in=elsewhere)
    if not bosses:
        raise ValidationError(
            f"Ärendet är begränsat till namngivna personer, och {mandate.agency} har ingen beslutsfattare som kan namnges."
        )
    for boss in bosses:
        _name(case, boss)


def opened(case: InterestRegistration | None, *, by: User) -> None:
    """Note that a person has opened a confidential case: once an hour for each, whatever is opened in it. case: or None."""
    if case is None or not case.confidential:
        return
    since = timezone.now() - NOTED_AGAIN_AFTER
    before = JournalEntry.objects.filter(chain=case.chain, act="onboarding.open_confidential", person_id=by.pk)
    if not before.filter(at__gte=since).exists():
        with transaction.atomic():  # a page has no transaction, and the journal is numbered under a lock
            end("onboarding.open_confidential", case, by=by, text="Ärendet öppnades.")


def _name(case: InterestRegistration, membership: Membership, until: date | None = None) -> None:
    grant: Grant = assign_perm(READ, membership.user, case)  # type: ignore[assignment]
    if grant.mandate_id not in (None, membership.mandate_id):
        raise ValidationError({"colleague": f"{membership.user} är redan namngiven för {grant.mandate}."})
    grant.mandate, grant.until = membership.mandate, until
    grant.save(update_fields=["mandate", "until"])


def _check_colleagues(people: Collection[Membership], by: User) -> None:
    own = Membership.objects.current().filter(mandate=by.acting.mandate, pk__in=[person.pk for person in people])
    if own.count() != len(people):
        raise ValidationError({"colleague": "Välj bland dem som har en roll hos er i dag."})


def _keep_one_for_good(case: InterestRegistration, mandate: Mandate) -> None:
    """Raise ValidationError when the party would be left without a decision maker who can open the case."""
    bosses = case.known_by(Membership.objects.current().decision_makers().filter(mandate=mandate))
    if not case.guests.filter(mandate=mandate, until=None, user__in=bosses.values("user")).exists():
        raise ValidationError(
            "Minst en beslutsfattare hos er behöver känna till ärendet utan slutdag. Ange en annan först."
        )


def _take_back_notices(case: InterestRegistration) -> None:
    known = case.known_by(Membership.objects.current()).values("user")
    of_it = Q(path__startswith=reverse("case", args=[case.pk]))
    if case.diary_number:
        of_it |= Q(subject__contains=case.diary_number) | Q(text__contains=case.diary_number)
    told = Notice.objects.filter(of_it).exclude(recipient__in=known)
    letters = list(told.exclude(mail=None).values_list("mail", flat=True))
    told.delete()
    mail.take_back(letters)


FOUND: dict[str, str] = {
    ConflictOutcome.CONFLICT: "är jävig och får inte handlägga ärendet",
    ConflictOutcome.NONE: "är inte jävig och får handlägga ärendet",
    ConflictOutcome.IRRELEVANT: "får handlägga ärendet: det är uppenbart att frågan om opartiskhet saknar betydelse",
}


@transaction.atomic
def report_conflict(case: InterestRegistration, *, by: User, ground: str, text: str) -> ConflictReport:
    """The person tells of what may make him or her partial, and loses every act in the case at once (17–18 §§).

    The journal says that, not why; decision makers of the same mandate are told, without the text. Returns the ConflictReport.
    """
    case = begin("onboarding.report_conflict", case, by=by)
    # what the person does meanwhile in another window waits, and is then refused
    lock_rows(RequestedService, list(case.requested_services.values_list("pk", flat=True)))
    report = write(
        ConflictReport(registration=case, person=by, mandate=by.acting.mandate, ground=ground, text=text),
    )
    case.officers.unable().delete()
    text = f"{by.name} anmälde jäv och deltar inte i handläggningen."
    return end("onboarding.report_conflict", case, by=by, text=text, fact=report, people=report.deciders)


@transaction.atomic
def decide_conflict(report: ConflictReport, *, by: User, outcome: str, reasons: str) -> ConflictReport:
    """A decision maker of the same mandate, never the person, says whether there is a conflict, and why (18 §)."""
    report = begin("onboarding.decide_conflict", report, by=by)
    report.outcome, report.reasons = outcome, reasons
    report.decided_by, report.decided_at = by, timezone.now()
    write(report)
    text = f"Frågan om jäv prövades. {report.person.name} {FOUND[report.outcome]}."
    person = Membership.objects.current().filter(mandate=report.mandate, user=report.person)
    case, outcome = report.registration, report.outcome
    return end("onboarding.decide_conflict", case, by=by, text=text, fact=report, people=person, outcome=outcome)
