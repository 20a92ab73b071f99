"""A published run that is wrong is taken back: readers get the one before it, and the old release says so."""

from datetime import timedelta

import pytest

from apps.flows import actions, queries
from apps.flows.models import EstimateRun, PreparedAnswer, Release
from apps.flows.question import Question
from tests import build

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = build.NOW + HOUR
NEXT = build.WEEK + timedelta(days=7)
REASON = "two weeks were read from one publication"


def withdraw(run_id, *, reason=REASON, now=LATER + HOUR):
    return actions.withdraw_run(run_id=run_id, reason=reason, now=now)


@pytest.fixture
def two_runs():
    """Publish a first run of two weeks and a second one of the later week."""
    build.published(weeks=(build.WEEK, NEXT))
    build.published(weeks=(NEXT,), tokens=3000, now=LATER)
    return list(EstimateRun.objects.order_by("id").values_list("pk", flat=True))


def test_its_weeks_go_back_to_the_run_before_it(two_runs):
    first, second = two_runs
    old = queries.release(now=LATER)
    new = queries.release(release_id=withdraw(second))
    assert queries.release().id == new.id
    assert [(item.week, item.run_id) for item in new.weeks] == [(build.WEEK, first), (NEXT, first)]
    assert [(item.week, item.run_id) for item in old.weeks] == [(build.WEEK, first), (NEXT, second)]
    assert new.published_at == LATER + HOUR


def test_the_release_that_held_it_stays_readable_and_says_so(two_runs):
    held = queries.release(now=LATER)
    withdraw(two_runs[1])
    page = queries.published_flows(Question(period=NEXT), queries.release(release_id=held.id), limit=5000)
    assert sum(row["mean"] for row in page.rows) == pytest.approx(3000)
    told = (
        "Week of 2026-02-23: these numbers were withdrawn on 2026-11-22; two weeks were read from one "
        "publication. The current release has others."
    )
    assert told in page.meta["notices"]
    now = queries.published_flows(Question(period=NEXT), queries.release(), limit=5000)
    assert not [notice for notice in now.meta["notices"] if "withdrawn" in notice]
    # What was prepared before does not know it and is made anew when somebody asks.
    assert not PreparedAnswer.objects.filter(release_id=held.id).exists()
    assert told.encode() in queries.frames(Question(period=NEXT), held).body
    assert queries.run(held.weeks[1].run)["withdrawn_at"] == LATER + HOUR


def test_a_week_that_only_it_answered_becomes_a_gap():
    build.published()
    build.published(weeks=(NEXT,), now=LATER)
    withdraw(EstimateRun.objects.latest("id").pk)
    release = queries.release()
    assert [item.week for item in release.weeks] == [build.WEEK]
    meta = queries.answer_meta(Question(period=NEXT), release)
    assert "No estimate for the week of 2026-02-23." in meta["notices"]


def test_a_run_that_came_back_is_not_the_release_it_was(two_runs):
    before = queries.release(as_of=build.NOW)
    after = withdraw(two_runs[1])
    assert after != before.id
    assert queries.release(release_id=before.id).published_at == build.NOW


def test_a_withdrawn_run_is_skipped_when_the_next_one_is_withdrawn(two_runs):
    first, second = two_runs
    build.published(weeks=(NEXT,), tokens=4000, now=LATER + timedelta(minutes=1))
    third = EstimateRun.objects.latest("id").pk
    withdraw(second)
    # The second run was not shown any more: no new release.
    assert Release.objects.count() == 3
    withdraw(third, now=LATER + 2 * HOUR)
    assert {item.run_id for item in queries.release().weeks} == {first}


def test_a_withdrawn_run_is_not_published_again(two_runs):
    withdraw(two_runs[1])
    current = queries.release().id
    with pytest.raises(actions.RunNotPublishable, match="withdrawn on 2026-11-22: two weeks were read"):
        actions.publish_run(run_id=two_runs[1], now=LATER + 2 * HOUR)
    assert queries.release().id == current


def test_withdrawing_twice_changes_nothing(two_runs):
    release = withdraw(two_runs[1])
    assert withdraw(two_runs[1], reason="another", now=LATER + 3 * HOUR) == release
    run = EstimateRun.objects.get(pk=two_runs[1])
    assert (run.withdrawn_at, run.withdrawn_reason) == (LATER + HOUR, REASON)


def test_the_only_run_stays_until_a_corrected_one_is_there():
    release = build.published()
    with pytest.raises(actions.NotWithdrawable, match="publish a corrected one first"):
        withdraw(EstimateRun.objects.get().pk)
    assert queries.release().id == release
    assert EstimateRun.objects.get().withdrawn_at is None


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(two_runs, reason):
    with pytest.raises(actions.NotWithdrawable, match="say why"):
        withdraw(two_runs[1], reason=reason)
    assert EstimateRun.objects.exclude(withdrawn_at=None).count() == 0


def test_what_nobody_saw_cannot_be_withdrawn():
    build.countries()
    run_id = build.kept(build.estimates())
    with pytest.raises(actions.NotWithdrawable, match="is not published"):
        withdraw(run_id)
