"""A real Celery worker on a real broker, and a real collection in it."""

import time
from contextlib import contextmanager

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection

from apps.collectors import actions
from apps.collectors.models import CollectRun
from apps.observations.models import Observation
from apps.pipeline import jobs, tasks
from tests.collectors.exports import NOW, SNAPSHOT, days_before
from tokentrade.celery import app as current_app

SOURCE = "openrouter.rankings"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("known_world")]


@contextmanager
def worker():
    """Run a worker of both queues in a thread of this process."""
    with start_worker(
        current_app, pool="threads", concurrency=2, perform_ping_check=False, queues=["collect", "estimate"],
        shutdown_timeout=20,
    ):  # fmt: skip
        yield


def wait_for(state, source=SOURCE, seconds=20):
    """Wait until the newest run of a source is in this state."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run = CollectRun.objects.filter(source_key=source).order_by("-pk").first()
        if run and run.state == state:
            return run
        time.sleep(0.05)
    raise AssertionError(f"{source} is {run and run.state}: {run and run.problem}")


@pytest.fixture(autouse=True)
def _broker(broker_url, monkeypatch):
    monkeypatch.setattr(jobs.flows, "request_estimate", lambda **words: 1)
    assert current_app.conf.broker_url == broker_url
    current_app.control.purge()


def test_a_worker_collects_what_was_requested_once(publish, settings):
    settings.COLLECT = False
    publish(days_before(SNAPSHOT, 30))
    actions.request(source_key=SOURCE, now=NOW)
    # The question was asked twice before anybody worked: two messages, one collection.
    tasks.ask_collections.apply_async(queue="collect")
    tasks.ask_collections.apply_async(queue="collect")
    with worker():
        done = wait_for("OK")
    assert (done.counts["changed"], Observation.objects.count(), CollectRun.objects.count()) == (
        1530,
        1530,
        1,
    )
    assert done.task_id
    connection.close()


def test_a_worker_writes_down_what_failed(publish, settings):
    settings.COLLECT = False
    publish({}, csv=b"<html>")
    actions.request(source_key=SOURCE, now=NOW)
    with worker():
        tasks.ask_collections.apply_async(queue="collect")
        failed = wait_for("FAILED")
    assert "unexpected_html" in failed.problem
    assert Observation.objects.count() == 0
    connection.close()


def test_a_starting_worker_asks_by_itself_so_a_lost_message_loses_no_work(publish, settings):
    settings.COLLECT = False
    publish(days_before(SNAPSHOT, 30))
    actions.request(source_key=SOURCE, now=NOW)
    tasks.ask_collections()
    # The broker forgets everything; what was asked for stands in PostgreSQL.
    current_app.control.purge()
    with worker():
        # What a worker does once it is ready; the one for tests says nothing of itself.
        tasks.ask_at_once()
        assert wait_for("OK").counts["changed"] == 1530
    connection.close()
