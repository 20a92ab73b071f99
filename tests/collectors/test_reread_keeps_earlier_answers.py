"""A mended parser reads the archive again: new vintages marked as ours, earlier answers as they were."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from apps.collectors import registry, run
from apps.collectors.sources import eurostat_electricity_prices as source
from apps.observations import queries
from apps.observations.models import Observation, Snapshot
from tests.collectors.exports import NOW
from tests.collectors.upstream import upstream

PAGE = Path(__file__).resolve().parent / "pages" / source.SPEC.key / "2026-11-22.json"
LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("known_world")


def prices(as_of):
    rows = queries.values_as_of(
        source_keys=[source.SPEC.key], metric="electricity_price", period_from=date(2023, 1, 1),
        period_to=date(2026, 1, 1), as_of=as_of,
    )  # fmt: skip
    return {(row.subject, row.qualifier, row.period_start): row.value for row in rows}


def mended(factor):
    """Return the source with a parser that takes another value of Germany from the same bytes."""

    def parse(bodies):
        reading = source.parse(bodies)
        reading.observations = [
            replace(row, value=row.value * factor) if row.subject == "DEU" else row
            for row in reading.observations
        ]
        return reading

    spec = replace(source.SPEC, parser_version=source.SPEC.parser_version + 1)
    return SimpleNamespace(**{**vars(source), "SPEC": spec, "parse": parse})


def test_changed_values_are_vintages_of_ours_and_what_was_known_before_stays(settings, monkeypatch):
    with upstream() as served:
        settings.UPSTREAMS = {"EUROSTAT": served.url}
        served.put(source.PATH, PAGE.read_bytes())
        assert run.collect(source=source.SPEC.key, now=NOW).state == "OK"
    # The publisher is gone from here on: nothing can be fetched.
    before, count = prices(NOW + timedelta(hours=1)), Observation.objects.count()
    assert run.reread(source=source.SPEC.key, now=LATER).recorded.changed == 0
    changed = dict(registry.sources()) | {source.SPEC.key: mended(Decimal("1.1"))}
    monkeypatch.setattr(registry, "sources", lambda: changed)
    outcome = run.reread(source=source.SPEC.key, now=LATER + timedelta(hours=1))
    ours = Observation.objects.filter(reason="REREAD")
    # Germany: 4 bands x 3 taxes x 2 half-years, and the preferred band twice.
    assert (outcome.recorded.changed, ours.count(), Observation.objects.count()) == (26, 26, count + 26)
    assert set(ours.values_list("series__subject", flat=True)) == {"DEU"}
    assert Snapshot.objects.count() == 1
    assert prices(NOW + timedelta(hours=1)) == before
    after = prices(LATER + timedelta(days=1))
    key = ("DEU", "500-1999 MWh X_VAT", date(2024, 7, 1))
    assert (before[key], after[key]) == (Decimal("0.266"), Decimal("0.2926"))
    assert {name for name in before if before[name] != after[name]} == {
        name for name in before if name[0] == "DEU"
    }
