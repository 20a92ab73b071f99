"""One real worker meets every hostile answer in turn: it stays up, stores no row, stays small and says why."""

import contextlib
import gzip
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from apps.collectors import actions
from apps.observations.models import Observation, Series
from apps.pipeline import tasks
from tests.collectors.exports import SNAPSHOT, csv_of, days_before, manifest_of, paths_of
from tests.collectors.upstream import Answer, upstream
from tests.pipeline.worker import wait_for
from tokentrade.celery import app

ROOT = Path(__file__).resolve().parent.parent.parent
RANKINGS, FEEDS = "openrouter.rankings", "feeds"
MANIFEST, FILE = (f"/api/v1{path}" for path in paths_of(SNAPSHOT))
MB = 2**20
TEN_GB = 10 * 2**30
MOST_MB = 200
# The whole time of one fetch is two minutes; a test has two seconds for it.
WORKER = """
import tokentrade.celery
from apps.collectors.transports import http
http.fetch.__kwdefaults__["total_s"] = 2.0
tokentrade.celery.app.worker_main(["worker", "--pool=solo", "--queues=collect", "--loglevel=ERROR"])
"""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("known_world")]


def stream(handler):
    """Send ten gigabytes without saying how many."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
    block = b"7" * MB
    with contextlib.suppress(OSError):
        for _ in range(TEN_GB // MB):
            handler.wfile.write(block)


def drip(handler):
    """Send a byte now and then, for minutes."""
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not handler.server.is_over.wait(0.2):
            handler.wfile.write(b" ")


def redirect(to):
    return Answer(b"", 302, {"Location": to})


def entities():
    """Return a feed whose entities would unfold to a billion words."""
    lines = ['<!ENTITY a0 "word">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [{"".join(lines)}]><rss><channel>&a9;</channel></rss>'.encode()
    )


BOMB = gzip.compress(bytes(200 * MB), 9)
HOSTILE = {
    "10 GB stream": (Answer(send=stream), "FAILED", "on the wire"),
    "gzip bomb": (Answer(BOMB, 200, {"Content-Encoding": "gzip"}), "FAILED", "100 times its size"),
    "endless redirect": (redirect(MANIFEST), "FAILED", "redirects more than 3 times"),
    "slow drip": (Answer(send=drip), "UNAVAILABLE", "latest.manifest.json"),
    "HTML with 200": (Answer(b"<html>Sorry</html>"), "FAILED", "unexpected_html"),
    "wrong charset": (Answer('{"dataset": "rängliste"}'.encode("latin-1")), "FAILED", "not readable as JSON"),
    "XML entity bomb": (Answer(entities()), "UNAVAILABLE", "declaration"),
    "500s": (Answer(b"", 500), "UNAVAILABLE", "answers 500"),
    "429 with Retry-After": (Answer(b"", 429, {"Retry-After": "3600"}), "UNAVAILABLE", "3600 s"),
    "truncated body": (
        Answer(manifest_of(SNAPSHOT, b"")[:100], 200, {"Content-Length": "900"}),
        "UNAVAILABLE",
        "failed",
    ),
    "redirect to a private address": (redirect("https://10.0.0.1/"), "FAILED", "not a public address"),
}


@contextlib.contextmanager
def real_worker(served, folder):
    """Run a worker process on the test's database and broker; yields it."""
    base = connection.settings_dict
    url = f"postgresql://{base['USER']}@/{base['NAME']}?host={base['HOST']}&port={base['PORT'] or 5432}"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tokentrade.settings", "TOKENTRADE_DATABASE_URL": url,
        "TOKENTRADE_COLLECT": "off", "TOKENTRADE_UPSTREAM_OPENROUTER": f"{served.url}/api/v1",
        "TOKENTRADE_FEEDS": f'["{served.url}/feed.xml"]', "TOKENTRADE_BROKER_URL": app.conf.broker_url,
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", WORKER], env=env, cwd=ROOT, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)


def peak_mb(process):
    """Return the most memory a process ever held."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", text)[1]) / 1024


def collect(source):
    """Have the worker collect a source, and return how it ended."""
    actions.request(source_key=source, now=tasks.datetime.now(tasks.UTC))
    tasks.ask_collections.apply_async(queue="collect")
    return wait_for(source, {"OK", "UNCHANGED", "PARTIAL", "HELD", "FAILED", "UNAVAILABLE"}, seconds=40)


def shown(source):
    """Return what `/sources/` says of a source, white space made single."""
    page = " ".join(Client().get("/sources/").content.decode().split())
    return next(part for part in page.split("<section")[1:] if f"<code>{source}</code>" in part)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_worker_survives_everything_and_the_last_good_data_stay(broker_url, settings, tmp_path):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    app.control.purge()
    with upstream() as served, real_worker(served, tmp_path) as process:
        body = served_good(served)
        assert collect(RANKINGS).state == "OK"
        stored = (Observation.objects.count(), Series.objects.count())
        assert stored == (1530, 51)
        for name, (answer, state, words) in HOSTILE.items():
            source = FEEDS if "XML" in name else RANKINGS
            served.answers["/feed.xml" if source == FEEDS else MANIFEST] = answer
            run = collect(source)
            assert (name, run.state) == (name, state), run.problem
            assert words in run.problem, name
            assert "\n" not in run.problem
            assert run.problem.partition(":")[0] == source
            assert 'class="notice"' in shown(source), name
            assert (Observation.objects.count(), Series.objects.count()) == stored, name
            assert process.poll() is None, name
        peak = peak_mb(process)
        served_good(served, body)
        assert collect(RANKINGS).state in ("OK", "UNCHANGED")
        assert peak <= MOST_MB
    connection.close()


def served_good(served, body=None):
    """Publish thirty good days."""
    csv = body or csv_of(days_before(SNAPSHOT, 30))
    served.put(FILE, csv)
    served.put(MANIFEST, manifest_of(SNAPSHOT, csv))
    return csv
