"""How every act begins and ends: the row locked, the right and the state checked; the state set and the act journalled."""

import hashlib
import json
from collections.abc import Container, Iterable
from typing import Any, TypeVar

import psycopg
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection
from django.db.models import CharField, Model, UniqueConstraint
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from itdrift.late import CHANGED, LATE
from itdrift.texts import check_printable, one_line

from . import journal
from .classified import check_texts
from .models import JournalEntry, Mandate, Membership, User
from .rights import NOT_YOURS, NotAllowed, why_not
from .workflow import ACTS, OFFICERS

AnyModel = TypeVar("AnyModel", bound=Model)
LOCK = SQL("SELECT FROM {0} WHERE {1} = ANY (%s) ORDER BY {1} FOR NO KEY UPDATE")
PRESENTS = """
SELECT 1 FROM registry_membership held JOIN registry_user person ON person.id = held.user_id
WHERE held.id = %s AND held.mandate_id = %s AND held.role = ANY (%s) AND person.is_active
AND daterange(held.valid_from, held.valid_until) @> %s::date
"""
DONE_BEFORE = "Det är redan gjort. Någon annan kan ha hunnit före."
CHECK_VIOLATION, RAISED = "23514", "exec_stmt_raise"  # a trigger of ours: RAISE in PL/pgSQL, with a sentence


def begin(perm: str, thing: AnyModel, *, by: User) -> AnyModel:
    """Return the row of `thing`, locked, if `by` may do the act and its state, where the act asks for one, allows it.

    Raises NotAllowed without the right, ValidationError (in the user's words) in the wrong state.
    """
    thing = lock(thing)
    check_right(perm, thing, by=by)
    check_state(perm, thing)
    return thing


def lock(thing: AnyModel) -> AnyModel:
    """Return the row anew, locked until the act is committed, with what its model says that acts read (`for_acts`)."""
    if not hasattr(thing, "for_acts"):
        return type(thing)._base_manager.select_for_update(no_key=True).get(pk=thing.pk)
    # first the lock alone: what is read after it, of other tables too, is as the act before left it
    lock_rows(type(thing), [thing.pk])
    found: AnyModel = thing.for_acts().get(pk=thing.pk)
    return found


def lock_rows(model: type[Model], keys: list[int]) -> None:
    """Lock the rows until the act is committed, in the order of their keys: two acts never wait for each other both ways.

    Not their keys: a row of another act that only points to one does not wait.
    """
    names = [Identifier(model._meta.db_table), Identifier(str(model._meta.pk.column))]
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(*names), [keys])


def check_presenter(presented_by: Membership, *, mandate: Mandate, kept_out: Container[int] = ()) -> None:
    """Raise ValidationError unless the Membership is of an officer of the mandate today (21 § myndighetsförordningen).

    kept_out: the keys of the people who may not handle this one (17 § förvaltningslagen).
    """
    today = timezone.localdate()
    with connection.cursor() as cursor:  # anew: the role or the log-in may have ended since the page was opened
        cursor.execute(PRESENTS, [presented_by.pk, mandate.pk, list(OFFICERS), today])
        handles = cursor.fetchone() is not None and mandate.holds_on(today)
    if not handles or presented_by.user_id in kept_out:
        raise ValidationError({"presented_by": "Föredraganden ska vara handläggare hos er."})


def check_state(perm: str, thing: Any) -> None:
    act = ACTS[perm]
    if act.sources and thing.status not in act.sources:
        raise ValidationError(
            f"”{act.label}” går inte att göra nu: läget är ”{thing.get_status_display()}”. Någon annan kan ha hunnit före.",
            code=LATE,
        )


def check_right(perm: str, thing: Model | None, *, by: User) -> None:
    """Raise NotAllowed, with the reason, when the person may not do the act on the thing."""
    if by.has_perm(perm, thing):
        return
    act = ACTS[perm]

    def allowed(person: User) -> bool:
        own = person.acting.mandate if isinstance(thing, Mandate) else thing
        # a case or a service has no state of its own: what it holds has
        in_time = not act.sources or getattr(own, "status", None) in {None, *act.sources}
        return in_time and person.has_perm(perm, own)

    raise NotAllowed(why_not(by, perm, thing) or NOT_YOURS, allowed)


def fingerprint(*values: Any) -> str:
    """Return 16 characters that stand for plain values: what a person saw, so that nobody overwrites what another saved."""
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder).encode()).hexdigest()[:16]


def check_unchanged(seen: str, now: str) -> None:
    """Raise ValidationError (CHANGED) when what is saved `now` is not what the person had `seen`; "" asks nothing."""
    if seen and seen != now:
        raise ValidationError(
            "Någon har sparat medan du skrev, du själv i ett annat fönster eller någon annan. Det som är sparat nu står "
            "nedan, och det du skrev är kvar i fälten. "
            "Ändra det du vill behålla, och spara igen.",
            code=CHANGED,
        )


def write(fact: AnyModel) -> AnyModel:
    """Save a new or changed row after all its rules, so that an error is a sentence at its field.

    Inside the act's transaction, which is over with the first error: what goes on after one needs a savepoint of its own.
    """
    written = [
        field for field in fact._meta.concrete_fields if not (field.is_relation or field.choices or field.generated)
    ]
    for field in written:
        if isinstance(field, CharField) and isinstance(text := getattr(fact, field.attname), str):
            setattr(fact, field.attname, one_line(text))
    texts = {field.name: getattr(fact, field.attname) for field in written}
    check_texts(texts)
    check_printable(texts)
    known = [field.name for field in fact._meta.concrete_fields if field.is_relation and _is_known(fact, field)]
    # what is to be the only one is left to the database: it holds it anyway, without a question for each
    fact.full_clean(exclude=known, validate_unique=False, validate_constraints=False)
    _save(fact)
    return fact


def _save(fact: Model, changed: Iterable[str] | None = None) -> None:
    """Save the row, or the `changed` fields of it; raises ValidationError when a rule of the database does not allow it."""
    try:
        fact.save(update_fields=changed)
    except IntegrityError as error:
        raise broken_rule(fact, error) from error


def _is_known(fact: Model, field: Any) -> bool:
    """Return whether the row that the field points to was read from the database: nobody need ask whether it is there."""
    if getattr(fact, field.attname) is None:
        return False
    of_it = field.get_cached_value(fact, default=None)
    return (
        not fact._state.adding
        if of_it is None
        else not of_it._state.adding and of_it.pk == getattr(fact, field.attname)
    )


def broken_rule(fact: Model, error: IntegrityError) -> Exception:
    """Return the IntegrityError in the user's words, as a ValidationError: the constraint's own, or the trigger's.

    The error itself where the fact's own table has no such rule, or where it is a key: nothing that the user can mend.
    """
    if not isinstance(error.__cause__, psycopg.Error):
        return error
    diagnostic = error.__cause__.diag
    if diagnostic.sqlstate == CHECK_VIOLATION and diagnostic.source_function == RAISED:
        return ValidationError({NON_FIELD_ERRORS: [diagnostic.message_primary]})
    return sentence_of(type(fact), diagnostic.constraint_name) or error


def sentence_of(model: type[Model], name: str | None) -> ValidationError | None:
    """Return what the user reads when a row of `model` breaks its constraint of this name, as a ValidationError.

    Returns None where there is nothing to read. A constraint of the model has a sentence of its own; one that follows from a field has that of the field.
    """
    for rule in model._meta.constraints:
        if rule.name == name:
            # what is to be the only one of its kind is there already: somebody was before
            late = isinstance(rule, UniqueConstraint | ExclusionConstraint)
            sentence = ValidationError(rule.get_violation_error_message(), code=LATE if late else "")
            return ValidationError({NON_FIELD_ERRORS: [sentence]})
    # PostgreSQL names what stands at a column after it. Nothing is asked here: the transaction is over with the error.
    for field in model._meta.concrete_fields:
        named = f"{model._meta.db_table}_{field.column}"
        if name == f"{named}_key":
            # a key of another table is nothing that anybody has typed: the same act was done already
            taken = f"Samma {field.verbose_name} finns redan. Ange något annat."
            again = ValidationError(DONE_BEFORE, code=LATE) if field.is_relation else ValidationError(taken)
            return ValidationError({field.name: [again]})
        if name == f"{named}_check":
            return ValidationError({field.name: "Ange ett tal som är noll eller större."})
    if (
        model._meta.unique_together and name and name.endswith("_uniq")
    ):  # in the table between two others, which Django makes
        return ValidationError({NON_FIELD_ERRORS: [ValidationError(DONE_BEFORE, code=LATE)]})
    return None


def end(perm: str, thing: AnyModel, *, by: User, text: str, changed: Iterable[str] = (), **facts: Any) -> AnyModel:
    """Set the state that the act leads to, save it with the `changed` fields, and write the journal; returns the thing."""
    set_state(perm, thing, changed)
    note(perm, thing, by=by, text=text, **facts)
    return thing


def set_state(perm: str, thing: Any, changed: Iterable[str] = ()) -> None:
    """Save the `changed` fields and, where the act leads to a state and the thing has one, the state."""
    target = ACTS[perm].target
    if target is not None and hasattr(thing, "status"):
        changed = ["status", *changed, *enter(thing, target)]
    if changed:
        _save(thing, changed)


def enter(thing: Any, state: str) -> list[str]:
    """Set the state; returns the other fields that follow it: a thing that is waited for starts its clock anew."""
    thing.status = state
    return thing.restart_clock() if hasattr(thing, "restart_clock") else []


def note(perm: str, thing: Any, *, by: User | None, text: str, **facts: Any) -> JournalEntry:
    """Write an act in the journal of the file that the thing belongs to; returns the JournalEntry."""
    return journal.record(perm, chain=thing.chain, subject=thing, by=by, section=ACTS[perm].section, text=text, **facts)
