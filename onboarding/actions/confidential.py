"""Cases that only named people may know of (OSL): made so, people named for each party, opened up, and each opening noted."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from registry.acts import begin, note
from registry.models import JournalEntry, Membership, Notice

from .. import notices
from ..models import DiaryEntry
from .guests import READ, check_day, in_words

NOTED_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def make_confidential(case, *, by, people=(), provision=""):
    """From now on only named people know of the case: `by`, `people` (Memberships of the own mandate), and of each other
    party its decision makers, who name those who are to handle it there.

    provision: the one that secrecy rests on. What the diary says of the case is hidden, and what others had been told
    is taken away. Raises PermissionDenied, ValidationError.
    """
    case = begin("onboarding.make_confidential", case, by=by)
    people = set(people)
    _check_colleagues(people, by)
    case.confidential, case.confidential_for = True, by.acting.mandate
    case.save(update_fields=["confidential", "confidential_for"])
    for membership in {by.acting, *people}:
        _name(case, membership)
    for mandate in case.parties().exclude(pk=by.acting.mandate_id):
        let_party_know(case, mandate)
    case.guests.filter(mandate=None).delete()
    case.guest_addresses.all().delete()
    _take_back_what_others_know(case)
    text = "Ärendet begränsades till namngivna personer." + (f" Bestämmelse: {provision}." if provision else "")
    note("onboarding.make_confidential", case, by=by, text=text, provision=provision)
    notices.made_confidential(case)
    return case


@transaction.atomic
def open_up(case, *, by):
    """The party that asked for it takes the restriction away. What is hidden in the diary stays so until it is shown there."""
    case = begin("onboarding.open_up", case, by=by)
    DiaryEntry.objects.filter(case__registration=case).update(counterpart_hidden=True, about_hidden=True)
    case.confidential, case.confidential_for = False, None
    case.save(update_fields=["confidential", "confidential_for"])
    case.guests.exclude(mandate=None).delete()
    note("onboarding.open_up", case, by=by, text="Begränsningen till namngivna personer togs bort.")
    return case


@transaction.atomic
def name_colleague(case, *, by, colleague, until=None):
    """A decision maker names one of the own party (a Membership), to and including `until`; again changes the day.

    The colleague then does in the case what the own role allows. Raises PermissionDenied, ValidationError.
    """
    case = begin("onboarding.name_colleague", case, by=by)
    check_day(until)
    _check_colleagues([colleague], by)
    _name(case, colleague, until)
    _keep_one_for_good(case, by.acting.mandate)
    text = f"{colleague.user} hos {colleague.mandate} fick känna till ärendet{in_words(until)}."
    note("onboarding.name_colleague", case, by=by, text=text, person=colleague.user_id, until=until)
    notices.named(case, colleague)


@transaction.atomic
def unname(case, *, by, person):
    """A decision maker ends what naming gave a person (a User) of the own party."""
    case = begin("onboarding.unname", case, by=by)
    case.guests.filter(user=person, mandate=by.acting.mandate).delete()
    _take_back_notices(case)
    _keep_one_for_good(case, by.acting.mandate)
    text = f"{person} hos {by.acting.mandate} får inte längre känna till ärendet."
    note("onboarding.unname", case, by=by, text=text, person=person.pk)


def let_party_know(case, mandate):
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


def opened(case, *, by):
    """Note that a person has opened a confidential case: once an hour for each, whatever is opened in it. case: or None."""
    if case is None or not case.confidential:
        return
    since = timezone.now() - NOTED_AGAIN_AFTER
    before = JournalEntry.objects.filter(chain=case.chain, act="onboarding.open_confidential", person_id=by.pk)
    if not before.filter(at__gte=since).exists():
        with transaction.atomic():
            note("onboarding.open_confidential", case, by=by, text="Ärendet öppnades.")


def _name(case, membership, until=None):
    grant = assign_perm(READ, membership.user, case)
    if grant.mandate_id not in (None, membership.mandate_id):
        raise ValidationError({"colleague": f"{membership.user} är redan namngiven för {grant.mandate}."})
    grant.mandate, grant.until = membership.mandate, until
    grant.save(update_fields=["mandate", "until"])


def _check_colleagues(people, by):
    own = Membership.objects.current().filter(mandate=by.acting.mandate, pk__in=[person.pk for person in people])
    if own.count() != len(people):
        raise ValidationError({"colleague": "Välj bland dem som har en roll hos er i dag."})


def _keep_one_for_good(case, mandate):
    """Raises ValidationError when the party would be left without a decision maker who can open the case."""
    bosses = case.known_by(Membership.objects.current().decision_makers().filter(mandate=mandate))
    if not case.guests.filter(mandate=mandate, until=None, user__in=bosses.values("user")).exists():
        raise ValidationError(
            "Minst en beslutsfattare hos er behöver känna till ärendet utan slutdag. Ange en annan först."
        )


def _take_back_what_others_know(case):
    """Their notices, and what the diary says of it."""
    _take_back_notices(case)
    DiaryEntry.objects.filter(case__registration=case).update(counterpart_hidden=True, about_hidden=True)


def _take_back_notices(case):
    known = case.known_by(Membership.objects.current()).values("user")
    of_it = Q(path__startswith=reverse("case", args=[case.pk]))
    if case.diary_number:
        of_it |= Q(subject__contains=case.diary_number) | Q(text__contains=case.diary_number)
    Notice.objects.filter(of_it).exclude(recipient__in=known).delete()
