"""Named people let into one case, and out again: both journalled (substitutes, auditors)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from registry.acts import check_right, note


@transaction.atomic
def let_in(case, *, by, person):
    """Let one person (a User) read the case."""
    _begin("onboarding.let_in", case, by)
    assign_perm("onboarding.view_as_guest", person, case)
    note("onboarding.let_in", case, by=by, text=f"{person} fick läsa ärendet.", guest=person.pk)


@transaction.atomic
def let_out(case, *, by, person):
    """End what let_in gave."""
    _begin("onboarding.let_out", case, by)
    remove_perm("onboarding.view_as_guest", person, case)
    note("onboarding.let_out", case, by=by, text=f"{person} får inte längre läsa ärendet.", guest=person.pk)


def _begin(perm, case, by):
    check_right(perm, case, by=by)
    if case.is_draft:
        raise ValidationError("Ett utkast kan bara läsas hos er. Skicka anmälan först.", code="state")
