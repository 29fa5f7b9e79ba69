"""A day in the year, so that no test depends on the day it is run."""

from datetime import date
from decimal import Decimal

import pytest

from fees.prices import acts as prices_acts

from .. import making
from ..once import made_once


@made_once
def cast(time_machine):
    time_machine.move_to("2026-02-02T09:00:00+01:00")
    return making.cast()


@pytest.fixture
def set_fee(cast):
    """Sets a fee of the cast's service; what is not said is ordinary."""

    def act(amount="100", valid_from=date(2026, 1, 1), service=None, by=None, **changes):
        said = {
            "component": "running",
            "amount": Decimal(amount),
            "valid_from": valid_from,
            "decision_reference": "SKV 8-1",
            "consulted_on": date(2025, 10, 1),
            **changes,
        }
        return prices_acts.set_fee(service or cast.service, by=by or cast.supplier_boss, **said)

    return act
