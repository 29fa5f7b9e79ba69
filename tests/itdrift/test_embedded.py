"""The database and the broker that the program brings along keep what they are given, and give way to others."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from itdrift import embedded
from itdrift.embedded import children, locks, postgres, sockets, valkey
from itdrift.embedded.children import ChildDied, Children
from itdrift.embedded.postgres import Postgres

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
STARTED = "SELECT pg_postmaster_start_time()::text"
USE = f"""
import sys, psycopg
from itdrift.embedded.postgres import Postgres
with Postgres(sys.argv[1]).in_use() as server, psycopg.connect(server.url) as connection:
    print(connection.execute("{STARTED}").fetchone()[0], flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home():
    """A directory with a space in its name, near enough the root for sockets."""
    with tempfile.TemporaryDirectory(prefix="en katalog ") as directory:
        yield Path(directory)


@pytest.fixture
def nothing_named(monkeypatch):
    """An environment that is empty, and is put back whatever the test does to it."""
    monkeypatch.setattr(os, "environ", {})
    return os.environ


@pytest.fixture
def family(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "PATIENCE", 0.5)
    with Children(tmp_path) as family:
        yield family


def another_user_of(home):
    """A process that prints when the server was started, and uses it until its input ends."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", USE, str(home)], cwd=embedded.HOME.parent, **pipes)


def ask(server, query):
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


def test_a_row_survives_a_killed_server(home):
    server = Postgres(home)
    with server.in_use():
        ask(server, "CREATE TABLE kept AS SELECT 'Ängelholm' AS town")
        os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with server.in_use():
        assert ask(server, "SELECT town FROM kept") == "Ängelholm"


@pytest.mark.parametrize(("durable", "written_through"), [(True, "on"), (False, "off")])
def test_what_is_written_reaches_the_disk_unless_it_may_be_lost(home, durable, written_through):
    with Postgres(home, durable=durable).in_use() as server:
        said = [ask(server, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
    assert said == [written_through] * 3


def test_the_last_to_leave_stops_the_server(home, capsys):
    with Postgres(home).in_use() as one:
        with Postgres(home).in_use() as other:
            assert ask(one, STARTED) == ask(other, STARTED)
        assert one.is_ready()
    assert not one.is_ready()
    assert capsys.readouterr().err == "Startar den inbyggda PostgreSQL-servern …\n"


def test_two_commands_at_once_share_one_server(home):
    both = [another_user_of(home), another_user_of(home)]
    started = [each.stdout.readline() for each in both]
    for each in both:
        each.communicate()
    assert started[0] == started[1] != ""
    assert not Postgres(home).is_ready()


def test_after_a_killed_user_the_next_one_has_a_server(home):
    with another_user_of(home) as process:
        started = process.stdout.readline().strip()
        process.kill()
    with Postgres(home).in_use() as server:  # the same one, or another where the first was stopped meanwhile
        assert ask(server, STARTED) >= started
    assert not server.is_ready()


def test_the_program_is_another_role_that_owns_nothing(home):
    with Postgres(home).in_use() as server, psycopg.connect(server.url, autocommit=True) as program:
        is_more = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
        who = program.execute(f"SELECT rolname, {is_more} FROM pg_roles WHERE rolname = session_user").fetchone()  # noqa: S608
        assert who == ("itdrift_program", False)
        for statement in ("CREATE TABLE own (id int)", "SET ROLE itdrift", "CREATE EXTENSION pg_trgm"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                program.execute(statement)


def test_the_owner_is_no_superuser_but_can_do_what_it_must(home):
    with Postgres(home).in_use() as server:
        assert ask(server, "SELECT rolname || rolsuper FROM pg_roles WHERE rolname = current_user") == "itdriftfalse"
        ask(server, "CREATE EXTENSION btree_gist")
        ask(server, "CREATE DATABASE test_itdrift")
        assert ask(server, "SELECT lower('ÅÄÖ')") == "åäö"


@only_root
def test_root_without_user_namespaces_runs_it_as_nobody(home, monkeypatch):
    monkeypatch.setattr(postgres, "IN_NAMESPACE", ["false"])
    with Postgres(home).in_use() as server:
        assert ask(server, "SELECT 1") == 1
        assert server.data.stat().st_uid != 0


@only_root
def test_nobody_may_look_into_what_only_root_can_enter(home):
    look = "import os, sys; sys.exit(not os.access(sys.argv[1], os.R_OK))"
    home.chmod(0o700)
    (home / "run").mkdir()
    subprocess.run([*postgres.AS_NOBODY, sys.executable, "-c", look, str(home / "run")], check=True)


def test_a_server_that_cannot_start_says_where_the_reason_stands(home, monkeypatch):
    (home / "postgres").mkdir()
    monkeypatch.setattr(postgres, "PATIENCE", 0)
    with pytest.raises(SystemExit, match=r"startar inte\. Orsaken står i .*postgres\.log"), Postgres(home).in_use():
        pass


def test_a_long_path_gets_short_sockets(home):
    deep = home / ("ö" * 60)
    short = sockets.directory(deep)
    try:
        assert len(os.fsencode(short)) <= sockets.LONGEST
        assert sockets.directory(deep) == short != sockets.directory(home)
    finally:
        short.rmdir()


def test_a_directory_that_others_could_reach_is_refused_before_anything_is_kept_in_it(home):
    sockets.directory(home).chmod(0o755)
    with pytest.raises(SystemExit, match="stängd för andra"):
        embedded.name_parts(home)
    assert not (home / "secret-key").exists()


def test_a_named_database_replaces_the_embedded_one(home, nothing_named):
    nothing_named["DATABASE_URL"] = "postgres://elsewhere/itdrift"
    with embedded.database(home):
        assert nothing_named["DATABASE_URL"] == "postgres://elsewhere/itdrift"
    assert list(home.iterdir()) == []


def test_without_a_named_database_the_embedded_one_runs(home, nothing_named):
    with embedded.database(home), psycopg.connect(nothing_named["DATABASE_URL"]) as connection:
        assert connection.info.dbname == "itdrift"


def test_what_is_named_is_left_and_the_rest_is_filled(home, nothing_named):
    nothing_named.update(CELERY_BROKER_URL="amqp://elsewhere", HTTPS="1")
    embedded.name_parts(home)
    assert (nothing_named["CELERY_BROKER_URL"], nothing_named["HTTPS"]) == ("amqp://elsewhere", "1")
    assert (nothing_named["ALLOWED_HOSTS"], nothing_named["DEMO"]) == ("127.0.0.1,localhost", "1")
    secret = nothing_named.pop("SECRET_KEY")
    assert len(secret) >= 50
    embedded.name_parts(home)
    assert nothing_named["SECRET_KEY"] == secret
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_task_survives_a_killed_broker(home):
    for expected in (1, 2):
        with Children(home / "log") as family:
            family.start("valkey", valkey.command(home))
            with Connection(valkey.url(home)) as broker:
                broker.ensure_connection(interval_start=0.05, interval_step=0, timeout=5)
            with redis.Redis(unix_socket_path=str(valkey.socket(home))) as client:
                assert client.rpush("celery", "task") == expected
            family.running[0][1].kill()


def test_children_end_in_the_reverse_order_of_their_start(family, tmp_path):
    for name in ("first", "second"):
        family.start(name, ["sh", "-c", f"trap 'echo {name} >> {tmp_path}/ended; exit' TERM; sleep 9 & wait"])
    time.sleep(0.2)
    family.__exit__()
    assert (tmp_path / "ended").read_text().split() == ["second", "first"]


def test_a_child_that_will_not_end_is_killed(family):
    family.start("deaf", ["sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"])
    time.sleep(0.1)
    family.__exit__()
    assert family.running[0][1].returncode == -signal.SIGKILL


FAMILY = """
import sys, time
from pathlib import Path
from itdrift.embedded.children import Children
with Children(Path(sys.argv[1])) as family:
    family.start("web", ["sh", "-c", f"trap '' TERM HUP; sleep 60 & echo $$ $! > {sys.argv[1]}/pids; wait"])
    time.sleep(60)
"""


def test_a_killed_program_leaves_neither_children_nor_grandchildren(tmp_path):
    pids = tmp_path / "pids"
    parent = subprocess.Popen([sys.executable, "-c", FAMILY, str(tmp_path)], cwd=embedded.HOME.parent)
    wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    assert all(is_alive(pid) for pid in pids.read_text().split())
    parent.kill()
    parent.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in pids.read_text().split()))


def test_a_killed_user_of_the_server_does_not_leave_it_running(home):
    with another_user_of(home) as user:
        user.stdout.readline()
        assert Postgres(home).is_ready()
        user.kill()
    wait_until(lambda: not Postgres(home).is_ready())


def test_what_names_another_server_does_not_disturb_the_embedded_one(home):
    other = {"PGSERVICE": "none", "PGHOST": "nowhere", "PGPORT": "1", "PGHOSTADDR": "192.0.2.1", "PGUSER": "nobody"}
    use = f"""
import psycopg, os
from pathlib import Path
from itdrift import embedded
with embedded.database(Path({str(home)!r})), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.info.dbname)
"""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | other
    done = subprocess.run(
        [sys.executable, "-c", use],
        cwd=embedded.HOME.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("itdrift\n", 0), done.stderr


def is_alive(pid):
    """Whether there is such a process; what is dead and only not yet collected is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true, patience=20):
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_child_that_died_is_named_with_its_log(family):
    family.start("short", ["sh", "-c", "echo the reason; exit 3"])
    family.running[0][1].wait()
    with pytest.raises(ChildDied, match=r"Delen short avslutades oväntat\. Orsaken står i .*short\.log"):
        family.check()
    assert family.log("short").read_text() == "the reason\n"


def test_a_lock_is_free_again_when_its_holder_is_gone(home):
    with locks.opened(home / "lock") as one, locks.opened(home / "lock") as other:
        assert locks.take(one)
        assert not locks.take(other)
        one.close()
        assert locks.take(other)
