"""What is estimated from what was known: runs are requested, leased, made once, and corrected by new ones."""

from datetime import timedelta

import pytest

from apps.estimator.parameters import MissingParameter, Parameters
from apps.flows import actions, queries
from apps.flows.actions import estimating
from apps.flows.models import EstimateRun, FlowEstimate
from apps.flows.question import Question
from apps.reference import parameters
from tests import build

WEEK = build.WEEK
END = WEEK + timedelta(days=7)
LATER = build.NOW + timedelta(days=1)


def rows(release):
    """Return all published rows of the week."""
    return queries.published_flows(Question(period=WEEK), release, limit=5000).rows


@pytest.mark.django_db
def test_without_usage_the_first_estimate_says_what_to_do():
    build.countries()
    with pytest.raises(actions.NothingToEstimate, match="run `manage"):
        actions.first_estimate(now=build.NOW)
    assert EstimateRun.objects.count() == 0


@pytest.fixture
def measured(db):
    """Record two days of one model and of the rest."""
    build.countries()
    days = [(WEEK, "minimax/minimax-m2.5-20260211", 1000), (WEEK, "other", 500)]
    build.usage(days)


def estimate(*, now=build.NOW, **options):
    """Estimate the week with few draws."""
    return actions.estimate(period_from=WEEK, period_to=END, as_of=now, now=now, draws=50, **options)


def test_equal_inputs_give_the_same_run(measured):
    first = estimate()
    cells = FlowEstimate.objects.count()
    assert estimate(now=LATER) == first
    assert (EstimateRun.objects.count(), FlowEstimate.objects.count()) == (1, cells)
    assert estimate(seed=2) != first


def test_a_corrected_count_makes_a_new_release_and_the_old_one_stays(measured):
    old = actions.publish_run(run_id=estimate(), now=build.NOW)
    build.usage([(WEEK, "minimax/minimax-m2.5-20260211", 1005), (WEEK, "other", 500)], now=LATER)
    new = actions.publish_run(run_id=estimate(now=LATER), now=LATER)
    assert old != new
    for at, total in ((LATER - timedelta(seconds=1), 1500), (LATER, 1505)):
        assert sum(row["mean"] for row in rows(queries.release(as_of=at))) == pytest.approx(total, rel=1e-6)


def test_a_request_waits_once_and_is_estimated_as_asked(measured):
    first = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    second = actions.request_estimate(period_from=WEEK, period_to=END, as_of=LATER, now=LATER)
    assert first == second
    assert queries.waiting_runs(now=LATER) == [first]
    EstimateRun.objects.filter(pk=first).update(draws=50)
    assert actions.estimate(run_id=first, now=LATER) == first
    run = EstimateRun.objects.get(pk=first)
    assert (run.state, run.as_of, run.attempt, run.lease_until) == ("DONE", LATER, 1, None)
    # It still waits to be published, also where the worker ended in between.
    assert queries.waiting_runs(now=LATER) == [first]
    assert actions.estimate(run_id=first, now=LATER) == first
    actions.publish_run(run_id=first, now=LATER)
    assert queries.waiting_runs(now=LATER) == []


def test_a_held_run_is_busy_until_its_lease_ends(measured):
    run_id = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    EstimateRun.objects.filter(pk=run_id).update(state="STARTED", attempt=1, lease_until=LATER, draws=50)
    with pytest.raises(actions.RunBusy, match="STARTED until"):
        actions.estimate(run_id=run_id, now=build.NOW)
    assert queries.waiting_runs(now=build.NOW) == []
    after = LATER + timedelta(seconds=1)
    assert queries.waiting_runs(now=after) == [run_id]
    actions.estimate(run_id=run_id, now=after)
    assert EstimateRun.objects.get(pk=run_id).attempt == 2


def test_a_task_that_is_delivered_again_does_not_start_a_run_at_work(measured):
    run_id = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    EstimateRun.objects.filter(pk=run_id).update(
        state="STARTED", attempt=1, lease_until=LATER, draws=50, task_id="t1"
    )
    for task_id in ("t2", "t1"):
        with pytest.raises(actions.RunBusy):
            actions.estimate(run_id=run_id, now=build.NOW, task_id=task_id)
    assert EstimateRun.objects.get(pk=run_id).attempt == 1


def test_the_lease_is_renewed_after_each_block_and_before_storing(measured, monkeypatch):
    run_id = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    EstimateRun.objects.filter(pk=run_id).update(draws=50)
    minutes = iter(range(1, 100))
    leases = []
    real = estimating.renew

    def watched(**held):
        real(**held)
        leases.append(EstimateRun.objects.get(pk=run_id).lease_until - build.NOW)

    monkeypatch.setattr(estimating, "renew", watched)
    actions.estimate(run_id=run_id, now=build.NOW, clock=lambda: build.NOW + timedelta(minutes=next(minutes)))
    # One block and the moment before storing: a lease of two minutes from the first and the second minute.
    assert leases == [timedelta(minutes=3), timedelta(minutes=4)]


def test_what_a_worker_made_after_it_was_taken_over_is_dropped(measured, monkeypatch):
    run_id = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    EstimateRun.objects.filter(pk=run_id).update(draws=50)
    real = estimating.estimate_block

    def slow(*given, **options):
        EstimateRun.objects.filter(pk=run_id).update(attempt=2)
        return real(*given, **options)

    monkeypatch.setattr(estimating, "estimate_block", slow)
    with pytest.raises(actions.RunBusy, match=r"attempt 1 of run \d+ was taken over"):
        actions.estimate(run_id=run_id, now=build.NOW)
    assert FlowEstimate.objects.count() == 0
    assert EstimateRun.objects.get(pk=run_id).state == "STARTED"


def test_a_new_only_worker_takes_back_what_the_last_one_held(measured):
    run_id = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    EstimateRun.objects.filter(pk=run_id).update(state="STARTED", attempt=1, lease_until=LATER)
    assert queries.waiting_runs(now=build.NOW) == []
    assert actions.release_leases() == 1
    assert queries.waiting_runs(now=build.NOW) == [run_id]


def test_a_run_that_never_finishes_is_given_up(measured):
    run_id = actions.request_estimate(period_from=WEEK, period_to=END, as_of=build.NOW, now=build.NOW)
    EstimateRun.objects.filter(pk=run_id).update(state="STARTED", attempt=3, lease_until=build.NOW)
    assert queries.waiting_runs(now=LATER) == [run_id]
    actions.estimate(run_id=run_id, now=LATER)
    run = EstimateRun.objects.get(pk=run_id)
    assert (run.state, run.problem) == ("FAILED", "given up after 3 attempts that did not finish")
    assert FlowEstimate.objects.count() == 0


def test_a_span_without_usage_is_refused_with_the_reason(db):
    build.countries()
    run_id = estimate()
    run = EstimateRun.objects.get(pk=run_id)
    assert (run.state, run.problem) == (
        "REFUSED",
        "No week of this span has any usage; nothing was estimated.",
    )


def test_a_missing_parameter_fails_the_run_with_its_name(measured, monkeypatch):
    whole = parameters.load()
    monkeypatch.setattr(
        parameters, "load", lambda as_of: Parameters(row for row in whole if row.key != "output_share")
    )
    with pytest.raises(MissingParameter, match="output_share"):
        estimate()
    run = EstimateRun.objects.get()
    assert run.state == "FAILED"
    assert run.problem.startswith("MissingParameter:")
    assert "output_share" in run.problem
    assert FlowEstimate.objects.count() == 0
