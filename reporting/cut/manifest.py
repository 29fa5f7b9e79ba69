"""The manifest says what a cut was made with, so that anybody can say whether a paper is drawn from the same things again."""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

TEMPLATES, STATIC = settings.BASE_DIR / "templates" / "paper", settings.BASE_DIR / "static"
PACKAGES = ("django", "weasyprint", "pydyf")


def canonical(cut):
    """Return the cut as UTF-8 JSON with sorted keys: the same bytes for the same figures."""
    return json.dumps(cut, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def manifest(cut):
    """Return the SHA-256 of the cut itself, of the templates, of the fonts and styles; and the versions that draw them."""
    return {"data": hashlib.sha256(canonical(cut)).hexdigest(), **_program()}


def is_whole(cut):
    """Return whether a cut is what its own manifest says."""
    figures = {name: value for name, value in cut.items() if name != "manifest"}
    return cut["manifest"]["data"] == hashlib.sha256(canonical(figures)).hexdigest()


@cache
def _program():
    versions = {name: version(name) for name in PACKAGES}
    return {
        "template": _digest(sorted(TEMPLATES.rglob("*.html"))),
        "fonts": _digest(sorted([*STATIC.rglob("*.woff2"), *(STATIC / "paper").rglob("*")])),
        "versions": {"python": platform.python_version(), **versions},
    }


def _digest(files: list[Path]):
    """Return one SHA-256 over the names and the content of the files."""
    whole = hashlib.sha256()
    for file in files:
        if file.is_file():
            whole.update(f"{file.relative_to(settings.BASE_DIR)}\n".encode() + file.read_bytes())
    return whole.hexdigest()
