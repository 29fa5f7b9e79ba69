"""What the program's log leaves out: which case, thing or person a request concerned. It says which request."""

import json
import logging
import re

from .request_log import current

SERVERS = ("django.", "gunicorn.")  # they log the address that was asked for
VALUES = re.compile(
    r"^DETAIL:.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL
)  # the database's telling of a row that broke a rule


def without_values(text: str) -> str:
    """Return what the database says of an error without the values of the row that broke a rule."""
    return VALUES.sub("", text)


SEEN = ("method", "route", "status", "ms")


class Nameless(logging.Filter):
    """Leaves out the keys in the addresses that are logged, and the traceback of what was only refused, not found or away."""

    def filter(self, record):
        # what Django logs of an answer comes when all else is over, and brings the request along
        record.request_id = current.get() or getattr(getattr(record, "request", None), "id", "-")
        if record.name.startswith(SERVERS) and record.args and isinstance(record.args, tuple):
            record.args = tuple(re.sub(r"\d+", "…", arg) if isinstance(arg, str) else arg for arg in record.args)
        if getattr(record, "status_code", 500) not in range(500, 503):
            record.exc_info = None
        return True


class PlainLine(logging.Formatter):
    """Writes a line, for people; of a traceback without the values of a row."""

    def format(self, record):
        record.exc_text = None  # where another handler would leave it for us, whole
        return super().format(record)

    def formatException(self, ei):  # noqa: N802
        return without_values(super().formatException(ei))


class JsonLine(PlainLine):
    """Writes a line of JSON, for what collects the logs of many programs."""

    def format(self, record):
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": record.request_id,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in SEEN if hasattr(record, name)},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
