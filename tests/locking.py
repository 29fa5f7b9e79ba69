"""What an act locks, and in which order."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

LOCK = re.compile(r'FROM "?[a-z]+_(\w+)"?.* FOR (?:NO KEY )?UPDATE|(pg_advisory)_xact_lock')


def locked(do):
    """The tables whose rows the act locks, and where the journal is held, each once, in the order in which it does."""
    with CaptureQueriesContext(connection) as asked:
        do()
    found = [LOCK.search(" ".join(query["sql"].split())) for query in asked.captured_queries]
    names = [match[1] or "journal" for match in found if match]
    return " ".join(dict.fromkeys(names))
