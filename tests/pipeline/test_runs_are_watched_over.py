"""Runs by command and by worker: analysed, withdrawn, explained, and asked for again when their inputs change."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.flows import queries
from apps.flows.models import EstimateRun
from apps.pipeline import jobs, tasks
from apps.reference.models import ParameterRevision
from tests import build
from tests.pipeline.worker import worker
from tokentrade.celery import app

MODEL = "minimax/minimax-m2.5-20260211"
BEFORE = datetime(2026, 11, 18, 9, tzinfo=UTC)
END = build.WEEK + timedelta(days=7)
CELL = "cell/LAB/OBSERVED/TOKENS/2026-02-16/CHN/USA"


def publish(*, now=BEFORE, tokens=1000):
    """Record, estimate and publish one week and return its run."""
    build.usage([(build.WEEK, MODEL, tokens), (build.WEEK, "other", 500)], now=now)
    made = jobs.flows.estimate(period_from=build.WEEK, period_to=END, as_of=now, now=now, draws=50)
    jobs.flows.publish_run(run_id=made, now=now)
    return made


@pytest.fixture
def run_id(db):
    """Publish one small week."""
    build.countries(now=BEFORE)
    return publish()


def test_a_run_is_analysed_by_command_once(run_id, capsys):
    call_command("analyse", str(run_id))
    call_command("analyse", str(run_id))
    first, second = capsys.readouterr().out.split("\n")[:2]
    assert int(first.split()[0]) > 10
    assert second == "0 analyses"
    with pytest.raises(CommandError, match="does not exist"):
        call_command("analyse", "999999")


def test_a_run_is_withdrawn_by_command_with_its_reason(run_id, capsys):
    later = publish(now=BEFORE + timedelta(hours=1), tokens=1100)
    call_command("withdraw", str(later), "--reason", "a slip of scale")
    assert capsys.readouterr().out == f"release {queries.release().id}\n"
    assert EstimateRun.objects.get(pk=later).withdrawn_reason == "a slip of scale"
    with pytest.raises(CommandError, match="no run before it is left"):
        call_command("withdraw", str(run_id), "--reason", "this one too")


def test_the_history_of_a_cell_is_printed_with_what_changed(run_id, capsys):
    publish(now=BEFORE + timedelta(hours=1), tokens=1100)
    call_command("revisions", CELL)
    told = capsys.readouterr().out
    assert f"{CELL} in token" in told
    assert f"changed figure: {MODEL} on 2026-02-16: 1,000 tokens -> 1,100 tokens" in told
    assert told.count("grade D") == 2
    assert told.index("2026-11-18 09:00 UTC") < told.index("2026-11-18 10:00 UTC") < told.index("(current)")
    with pytest.raises(CommandError, match="is no cell"):
        call_command("revisions", "nothing")
    with pytest.raises(CommandError, match="no published run has an estimate for the week of 2026-02-23"):
        call_command("revisions", CELL.replace("02-16", "02-23"))


def test_the_clock_asks_for_the_weeks_that_an_accepted_parameter_moves(run_id):
    later = BEFORE + timedelta(hours=1)
    assert jobs.ask_estimates(now=later) == []
    ParameterRevision.objects.create(
        key="gpu_life", unit="year", low=4, central=5, high=6, source_title="A title",
        source_url="https://example.org", accessed_date=later.date(), reason="new accounts",
        accepted_by="ada", accepted_at=later,
    )  # fmt: skip
    (asked,) = jobs.ask_estimates(now=later + timedelta(minutes=1))
    assert jobs.ask_estimates(now=later + timedelta(minutes=2)) == [asked]
    EstimateRun.objects.filter(pk=asked).update(draws=50)
    release = jobs.estimate_and_publish(run_id=asked, now=later + timedelta(minutes=3))
    assert queries.release().id == release
    assert jobs.ask_estimates(now=later + timedelta(minutes=4)) == []
    changed = queries.revisions(CELL).vintages[-1].changes
    assert [(change.kind, change.item) for change in changed if change.kind == "parameter"] == [
        ("parameter", "gpu_life")
    ]


@pytest.mark.django_db(transaction=True)
def test_a_worker_analyses_what_is_published(broker_url, settings):
    settings.COLLECT = False
    app.control.purge()
    build.countries(now=BEFORE)
    made = publish()
    with worker():
        tasks.ask_analyses.apply_async(queue="estimate")
        end = time.monotonic() + 60
        while EstimateRun.objects.get(pk=made).analysed_at is None and time.monotonic() < end:
            time.sleep(0.1)
    release = queries.release()
    assert queries.analysis_state(release, "conservation") == "DONE"
    assert queries.waiting_analyses(now=datetime.now(UTC)) == []
    connection.close()
