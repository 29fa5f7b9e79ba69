"""The decided paper and its annex are the same bytes in any process and on any day (11 §)."""

import hashlib
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from reporting.cut.secret import secret_parts
from reporting.models import Report, ReportDocument

from ..conftest import TEXTS

pytestmark = pytest.mark.section(11)
ELSEWHERE = """
import hashlib, json, sys, django, time_machine
django.setup()
from reporting.paper import document
told = json.load(sys.stdin)
with time_machine.travel(sys.argv[1]):
    for name, values in told.items():
        print(name, hashlib.sha256(getattr(document, name)(**values)).hexdigest())
"""


def drawn_elsewhere(told, day):
    environment = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, day],
        input=json.dumps(told),
        env={**os.environ, **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split() for line in done.stdout.splitlines())


def test_in_two_processes_on_two_days(year, account, drawn):
    report = account.asked()
    secret = TEXTS | {"annex": "Reservkraften räcker en timme.", "annex_provision": "18 kap. 8 § 3 OSL"}
    account.answer(account.data_request(report, year.skv), texts=secret)
    account.decided(report)
    report = Report.objects.get()
    decision = report.decision()
    told = {
        "draw": {"cut": report.cut, "narrative": report.narrative(), "decision": decision},
        "draw_annex": {
            "year": 2026,
            "parts": secret_parts(report),
            "decision": decision,
            "sender": "Försäkringskassan",
        },
    }
    kept = {
        "draw": ReportDocument.objects.get(final=True, secret=False),
        "draw_annex": ReportDocument.objects.get(final=True, secret=True),
    }
    digests = {name: hashlib.sha256(document.content).hexdigest() for name, document in kept.items()}
    assert {name: document.digest for name, document in kept.items()} == digests
    assert drawn_elsewhere(told, "2031-07-01") == digests
