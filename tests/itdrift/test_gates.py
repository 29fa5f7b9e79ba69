"""The gates stand before the tests: the first fault ends the run, with its name."""

import os

import pytest

from itdrift import __main__, gates

CORES = str(len(os.sched_getaffinity(0)))
PASSES = ["python", "-c", "print('nothing to say')"]
FAILS = ["python", "-c", "print('line 7 is wrong'); raise SystemExit(1)"]

CORES = str(len(os.sched_getaffinity(0)))


def test_the_first_fault_ends_the_run_with_its_name_and_its_output(monkeypatch, capsys):
    monkeypatch.setattr(gates, "GATES", {"före": PASSES, "mallar": FAILS, "efter": PASSES})

    with pytest.raises(SystemExit) as stopped:
        gates.check()

    assert "line 7 is wrong" in stopped.value.code
    assert "Kontrollen ”mallar” har fel" in stopped.value.code
    shown = capsys.readouterr().out
    assert "Kontroll: före" in shown
    assert "efter" not in shown


@pytest.mark.parametrize(
    ("arguments", "steps"),
    [
        ([], ["gates", ["-n", CORES, "--dist", "worksteal"]]),
        (["coverage"], ["gates", ["-n", CORES, "--dist", "worksteal", "--cov"]]),
        (["gates"], ["gates"]),
        (["tests/fees", "-k", "price"], [["tests/fees", "-k", "price"]]),
    ],
)
def test_all_tests_begin_with_the_gates(arguments, steps, monkeypatch):
    taken = []
    monkeypatch.setattr(gates, "check", lambda: taken.append("gates"))
    monkeypatch.setattr(os, "execv", lambda program, command: taken.append(command[3:]))

    __main__.main(["manage.py", "test", *arguments])

    assert taken == steps
