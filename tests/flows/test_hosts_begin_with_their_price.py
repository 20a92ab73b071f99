"""A company hosts a model from the day its list price begins."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.flows.inputs import hosts
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from tests import build

pytestmark = pytest.mark.django_db
END = build.WEEK + timedelta(days=7)
FIRST_MODEL = "minimax-m2-5-20260211"


@pytest.fixture(autouse=True)
def reference():
    """Load the reference data."""
    build.countries()


def test_a_price_begins_on_its_day_and_a_host_with_it():
    listed = observations_of_prices({date(2026, 2, 9): "0.30", date(2026, 2, 17): "0.20"})
    found = hosts.listings(end=END + timedelta(days=7), as_of=build.NOW)
    first, second = (found.hosts(FIRST_MODEL, week) for week in (build.WEEK, END))
    assert [(host.provider, host.price_input_usd_per_mtok) for host in first] == [(listed, 0.3)]
    assert [host.price_input_usd_per_mtok for host in second] == [0.2]
    assert found.hosts(FIRST_MODEL, build.WEEK - timedelta(days=14)) == ()


def observations_of_prices(steps):
    """Record input and output prices of the first model at MiniMax and return the provider's key."""
    build.sources()
    rows = [
        ReadRow(
            metric=metric, unit="usd_per_mtok", kind="REPORTED", period_length="DAY", period_start=day,
            value=Decimal(price), subject="minimax/MiniMax-M2",
        )
        for metric in ("list_price_input", "list_price_output")
        for day, price in steps.items()
    ]  # fmt: skip
    key = "package.genai_prices"
    observations.record(source_key=key, rows=rows, snapshot_id=build.snapshot(key), now=build.NOW)
    return "minimax"
