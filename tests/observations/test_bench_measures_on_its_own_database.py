"""`bench ingest` measures in a database of its own, and leaves nothing behind."""

import pytest
from django.db import connection

from apps.observations.bench import ingest, sizes, store
from apps.observations.bench.throwaway import throwaway_database
from apps.observations.models import Observation

pytestmark = pytest.mark.django_db(transaction=True)


def databases():
    with connection.cursor() as cursor:
        cursor.execute("select datname from pg_database order by 1")
        return [row[0] for row in cursor.fetchall()]


def test_every_case_is_timed_and_the_database_goes(monkeypatch):
    monkeypatch.setattr(sizes, "READS", 1)
    before, name = databases(), connection.settings_dict["NAME"]
    with throwaway_database() as snapshot_id:
        assert connection.settings_dict["NAME"] != name
        figures = [figure.name for figure in ingest.measure(2 * sizes.DAYS, snapshot_id)]
        reading = list(store.measure(4 * sizes.DAYS * sizes.VINTAGES, snapshot_id))
    assert (databases(), connection.settings_dict["NAME"]) == (before, name)
    assert Observation.objects.count() == 0
    assert [name for name in figures if "speed over" in name] == [
        "speed over bulk_create, new", "speed over raw binary COPY, new", "speed over bulk_create, unchanged",
        "speed over bulk_create, 2 % revised",
    ]  # fmt: skip
    assert [figure.target for figure in reading if figure.target] == ["<= 20 ms"]
    assert reading[-1].name == "the same extrapolated to 80,000"


def test_another_number_of_vintages_than_expected_stops_the_bench():
    with throwaway_database() as snapshot_id:
        bench = ingest.Ingest(1, snapshot_id)
        rows = bench.numbers(revised=False)
        with pytest.raises(ingest.Disagreement, match="1000 changed, 0 unchanged; expected 0 changed"):
            bench.record(rows, 0)
