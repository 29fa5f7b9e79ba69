"""What the README's table says stands where it says: each name in it is opened."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from registry.ordinance import SECTIONS

TOP = Path(__file__).resolve().parent.parent
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (TOP / "README.md").read_text().splitlines()
    if re.match(r"\| .*\| `(registry|onboarding|reporting|fees)/.*\| `tests/", line)
]
RULES = "\n".join(
    path.read_text()
    for pattern in ("*/rules/*.sql", "*/models/*.py", "*/models.py")
    for path in sorted(TOP.glob(pattern))
)


@pytest.mark.parametrize(("section", "act", "code", "rule", "tests"), ROWS, ids=[row[1] for row in ROWS])
def test_each_name_can_be_opened(section, act, code, rule, tests):
    named = re.findall(r"`([^`]+)`", code + rule + tests)
    assert all(re.search(r"`", cell) for cell in (code, rule, tests)), "each column names something"
    for name in named:
        if name.startswith("manage.py "):
            assert name.removeprefix("manage.py ") in get_commands()
        elif "/" in name:
            assert (TOP / name).exists(), name
        else:
            assert re.search(rf"\b{name}\b", RULES), f"no rule is called {name}"


def test_each_section_that_asks_something_has_a_row():
    asked = {section.number for section in SECTIONS} - {"1 §", "2 §"}  # what the ordinance contains, on what it rests
    covered = set()
    for row in ROWS:
        for first, last in re.findall(r"(\d+)(?:–(\d+))? §", row[0]):
            covered |= {f"{number} §" for number in range(int(first), int(last or first) + 1)}
    assert asked <= covered


def test_the_folders_that_it_names_are_there():
    text = (TOP / "README.md").read_text()
    table = text[text.index("| Folder |") : text.index("**Facts below")]
    rows = re.findall(r"^\| `(\w+)/` \| ([^|]*)\| (.*) \|$", table, flags=re.M)
    assert [app for app, _, _ in rows] == ["registry", "onboarding", "fees", "reporting", "itdrift"]
    for app, _, rooms in rows:
        for room in re.findall(r"`(\w+)/`", rooms):
            assert (TOP / app / room / "__init__.py").exists(), f"{app}/{room}"
