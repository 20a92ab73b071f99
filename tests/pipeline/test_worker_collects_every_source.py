"""Every registered source, once, by a real worker through a real broker, from loopback stand-ins."""

import pytest
from django.db import connection

from apps.collectors import actions, registry
from apps.collectors.models import CollectRun
from apps.observations.models import Snapshot
from apps.pipeline import jobs, tasks
from tests.collectors.upstream import upstream
from tests.pipeline.standins import serve_all, settings_of
from tests.pipeline.worker import wait_for, worker
from tokentrade.celery import app

RANKINGS = "openrouter.rankings"
ENDED = {"OK", "UNCHANGED", "PARTIAL", "HELD", "FAILED", "UNAVAILABLE"}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("known_world")]


@pytest.fixture
def everywhere(settings, tmp_path, broker_url, monkeypatch):
    monkeypatch.setattr(jobs.flows, "request_estimate", lambda **words: 1)
    settings.COLLECT = False
    settings.DATA_DIR = tmp_path / "data"
    with upstream() as served:
        for name, value in settings_of(served, tmp_path / "archive").items():
            setattr(settings, name, value)
        serve_all(served, tmp_path / "archive")
        app.control.purge()
        yield served


def collect(sources):
    """Ask for collections as the schedule does, and wait until all have ended."""
    for source in sources:
        actions.request(source_key=source, now=jobs_now())
    tasks.ask_collections.apply_async(queue="collect")
    return {source: wait_for(source, ENDED, seconds=60) for source in sources}


def jobs_now():
    return tasks.datetime.now(tasks.UTC)


def test_every_source_is_collected_by_a_worker(everywhere):
    others = [key for key in registry.sources() if key != RANKINGS]
    with worker():
        # Hosts are asked of the models that a ranking names.
        runs = collect([RANKINGS])
        runs |= collect(others)
    assert {key: (run.state, run.problem) for key, run in runs.items() if run.problem} == {}
    assert {key: run.state for key, run in runs.items() if run.state not in ("OK", "PARTIAL")} == {}
    assert all(run.task_id for run in runs.values())
    assert set(Snapshot.objects.values_list("source_id", flat=True)) == set(registry.sources())
    assert CollectRun.objects.count() == len(registry.sources())
    connection.close()
