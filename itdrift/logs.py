"""What the program's log leaves out: which case, thing or person a request concerned."""

import logging
import re


class Nameless(logging.Filter):
    """Leaves out the keys in the addresses that Django logs, and the traceback of what was only refused, not found or away."""

    def filter(self, record):
        if record.name.startswith("django.") and record.args and isinstance(record.args, tuple):
            record.args = tuple(re.sub(r"\d+", "…", arg) if isinstance(arg, str) else arg for arg in record.args)
        if getattr(record, "status_code", 500) not in range(500, 503):
            record.exc_info = None
        return True
