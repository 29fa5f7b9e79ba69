"""Reads the environment's variables for the settings, and tells of everything that is wrong with them at once."""

import logging
import sys
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from psycopg.pq import Conninfo

env = environ.Env()
POSTGRES = "django.db.backends.postgresql"
DATABASES = {"postgres", "postgresql", "psql", "pgsql"}
DATABASE_EXAMPLE = "postgres://användare:lösenord@värd:5432/databas"
BROKER_EXAMPLE = "redis://värd:6379/0, rediss:// med TLS eller amqp://värd:5672 för RabbitMQ"
EMAIL_EXAMPLE = "smtp+tls://användare:lösenord@värd:587"
BROKERS = {"redis", "rediss", "sentinel", "amqp", "amqps", "redis+socket", "memory"}
WITHOUT_HOST = {"redis+socket", "memory"}
# A database that is there and says nothing is one that is away: libpq's own settings, in seconds and (the last) milliseconds.
PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
OPTIONS = {"assume_role", "isolation_level", "server_side_binding"}  # Django's own, beside those of libpq


class Environment:
    """Reads the variables, one by one. What cannot be used becomes a fault, and a harmless value stands in for it."""

    def __init__(self):
        self.faults = []

    def fault(self, name, wrong, right):
        self.faults.append(f"{name} {wrong}. {right}")

    def stop_at_faults(self):
        """End the program with all that is wrong. The code is gunicorn's for a worker that can never start."""
        if self.faults:
            lines = "\n".join(f"  – {fault}" for fault in self.faults)
            print(f"Inställningarna i miljön kan inte användas:\n{lines}", file=sys.stderr, flush=True)
            sys.exit(3)

    def text(self, name, default=""):
        return env.str(name, default=default).strip()

    def yes(self, name, default=False):
        value = self.text(name).lower()
        if value not in {"", *env.BOOLEAN_TRUE_STRINGS, "0", "false", "no", "off", "n", "f"}:
            self.fault(name, f"är ”{value}”", "Ange 1 eller 0.")
        return env.bool(name, default=default) if value else default

    def number(self, name, default):
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()):
            self.fault(name, f"är ”{value}”", f"Ange ett heltal, till exempel {default}.")
            return default
        return int(value)

    def names(self, name):
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def secret(self, name):
        value = self.text(name)
        if len(value) < 50 or len(set(value)) < 5:
            self.fault(
                name,
                f"är {len(value)} tecken" if value else "saknas",
                "Ange minst 50 slumpmässiga tecken som hålls hemliga.",
            )
        return value or "-"

    def level(self, name):
        value = self.text(name, "INFO").upper()
        if value not in logging.getLevelNamesMapping():
            self.fault(name, f"är ”{value}”", "Ange DEBUG, INFO, WARNING, ERROR eller CRITICAL.")
            return "INFO"
        return value

    def hosts(self, name, *, required):
        values = self.names(name)
        if required and not values:
            self.fault(name, "saknas", "Ange webbplatsens värdnamn med komma emellan, till exempel drift.example.se.")
        for value in values:
            if "/" in value:
                self.fault(name, f"innehåller ”{value}”", "Ange bara värdnamn, utan https:// och utan sökväg.")
        return values

    def site(self, name, default):
        value = self.text(name, default).rstrip("/")
        if not is_site(value):
            self.fault(name, f"är ”{value}”", "Ange webbplatsens adress, till exempel https://drift.example.se.")
        return value

    def sites(self, name):
        values = self.names(name)
        for value in values:
            if not is_site(value):
                self.fault(name, f"innehåller ”{value}”", "Ange adresser med https://, med komma emellan.")
        return values

    def database(self, name):
        """Return Django's settings of the database. What is between :// and @ may be a password, and is not repeated."""
        value = self.text(name)
        right = f"Ange {DATABASE_EXAMPLE}."
        parts = split(value)  # looked at first: what is no address is repeated, with its password, in a warning
        config = env.db_url_config(value) if parts and parts.scheme in DATABASES else {}
        if not value:
            self.fault(name, "saknas", right)
        elif not config.get("NAME"):
            self.fault(name, "är ingen adress till en databas i PostgreSQL", right)
        else:
            known = {option.keyword.decode() for option in Conninfo.get_defaults()} | OPTIONS
            if unknown := sorted(set(config.get("OPTIONS", {})) - known):
                self.fault(name, f"har ”{', '.join(unknown)}” som inte kan användas", f"Ta bort det. {right}")
            config["OPTIONS"] = PATIENCE | config.get("OPTIONS", {})
            return config
        return {"ENGINE": POSTGRES, "NAME": "-"}

    def broker(self, name):
        value = self.text(name)
        parts = split(value)
        if not value:
            self.fault(name, "saknas", f"Ange {BROKER_EXAMPLE}.")
        elif parts is None or parts.scheme not in BROKERS or not (parts.hostname or parts.scheme in WITHOUT_HOST):
            self.fault(name, "är ingen adress till en meddelandekö", f"Ange {BROKER_EXAMPLE}.")
        return value or "memory://"

    def email(self, name, default):
        """Return Django's EMAIL_ settings."""
        value = self.text(name, default)
        parts = split(value)
        try:
            config = env.email_url_config(value)
        except (ValueError, KeyError, ImproperlyConfigured):
            config = {}
        if parts is None or not config or (parts.scheme.startswith("smtp") and not parts.hostname):
            self.fault(name, "säger inte hur brev skickas", f"Ange {EMAIL_EXAMPLE}.")
            return {}
        return config

    def clamav(self, name):
        value = self.text(name)
        parts = split(value)
        is_tcp = parts and parts.scheme == "tcp" and parts.hostname and parts.port
        if value and not (is_tcp or (parts and parts.scheme == "unix" and parts.path)):
            self.fault(name, f"är ”{value}”", "Ange tcp://värd:3310 eller unix:///sökväg.")
        return value

    def contact(self, name):
        """Return where faults in security are reported: an address that RFC 9116 allows, or nothing."""
        value = self.text(name)
        if value and not value.startswith(("mailto:", "https://", "tel:")):
            self.fault(name, f"är ”{value}”", "Ange mailto:sakerhet@drift.example.se eller en adress med https://.")
        return value


def split(value):
    """Return the parts of an address, with a port that is a number or None; None if it is no address."""
    try:
        parts = urlsplit(value)
        port = parts.port  # raises ValueError when it is no number
    except ValueError:
        return None
    return parts if parts.scheme and port != 0 else None


def is_site(value):
    parts = split(value)
    return bool(parts and parts.scheme in ("http", "https") and parts.hostname)
