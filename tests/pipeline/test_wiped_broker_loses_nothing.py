"""What is to be done stands in PostgreSQL: a broker that forgets everything, idle or busy, loses no work."""

import threading

import pytest
from django.db import connection

from apps.collectors import actions
from apps.collectors.models import CollectRun
from apps.observations.models import Observation
from apps.pipeline import jobs, tasks
from tests.collectors.exports import NOW, SNAPSHOT, days_before, paths_of
from tests.collectors.upstream import Answer
from tests.pipeline.worker import wait_for, worker
from tokentrade.celery import app

SOURCE, OTHER = "openrouter.rankings", "package.codecarbon"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("known_world")]


@pytest.fixture(autouse=True)
def _broker(broker_url, monkeypatch, settings):
    monkeypatch.setattr(jobs.flows, "request_estimate", lambda **words: 1)
    settings.COLLECT = False
    app.control.purge()


def wipe():
    """Make the broker forget every queue, binding and unacknowledged message."""
    with app.connection_for_write() as line:
        line.default_channel.client.flushall()


def ask():
    """Ask as the clock does every fifteen seconds."""
    tasks.ask_collections.apply_async(queue="collect")


def test_wiped_while_idle(publish):
    publish(days_before(SNAPSHOT, 30))
    actions.request(source_key=SOURCE, now=NOW)
    with worker():
        # Nobody asked yet; whatever the broker knew is gone.
        wipe()
        ask()
        assert wait_for(SOURCE, {"OK"}).counts["changed"] == 1530
    assert CollectRun.objects.count() == 1
    connection.close()


def test_wiped_while_busy(publish, publisher):
    body = publish(days_before(SNAPSHOT, 30))
    reached, go_on = threading.Event(), threading.Event()

    def wait(handler):
        reached.set()
        go_on.wait(20)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    publisher.answers[f"/api/v1{paths_of(SNAPSHOT)[1]}"] = Answer(send=wait)
    actions.request(source_key=SOURCE, now=NOW)
    with worker():
        ask()
        assert reached.wait(20)
        # One collection is at work, another is asked for, and its message is lost with all others.
        actions.request(source_key=OTHER, now=NOW)
        tasks.collect.apply_async(kwargs={"source": OTHER}, queue="collect", countdown=30)
        wipe()
        go_on.set()
        assert wait_for(SOURCE, {"OK"}).counts["changed"] == 1530
        ask()
        assert wait_for(OTHER, {"OK"}).counts["changed"] > 150
    assert sorted(CollectRun.objects.values_list("source_key", "attempt")) == [(SOURCE, 1), (OTHER, 1)]
    assert Observation.objects.filter(series__source_id=SOURCE).count() == 1530
    connection.close()
