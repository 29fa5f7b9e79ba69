"""The program as it is run: a database server of its own, and gunicorn as the demo starts it."""

import os
import subprocess
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from itdrift import bootstrap
from itdrift.embedded import HOME
from itdrift.embedded.children import Children
from itdrift.embedded.postgres import Postgres, binaries
from itdrift.management.commands import demo

from ..template import template

SECRET = "a" * 32


class Site:
    """A Site answers on a port, and its database may be stopped and started."""

    def __init__(self, port, database, children):
        self.port, self.database, self.children = port, database, children

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        """Send a form that Django trusts: the cookie and the field are the same secret."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={SECRET}"}
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": SECRET, **fields}), headers)

    def ask(self, method, path, body=None, headers=None):
        """(Status, text, headers); status 0 when no answer came."""
        to = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            to.request(method, path, body, headers or {})
            answer = to.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        except (HTTPException, OSError):
            return 0, "", {}
        finally:
            to.close()

    def stop_database(self, mode):
        self.database._run("pg_ctl", "-D", self.database.data, "-m", mode, "-w", "stop")

    def start_database(self):
        self.database._start()

    @property
    def log(self):
        return self.children.log("web").read_text()


def copy_tables(database):
    """Give it the tables, rules and rights of the tests' own, in two seconds; migrating takes twenty."""
    programs = binaries()
    dump = [programs / "pg_dump", "-h", Postgres(HOME / "tests").sockets, "-U", "postgres", template()]
    psql = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", database.sockets, "-U", "postgres", "itdrift"]
    dumped = subprocess.run(dump, check=True, capture_output=True)
    subprocess.run(psql, input=dumped.stdout, check=True, capture_output=True)


@contextmanager
def whole_site(home, **variables):
    """The Site, with its tables, while the context lasts; `variables` go into its environment."""
    with Postgres(home / "database", durable=False).in_use() as database, Children(home / "log") as children:
        settings = {
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,
            "CELERY_BROKER_URL": "redis+socket:///nowhere/valkey.sock",
            "DJANGO_SETTINGS_MODULE": "itdrift.settings",
            "DEMO": "1",
            **variables,
        }
        environment = {**os.environ, **settings}
        copy_tables(database)
        with bootstrap.listener(0) as web:
            command = demo.web_server(web)["web"]
            children.start("web", command, cwd=bootstrap.TOP, env=environment, pass_fds=[web.fileno()])
            port = web.getsockname()[1]
            demo.wait_for_answer(port, children)
            yield Site(port, database, children)
