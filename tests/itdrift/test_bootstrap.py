"""The set-up, on a computer where nothing of ours is."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from itdrift import bootstrap

LOCKS = [bootstrap.PROGRAM_LOCK, bootstrap.TEST_LOCK]


@pytest.fixture
def clone(tmp_path):
    """A copy of what starts the program, with nothing locked and a program that only says where it runs."""
    for name in ("manage.py", "itdrift/bootstrap.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(bootstrap.TOP / name, tmp_path / name)
    (tmp_path / "itdrift" / "__init__.py").touch()
    (tmp_path / "itdrift" / "__main__.py").write_text("import sys\nprint(sys.prefix, *sys.argv[1:])\n")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


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


def manage(clone, *arguments, python=None):
    python = python or Path(sys.base_prefix) / "bin" / "python3"
    return subprocess.run([python, "manage.py", *arguments], cwd=clone, capture_output=True, text=True, check=False)


def test_a_fresh_clone_sets_itself_up_once_and_goes_on_inside(clone):
    first = manage(clone, "demo", "--port", "9")
    assert first.stdout == f"{clone / '.venv'} demo --port 9\n", first.stderr
    assert "Skapar den virtuella miljön" in first.stderr
    again = manage(clone, "demo")
    assert (again.stdout, again.stderr) == (f"{clone / '.venv'} demo\n", "")

    (clone / "requirements.txt").write_text("django==5.2.19\n")  # without a hash
    refused = manage(clone, "demo")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Det gick inte att installera paketen i requirements.txt." in refused.stderr


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


@pytest.mark.parametrize("package", ["chromium", "poppler-utils", "qpdf"])
def test_only_the_tests_need_a_browser_and_what_looks_at_papers(monkeypatch, tmp_path, package):
    assert bootstrap.missing_debian_packages("test") == []
    monkeypatch.setitem(bootstrap.TEST_PROGRAMS, package, tmp_path / "nowhere")
    assert bootstrap.missing_debian_packages("demo") == []
    assert bootstrap.missing_debian_packages("test") == [package]


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
    program, tests = (locked(lock) for lock in LOCKS)
    assert_allowed(project["dependencies"], program)
    assert_allowed(project["optional-dependencies"]["test"], tests)
    assert program.items() <= tests.items()


def locked(lock):
    """Package name to version."""
    pinned = re.findall(r"^(\S+)==([^\s;]+)", lock.read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pinned}


def assert_allowed(requirements, lock):
    for requirement in map(Requirement, requirements):
        assert lock[canonicalize_name(requirement.name)] in requirement.specifier, requirement
