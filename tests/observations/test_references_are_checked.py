"""An observation names a series and a snapshot that exist, and neither goes while it is named."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.observations.actions import record
from apps.observations.models import Observation, Series, Snapshot
from tests.observations import build

INSERT = """
insert into observations_observation (series_id, period_start, recorded_at, value, snapshot_id, reason)
values (%s, '2026-01-01', '2026-11-22', 1, %s, 'FIRST')
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    """Return the series and the snapshot of one stored number."""
    source = build.source()
    snapshot = build.snapshot()
    record(source_key=source, rows=[build.row(1)], snapshot_id=snapshot, now=build.NOW)
    return Series.objects.get().pk, snapshot


@pytest.mark.parametrize(("series", "snapshot", "words"), [(1, 0, "series"), (0, 1, "snapshot")])
def test_a_number_of_nothing_is_refused(stored, series, snapshot, words):
    fault = pytest.raises(IntegrityError, match=f"names a {words} that does not exist")
    with fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [stored[0] + series * 1000, stored[1] + snapshot * 1000])
    assert Observation.objects.count() == 1


@pytest.mark.parametrize("table", ["observations_series", "observations_snapshot"])
def test_what_is_named_stays(stored, table):
    fault = pytest.raises(IntegrityError, match="has observations")
    with fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"delete from {table}")
    assert (Series.objects.count(), Snapshot.objects.count()) == (1, 1)
