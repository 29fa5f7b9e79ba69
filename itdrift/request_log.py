"""Each request has a number of its own, on the page of an error, in the log and in the letters that it leads to."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")  # by a proxy, which has its own log

current: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def within(request_id: str) -> Iterator[None]:
    """Have the block belong to the request: what it logs and queues bears its number."""
    token = current.set(request_id)
    try:
        yield
    finally:
        current.reset(token)


def numbered(get_response):
    """Middleware: number the request, and log it by its route, which names no case, thing or person."""

    def middleware(request):
        given = request.headers.get(HEADER, "")
        request.id = given if GIVEN.fullmatch(given) else uuid4().hex[:12]
        with within(request.id):
            began = time.monotonic()
            response = get_response(request)
            match = request.resolver_match
            seen = {
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.monotonic() - began) * 1000),
            }
            if match or response.status_code >= 400:  # not each static file
                log.info("%(method)s /%(route)s %(status)s %(ms)s ms", seen, extra=seen)
        response[HEADER] = request.id
        return response

    return middleware
