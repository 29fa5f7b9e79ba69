"""How gunicorn serves the program (`gunicorn -c python:itdrift.web_server`): threads, and a patience with slow senders that ends."""

import socket
import threading
from contextlib import contextmanager, suppress

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from .logs import Nameless

# Settings of gunicorn's, by their names there. The access log is the program's own (itdrift.request_log), which names no case.
worker_class = "itdrift.web_server.PatientWorker"
logger_class = "itdrift.web_server.NamelessLog"
workers = 3
threads = 16
timeout = 60
control_socket_disable = True

HEAD = 10  # seconds for the head of a request, and for the beginning of its body
SLOWEST = 50_000  # bytes a second: a body of 100 MB may take half an hour


class NamelessLog(Logger):
    """Leaves out what the program's own log leaves out."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(Nameless())


class PatientWorker(ThreadWorker):
    """Lets go of who has sent half a request and then says no more: a thread that waits for one waits for no other."""

    def handle(self, conn):
        with cut_off(conn.sock, HEAD) as conn.until_head:
            return super().handle(conn)

    def handle_request(self, req, conn):
        conn.until_head.cancel()
        length = next((int(value) for name, value in req.headers if name == "CONTENT-LENGTH"), 0)
        with cut_off(conn.sock, HEAD + length / SLOWEST):
            return super().handle_request(req, conn)


@contextmanager
def cut_off(sock, seconds):
    """Let nothing more be received after so many seconds: who still waits for more gets the end of it. Gives the timer."""
    timer = threading.Timer(seconds, _end, [sock])
    timer.daemon = True
    timer.start()
    try:
        yield timer
    finally:
        timer.cancel()


def _end(sock):
    with suppress(OSError):  # it is closed already
        sock.shutdown(socket.SHUT_RD)
