"""The house rules that no gate holds: migrations, sections, sizes, the diagram in the README."""

import ast
import re
import statistics
import tomllib
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from onboarding.management.commands.diagram import diagram
from registry.ordinance import SECTIONS

TOP = Path(__file__).resolve().parent.parent
APPS = ["itdrift", "registry", "onboarding", "fees", "reporting"]
PROGRAM = [p for app in APPS for p in (TOP / app).rglob("*.py") if "migrations" not in p.parts]


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_the_diagram_in_the_readme_is_the_table_of_acts():
    assert diagram() in (TOP / "README.md").read_text()


def test_the_floor_of_coverage_stands_in_the_readme():
    floor = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["coverage"]["report"]["fail_under"]
    assert re.findall(r"floor of (\d+) % of lines\s+and branches", (TOP / "README.md").read_text()) == [str(floor)]


def test_every_section_has_a_test():
    marked = set()
    for path in (TOP / "tests").rglob("test_*.py"):
        marked |= {int(n) for n in re.findall(r"mark\.section\((\d+)\)", path.read_text())}
    # 1 and 2 §§ say what the ordinance contains and on what it rests: nothing to do or to break.
    assert {f"{n} §" for n in marked} == {s.number for s in SECTIONS} - {"1 §", "2 §"}


@pytest.mark.parametrize("path", PROGRAM, ids=lambda p: str(p.relative_to(TOP)))
def test_a_file_is_not_too_long(path):
    assert len(path.read_text().splitlines()) <= 300


def test_functions_are_short():
    """Counted from the docstring on: a signature with a type to each line makes no function harder to read."""
    lengths = sorted(
        node.end_lineno - node.body[0].lineno + 2
        for path in PROGRAM
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    )
    assert statistics.median(lengths) <= 7
    assert lengths[int(len(lengths) * 0.9)] <= 20
    assert lengths[-1] <= 40


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{path}:{node.lineno}"
        for path in PROGRAM
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert inside == []


def test_a_moment_is_never_written_as_the_day_of_utc():
    """The database gives moments in UTC: as text they go through `dag` or `klockslag`, which know the day in Sweden."""
    raw = []
    for path in PROGRAM:
        for node in ast.walk(ast.parse(path.read_text())):
            formatted = None
            if isinstance(node, ast.FormattedValue) and node.format_spec and "%" in ast.unparse(node.format_spec):
                formatted = node.value
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("strftime", "date"):
                formatted = getattr(node.func, "value", None)
            name = getattr(formatted, "attr", getattr(formatted, "id", ""))
            if name.endswith("_at") or name == "at":
                raw.append(f"{path.relative_to(TOP)}:{node.lineno} {name}")
    assert raw == []


def test_names_are_sorted_in_the_swedish_order():
    """Not as the database sorts its letters: by `sort_name`, or through SwedishOrder."""
    raw = []
    for path in PROGRAM:
        for call in re.findall(r"order_by\(([^)]*)\)|^    ordering = \[(.*)\]", path.read_text(), re.MULTILINE):
            names = re.findall(r'(SwedishOrder\(\s*)?"-?((?:\w+__)?name)"', "".join(call))
            raw += [f"{path.relative_to(TOP)} {name}" for wrapped, name in names if not wrapped]
    assert raw == []


def test_no_page_and_no_paper_takes_a_text_as_it_is():
    """What a person has written is escaped everywhere; only letters, which are plain text, are not."""
    pages = list((TOP / "templates").rglob("*.html"))
    raw = [path for path in pages if re.search(r"\|\s*safe\b|autoescape|safeseq", path.read_text())]
    marked = [path for path in PROGRAM if re.search(r"mark_safe|SafeString|SafeText", path.read_text())]
    assert len(pages) > 200
    assert (raw, marked) == ([], [])


def test_what_means_several_things_names_nothing_public():
    """Nor does one letter, and a list is no string that is split."""
    vague = {"told", "said", "done", "kept", "asked", "made", "row", "doing"}
    found = []
    for path in PROGRAM:
        source = path.read_text()
        names = [path.stem, *([] if '".split()' not in source else ['".split()'])]
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names.append(node.name)
            for statement in node.body if isinstance(node, (ast.Module, ast.ClassDef)) else ():
                targets = getattr(statement, "targets", [getattr(statement, "target", None)])
                names += [target.id for target in targets if isinstance(target, ast.Name)]
        found += [f"{path.relative_to(TOP)} {name}" for name in names if name.lower() in {*vague, '".split()'}]
        found += [f"{path.relative_to(TOP)} {name}" for name in names if len(name) == 1 and name.isupper()]
    assert found == []


def test_who_is_refused_always_reads_why():
    """Nothing but NotAllowed is raised, which asks for its sentence; a bare PermissionDenied says nothing."""
    knows, raised = set(), []
    for path in PROGRAM:
        tree = ast.parse(path.read_text())
        names = [node for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Attribute, ast.alias))]
        said = {getattr(node, "id", getattr(node, "attr", getattr(node, "name", ""))) for node in names}
        knows |= {str(path.relative_to(TOP))} if "PermissionDenied" in said else set()
        raised += [
            node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and "NotAllowed" in ast.dump(node)
        ]
    assert knows == {"registry/rights.py"}
    assert len(raised) >= 4
    assert all(isinstance(error, ast.Call) and error.args for error in raised)


def test_a_class_name_means_one_thing():
    places = defaultdict(list)
    for path in PROGRAM:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and node.name not in ("Meta", "Media", "Command"):  # Django's own
                places[node.name].append(f"{path.relative_to(TOP)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_click_waits_for_what_it_leads_to():
    """So `person.click` and `Person.download` do; what is read at once after a bare click may be the page before."""
    bare = {path.name for path in (TOP / "tests").rglob("*.py") if ".click()" in path.read_text()}
    assert bare == {"person.py", Path(__file__).name}
