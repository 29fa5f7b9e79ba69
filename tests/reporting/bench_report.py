"""How fast the account of a large year is cut and drawn, and in how much memory. Not among the tests; to run it:

python3 manage.py test tests/reporting/bench_report.py -k one (or: ten)
"""

import json
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.cut import cut
from reporting.models import Report

from . import big_year

# In a process of its own: seconds of its processor, pages, megabytes before and at the most.
CHILD = """
import io, json, resource, sys, time, django
django.setup()
from pypdf import PdfReader
from weasyprint import HTML
from reporting.paper import document

def used():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

ROW = "<tr><td>Myndigheten för prov<td>Tjänst<td>Leverantörsmyndighet<td>2026-03-04<td>12 500 kr"
STYLE = "<style>table { table-layout: fixed; width: 100%; border-spacing: 0 } tr { break-inside: avoid }</style>"
told = json.load(sys.stdin)
document.draw(told["small"], {})  # what is loaded once is loaded
before, began = used(), time.process_time()
if "cut" in told:
    content = document.draw(told["cut"], {})
else:
    html = f"<html lang=sv><title>Prov</title>{STYLE}<table>" + ROW * (told["pages"] * 36)
    content = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
took, most = time.process_time() - began, used()
print(json.dumps([took, len(PdfReader(io.BytesIO(content)).pages), before, most]))
"""


def measured(**told):
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(told),
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def timed(act):
    began = time.perf_counter()
    result = act()
    return result, time.perf_counter() - began


def ask_again(queries):
    """The same SQL, its rows read and left."""
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query["sql"])
            cursor.fetchall()


@pytest.mark.parametrize("times", [1, 10], ids=["one", "ten"])
def test_bench(cast, drawn, time_machine, capsys, times):
    time_machine.move_to("2027-01-20T09:00:00+01:00")
    small = cut(Report(year=big_year.YEAR))
    sizes = [size * times for size in (big_year.AGENCIES, big_year.SERVICES, big_year.CASES, big_year.REFUSALS)]
    report = big_year.live(cast, *sizes)
    with CaptureQueriesContext(connection) as captured:
        cut(report)
    figures, cutting = timed(lambda: cut(report))
    _, asking = timed(lambda: ask_again(captured.captured_queries))
    took, pages, before, most = measured(small=small, cut=figures)
    bare_took, bare_pages, bare_before, bare_most = measured(small=small, pages=pages)
    with capsys.disabled():
        print(f"\n{'agencies, services, cases, refusals':40}{', '.join(map(str, sizes))}")
        row("cut", f"{cutting:.1f} s, {len(captured)} queries, {cutting / asking:.1f} × its SQL alone ({asking:.2f} s)")
        row("draw", f"{took:.1f} s, {pages} pages, {pages / took:.1f} pages/s, {told(most, before, pages)}")
        row("bare table", f"{bare_pages / bare_took:.1f} pages/s, {told(bare_most, bare_before, bare_pages)}")


def row(name, text):
    print(f"{name:40}{text}")


def told(most, before, pages):
    return f"{most:.0f} MB at the most, {(most - before) / pages:.2f} MB a page"
