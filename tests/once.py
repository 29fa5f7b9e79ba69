"""States that many tests start from: made once for all tests in a row that want them, each of which takes back its own work."""

from copy import deepcopy
from inspect import Parameter, Signature, signature
from time import time

import pytest
from django.db import connection, transaction

_levels = []  # what stands in the database now, one upon the other, as (build, savepoint, made, moment)


def made_once(build):
    """A fixture for what `build` makes of the fixtures that it names, none of which may need `db`.

    A test gets a copy. Its clock, where somebody moves it, stands where it stood when all was made. A test that commits
    has everything made for itself.
    """
    own = ["request", "django_db_setup", "django_db_blocker", "reached"]
    needed = list(signature(build).parameters)

    def give(request, django_db_setup, django_db_blocker, reached, **parts):
        parts = {name: request.getfixturevalue(name) for name in needed}
        if commits(request.node):
            request.getfixturevalue("transactional_db")
            return build(**parts)
        with django_db_blocker.unblock():
            made, moment = _stand_on(reached, build, parts)
        if "time_machine" in request.fixturenames:
            request.getfixturevalue("time_machine").move_to(moment)
        return made

    names = dict.fromkeys([*own, *needed])
    give.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])
    give.__doc__ = build.__doc__
    give.is_made_once = True
    return pytest.fixture(name=build.__name__)(give)


def states_of(item):
    """The names of the fixtures made once that the test asks for, itself or through others."""
    known = item._fixtureinfo.name2fixturedefs  # pytest tells only the names; another file may give one another meaning
    return [name for name in item.fixturenames if name in known and hasattr(known[name][-1].func, "is_made_once")]


def commits(item):
    return bool({"transactional_db", "live_server"} & set(item.fixturenames))


def _stand_on(reached, build, parts):
    place = len(reached)
    reached.append(build)
    if place < len(_levels) and _levels[place][0] is build:
        _, _, made, moment = _levels[place]
        return deepcopy(made), moment
    take_back(place)
    if connection.in_atomic_block != bool(_levels):
        raise RuntimeError(
            f"{build.__name__} is made before `db`: no mark django_db, and nothing in it that needs `db`."
        )
    whole = transaction.atomic()
    whole.__enter__()
    try:
        made = build(**parts)
        connection.check_constraints()  # else what is deferred is checked anew at the end of each test
    except BaseException:
        _undo(whole)
        raise
    moment = time()
    _levels.append((build, whole, deepcopy(made), moment))
    return made, moment


def take_back(to=0):
    """Take back all states but the first `to`."""
    while len(_levels) > to:
        _undo(_levels.pop()[1])


def _undo(whole):
    transaction.set_rollback(True)
    whole.__exit__(None, None, None)
