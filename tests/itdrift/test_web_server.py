"""gunicorn and the program, with senders that stop halfway, and with a database that is started anew under load."""

import random
import socket
import threading
import time
from contextlib import ExitStack

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError

from itdrift import web_server
from itdrift.wsgi import Whole

from ..drill import DRILLING, rounds
from .test_outbox import wait_until
from .whole_site import whole_site

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_A_BODY = b"POST /logga-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nusername="
PAGES = ["/", "/tjanster/", "/diarium/", "/admin/"]


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock(), whole_site(tmp_path_factory.mktemp("site")) as site:
        yield site


def half_sent(site, beginning):
    sender = socket.create_connection(("127.0.0.1", site.port))
    sender.sendall(beginning)
    return sender


def seconds_of(asked):
    began = time.monotonic()
    assert asked()[0] == 200
    return time.monotonic() - began


def test_half_sent_requests_hold_up_nobody(site):
    with ExitStack() as senders:
        for beginning in (HALF_A_HEAD, HALF_A_BODY) * 6:
            senders.enter_context(half_sent(site, beginning))
        assert max(seconds_of(lambda: site.get("/")) for _ in range(5)) < 3


def test_who_says_no_more_is_let_go():
    waiting, silent = socket.socketpair()
    with waiting, silent, web_server.cut_off(waiting, 0.1):
        assert waiting.recv(100) == b""
        waiting.sendall(b"HTTP/1.1 400")  # and may still be answered
        assert silent.recv(100) == b"HTTP/1.1 400"


@pytest.mark.drill
@pytest.mark.skipif(not DRILLING, reason="it takes twenty seconds")
def test_when_they_have_taken_all_there_is_they_are_let_go(site):
    with ExitStack() as senders:
        for beginning in (HALF_A_HEAD, HALF_A_BODY) * web_server.threads:
            senders.enter_context(half_sent(site, beginning))
        assert seconds_of(lambda: site.get("/")) < 2 * web_server.HEAD + 5


def test_who_goes_away_in_the_middle_of_a_form_has_done_nothing(site):
    with half_sent(site, HALF_A_BODY) as sender:
        sender.shutdown(socket.SHUT_WR)
        assert sender.recv(12) == b"HTTP/1.1 400"


def test_what_the_servers_log_names_neither_case_nor_what_was_looked_for(site):
    before = len(site.log)
    status, _, headers = site.get("/arenden/4711/?sok=Lena")
    site.get("/nagot/4711/")
    wait_until(lambda: site.log.count(" 404 ") >= 1)
    log = site.log[before:]
    assert (status, "4711" in log, "Lena" in log) == (302, False, False)
    assert f"{headers['X-Request-ID']} GET /arenden/<int:pk>/ 302" in log


class Halved:
    def read(self, size):
        return b"reason=Vi"

    def readline(self, size):
        return b""


def test_half_a_form_is_no_form(rf):
    """Django would take the first half of a text for all of it."""
    environ = rf.post("/", {"reason": "Vi kan inte"}).environ | {
        "CONTENT_LENGTH": "1000",
        "wsgi.input": Whole(Halved()),
    }
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    with pytest.raises(UnreadablePostError):
        WSGIRequest(environ).POST  # noqa: B018


@pytest.mark.drill
def test_a_database_started_anew_under_load_is_never_an_error_of_ours(site):
    """Fast (who is connected is turned out) and hard (as a power cut): pages, or 503 with when to try again."""
    found, ended = [], threading.Event()

    def visit(seed):
        choose = random.Random(seed)  # noqa: S311
        while not ended.is_set():
            if choose.random() < 0.1:
                found.append(site.post("/logga-in/", username="lena@myndighet.example", password="fel"))
            else:
                found.append(site.get(choose.choice(PAGES)))
            time.sleep(0.02)

    visitors = [threading.Thread(target=visit, args=[seed]) for seed in range(4)]
    for visitor in visitors:
        visitor.start()
    for mode in ("fast", "immediate") * rounds(1, 10):
        time.sleep(0.5)
        site.stop_database(mode)
        time.sleep(1)
        site.start_database()
    time.sleep(1)
    ended.set()
    for visitor in visitors:
        visitor.join()
    statuses = {status for status, _, _ in found}
    assert {200, 503} <= statuses <= {200, 302, 503}, [text for status, text, _ in found if status in (0, 403, 500)][:1]
    assert {headers.get("Retry-After") for status, _, headers in found if status == 503} <= {"30"}
    assert site.get("/tjanster/")[0] == 200
