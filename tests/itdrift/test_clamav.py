"""ClamAV's own protocol: clean, infected, and every way in which it does not say."""

import socket

import pytest

from itdrift import clamav

from ..onboarding.letters.fake_clamd import clamd
from ..onboarding.letters.files import EICAR, PDF


def ask(settings, url, content=PDF):
    settings.CLAMAV_URL = url
    return clamav.virus(content)


@pytest.mark.parametrize("content", [b"x", PDF, b"x" * (3 * clamav.CHUNK + 7)])
def test_what_is_clean(settings, content):
    with clamd() as url:
        assert ask(settings, url, content) == ""


@pytest.mark.parametrize("before", [0, clamav.CHUNK - 10])
def test_what_is_infected_even_over_two_pieces(settings, before):
    with clamd() as url:
        assert ask(settings, url, b"x" * before + EICAR) == "Eicar-Test-Signature"


def test_over_a_unix_socket(settings, tmp_path):
    with clamd(path=tmp_path / "s") as url:
        assert ask(settings, url, EICAR) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer", [b"", b"\0", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but\0", b"OK\0", b"\xff" * 9000]
)
def test_what_does_not_say_is_never_clean(settings, answer):
    with clamd(answer) as url, pytest.raises(clamav.ClamAVError):
        ask(settings, url)


def test_nobody_answers(settings):
    with pytest.raises(clamav.ClamAVError, match="does not answer"):
        ask(settings, "tcp://127.0.0.1:1")


def test_one_who_is_silent_is_not_waited_for_for_ever(settings, monkeypatch):
    monkeypatch.setattr(clamav, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(clamav.ClamAVError):
        ask(settings, f"tcp://127.0.0.1:{silent.getsockname()[1]}")
