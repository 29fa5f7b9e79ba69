"""The database of the tests as `migrate` leaves it: made once, kept between runs, and copied for each process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from psycopg.sql import SQL, Identifier

from itdrift import embedded
from itdrift.embedded import locks

TOP = Path(__file__).resolve().parent.parent
MADE_FROM = [
    "requirements.txt",
    "itdrift/database_rules.py",
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/rules/*",
]
KEPT = "kept_for_tests"


def template():
    """The name of a database to copy. It is made anew when a file has changed that it is made from."""
    name = f"{KEPT}_{_digest()}"
    with locks.alone(embedded.HOME / "tests" / "template.lock"), connection._nodb_cursor() as server:
        server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KEPT])
        kept = [row[0] for row in server.fetchall()]
        if name not in kept:
            for outdated in kept:
                server.execute(SQL("DROP DATABASE {}").format(Identifier(outdated)))
            _make(server, name)
    return name


def _digest():
    files = sorted(path for pattern in MADE_FROM for path in TOP.glob(pattern))
    content = b"".join(str(path.relative_to(TOP)).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(content).hexdigest()[:12]


def _make(server, name):
    """Under another name first, so that what a killed run leaves is never taken for the whole."""
    unfinished = f"{KEPT}_unfinished"
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(unfinished)))
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if name in os.environ}
    there = {name: urlsplit(url)._replace(path=f"/{unfinished}").geturl() for name, url in urls.items()}
    environment = {**os.environ, **there, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=TOP, env=environment, check=True)
    server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(name)))
