"""Asks ClamAV about a file over its own protocol (INSTREAM), at CLAMAV_URL: tcp://host:3310 or unix:///path/to/socket."""

import re
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from .outbox import NotNowError

CHUNK = 64 * 1024
SECONDS = 60


class ClamAVError(Exception):
    """Says that ClamAV did not say whether the file is clean."""


class ClamAVAwayError(ClamAVError, NotNowError):
    """Says that ClamAV does not answer."""


def virus(content):
    """Return the name of what ClamAV found in the content (bytes), or "" when it found nothing. Raises ClamAVError."""
    try:
        with _connect(urlsplit(settings.CLAMAV_URL)) as to:
            to.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                to.sendall(struct.pack("!L", len(piece)) + piece)
            to.sendall(struct.pack("!L", 0))
            answer = _answer(to)
    except OSError as error:
        raise ClamAVAwayError("ClamAV does not answer") from error
    if answer == "stream: OK":
        return ""
    found = re.fullmatch(r"stream: (.+) FOUND", answer)
    if not found:
        raise ClamAVError(f"ClamAV said {answer[:100]!r}")
    return found[1]


def _connect(url):
    if url.scheme == "unix":
        to = socket.socket(socket.AF_UNIX)
        to.settimeout(SECONDS)
        to.connect(url.path)
        return to
    return socket.create_connection((url.hostname, url.port or 3310), timeout=SECONDS)


def _answer(to):
    """Return what ClamAV says, up to the NUL that ends it."""
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (more := to.recv(4096)):
        said += more
    return said.rstrip(b"\0").decode(errors="replace").strip()
