"""Gives the tests a server of their own before Django's settings ask for it; loaded by `addopts` in pyproject.toml."""

from contextlib import ExitStack

import pytest

from itdrift.embedded import HOME, database


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    stack = ExitStack()
    stack.enter_context(database(HOME / "tests", durable=False))
    early_config.add_cleanup(stack.close)
    return (yield)
