"""What readers learn of a source: when it last worked, what is wrong, and when it is due again."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.collectors import queries, registry, run
from apps.events import actions as reviews
from apps.events import queries as events
from tests.collectors.exports import NOW, SNAPSHOT, days_before

SOURCE = "openrouter.rankings"
pytestmark = pytest.mark.usefixtures("known_world")
HOUR = timedelta(hours=1)


def health(now=NOW):
    return {row.key: row for row in queries.source_health(now=now)}[SOURCE]


def due(now):
    return SOURCE in queries.due_sources(now=now)


def test_a_source_never_collected_says_so_and_is_due():
    row = health()
    assert (row.last_run_state, row.last_success_at, row.rows, row.is_stale) == ("NEVER", None, 0, True)
    assert row.licence == "CC BY 4.0"
    assert due(NOW)


def test_a_good_run_is_told_with_its_counts_and_snapshot(publish):
    publish(days_before(SNAPSHOT, 30))
    run.collect(source=SOURCE, now=NOW)
    row = health(NOW + HOUR)
    assert (row.last_run_state, row.rows, row.series, row.held, row.last_problem) == ("OK", 1530, 51, 0, "")
    assert (len(row.last_snapshot_sha256), row.is_stale) == (64, False)
    assert 3500 <= row.lag_seconds <= 3600
    assert "as of 2026-11-22" in row.citation
    assert health(NOW + 49 * HOUR).is_stale is True


def test_it_is_due_again_at_its_next_turn(publish):
    publish(days_before(SNAPSHOT, 30))
    # Turns are at 02:30 UTC; this one was collected at 03:00.
    run.collect(source=SOURCE, now=NOW)
    assert not due(datetime(2026, 11, 23, 2, 29, tzinfo=UTC))
    assert due(datetime(2026, 11, 23, 2, 30, tzinfo=UTC))


def test_a_failure_is_told_and_tried_again_after_half_an_hour(publish):
    publish({}, csv=b"<html>")
    run.collect(source=SOURCE, now=NOW)
    row = health(NOW + HOUR)
    assert (row.last_run_state, row.last_success_at) == ("FAILED", None)
    assert "unexpected_html" in row.last_problem
    assert not due(NOW + timedelta(minutes=29))
    assert due(NOW + timedelta(minutes=31))


def test_a_publisher_that_asks_for_patience_gets_it(publisher):
    publisher.put("/api/v1/datasets/exports/rankings-daily/latest.manifest.json", status=429,
                  headers={"Retry-After": "3600"})  # fmt: skip
    assert run.collect(source=SOURCE, now=NOW).state == "UNAVAILABLE"
    assert not due(NOW + timedelta(minutes=10))


def test_a_source_at_work_is_not_due():
    from apps.collectors import actions

    actions.claim(source_key=SOURCE, now=NOW)
    assert not due(NOW)


def test_the_registry_knows_the_sources_of_this_product():
    assert list(registry.sources()) == sorted(registry.sources())
    assert registry.sources().keys() >= {
        "curated.published_figures", "eurostat.electricity_prices", "microsoft.ai_diffusion",
        "openrouter.rankings", "package.codecarbon", "package.genai_prices",
    }  # fmt: skip
    with pytest.raises(
        registry.UnknownSource, match=r"there are curated\.policy_events, curated\.published_figures"
    ):
        registry.source("openrouter.everything")


def test_a_citation_names_no_date_before_the_source_was_read():
    for row in queries.source_health(now=NOW):
        assert "never" not in row.citation
        assert "{" not in row.citation
    citations = {row.key: row.citation for row in queries.source_health(now=NOW)}
    assert citations[SOURCE] == "Source: OpenRouter (openrouter.ai/rankings). Licensed under CC BY 4.0."
    assert citations["eurostat.electricity_prices"] == "Source: Eurostat (nrg_pc_205). CC BY 4.0."


def test_coverage_counts_the_days_between(publish):
    row = health()
    assert (row.first_period, row.last_period, row.coverage_share) == (None, None, None)
    days = days_before(SNAPSHOT, 10)
    del days[SNAPSHOT - timedelta(days=4)]
    publish(days)
    run.collect(source=SOURCE, now=NOW)
    row = health()
    # Ten days with one missing between them.
    assert (row.first_period, row.last_period) == (
        SNAPSHOT - timedelta(days=10),
        SNAPSHOT - timedelta(days=1),
    )
    assert (row.coverage_share, row.coverage_percent) == (0.9, "90.0")


def test_held_readings_are_told_by_what_became_of_them():
    words = {"source_key": SOURCE, "reason": "odd", "snapshot_id": 0, "rows": [], "now": NOW}
    for name in ("a", "b", "c"):
        reviews.hold(subject_key=f"reading/{SOURCE}/{name}", **words)
    first, second, _ = events.open_reviews(source_key=SOURCE)
    reviews.reject(review_id=first.id, reviewer="ana", reason="a slip", now=NOW)
    row = health()
    assert (row.held, row.released, row.rejected) == (2, 0, 1)
    reviews.accept(review_id=second.id, reviewer="ana", reason="true", now=NOW)
    row = health()
    assert (row.held, row.released, row.rejected) == (1, 1, 1)
