"""A ClamAV that knows one virus, over TCP or a unix socket; it may also be slow, silent or confused."""

import socket
import struct
import threading
from contextlib import contextmanager

from .files import EICAR


@contextmanager
def clamd(answer=None, path=None):
    """The CLAMAV_URL of a server that answers while the context lasts, with `answer` or with what it finds."""
    server = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    server.bind(str(path) if path else ("127.0.0.1", 0))
    server.listen()
    thread = threading.Thread(target=_serve, args=(server, answer), daemon=True)
    thread.start()
    try:
        yield f"unix://{path}" if path else f"tcp://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=5)


def _serve(server, answer):
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client, client.makefile("rb") as said:
            client.sendall(_say(said) if answer is None else answer)


def _say(said):
    assert said.read(10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!L", said.read(4))[0]:
        content += said.read(size)
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
