"""How often the same is tried: a sample among the tests, all of it with `manage.py drills`."""

import os

DRILLING = os.environ.get("DRILLS") == "1"


def rounds(sample: int, drill: int) -> int:
    """How many rounds, or rows, now: `sample` among the tests, `drill` in a drill. The test bears the mark `drill`."""
    return drill if DRILLING else sample
