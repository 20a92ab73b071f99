"""From a changed count at the publisher to changed flows, with the old ones still given as of before."""

from datetime import date, timedelta

import pytest

from apps.collectors import run
from apps.flows import queries
from apps.flows.question import read
from apps.pipeline import jobs
from tests.collectors.exports import NOW, SNAPSHOT, counts, days_before

FIRST = "labs/model-01-20260901"
WEEK = date(2026, 11, 16)
HOUR = timedelta(hours=1)


def total(now):
    """Return the tokens of the week, domestic, unknown and unlisted included, as readers see them at a moment."""
    question = read({"measure": ["TOKENS"], "period": [str(WEEK)]}, allowed={"measure", "period"}, now=now)
    release = queries.release(as_of=now, now=now)
    return queries.balances(question, release)[0]["total_mean"]


@pytest.mark.usefixtures("known_world")
def test_a_changed_count_changes_the_flows_of_its_week_only(publish):
    run.collect_bundled(now=NOW - HOUR)
    days = days_before(SNAPSHOT, 30)
    publish(days)
    jobs.collect(source="openrouter.rankings", now=NOW)
    (first,) = queries.waiting_runs(now=NOW)
    jobs.estimate_and_publish(run_id=first, now=NOW + HOUR)
    # Six days, Monday 16 to Saturday 21 November: fifty models from 5,000,000 down by 100,000 and 2,500,000 others.
    day = 50 * (5_000_000 + 100_000) // 2 + 2_500_000
    assert total(NOW + HOUR) == pytest.approx(6 * day, rel=1e-6)
    publish(days | {date(2026, 11, 21): counts() | {FIRST: 5_040_000}})
    jobs.collect(source="openrouter.rankings", now=NOW + 2 * HOUR)
    (second,) = queries.waiting_runs(now=NOW + 2 * HOUR)
    jobs.estimate_and_publish(run_id=second, now=NOW + 3 * HOUR)
    assert total(NOW + 3 * HOUR) == pytest.approx(6 * day + 40_000, rel=1e-6)
    assert total(NOW + 2 * HOUR) == pytest.approx(6 * day, rel=1e-6)
