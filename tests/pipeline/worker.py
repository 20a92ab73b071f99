"""A real Celery worker in a thread of the test's process, and waiting for what it does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery.contrib.testing.worker import start_worker

from apps.collectors.models import CollectRun
from tokentrade.celery import app


@contextmanager
def worker() -> Iterator[None]:
    """Run a worker of both queues."""
    with start_worker(
        app, pool="threads", concurrency=2, perform_ping_check=False, queues=["collect", "estimate"],
        shutdown_timeout=20,
    ):  # fmt: skip
        yield


def wait_for(source: str, states: set[str], seconds: float = 30.0) -> CollectRun:
    """Return the newest run of a source once it is in one of these states."""
    end, run = time.monotonic() + seconds, None
    while time.monotonic() < end:
        run = CollectRun.objects.filter(source_key=source).order_by("-pk").first()
        if run is not None and run.state in states:
            return run
        time.sleep(0.05)
    raise AssertionError(f"{source} is {run and run.state}: {run and run.problem}")
