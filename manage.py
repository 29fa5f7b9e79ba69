#!/usr/bin/env python3
"""The one door for commands: sets up what is missing, then hands over to `itdrift.__main__`."""

import runpy
from pathlib import Path

if __name__ == "__main__":
    # By its path, since the package itself imports Celery, which may not be installed yet.
    runpy.run_path(str(Path(__file__).resolve().parent / "itdrift" / "bootstrap.py"))["ensure"]()
    runpy.run_module("itdrift", run_name="__main__")
