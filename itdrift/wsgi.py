"""The door of the web server: `gunicorn -c python:itdrift.web_server itdrift.wsgi:application`."""

from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()


class Whole:
    """A Whole is the body of a request that is read to its end or not at all: of half a text Django would make a form."""

    def __init__(self, stream):
        self.stream = stream

    def read(self, size):
        """Return so many bytes. Raises OSError, at which nothing is done, when the sender went away before."""
        data = self.stream.read(size)
        if len(data) < size:
            raise OSError("the sender went away in the middle of the body")
        return data

    def readline(self, size):
        return self.stream.readline(size)


def application(environ, start_response):
    environ["wsgi.input"] = Whole(environ["wsgi.input"])
    return django(environ, start_response)
