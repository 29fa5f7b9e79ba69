"""The people of the demo stand here, with for whom and when they act."""

from contextlib import contextmanager
from datetime import UTC, datetime, time
from unittest import mock

from django.utils import timezone

from registry.models import Mandate, Membership, User
from registry.ordinance import IN_FORCE, Part, Role

OFFICER, BOSS = Role.OFFICER, Role.DECISION_MAKER


def email(name):
    plain = name.lower().replace(" ", ".").translate(str.maketrans("åäöé", "aaoe"))
    return f"{plain}@demo.example"


def person(name, places):
    admin = not places
    user = User.objects.create_user(email(name), None, name=name, is_staff=admin, is_superuser=admin)
    for agency, part, role, title in places:
        mandate = Mandate.objects.current().get(agency__name=agency, part=part)
        value = {label: value for value, label in Role.choices}[role]
        Membership.objects.create(user=user, mandate=mandate, role=value, title=title, valid_from=IN_FORCE)


def acting(agency, part, role):
    """Return a person of the demo who acts for the agency in the part and role."""
    membership = (
        Membership.objects.current().filter(mandate__agency__name=agency, mandate__part=part, role=role).first()
    )
    user = membership.user
    user.acting = membership
    return user


def coordinator(role=OFFICER):
    return acting("Försäkringskassan", Part.COORDINATOR, role)


class _Like(type):
    """Makes its class take every datetime as its own: django.utils.timezone asks isinstance of what it is given."""

    def __instancecheck__(cls, thing):
        return isinstance(thing, datetime)


@contextmanager
def lived(day):
    """Act as if it were the morning of that day, but never later than now.

    The demo is made in an instant, and the acts ask the clock. It is the clock behind `timezone.now` that is moved, since a
    field's default holds the function itself.
    """
    morning = timezone.make_aware(datetime.combine(day, time(9)))
    moment = min(morning.astimezone(UTC), timezone.now())
    clock = _Like("datetime", (), {"now": staticmethod(lambda tz: moment)})
    with mock.patch.object(timezone, "datetime", clock):
        yield
