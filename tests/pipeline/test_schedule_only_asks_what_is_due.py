"""The clock's entries: none longer than a minute, all of them tasks that exist, all in Postgres' hands."""

import ast
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from apps.collectors import actions, queries, registry
from apps.collectors.models import CollectRun
from apps.pipeline import jobs, tasks
from apps.pipeline.schedule import SCHEDULE
from tests.collectors.exports import NOW
from tokentrade.celery import app as current_app

ROOT = Path(__file__).resolve().parent.parent.parent


def test_no_entry_waits_longer_than_a_minute_and_no_message_outlives_its_interval():
    assert SCHEDULE
    for entry in SCHEDULE.values():
        assert entry["schedule"] <= 60
        assert entry["options"]["expires"] == entry["schedule"]
        assert entry["options"]["queue"] in ("collect", "estimate")


def test_every_entry_is_a_task_in_a_queue_that_exists():
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(current_app.tasks)
    queues = {queue.name for queue in current_app.conf.task_queues}
    assert {entry["options"]["queue"] for entry in SCHEDULE.values()} <= queues
    assert current_app.conf.task_create_missing_queues is False


def test_the_schedule_is_read_without_django():
    code = "import sys, apps.pipeline.schedule; print(sorted(m for m in ('django', 'celery') if m in sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_tasks_are_short_keyword_only_and_open_for_later_arguments():
    tree = ast.parse(Path(tasks.__file__).read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions
    for function in functions:
        assert function.end_lineno - function.lineno + 1 <= 6, function.name
        assert [one.arg for one in function.args.args] in ([], ["self"]), function.name
        assert function.args.kwarg.arg == "_later", function.name


@pytest.mark.django_db
def test_sources_become_due_once_and_a_requested_one_is_sent_until_somebody_takes_it():
    every = list(registry.sources())
    assert jobs.ask_collections(now=NOW) == jobs.ask_collections(now=NOW) == every
    assert CollectRun.objects.count() == len(every)
    actions.claim(source_key="openrouter.rankings", now=NOW)
    assert "openrouter.rankings" not in jobs.ask_collections(now=NOW)


@pytest.mark.django_db
def test_nothing_becomes_due_where_collecting_is_off(settings):
    settings.COLLECT = False
    assert (jobs.ask_collections(now=NOW), CollectRun.objects.count()) == ([], 0)
    actions.request(source_key="openrouter.rankings", now=NOW)
    assert jobs.ask_collections(now=NOW) == ["openrouter.rankings"]


@pytest.mark.django_db
def test_the_question_takes_silent_runs_back(settings):
    settings.COLLECT = False
    actions.claim(source_key="openrouter.rankings", now=NOW)
    assert jobs.ask_collections(now=NOW + timedelta(seconds=89)) == []
    assert jobs.ask_collections(now=NOW + timedelta(seconds=90)) == ["openrouter.rankings"]
    assert queries.requested_runs() == ["openrouter.rankings"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "broker", "taken"),
    [("/run/db", "redis+socket:///run/broker", 1), ("db.example", "redis+socket:///run/broker", 0),
     ("/run/db", "amqp://broker", 0)],
)  # fmt: skip
def test_only_the_single_worker_of_this_machine_takes_leases_back(settings, monkeypatch, host, broker, taken):
    actions.claim(source_key="openrouter.rankings", now=NOW)
    settings.BROKER_URL = broker
    monkeypatch.setitem(jobs.connection.settings_dict, "HOST", host)
    monkeypatch.setattr(jobs.connection, "close", lambda: None)
    assert jobs.release_leases() == taken
