"""publiccode.yml has what its standard requires, and says what the project itself says."""

import tomllib
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parent.parent
DESCRIBED = yaml.safe_load((TOP / "publiccode.yml").read_text())
REQUIRED = """publiccodeYmlVersion name url platforms developmentStatus softwareType description legal maintenance
localisation""".split()


def test_the_required_keys_are_there():
    assert set(REQUIRED) <= set(DESCRIBED)
    assert DESCRIBED["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert DESCRIBED["maintenance"]["type"] == "internal"
    assert all(contact["name"] for contact in DESCRIBED["maintenance"]["contacts"])  # required of what is internal
    assert DESCRIBED["localisation"] == {"localisationReady": False, "availableLanguages": ["sv"]}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_description_is_of_the_right_length(language):
    description = DESCRIBED["description"][language]
    assert len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert description["features"]


def test_the_licence_is_the_projects_and_its_text_is_there():
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    assert DESCRIBED["legal"]["license"] == project["license"] == "EUPL-1.2"
    text = (TOP / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert all(f"\n{number}.".encode() in text.encode() for number in range(1, 16))
