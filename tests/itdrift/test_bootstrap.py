"""The set-up, on a computer where nothing of ours is."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from itdrift import bootstrap
from itdrift.embedded import locks

LOCKS = [bootstrap.PROGRAM_LOCK, bootstrap.EMBEDDED_LOCK, bootstrap.TEST_LOCK]


@pytest.fixture
def clone(tmp_path):
    """A copy of what starts the program, with nothing locked and a program that only says where it runs."""
    for name in ("manage.py", "itdrift/bootstrap.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(bootstrap.TOP / name, tmp_path / name)
    (tmp_path / "itdrift" / "__init__.py").touch()
    (tmp_path / "itdrift" / "__main__.py").write_text("import sys\nprint(sys.prefix, *sys.argv[1:])\n")
    for name in ("requirements.txt", "requirements-embedded.txt"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


@pytest.fixture
def port():
    """The number of a port that nobody listens on."""
    with bootstrap.listener(0) as free:
        return str(free.getsockname()[1])


@pytest.fixture
def foreign(clone):
    """A .venv that another tool made, with a file of its own in it."""
    venv.create(clone / ".venv", symlinks=True)
    (clone / ".venv" / "theirs").write_text("kept")
    return clone


@pytest.fixture
def apt_get(tmp_path, monkeypatch):
    """An apt-get that writes down what it was asked for, found first by a command that root runs."""
    path = tmp_path / "apt-get"
    path.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nexit $(cat {tmp_path}/result)\n')
    path.chmod(0o755)
    (tmp_path / "result").write_text("0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def manage(clone, *arguments, python=None, **environment):
    python = python or Path(sys.base_prefix) / "bin" / "python3"
    variables = {**os.environ, **environment}
    return subprocess.run(
        [python, "manage.py", *arguments], cwd=clone, capture_output=True, text=True, check=False, env=variables
    )


def test_a_fresh_clone_sets_itself_up_once_and_goes_on_inside(clone, port):
    first = manage(clone, "demo", "--port", port)
    assert first.stdout == f"{clone / '.venv'} demo --port {port}\n", first.stderr
    assert "Skapar den virtuella miljön" in first.stderr
    again = manage(clone, "demo", "--port", port)
    assert (again.stdout, again.stderr) == (f"{clone / '.venv'} demo --port {port}\n", "")

    (clone / "requirements.txt").write_text("django==5.2.19\n")  # without a hash
    refused = manage(clone, "demo", "--port", port)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Det gick inte att installera paketen. Orsaken står i" in refused.stderr
    assert "hash" in (clone / ".var" / "log" / "pip.log").read_text()


@pytest.mark.parametrize("offline", [{"PIP_NO_INDEX": "1"}, {"PIP_INDEX_URL": "http://127.0.0.1:9/"}], ids=str)
def test_without_a_network_one_sentence_says_how_to_go_on(clone, port, offline):
    lock = "no-such-package-of-ours==1 --hash=sha256:" + "0" * 64 + "\n"
    (clone / "requirements.txt").write_text(lock)
    alone = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", **offline}
    result = manage(clone, "demo", "--port", port, **alone)
    said = result.stderr.splitlines()
    assert said[:2] == ["Skapar den virtuella miljön .venv …", "Installerar 1 låsta paket …"]
    assert len(said) == 3
    assert said[2].startswith("Paketen kunde inte hämtas: datorn når ingen paketkälla. Anslut den till nätet")
    assert (result.returncode, result.stdout) == (1, "")


def test_the_port_is_asked_before_anything_else(clone):
    with bootstrap.listener(0) as taken:
        number = taken.getsockname()[1]
        for argument in (f"--port={number}", f"--port {number}"):
            result = manage(clone, "demo", *argument.split())
            assert result.stderr == f"Port {number} är upptagen eller inte tillåten. Välj en annan med --port.\n"
    assert not (clone / ".venv").exists()
    assert manage(clone, "demo", "--port", "åtta").stderr == "Ange porten som ett tal, till exempel --port 8014.\n"


def test_a_second_demo_is_told_so_first(clone, port):
    lock = clone / ".var" / "demo.lock"
    with locks.opened(lock) as file:
        assert locks.take(file)
        assert manage(clone, "demo", "--port", port).stderr == "Programmet är redan igång här. Avsluta det först.\n"
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("asked", [[], ["help"], ["help", "demo"], ["--version"], ["demo", "--help"]], ids=" ".join)
def test_who_asks_what_there_is_installs_nothing(clone, asked):
    result = manage(clone, *asked)
    assert "python3 manage.py demo" in result.stderr
    assert sorted(path.name for path in clone.iterdir()) == [
        "itdrift",
        "manage.py",
        "requirements-embedded.txt",
        "requirements.txt",
    ]


def test_an_environment_of_another_tool_is_never_touched(foreign, port):
    before = sorted(foreign.joinpath(".venv").rglob("*"))
    for command in (["demo", "--port", port], ["test"], ["migrate"]):
        result = manage(foreign, *command)
        assert result.stderr.startswith("Katalogen .venv är gjord av ett annat verktyg, saknar paket")
    assert sorted(foreign.joinpath(".venv").rglob("*")) == before


def test_an_environment_of_another_tool_that_has_the_packages_is_used(foreign, port):
    (site,) = foreign.glob(".venv/lib/python*/site-packages")
    for name in {*bootstrap.PROGRAM_PACKAGES, *bootstrap.EMBEDDED_PACKAGES}:
        (site / f"{name}.py").touch()
    theirs = foreign / ".venv"
    for python in (None, theirs / "bin" / "python"):  # found beside manage.py, or chosen
        result = manage(foreign, "demo", "--port", port, python=python)
        assert (result.stdout, result.stderr) == (f"{theirs} demo --port {port}\n", "")


def test_an_own_environment_that_was_never_finished_is_made_anew(clone, port):
    (site,) = [clone / bootstrap.SITE.relative_to(bootstrap.TOP)]
    site.mkdir(parents=True)
    (site / bootstrap.INSTALLED.name).touch()
    assert manage(clone, "demo", "--port", port).stdout == f"{clone / '.venv'} demo --port {port}\n"


def test_where_the_packages_are_nothing_is_set_up(clone):
    result = manage(clone, "migrate", python=sys.executable)
    assert (result.stdout, result.stderr) == (f"{sys.prefix} migrate\n", "")
    assert not (clone / ".venv").exists()


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9))
    with pytest.raises(SystemExit, match=r"behöver Python 3\.11 eller senare\. Det här är Python 3\.9\."):
        bootstrap.ensure()


@pytest.mark.parametrize("name", ["manage.py", "itdrift/bootstrap.py"])
def test_an_old_python_can_read_it(name):
    ast.parse((bootstrap.TOP / name).read_text(), feature_version=(3, 6))


def test_the_libraries_that_do_not_load_are_missing(monkeypatch):
    assert bootstrap.missing_debian_packages("demo") == []
    monkeypatch.setitem(bootstrap.LIBRARIES, "libnot-there-0", "libnot-there.so.0")
    assert bootstrap.missing_debian_packages("demo") == ["libnot-there-0"]


def test_only_all_the_tests_need_a_browser_and_what_looks_at_papers(monkeypatch, tmp_path):
    monkeypatch.setitem(bootstrap.BROWSER_PROGRAMS, "chromium", tmp_path / "nowhere")
    monkeypatch.setitem(bootstrap.BROWSER_LIBRARIES, "libnot-there-0", "libnot-there.so.0")
    monkeypatch.setitem(bootstrap.PAPER_PROGRAMS, "qpdf", tmp_path / "nowhere")
    assert bootstrap.missing_debian_packages("demo") == []
    assert bootstrap.missing_debian_packages("test", ["tests/fees"]) == []
    assert {"libnot-there-0", "chromium", "qpdf"} <= set(bootstrap.missing_debian_packages("test"))


def test_a_python_without_venv_needs_the_package(monkeypatch):
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap, "venv_is_made", lambda: True)
    assert bootstrap.missing_debian_packages("demo") == []
    monkeypatch.setattr(bootstrap, "venv_is_made", lambda: False)
    assert bootstrap.missing_debian_packages("demo") == ["python3-venv"]


def test_who_may_not_install_is_told_what_to_install(monkeypatch, apt_get):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match=r"apt-get install chromium libpango-1\.0-0$"):
        bootstrap.install_debian_packages(["chromium", "libpango-1.0-0"])
    assert not (apt_get / "asked").exists()


def test_root_on_debian_gets_them_installed(apt_get, capsys):
    bootstrap.install_debian_packages(["chromium"])
    assert (apt_get / "asked").read_text() == "-qq update\n-qq -y --no-install-recommends install chromium\n"
    assert capsys.readouterr().err == "Installerar Debianpaketen chromium …\n"


def test_an_installation_that_fails_is_told(apt_get):
    (apt_get / "result").write_text("100")
    with pytest.raises(SystemExit, match=r"apt-get install chromium$"):
        bootstrap.install_debian_packages(["chromium"])


def test_nothing_missing_asks_for_nothing(apt_get):
    bootstrap.install_debian_packages([])
    assert not (apt_get / "asked").exists()


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_the_locks_name_no_host_and_no_path(lock):
    assert not re.search(r"//|file:|\s/\w|^-", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_the_locks_hold_a_hash_for_each_package(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert all("--hash=sha256:" in entry for entry in entries if not entry.startswith("#"))


def test_the_locks_agree_with_the_project_and_with_each_other():
    project = tomllib.loads((bootstrap.TOP / "pyproject.toml").read_text())["project"]
    program, embedded, tests = (locked(lock) for lock in LOCKS)
    extras = project["optional-dependencies"]
    assert_allowed(project["dependencies"], program)
    assert_allowed(extras["embedded"], embedded)
    assert extras["test"][0] == "itdrift[embedded]"
    assert_allowed(extras["test"][1:], tests)
    assert {**program, **embedded}.items() <= tests.items()
    assert program.keys().isdisjoint(embedded)  # what production has and what development adds


def test_what_an_environment_is_asked_for_is_there():
    everything = {*bootstrap.packages_for("demo"), *bootstrap.packages_for("test")}
    assert {name for name in everything if not find_spec(name)} == set()


def locked(lock):
    """Package name to version."""
    pinned = re.findall(r"^(\S+)==([^\s;]+)", lock.read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pinned}


def assert_allowed(requirements, lock):
    for requirement in map(Requirement, requirements):
        assert lock[canonicalize_name(requirement.name)] in requirement.specifier, requirement
