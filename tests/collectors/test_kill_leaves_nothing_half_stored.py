"""kill -9 in the middle of a collection: nothing half stored, and the sweep finishes the work."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.observations.models import Observation, Series, Snapshot
from apps.pipeline import jobs
from tests.collectors.exports import SNAPSHOT, days_before, paths_of
from tests.collectors.upstream import Answer

ROOT = Path(__file__).resolve().parent.parent.parent
COLLECT = """
import sys, datetime, django
django.setup()
from django.db import connection
from apps.collectors import run
print(run.collect(source="openrouter.rankings", now=datetime.datetime.now(datetime.UTC)).state)
"""


def collector(publisher):
    """Start a collection of its own in the test's database."""
    base = connection.settings_dict
    url = f"postgresql://{base['USER']}@/{base['NAME']}?host={base['HOST']}&port={base['PORT'] or 5432}"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tokentrade.settings",
        "TOKENTRADE_DATABASE_URL": url,
        "TOKENTRADE_UPSTREAM_OPENROUTER": f"{publisher.url}/api/v1",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen([sys.executable, "-c", COLLECT], env=env, cwd=ROOT, stdout=subprocess.PIPE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["while fetching", "while storing"])
def test_a_killed_collection_stores_nothing_and_the_sweep_finishes_it(
    known_world, publish, publisher, moment
):
    body = publish(days_before(SNAPSHOT, 30))
    reached, never = threading.Event(), threading.Event()
    path = f"/api/v1{paths_of(SNAPSHOT)[1]}"

    def stall(handler):
        reached.set()
        never.wait(20)

    if moment == "while fetching":
        publisher.answers[path] = Answer(send=stall)
        process = collector(publisher)
        assert reached.wait(20)
    else:
        # The lock of the source is held here, so the collection waits in the middle of its transaction.
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_lock(hashtextextended('observations of openrouter.rankings', 0))"
            )
            process = collector(publisher)
            _wait_for_lock(cursor)
    process.kill()
    assert process.wait(10) == -9
    never.set()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock_all()")
    assert (Observation.objects.count(), Series.objects.count()) == (0, 0)
    (left,) = CollectRun.objects.all()
    assert (left.state, left.attempt) == ("STARTED", 1)
    publisher.put(path, body)
    later = datetime.now(UTC) + timedelta(seconds=91)
    assert "openrouter.rankings" in jobs.ask_collections(now=later)
    outcome = run.collect(source="openrouter.rankings", now=later, only_requested=True)
    assert (outcome.state, outcome.run_id, Observation.objects.count()) == ("OK", left.pk, 1530)
    assert Snapshot.objects.filter(url__endswith=".csv").count() == 1


def _wait_for_lock(cursor):
    """Wait until another session waits for the lock that this one holds."""
    pause = threading.Event()
    for _ in range(400):
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and not granted")
        if cursor.fetchone()[0]:
            return
        pause.wait(0.05)
    raise AssertionError("the collection never came to store")
