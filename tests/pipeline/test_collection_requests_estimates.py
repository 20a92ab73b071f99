"""Changed usage asks for an estimate of its own weeks, and of nothing else."""

from datetime import date, timedelta

import pytest

from apps.flows.actions import releasing
from apps.flows.touched import spans_of
from apps.observations.rows import RecordOutcome
from apps.pipeline import jobs
from tests.collectors.exports import NOW, SNAPSHOT, counts, days_before


@pytest.fixture
def asked(monkeypatch):
    """Return the spans that estimates were requested for."""
    spans = []

    def request(*, period_from, period_to, as_of, now):
        assert as_of >= now
        spans.append((period_from, period_to))
        return len(spans)

    monkeypatch.setattr(releasing, "request_estimate", request)
    return spans


def recorded(metric, *days):
    return RecordOutcome(len(days), 0, days, frozenset([metric]), NOW)


def test_unbroken_weeks_make_one_span():
    weeks = [date(2026, 2, 16), date(2026, 2, 9), date(2026, 3, 2), date(2026, 2, 9)]
    assert spans_of(weeks) == [
        (date(2026, 2, 9), date(2026, 2, 23)),
        (date(2026, 3, 2), date(2026, 3, 9)),
    ]


@pytest.mark.parametrize("metric", ["tokens", "tokens_day_model", "tokens_week_top10_lab_chn"])
def test_usage_asks_for_the_week_of_its_day(asked, metric):
    # 8 October 2026 is a Thursday.
    assert releasing.request_touched(recorded(metric, date(2026, 10, 8)), now=NOW) == (1,)
    assert asked == [(date(2026, 10, 5), date(2026, 10, 12))]


@pytest.mark.parametrize("metric", ["list_price_input", "grid_carbon", "tokens_domestic", "tokens_company"])
def test_other_numbers_ask_for_nothing(asked, metric):
    assert (releasing.request_touched(recorded(metric, date(2026, 10, 8)), now=NOW), asked) == ((), [])


@pytest.mark.usefixtures("known_world")
def test_a_collection_asks_for_the_weeks_it_changed(asked, publish):
    days = days_before(SNAPSHOT, 30)
    publish(days)
    jobs.collect(source="openrouter.rankings", now=NOW)
    # 23 October (a Friday) to 21 November (a Saturday) touch the weeks of 19 October to 16 November.
    assert asked == [(date(2026, 10, 19), date(2026, 11, 23))]
    asked.clear()
    jobs.collect(source="openrouter.rankings", now=NOW + timedelta(hours=1))
    assert asked == []
    publish(days | {date(2026, 11, 21): counts() | {"other": 2_500_001}})
    jobs.collect(source="openrouter.rankings", now=NOW + timedelta(hours=2))
    assert asked == [(date(2026, 11, 16), date(2026, 11, 23))]
