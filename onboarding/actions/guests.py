"""Named people outside the parties let into one case to read it, and out again: both journalled (substitutes, auditors)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from registry.acts import begin, note, write
from registry.models import User

from ..models import GuestAddress

READ = "onboarding.view_as_guest"


@transaction.atomic
def let_in(case, *, by, email, until=None):
    """Let whoever logs in with the address read the case, to and including the day `until`. Returns the GuestAddress.

    Whether anybody logs in with it is neither told nor shown. Raises PermissionDenied, ValidationError.
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
    note("onboarding.let_in", case, by=by, text=text, guest=person and person.pk, until=until)
    return held


def _grant(case, person, until):
    """A guest reads; what the person is named for in a party stays as it is."""
    grant = assign_perm(READ, person, case)
    if grant.mandate_id is None:
        grant.until = until
        grant.save(update_fields=["until"])


@transaction.atomic
def let_out(case, *, by, address):
    """End what let_in gave to a GuestAddress of the case."""
    case = _begin("onboarding.let_out", case, by)
    _take_back(case, address)
    case.guest_addresses.filter(pk=address.pk).delete()
    note("onboarding.let_out", case, by=by, text=f"{address.email} får inte längre läsa ärendet.")


def _take_back(case, address):
    """The grant of whoever logged in with the address, also where the person has another address now."""
    case.guests.filter(user=address.person_id, mandate=None).delete()


def _begin(perm, case, by):
    case = begin(perm, case, by=by)
    if case.is_draft:
        raise ValidationError("Ett utkast kan bara läsas hos er. Skicka anmälan först.", code="state")
    return case


def check_day(until):
    if until and until < timezone.localdate():
        raise ValidationError({"until": "Dagen har redan varit. Ange i dag eller en senare dag, eller lämna tomt."})


def in_words(until):
    return f" till och med {until:%Y-%m-%d}" if until else ""
