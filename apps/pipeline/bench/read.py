"""Reads of 5,000 rows against a plain view of the same rows: ratios, tail at half load, a minute at saturation.

The load comes from this process, over the same kept connections throughout, and is judged answer by answer. Ratios
are of rates in interleaved rounds, each variant as fast as it is answered.
"""

import gc
import http.client
import json
import os
import statistics
from collections.abc import Iterator
from itertools import permutations

from apps.estimator.bench.timing import Figure, at_least, at_most
from apps.flows.bench.fill import Filled, fill
from apps.observations.bench.throwaway import throwaway_database
from apps.pipeline.bench.load import Ask, Line, Outcome, loaded, opened, request
from apps.pipeline.bench.server import others_s, served, workers_bytes

ROWS, ROUNDS, ROUND_S = 1_000_000, 5, 3.0
SATURATED_S, HALF_S, WARM_S = 60.0, 15.0, 20.0
CACHED, UNCACHED, UNCHANGED, TAIL = 100.0, 8.0, 150.0, 5.0
GROWTH = 1.1
FIELDS = (
    "period_start", "origin", "destination", "low", "central", "high", "evidence_grade", "unknown_share", "run",
)  # fmt: skip
OK, NOT_MODIFIED = 200, 304
MEGABYTE = 1e6


def title(rows: int) -> str:
    """Return one line that says what is measured."""
    return (
        f"SYNTHETIC release of {rows:,} flows; reads of 5,000 rows x 9 fields, JSON; gunicorn gthread 2x4, 8 kept"
        f" connections from this machine, limits off; median of {ROUNDS} interleaved rounds of {ROUND_S:g} s"
    )


def measure(rows: int) -> Iterator[Figure]:
    """Yield every figure as it is measured, in a database and on a server that end with the bench."""
    with throwaway_database():
        filled = fill(rows)
        with served() as (port, process):
            asks = _asks(port, filled)
            # What was loaded by now is not walked by the collector while answers are timed.
            gc.collect()
            gc.freeze()
            with opened(port) as lines:
                yield from _ratios(lines, asks)
                yield from _tail(lines, process, asks)
                yield from _saturation(lines, process, asks)


def _asks(port: int, filled: Filled) -> dict[str, tuple[Ask, int]]:
    """Return what each variant asks, and the status it expects."""
    week = filled.weeks[0].isoformat()
    plain = f"/bench/plain?run={filled.run_id}&basis=COMPUTE&measure=TOKENS&period={week}&limit=5000"
    address = f"/api/v1/flows?period={week}&limit=5000&fields="
    cached = address + ",".join(FIELDS)
    frames = "/api/v1/frames.json?measure=TOKENS&basis=COMPUTE"
    _same_rows(_got(port, plain)[0], _got(port, cached)[0])
    tag = _got(port, cached)[1]
    # Every order of the fields is a question of its own, which nobody has asked before.
    orders = permutations(FIELDS)

    def constant(sent: bytes) -> Ask:
        return lambda _number: sent

    return {
        "plain": (constant(request(plain)), OK),
        "uncached": (lambda _number: request(address + ",".join(next(orders))), OK),
        "cached": (constant(request(cached)), OK),
        "cached gzip": (constant(request(cached, Accept_Encoding="gzip")), OK),
        "304": (constant(request(cached, If_None_Match=tag)), NOT_MODIFIED),
        "frames br": (constant(request(frames, Accept_Encoding="br")), OK),
    }


def _got(port: int, path: str) -> tuple[bytes, str]:
    """Return body and ETag of one address; anything but 200 ends the bench."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("GET", path)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != OK:
        raise RuntimeError(f"{path} answers {answer.status}: {body[:500]!r}")
    return body, answer.headers.get("ETag", "")


def _same_rows(plain: bytes, product: bytes) -> None:
    """Refuse to compare different rows."""
    ours, theirs = json.loads(product)["data"], json.loads(plain)
    if [{**row, "run": 0} for row in ours] != [{**row, "run": 0} for row in theirs]:
        raise RuntimeError(
            "the plain view and the product give different rows: the comparison would mean nothing"
        )


def _ratios(lines: list[Line], asks: dict[str, tuple[Ask, int]]) -> Iterator[Figure]:
    """Yield the rate of each variant and its ratio to the plain view's."""
    rates: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(ROUNDS):
        for name, (ask, expected) in asks.items():
            outcome = loaded(lines, ask, expected=expected, seconds=ROUND_S)
            _refuse_faults(outcome)
            rates[name].append(outcome.rate)
    for name, found in rates.items():
        yield Figure(f"rate, {name}", statistics.median(found), "reads/s")
    ratio = {
        name: statistics.median(rate / plain for rate, plain in zip(found, rates["plain"], strict=True))
        for name, found in rates.items()
    }
    yield at_least("uncached / plain view", ratio["uncached"], UNCACHED)
    yield Figure("cached, identity / plain view", ratio["cached"], "x")
    yield at_least("cached / plain view", ratio["cached gzip"], CACHED)
    yield at_least("304 / plain view", ratio["304"], UNCHANGED)


def _refuse_faults(outcome: Outcome) -> None:
    """Stop where a read failed."""
    if outcome.faults:
        raise RuntimeError(f"{len(outcome.faults)} reads failed, the first with: {outcome.faults[0]}")


def _tail(lines: list[Line], process: int, asks: dict[str, tuple[Ask, int]]) -> Iterator[Figure]:
    """Yield median and 99th percentile of cached reads at half of the load that saturates the same connections.

    Requests come at an even pace, and the time of each counts from the moment it was due. The load shares the cores
    with the server; so does whatever else runs, which is told: where it needs the cores, the tail is its time slices.
    """
    ask, expected = asks["cached gzip"]
    most = loaded(lines, ask, expected=expected, seconds=ROUND_S)
    before = others_s(process)
    half = loaded(lines, ask, expected=expected, seconds=HALF_S, per_second=most.rate / 2)
    taken = (others_s(process) - before) / half.seconds
    _refuse_faults(half)
    middle, late = half.percentile(0.5), half.percentile(0.99)
    yield Figure("half load: requests per second, evenly", most.rate / 2, "reads/s")
    yield Figure("half load: cores taken by other work", taken, f"of {os.cpu_count()}")
    yield Figure("half load: median", middle * 1000, "ms")
    yield Figure("half load: 99th percentile", late * 1000, "ms")
    yield at_most("half load: 99th percentile / median", late / middle, TAIL)


def _saturation(lines: list[Line], process: int, asks: dict[str, tuple[Ask, int]]) -> Iterator[Figure]:
    """Yield errors and growth of memory over a minute in which all kinds of reads come as fast as they are answered."""
    kinds = [asks["uncached"][0], *([asks["cached"][0]] * 4), *([asks["cached gzip"][0]] * 5)]

    def mixed(number: int) -> bytes:
        return kinds[number % len(kinds)](number)

    warm = loaded(lines, mixed, expected=OK, seconds=WARM_S)
    before = workers_bytes(process)
    full = loaded(lines, mixed, expected=OK, seconds=SATURATED_S)
    after = workers_bytes(process)
    yield Figure("a minute at saturation: rate, one in ten uncached", full.rate, "reads/s")
    yield at_most("a minute at saturation: errors", float(len(warm.faults) + len(full.faults)), 0.0, "")
    yield Figure("memory of the web processes after it", after / MEGABYTE, "MB")
    yield at_most("memory after / before", after / before, GROWTH)
