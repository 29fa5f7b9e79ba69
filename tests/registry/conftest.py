"""Fixtures for the register."""

from datetime import date

import pytest

from .. import making
from ..once import made_once
from .agencies.editions import HEADER, run


@pytest.fixture
def edition(tmp_path):
    """Loads rows as an edition per a day of 2026, and returns what was said."""

    def load(*rows, month=1, header=HEADER, **options):
        path = tmp_path / "utgåva.csv"
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return run(str(path), as_of=date(2026, month, 2), source="Provet", **options)

    return load


@made_once
def cast():
    """The cast with services that went through the acts: here they are what is tested."""
    return making.cast(service=making.approved_service)
