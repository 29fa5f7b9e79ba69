"""A mail server that takes letters in, or in one of the ways that mail servers have does not."""

import socket
import threading
from contextlib import contextmanager

OK = b"250 ok"


class MailServer:
    """A MailServer listens on a port of its own. `says` maps a command to what it answers: None drops the line, "silence" says nothing."""

    def __init__(self, greeting=b"220 here", **says):
        self.greeting, self.says, self.letters = greeting, says, []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._listen, daemon=True)]
        self.threads[0].start()

    def _listen(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self._serve, args=(client,), daemon=True))
            self.threads[-1].start()

    def _serve(self, client):
        with client, client.makefile("rb") as said:
            if not self._answer(client, self.greeting):
                return
            while line := said.readline():
                command = line.split()[0].upper().decode()
                if not self._answer(client, self.says.get(command, b"354 go on" if command == "DATA" else OK)):
                    return
                if command == "QUIT":
                    return
                if command == "DATA" and self.says.get("DATA", b"354").startswith(b"354"):
                    self.letters.append(b"".join(iter(said.readline, b".\r\n")))
                    if not self._answer(client, self.says.get("END", OK)):
                        return

    def _answer(self, client, text):
        if text == "silence":
            self.ended.wait()
        if text in (None, "silence"):
            return False
        client.sendall(text + b"\r\n")
        return True

    def end(self):
        self.ended.set()
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for thread in self.threads:
            thread.join(timeout=5)


@contextmanager
def mail_server(settings, **how):
    """A MailServer that the settings name, while the context lasts."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    server = MailServer(**how)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        yield server
    finally:
        server.end()
