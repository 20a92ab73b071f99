"""Releases: what is published stays readable, and what fails its assertions never shows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.estimator.measures import BASES, MEASURES
from apps.flows import actions, queries
from apps.flows.models import EstimateRun, FlowEstimate, Release
from apps.flows.question import Question
from apps.flows.releases import release_id
from tests import build

pytestmark = pytest.mark.django_db
LATER = build.NOW + timedelta(hours=1)
NEXT = build.WEEK + timedelta(days=7)


def total(release, **asked):
    """Return the sum of means of all rows of a week."""
    question = Question(period=build.WEEK, **asked)
    return sum(row["mean"] for row in queries.published_flows(question, release, limit=5000).rows)


def test_the_stored_rows_of_every_basis_add_to_the_same_total():
    release = queries.release(release_id=build.published())
    for measure in ("TOKENS", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD"):
        # 1,000 tokens, times what a token is worth in the tiny world.
        expected = 1000 * build.PER_TOKEN[measure]
        for basis in BASES:
            assert total(release, basis=basis, measure=measure) == pytest.approx(expected, rel=1e-12)
            world = queries.balances(Question(period=build.WEEK, basis=basis, measure=measure), release)[0]
            assert (world["country"], world["total_mean"]) == (None, pytest.approx(expected, rel=1e-12))
    assert {row["is_faulty"] for row in queries.conservation(release)} == {False}


def test_every_stored_row_is_ordered():
    release = queries.release(release_id=build.published())
    for measure in MEASURES.values():
        for basis in (*measure.bases, *measure.counterfactual_bases):
            question = Question(basis=basis, measure=measure.name)
            rows = queries.published_flows(question, release, limit=5000).rows
            assert rows
            assert all(
                row["low"] <= row["q25"] <= row["central"] <= row["q75"] <= row["high"] for row in rows
            )


def test_a_release_is_named_by_its_weeks_and_runs():
    release = queries.release(release_id=build.published(weeks=(build.WEEK, NEXT)))
    run = EstimateRun.objects.get()
    assert release.weeks[0].run == run.fingerprint[:16]
    assert release.id == release_id(
        [("2026-02-16", run.fingerprint[:16]), ("2026-02-23", run.fingerprint[:16])]
    )
    assert release_id([("2026-02-16", "a"), ("2026-02-23", "b")]) == release_id(
        [("2026-02-23", "b"), ("2026-02-16", "a")]
    )


def test_a_second_estimate_makes_a_new_release_and_leaves_the_old_one():
    first = build.published(tokens=1000)
    second = build.published(tokens=2000, now=LATER)
    assert first != second
    assert queries.release(now=LATER).id == second
    before = queries.release(as_of=LATER - timedelta(seconds=1))
    assert before.id == first
    assert total(before) == pytest.approx(1000)
    assert total(queries.release(release_id=second)) == pytest.approx(2000)
    assert queries.release(as_of=build.NOW - timedelta(seconds=1)) is None


def test_one_week_estimated_anew_moves_only_that_week():
    weeks = (build.WEEK, NEXT)
    build.published(weeks=weeks)
    old = EstimateRun.objects.get()
    release = queries.release(release_id=build.published(weeks=(NEXT,), tokens=3000, now=LATER))
    assert [item.week for item in release.weeks] == list(weeks)
    assert release.weeks[0].run_id == old.pk
    assert release.weeks[1].run_id == EstimateRun.objects.latest("id").pk != old.pk
    tokens = [home(release, week).total_mean for week in weeks]
    assert tokens == [pytest.approx(1000), pytest.approx(3000)]


def test_a_run_that_knew_less_does_not_replace_one_that_knew_more():
    weeks = (build.WEEK, NEXT)
    build.published(weeks=(NEXT,), now=LATER)
    newer = EstimateRun.objects.get()
    # It was asked for earlier and took longer: only the week without an answer becomes its own.
    slow = build.kept(
        build.estimates(weeks, 2000), weeks=weeks, as_of=build.NOW, now=LATER + timedelta(hours=1)
    )
    actions.publish_run(run_id=slow, now=LATER + timedelta(hours=1))
    assert [item.run_id for item in queries.release().weeks] == [slow, newer.pk]
    late = build.kept(
        build.estimates((NEXT,), 5), weeks=(NEXT,), as_of=build.NOW, now=LATER + timedelta(hours=2)
    )
    with pytest.raises(actions.RunNotPublishable, match="by a run that knew more than 2026-11-22 12:00"):
        actions.publish_run(run_id=late, now=LATER + timedelta(hours=2))
    # The product asked for it and will not ask again.
    assert EstimateRun.objects.get(pk=late).state == "REFUSED"
    assert queries.waiting_runs(now=LATER + timedelta(hours=3)) == []


def home(release, week):
    """Return the home page's figures of a week."""
    return queries.corridors_for_home(Question(period=week), release)


def broken(fault):
    """Return cells of the tiny world with one fault."""
    made = build.estimates()
    first = made.flows[0]
    if fault == "a number is not finite":
        made.flows[0] = replace(first, central=float("nan"))
    elif fault == "is negative":
        made.flows[0] = replace(first, low=-1.0)
    elif fault == "out of order":
        made.flows[0] = replace(first, low=first.high * 2)
    elif fault == "a share lies outside":
        made.flows[0] = replace(first, unknown_share=1.5)
    elif fault == "cells add to":
        made.conservation[0] = replace(made.conservation[0], relative_error=2e-6, holds=False)
    elif fault == "exports is out of order":
        exports = replace(made.balances[0].exports, low=1e9)
        made.balances[0] = replace(made.balances[0], exports=exports)
    else:
        made.flows.clear()
    return made


@pytest.mark.parametrize(
    "fault",
    [
        "a number is not finite",
        "is negative",
        "out of order",
        "a share lies outside",
        "cells add to",
        "exports is out of order",
        "nothing was estimated",
    ],
)
def test_a_refused_run_leaves_the_last_good_release(fault):
    good = build.published()
    rows = FlowEstimate.objects.count()
    run_id = build.kept(broken(fault), now=LATER)
    run = EstimateRun.objects.get(pk=run_id)
    assert run.state == "REFUSED"
    assert fault in run.problem
    with pytest.raises(actions.RunNotPublishable, match=fault):
        actions.publish_run(run_id=run_id, now=LATER)
    assert queries.release(now=LATER + timedelta(days=1)).id == good
    assert (Release.objects.count(), FlowEstimate.objects.count()) == (1, rows)


def test_rows_that_do_not_add_up_in_the_store_are_not_published():
    build.countries()
    made = build.estimates()
    # One corridor is lost; the method's own check rows still say that all is well.
    del made.flows[0]
    run_id = build.kept(made)
    with pytest.raises(actions.RunNotPublishable, match=r"rows add to .* the balances say"):
        actions.publish_run(run_id=run_id, now=build.NOW)
    assert Release.objects.count() == 0


def test_a_measure_missing_on_one_basis_is_not_published():
    build.countries()
    made = build.estimates()
    made.flows = [cell for cell in made.flows if (cell.basis, cell.measure) != ("LAB", "TOKENS")]
    run_id = build.kept(made)
    with pytest.raises(actions.RunNotPublishable, match="totals differ over the bases"):
        actions.publish_run(run_id=run_id, now=build.NOW)


def test_an_uncited_parameter_is_not_published():
    build.countries()
    run_id = build.kept(build.estimates())
    run = EstimateRun.objects.get(pk=run_id)
    run.parameters[0]["source_url"] = ""
    run.save()
    with pytest.raises(actions.RunNotPublishable, match="is not cited"):
        actions.publish_run(run_id=run_id, now=build.NOW)
    assert Release.objects.count() == 0


def test_publishing_twice_changes_nothing():
    release = build.published()
    run = EstimateRun.objects.get()
    assert actions.publish_run(run_id=run.pk, now=LATER) == release
    assert EstimateRun.objects.get().published_at == build.NOW
    assert Release.objects.count() == 1


def test_equal_cells_are_stored_once():
    build.countries()
    first = build.kept(build.estimates())
    rows = FlowEstimate.objects.count()
    assert build.kept(build.estimates()) == first
    assert (EstimateRun.objects.count(), FlowEstimate.objects.count()) == (1, rows)


def test_an_asked_week_without_estimate_is_a_gap_with_a_notice():
    release = queries.release(release_id=build.published(weeks=(build.WEEK, NEXT + timedelta(days=7))))
    page = queries.published_flows(Question(period=NEXT), release)
    assert page.rows == []
    assert "No estimate for the week of 2026-02-23." in page.meta["notices"]
    span = queries.answer_meta(Question(period_from=build.WEEK, period_to=date(2026, 3, 9)), release)
    assert "No estimate for the week of 2026-02-23." in span["notices"]
