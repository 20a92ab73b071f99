"""Every page as a reader's browser gets it: server time when warm, and weight before any interaction."""

import http.client
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import brotli
from django.core.management import call_command

from apps.collectors import run
from apps.estimator.bench.timing import Figure, at_most
from apps.flows import actions as flows
from apps.flows import queries
from apps.observations import actions as observations
from apps.observations.bench.throwaway import empty_database
from apps.pipeline.bench.addresses import BUNDLED, PAGES, SIMULATED
from apps.pipeline.bench.server import served
from apps.reference import actions as reference

WARM, ASKED = 3, 20
MEDIAN_MS, WEIGHT_BYTES, MS_PER_SECOND = 150.0, 250 * 1024, 1000.0
KILOBYTE = 1024
WEEKS, COUNTRIES = 150, 60
# What the page itself asks for: stylesheets, scripts, modules that it preloads, pictures.
LINKED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"[^>]*>')
FETCHED = re.compile(r'<(?:script|img)\b|rel="(?:stylesheet|modulepreload|preload|icon)"')
# An analysis of what was published begins after this.
MOMENT = timedelta(minutes=5)


def title() -> str:
    """Return one line that says what is measured."""
    return (
        f"every page on the bundled figures and on a SYNTHETIC world of {WEEKS} weeks x {COUNTRIES} countries; "
        f"gunicorn gthread 2x4 on this machine; median of {ASKED} warm requests, one at a time"
    )


def measure(*, now: datetime) -> Iterator[Figure]:
    """Yield time and weight of every page, in databases and on servers that end with the bench."""
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in (BUNDLED, SIMULATED):
        with world(name, now=now), served() as (port, _process):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for path in PAGES[name]:
                yield from _page(line, name, path)
            line.close()


@contextmanager
def world(name: str, *, now: datetime) -> Iterator[None]:
    """Connect to a database with the bundled figures, or with a SYNTHETIC world, while the block runs."""
    with empty_database():
        observations.make_partitions(now=now)
        if name == SIMULATED:
            flows.simulate(weeks=WEEKS, countries=COUNTRIES, now=now - MOMENT)
        else:
            _bundled(now)
        yield


def _bundled(now: datetime) -> None:
    """Read what ships with the product, estimate, publish and analyse it, as a first start does."""
    reference.load_reference(now=now)
    run.collect_bundled(now=now - 2 * MOMENT)
    flows.first_estimate(now=now - MOMENT)
    for run_id in queries.waiting_analyses(now=now):
        flows.analyse(run_id=run_id, now=now)


def _page(line: http.client.HTTPConnection, name: str, path: str) -> Iterator[Figure]:
    """Yield the median of the warm requests, and what the page and its files weigh."""
    for _ in range(WARM):
        body = _got(line, path)
    times = []
    for _ in range(ASKED):
        start = time.perf_counter()
        body = _got(line, path)
        times.append(time.perf_counter() - start)
    yield at_most(f"{name} {path}", statistics.median(times) * MS_PER_SECOND, MEDIAN_MS, "ms")
    text = brotli.decompress(body).decode()
    whole = len(body) + sum(len(_got(line, address)) for address in linked(text))
    yield at_most(f"{name} {path}, whole", whole / KILOBYTE, WEIGHT_BYTES / KILOBYTE, "KB")


def linked(page: str) -> list[str]:
    """Return the addresses of this site that a page has its reader's browser fetch."""
    found = (match for match in LINKED.finditer(page) if FETCHED.search(match.group(0)))
    return list(dict.fromkeys(match.group(1).split("#")[0] for match in found))


def _got(line: http.client.HTTPConnection, path: str) -> bytes:
    """Return the body of one address packed with brotli; anything but 200 ends the bench."""
    line.request("GET", path, headers={"Accept-Encoding": "br", "Host": "localhost"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answers {answer.status}: {body[:300]!r}")
    return body if answer.headers.get("Content-Encoding") == "br" else brotli.compress(body)
