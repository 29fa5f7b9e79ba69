"""Statements past every act of the program, and the name of the database's rule that refuses them."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.roles import as_owner


def refused(sql, **values):
    """The name of the rule that refuses the statement, at once or when the transaction is about to end."""
    with pytest.raises(IntegrityError) as error:
        _execute(sql, values)
    return error.value.__cause__.diag.constraint_name


def allowed(sql, **values):
    _execute(sql, values)


@transaction.atomic
def _execute(sql, values):
    with as_owner(), connection.cursor() as cursor:  # not the program, whose rights end before the rules do
        cursor.execute(sql, values)
        connection.check_constraints()


def insert(table, row):
    """An INSERT of onboarding's table, for the values in `row`."""
    return f"INSERT INTO onboarding_{table} ({', '.join(row)}) VALUES ({', '.join(f'%({name})s' for name in row)})"  # noqa: S608


def update(table, *names):
    """An UPDATE of one row of onboarding's table, by its id: `names` are the columns."""
    return f"UPDATE onboarding_{table} SET {', '.join(f'{name} = %({name})s' for name in names)} WHERE id = %(id)s"  # noqa: S608


def refused_row(table, row):
    return refused(insert(table, row), **row)


def refused_change(table, pk, **changes):
    return refused(update(table, *changes), id=pk, **changes)
