"""What `manage.py` does before it hands over to a command, and how the demo begins."""

import os
from contextlib import suppress
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.management import CommandError, call_command

from itdrift import __main__ as program
from itdrift import bootstrap, embedded
from itdrift.management.commands import demo


@pytest.fixture
def own_database(monkeypatch):
    """No database is named; returns what was done, in its order."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(program, "end_in_order", lambda: None)
    done = []

    @program.embedded.contextmanager
    def database():
        done.append("database")
        yield

    monkeypatch.setattr(embedded, "database", database)
    monkeypatch.setattr(program, "execute_from_command_line", lambda argv: done.append(argv[1:]))
    return done


@pytest.mark.parametrize("asked", [[], ["help"], ["help", "demo"], ["--version"], ["demo", "--help"]], ids=" ".join)
def test_who_asks_what_there_is_starts_nothing(own_database, asked):
    program.main(["manage.py", *asked])
    assert own_database == [asked]


def test_other_commands_have_the_embedded_database(own_database):
    program.main(["manage.py", "migrate"])
    assert own_database == ["database", ["migrate"]]


@pytest.mark.parametrize("command", ["runserver", "load_register", "report", "verify_report", "verify_journal"])
def test_a_command_on_a_new_database_has_its_tables_made(own_database, monkeypatch, capsys, command):
    monkeypatch.setattr(program, "unapplied", lambda: ["a migration"])
    program.main(["manage.py", command])
    assert own_database == ["database", ["migrate", "--verbosity", "0"], [command]]
    assert capsys.readouterr().err == "Databasens tabeller …\n"


def test_rules_are_made_anew_by_runserver_alone(own_database, monkeypatch):
    monkeypatch.setattr(program, "unapplied", list)
    for command in ("runserver", "verify_journal"):
        program.main(["manage.py", command])
    assert own_database == [
        *("database", ["migrate", "--verbosity", "0"], ["runserver"]),
        *("database", ["verify_journal"]),
    ]


def test_runserver_makes_no_tables_each_time_it_starts_anew(own_database, monkeypatch):
    monkeypatch.setattr(program, "unapplied", lambda: pytest.fail("it asked again"))
    monkeypatch.setenv("RUN_MAIN", "true")
    program.main(["manage.py", "runserver"])
    assert own_database == ["database", ["runserver"]]


def test_where_nothing_is_embedded_the_settings_say_what_is_missing(own_database, monkeypatch):
    monkeypatch.setattr(embedded, "is_here", lambda: False)
    program.main(["manage.py", "migrate"])
    assert own_database == [["migrate"]]


@pytest.mark.parametrize(
    ("command", "port"),
    [
        ("demo --port 8014", 8014),
        ("demo --port=8014", 8014),
        ("demo", 8000),
        ("runserver 8014", 8014),
        ("runserver --noreload 127.0.0.1:8014", 8014),
        ("runserver", 8000),
    ],
)
def test_the_letters_lead_to_the_port_of_the_web_server(own_database, monkeypatch, command, port):
    monkeypatch.delenv("SITE_URL")
    monkeypatch.setattr(program, "unapplied", list)
    program.main(["manage.py", *command.split()])
    assert os.environ["SITE_URL"] == f"http://127.0.0.1:{port}"


@pytest.fixture
def demo_home(monkeypatch, tmp_path, settings):
    settings.DEMO = True
    monkeypatch.setattr(demo, "HOME", tmp_path)


def test_the_demo_fills_no_database_in_production(monkeypatch, demo_home, settings):
    settings.DEMO = False
    monkeypatch.setattr(demo.Command, "run", lambda *args: pytest.fail("it went on"))
    with pytest.raises(CommandError, match="körs bara där DEMO=1"):
        call_command("demo", port=0)


def test_the_demo_does_nothing_when_a_stranger_has_the_port(monkeypatch, demo_home):
    monkeypatch.setattr(demo.Command, "run", lambda *args: pytest.fail("it went on"))
    with bootstrap.listener(0) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} är upptagen eller inte tillåten"):
            call_command("demo", port=port)


def test_the_port_is_the_demos_own_from_the_start(monkeypatch, demo_home):
    taken = []

    def run(command, port, web):
        with suppress(OSError), bootstrap.listener(port):
            pytest.fail("somebody else could have answered")
        taken.append((port, demo.web_server(web)["web"][-1]))

    monkeypatch.setattr(demo.Command, "run", run)
    with bootstrap.listener(0) as free:
        port = free.getsockname()[1]
    call_command("demo", port=port)
    ((number, address),) = taken
    assert (number, address.startswith("fd://")) == (port, True)


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.mark.parametrize(("status", "answers"), [("200 OK", True), ("500 Internal Server Error", False)])
def test_a_proxy_is_not_asked_whether_the_web_server_answers(monkeypatch, status, answers):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.delenv("no_proxy", raising=False)

    def page(environ, start_response):
        start_response(status, [])
        return [b""]

    with make_server("127.0.0.1", 0, page, handler_class=Silent) as server:
        asked = Thread(target=server.handle_request)
        asked.start()
        assert demo.answers(server.server_port) is answers
        asked.join()
    assert demo.answers(server.server_port) is False  # nobody listens any more
