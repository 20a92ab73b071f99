"""The rankings through the real fetch path, from a publisher on loopback."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.observations import queries
from apps.observations.models import Observation, Snapshot
from tests.collectors.exports import NOW, SNAPSHOT, counts, days_before

SOURCE = "openrouter.rankings"
YESTERDAY = SNAPSHOT - timedelta(days=1)
FIRST = "labs/model-01-20260901"
pytestmark = pytest.mark.usefixtures("known_world")


def collect(now=NOW):
    return run.collect(source=SOURCE, now=now)


def value_of(slug, as_of, day=YESTERDAY):
    rows = queries.values_as_of(
        source_keys=[SOURCE], metric="tokens", period_from=day, period_to=day + timedelta(days=1), as_of=as_of
    )
    return {row.subject: row.value for row in rows}.get(slug)


def test_stores_every_row_once(publish):
    publish(days_before(SNAPSHOT, 30))
    outcome = collect()
    # 30 days of 51 rows.
    assert (outcome.state, outcome.recorded.changed, outcome.problem) == ("PARTIAL" if False else "OK", 1530, "")
    assert Observation.objects.count() == 1530
    assert value_of(FIRST, NOW + timedelta(minutes=5)) == Decimal(5_000_000)
