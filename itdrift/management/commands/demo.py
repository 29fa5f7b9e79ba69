"""`manage.py demo`: the whole program on this machine, with fictitious cases, until it is told to end."""

import os
import signal
import sys
import time
from http.client import HTTPConnection, HTTPException
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ...bootstrap import listener
from ...demo import loading
from ...embedded import HOME, kept_secret, locks, valkey
from ...embedded.children import ChildDied, Children
from .migrate import unapplied

PATIENCE = 60  # seconds until the web server must have answered


class Command(BaseCommand):
    help = "Startar hela programmet med påhittade ärenden: databas, kö, arbetare, kalender och webbserver."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="webbserverns port (8000)")

    def handle(self, *, port, **options):
        if not settings.DEMO:
            raise CommandError("Demon fyller databasen med påhittade ärenden, och körs bara där DEMO=1 är satt.")
        self.begun = time.monotonic()
        with locks.opened(HOME / "demo.lock") as lock:
            if not locks.take(lock):
                raise CommandError("Programmet är redan igång här. Avsluta det först.")
            try:
                with listen(port) as web:
                    self.run(port, web)
            except KeyboardInterrupt:
                self.stdout.write("Programmet är avslutat.")
            except ChildDied as death:
                raise CommandError(str(death)) from None

    def run(self, port, web):
        """Start the web server before the cases are made, so that it is up when they are, and what can wait after it."""
        with Children(HOME / "log") as children:
            try:
                start(children, broker())
                self.prepare()
                start(children, web_server(web), pass_fds=[web.fileno()])
                password = kept_secret(HOME / "demo-password", 12)
                people = loading.load(password, self.tell)
                self.tell("Webbservern …")
                wait_for_answer(port, children)
                start(children, workers())
                self.present(port, people, password)
                loading.leave_to_suppliers()
                watch(children)
            finally:
                ignore_signals()

    def prepare(self):
        """Bring the database and the register up to date, where they are not."""
        if unapplied():
            self.tell("Databasens tabeller …")
            call_command("migrate", interactive=False, verbosity=0)
        self.tell("Myndighetsregistret …")
        call_command("load_register", stdout=StringIO())

    def tell(self, sentence):
        self.stdout.write(f"{time.monotonic() - self.begun:5.1f} s  {sentence}")
        self.stdout.flush()

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


def listen(port):
    """Return the web server's socket.

    It is held from the start and handed on, so that nobody else can answer in its place.
    """
    try:
        return listener(port)
    except (OSError, OverflowError):
        raise CommandError(f"Port {port} är upptagen eller inte tillåten. Välj en annan med --port.") from None


def start(children, commands, **options):
    for name, command in commands.items():
        children.start(name, command, cwd=settings.BASE_DIR, env=os.environ, **options)


def broker():
    """Return the embedded broker's command, unless the environment names another broker.

    The acts of the demo tell it of work.
    """
    return {"valkey": valkey.command(HOME)} if valkey.url(HOME) == settings.CELERY_BROKER_URL else {}


def web_server(web):
    """Return the web server's name and command; `web` is the socket that it listens on."""
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:itdrift.web_server", "itdrift.wsgi:application"]
    return {"web": [*gunicorn, "--workers", "2", "--preload", "--bind", f"fd://{web.fileno()}"]}


def workers():
    """Name to command of what works in the background, in the order of start."""
    celery = [sys.executable, "-m", "celery", "-A", "itdrift"]
    return {
        **{f"worker-{name}": [*celery, *worker(name)] for name in settings.WORKERS},
        "watch": [sys.executable, "-m", "django", "watch"],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }


def worker(name):
    """Return the arguments of one of the workers; a task is asked to end ten seconds before it is killed."""
    queues, processes, seconds = settings.WORKERS[name]
    limits = ["--time-limit", str(seconds), "--soft-time-limit", str(seconds - 10)]
    return [
        *("worker", "--loglevel", "INFO", "--hostname", f"{name}@%h", "--queues", ",".join(queues)),
        *("--concurrency", str(processes), *limits, "--without-gossip", "--without-mingle"),
    ]


def site(port):
    return f"http://127.0.0.1:{port}"


def wait_for_answer(port, children):
    deadline = time.monotonic() + PATIENCE
    while not answers(port):
        children.check()
        if time.monotonic() > deadline:
            raise CommandError(f"Webbservern svarar inte på {site(port)}. Orsaken står i {children.log('web')}.")


def answers(port):
    """Return whether the first page comes; asked directly, whatever proxy the environment names."""
    server = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        server.request("GET", "/")
        return server.getresponse().status == 200
    except (HTTPException, OSError):
        return False
    finally:
        server.close()


def watch(children):
    while True:
        children.check()
        time.sleep(0.5)


def ignore_signals():
    """Let everything end, which it does already from here on: no signal begins it anew."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
