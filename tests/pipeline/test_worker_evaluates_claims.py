"""A real worker on a real broker evaluates the claims of a new release, once."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from celery.contrib.testing.worker import start_worker

from apps.flows.claims import queries
from apps.pipeline import tasks
from tests import build
from tokentrade.celery import app as current_app

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_a_set(seconds=30):
    """Wait until an evaluation is stored."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if sets := queries.claim_sets():
            return sets
        time.sleep(0.05)
    raise AssertionError("no evaluation was stored")


def test_a_worker_evaluates_the_claims_of_a_release_once(broker_url):
    assert current_app.conf.broker_url == broker_url
    current_app.control.purge()
    build.published(now=datetime.now(UTC) - timedelta(minutes=5))
    for _ in range(2):
        tasks.evaluate_claims.apply_async(queue="estimate")
    with start_worker(
        current_app, pool="solo", perform_ping_check=False, queues=["estimate"], shutdown_timeout=20
    ):
        wait_for_a_set()
        time.sleep(1)
    (one,) = queries.claim_sets()
    found = {row["check_id"]: row["status"] for row in queries.with_results(one).results}
    # The world of this test holds no prices: what claims state themselves is worked out, the rest waits.
    assert (found["c46.main"], found["c11.main"]) == ("reproduced", "cannot_be_checked")
