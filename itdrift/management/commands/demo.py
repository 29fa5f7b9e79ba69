"""`manage.py demo`: the whole program on this machine, with fictitious cases, until it is told to end."""

import os
import signal
import socket
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ...demo import loading
from ...embedded import HOME, kept_secret, locks, valkey
from ...embedded.children import ChildDied, Children

PATIENCE = 60  # seconds until the web server must have answered


class Command(BaseCommand):
    help = "Startar hela programmet med påhittade ärenden: databas, kö, arbetare, kalender och webbserver."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="webbserverns port (8000)")

    def handle(self, *, port, **options):
        with locks.opened(HOME / "demo.lock") as lock:
            if not locks.take(lock):
                raise CommandError("Programmet är redan igång här. Avsluta det först.")
            refuse_taken(port)
            try:
                self.run(port)
            except KeyboardInterrupt:
                self.stdout.write("Programmet är avslutat.")
            except ChildDied as death:
                raise CommandError(str(death)) from None

    def prepare(self):
        """Bring database, static files, register and fictitious cases up to date."""
        self.stdout.write("Förbereder databasen, registret och de påhittade ärendena …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_register")
        password = kept_secret(HOME / "demo-password", 12)
        return loading.load(password), password

    def run(self, port):
        os.environ.setdefault("SITE_URL", site(port))
        with Children(HOME / "log") as children:
            try:
                start(children, broker())
                people, password = self.prepare()
                start(children, parts(port))
                wait_for_answer(f"{site(port)}/halsa/", children)
                self.present(port, people, password)
                watch(children)
            finally:
                ignore_signals()

    def present(self, port, people, password):
        lines = [
            "",
            f"Programmet är igång: {site(port)}/",
            "Ärendena är påhittade. Logga in som någon av dessa:",
            *(f"  {email:<42} {label}" for label, email in people),
            f"Lösenordet är detsamma för alla: {password}",
            f"Loggarna finns i {HOME / 'log'}. Avsluta med Ctrl+C.",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def refuse_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise CommandError(f"Port {port} är upptagen eller inte tillåten. Välj en annan med --port.") from None


def start(children, commands):
    for name, command in commands.items():
        children.start(name, command, cwd=settings.BASE_DIR, env=os.environ)


def broker():
    """The embedded broker's command, unless the environment names another broker; the acts of the demo tell it of work."""
    return {"valkey": valkey.command(HOME)} if valkey.url(HOME) == settings.CELERY_BROKER_URL else {}


def parts(port):
    """Name to command, in the order of start: what serves others first."""
    celery = [sys.executable, "-m", "celery", "-A", "itdrift"]
    gunicorn = [sys.executable, "-m", "gunicorn", "itdrift.wsgi:application", "--no-control-socket"]
    return {
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
        "web": [*gunicorn, "--workers", "2", "--bind", f"127.0.0.1:{port}"],
    }


def site(port):
    return f"http://127.0.0.1:{port}"


def wait_for_answer(address, children):
    deadline = time.monotonic() + PATIENCE
    while not answers(address):
        children.check()
        if time.monotonic() > deadline:
            raise CommandError(f"Webbservern svarar inte på {address}. Orsaken står i {children.log('web')}.")
        time.sleep(0.2)


def answers(address):
    try:
        with urlopen(address, timeout=5) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


def watch(children):
    while True:
        children.check()
        time.sleep(0.5)


def ignore_signals():
    """From here on everything is ending already, and must be let end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
