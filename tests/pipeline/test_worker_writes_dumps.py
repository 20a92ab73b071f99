"""A real worker on a real broker writes the dump of a new release once, however often it is asked."""

import hashlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from celery.contrib.testing.worker import start_worker

from apps.flows import dumps
from apps.flows.dumptables import TABLES
from apps.pipeline import tasks
from tests import build
from tokentrade.celery import app as current_app

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_a_dump(seconds=60):
    """Wait until a dump stands."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := dumps.dumps():
            return found
        time.sleep(0.05)
    raise AssertionError("no dump was written")


def test_a_worker_writes_the_dump_of_a_release_once(broker_url, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    assert current_app.conf.broker_url == broker_url
    current_app.control.purge()
    # Claims are waited for half an hour at most; they are not evaluated in this world.
    release = build.published(now=datetime.now(UTC) - timedelta(minutes=31))
    for _ in range(3):
        tasks.write_dump.apply_async(queue="estimate")
    with start_worker(
        current_app, pool="solo", perform_ping_check=False, queues=["estimate"], shutdown_timeout=20
    ):
        wait_for_a_dump()
        time.sleep(1)
    (one,) = dumps.dumps()
    assert one.manifest["release"] == release
    assert len(one.manifest["files"]) == 2 * len(TABLES)
    for name, sha256 in one.hashes().items():
        assert hashlib.sha256((one.folder / name).read_bytes()).hexdigest() == sha256
    # Nothing half written stands beside it.
    assert list(dumps.dumps_folder().iterdir()) == [one.folder]
