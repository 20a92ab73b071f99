"""Switching between two whole weeks of one denominator; nothing is told where there are no two."""

from datetime import timedelta

import pytest

from apps.flows import actions, queries
from apps.flows.analyses import switching
from apps.flows.analyses.row import check
from apps.flows.analyses.stored import given_of_week
from tests import build

pytestmark = pytest.mark.django_db
M2, K2 = "minimax/minimax-m2.5-20260211", "moonshotai/kimi-k2.5-0127"
G3, GPT = "google/gemini-2.5-flash", "openai/gpt-oss-120b"
NEXT = build.WEEK + timedelta(days=7)


def days(week, amounts):
    """Return the rows of seven equal days."""
    return [(week + timedelta(days=day), slug, n) for day in range(7) for slug, n in amounts.items()]


def made(rows, weeks):
    """Estimate and publish these weeks and return the rows of the analysis."""
    build.countries()
    build.usage(rows)
    end = weeks[-1] + timedelta(days=7)
    run_id = actions.estimate(period_from=weeks[0], period_to=end, as_of=build.NOW, now=build.NOW, draws=20)
    actions.publish_run(run_id=run_id, now=build.NOW)
    given, _ = given_of_week(weeks[0])
    return check(switching.NAME, switching.rows(given))


def test_the_least_that_moved_is_told_with_pairs_and_bounds():
    # G59 as weeks: 0.5, 0.3, 0.2 become 0.4, 0.35, 0.25: 0.1 moved at least.
    rows = days(build.WEEK, {M2: 500, K2: 300, G3: 200}) + days(NEXT, {M2: 400, K2: 350, G3: 250})
    first, second = made(rows, [build.WEEK, NEXT])
    assert (first["low"], first["reason"]) == (
        None,
        "the week of 2026-02-09 is not whole, or not counted as TOP50",
    )
    assert (second["low"], second["central"], second["high"]) == pytest.approx((0.1, 0.1, 0.1), rel=1e-6)
    assert second["label"] == "least movement consistent with the data"
    assert second["denominator"] == "TOP50"
    told = {(pair["from"], pair["to"]): pair for pair in second["pairs"]}
    pair = told["minimax-m2-5-20260211", "kimi-k2-5-0127"]
    assert len(told) == 2
    assert (pair["moved"], pair["at_least"], pair["at_most"]) == pytest.approx((0.05, 0, 0.35))


def test_what_one_week_does_not_name_is_pooled_by_lab_country():
    # Kimi is named before only, GPT after only: rest of CHN 0.3 to 0, rest of USA 0 to 0.2; M2.5 0.5 to 0.6.
    rows = days(build.WEEK, {M2: 500, K2: 300, G3: 200}) + days(NEXT, {M2: 600, GPT: 200, G3: 200})
    _, second = made(rows, [build.WEEK, NEXT])
    shares = {one["model"]: (one["before"], one["after"]) for one in second["models"]}
    assert shares == {
        "minimax-m2-5-20260211": (0.5, 0.6),
        "gemini-2-5-flash": (0.2, 0.2),
        "rest of CHN": (0.3, 0.0),
        "rest of USA": (0.0, 0.2),
    }
    # Half of 0.1 + 0.3 + 0.2.
    assert second["low"] == pytest.approx(0.3)


def test_a_week_with_a_missing_day_is_not_compared():
    rows = days(build.WEEK, {M2: 500})[:-1] + days(NEXT, {M2: 400, K2: 100})
    _, second = made(rows, [build.WEEK, NEXT])
    assert second["low"] is None
    assert second["reason"] == "the week of 2026-02-16 is not whole, or not counted as TOP50"


def test_the_analysis_of_a_published_run_has_it():
    rows = days(build.WEEK, {M2: 500, K2: 500}) + days(NEXT, {M2: 400, K2: 600})
    made(rows, [build.WEEK, NEXT])
    release = queries.release()
    actions.analyse(run_id=release.weeks[0].run_id, now=build.NOW)
    assert queries.analysis_state(release, "switching") == "DONE"
    (row,) = queries.analysis(release, "switching", week=NEXT)
    assert row["central"] == pytest.approx(0.1)
