"""Observations have a partition for each year and none for absurd ones."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from apps.observations import actions, queries
from apps.observations.models import Observation
from tests.observations.build import NOW, row, snapshot, source

pytestmark = pytest.mark.django_db


def test_partitions_reach_into_next_year_and_are_made_once():
    actions.make_partitions(now=NOW)
    assert queries.partition_years() == range(2007, 2028)
    assert actions.make_partitions(now=NOW) == 0
    assert actions.make_partitions(now=datetime(2027, 1, 1, tzinfo=UTC)) == 1
    assert queries.partition_years() == range(2007, 2029)


def test_the_database_itself_refuses_a_year_without_partition():
    shot = snapshot(source())
    actions.record(source_key="made.up", rows=[row(1)], snapshot_id=shot, now=NOW)
    stored = Observation.objects.get()
    with pytest.raises(DatabaseError, match="no partition"), transaction.atomic():
        Observation.objects.create(
            series_id=stored.series_id, period_start=date(1066, 10, 14), recorded_at=NOW, value=1,
            snapshot_id=shot, reason="FIRST",
        )  # fmt: skip


def test_a_year_is_read_from_its_partition_alone():
    shot = snapshot(source())
    actions.record(source_key="made.up", rows=[row(1)], snapshot_id=shot, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "explain select value from observations_observation where series_id = 1 and period_start = '2026-10-07'"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "observations_observation_y2026" in plan
    assert "observations_observation_y2025" not in plan


def test_the_table_can_be_taken_back_and_made_again():
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration("observations", "0001_initial")
    operation = migration.operations[-1].database_operations[0]
    with connection.cursor() as cursor:
        cursor.execute(operation.reverse_sql)
        cursor.execute("select to_regclass('observations_observation')")
        assert cursor.fetchone() == (None,)
        cursor.execute(operation.sql)
    assert actions.make_partitions(now=NOW) == 21
