"""How every act begins and ends: the row locked, the right and the state checked; the state set and the act journalled."""

from django.core.exceptions import PermissionDenied, ValidationError

from . import journal
from .models import Membership
from .workflow import ACTS, OFFICERS


def begin(perm, thing, *, by):
    """The row of `thing`, locked, if `by` may do the act and the state allows it.

    Raises PermissionDenied without the right, ValidationError (in the user's words) in the wrong state.
    """
    thing = lock(thing)
    check_right(perm, thing, by=by)
    check_state(perm, thing)
    return thing


def lock(thing):
    return type(thing)._base_manager.select_for_update(of=("self",)).get(pk=thing.pk)


def check_presenter(presented_by, *, mandate):
    """The Membership is of somebody who handles matters for the mandate today (21 § myndighetsförordningen)."""
    officers = Membership.objects.current().filter(mandate=mandate, role__in=OFFICERS)
    if not officers.filter(pk=presented_by.pk).exists():
        raise ValidationError({"presented_by": "Föredraganden ska vara handläggare hos er."})


def check_state(perm, thing):
    act = ACTS[perm]
    if thing.status not in act.sources:
        raise ValidationError(
            f"”{act.label}” går inte att göra nu: läget är ”{thing.get_status_display()}”. Någon annan kan ha hunnit före.",
            code="state",
        )


def check_right(perm, thing, *, by):
    if not by.has_perm(perm, thing):
        raise PermissionDenied(f"{by} may not do {perm}")


def write(fact):
    """Save a new or changed row after all its rules, so that an error is a sentence at its field."""
    fact.full_clean()
    fact.save()
    return fact


def end(perm, thing, *, by, text, changed=(), **facts):
    """Set the state that the act leads to, save it with the `changed` fields, and write the journal; returns the thing."""
    target = ACTS[perm].target
    if target is not None:
        thing.status = target
    thing.save(update_fields=["status", *changed])
    note(perm, thing, by=by, text=text, **facts)
    return thing


def note(perm, thing, *, by, text, **facts):
    """Write an act in the journal of the file that the thing belongs to."""
    journal.record(perm, chain=thing.chain, subject=thing, by=by, section=ACTS[perm].section, text=text, **facts)
