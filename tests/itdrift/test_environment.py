"""The settings are checked together: all that is wrong is told at once, in words, before anything starts."""

import os
import subprocess
import sys
from functools import partial

import pytest

from itdrift import bootstrap
from itdrift.environment import Environment

GOOD = {
    "SECRET_KEY": "a sentence of more than fifty characters, in one row",
    "DATABASE_URL": "postgres://user:password@host:5432/database?sslmode=require",
    "CELERY_BROKER_URL": "redis://:password@host:6379/0",
    "ALLOWED_HOSTS": "drift.example.se,127.0.0.1",
    "SITE_URL": "https://drift.example.se",
    "CSRF_TRUSTED_ORIGINS": "https://drift.example.se",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "CLAMAV_URL": "tcp://clamav:3310",
    "SECURITY_CONTACT": "mailto:sakerhet@drift.example.se",
    "HTTPS": "1",
    "DEBUG": "0",
    "DEMO": "0",
}
BAD = {
    "SECRET_KEY": ["", "short", "a" * 60],
    "DATABASE_URL": [
        "",
        "garbage",
        "sqlite:///",
        "sqlite:///db.sqlite3",
        "mysql://u:hemligt@h/db",
        "postgres://u:hemligt@h:port/db",
        "postgres://u:hemligt@h:5432",
        "postgres://u:hemligt@h/db?pool=true",
        "postgres://u:hemligt@h/db?nonsens=1",
    ],
    "CELERY_BROKER_URL": ["", "garbage", "redis://", "http://host", "redis://host:port/0"],
    "ALLOWED_HOSTS": ["", " , ", "https://drift.example.se"],
    "SITE_URL": ["drift.example.se", "ftp://drift.example.se", "https://"],
    "CSRF_TRUSTED_ORIGINS": ["drift.example.se"],
    "EMAIL_URL": ["smtp://", "smtp+tls://", "garbage", "post://host", "smtp://host:port"],
    "CLAMAV_URL": ["garbage", "tcp://host", "unix://"],
    "SECURITY_CONTACT": ["sakerhet@drift.example.se"],
    "HTTPS": ["kanske"],
    "DEBUG": ["2"],
    "BEHIND_PROXY": ["ja tack"],
    "CONN_MAX_AGE": ["en minut", "-1", "1.5"],
    "ATTACHMENT_MAX_MB": ["25 MB"],
    "LOG_LEVEL": ["HÖGT"],
}


def started(*command, **variables):
    """What comes of a command with these settings alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "itdrift.settings", **GOOD, **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=bootstrap.TOP, env=environment, capture_output=True, text=True, check=False
    )


def test_what_is_right_starts():
    result = started(
        "-c", "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['sslmode'])"
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "require\n", "")


@pytest.mark.parametrize(
    "command",
    [["manage.py", "check", "--deploy"], ["manage.py", "migrate"], ["-m", "celery", "-A", "itdrift", "worker"]],
    ids=" ".join,
)
def test_all_faults_come_in_one_message_without_a_traceback(command):
    bad = {name: values[-1] for name, values in BAD.items()}
    result = started(*command, **bad)
    first, *lines = result.stderr.splitlines()
    assert first == "Inställningarna i miljön kan inte användas:"
    assert {line.split()[1] for line in lines} == set(BAD)
    assert len(lines) == len(BAD)
    assert (result.returncode, "hemligt" in result.stderr) == (3, False)


@pytest.fixture
def faults(monkeypatch):
    """What is wrong when the variable has the value and all others are right."""

    def read(name, value):
        for each, good in {**GOOD, name: value}.items():
            monkeypatch.setenv(each, good)
        environment = Environment()
        READERS[name](environment)
        return environment.faults

    return read


READERS = {
    "SECRET_KEY": lambda e: e.secret("SECRET_KEY"),
    "DATABASE_URL": lambda e: e.database("DATABASE_URL"),
    "CELERY_BROKER_URL": lambda e: e.broker("CELERY_BROKER_URL"),
    "ALLOWED_HOSTS": lambda e: e.hosts("ALLOWED_HOSTS", required=True),
    "SITE_URL": lambda e: e.site("SITE_URL", default="http://127.0.0.1:8000"),
    "CSRF_TRUSTED_ORIGINS": lambda e: e.sites("CSRF_TRUSTED_ORIGINS"),
    "EMAIL_URL": lambda e: e.email("EMAIL_URL", default="filemail://"),
    "CLAMAV_URL": lambda e: e.clamav("CLAMAV_URL"),
    "SECURITY_CONTACT": lambda e: e.contact("SECURITY_CONTACT"),
    "LOG_LEVEL": lambda e: e.level("LOG_LEVEL"),
    **{name: partial(Environment.number, name=name, default=60) for name in ("CONN_MAX_AGE", "ATTACHMENT_MAX_MB")},
    **{name: partial(Environment.yes, name=name) for name in ("HTTPS", "DEBUG", "BEHIND_PROXY")},
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_each_fault_says_what_is_wrong_and_what_is_right(faults, name, value):
    (fault,) = faults(name, value)
    assert fault.startswith(f"{name} ")
    assert any(word in fault for word in ("Ange ", "Ta bort "))
    assert "hemligt" not in fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(name, value) for name, value in GOOD.items() if name in READERS],
        ("DATABASE_URL", "postgres://itdrift@/itdrift?host=%2Frun%2Fpostgres"),
        ("CELERY_BROKER_URL", "amqp://user:password@host:5672//"),
        ("CELERY_BROKER_URL", "redis+socket:///run/valkey.sock"),
        ("CELERY_BROKER_URL", "memory://"),
        ("EMAIL_URL", "filemail://"),
        ("EMAIL_URL", "consolemail://"),
        ("CLAMAV_URL", "unix:///run/clamd"),
        ("CLAMAV_URL", ""),
        ("BEHIND_PROXY", ""),
        ("HTTPS", "False"),
    ],
)
def test_what_is_right_is_no_fault(faults, name, value):
    assert faults(name, value) == []
