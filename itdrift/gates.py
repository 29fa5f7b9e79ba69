"""The gates: what must be clean before any test runs and any database is made."""

import subprocess
import sys
import time
from pathlib import Path

from itdrift.bootstrap import TOP

TEMPLATES = [str(path.relative_to(TOP)) for path in sorted((TOP / "templates").rglob("*.html"))]
GATES = {
    "format": ["ruff", "format", "--check", "."],
    "stil": ["ruff", "check", "."],
    "import": ["lint-imports"],
    "mallar": ["djade", "--check", "--target-version", "5.2", *TEMPLATES],
    "typer": ["mypy"],
}


def check() -> None:
    """Run the gates in order, and say what each took; the first that fails ends the program with its name and output."""
    for name, command in GATES.items():
        begun = time.monotonic()
        program = Path(sys.executable).with_name(command[0])
        gate = subprocess.run([program, *command[1:]], cwd=TOP, capture_output=True, text=True, check=False)
        if gate.returncode:
            sys.exit(f"{gate.stdout}{gate.stderr}\nKontrollen ”{name}” har fel, se ovan.")
        print(f"Kontroll: {name}, {time.monotonic() - begun:.1f} s", flush=True)
