"""Parameters as known at a moment: the CSV, then accepted revisions."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.reference import parameters
from apps.reference.models import ParameterRevision
from apps.reference.parameters import MissingParameter

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def revise(**changes: object) -> ParameterRevision:
    """Accept a change of gpu_life."""
    row = {
        "key": "gpu_life",
        "scope": "",
        "unit": "year",
        "low": 4,
        "central": 5,
        "high": 6,
        "source_title": "A title",
        "source_url": "https://example.org",
        "accessed_date": NOW.date(),
        "reason": "new accounts",
        "accepted_by": "ada",
        "accepted_at": NOW,
    }
    return ParameterRevision.objects.create(**{**row, **changes})


@pytest.mark.django_db
def test_reads_the_cited_range() -> None:
    row = parameters.load().get("gpu_life")
    assert (row.low, row.central, row.high, row.unit, row.draw_scope) == (3, 4, 6, "year", "global")


@pytest.mark.django_db
def test_an_accepted_revision_counts_from_its_moment_on() -> None:
    revise()
    before = parameters.load(as_of=NOW - timedelta(seconds=1)).get("gpu_life")
    after = parameters.load(as_of=NOW).get("gpu_life")
    assert (before.central, after.central) == (4, 5)
    assert (after.distribution, after.note) == ("two_piece_lognormal", "new accounts")


@pytest.mark.django_db
def test_the_last_accepted_revision_wins() -> None:
    revise()
    revise(central=5.5, accepted_at=NOW + timedelta(hours=1))
    assert parameters.load().get("gpu_life").central == 5.5


@pytest.mark.django_db
def test_a_revision_of_nothing_is_refused() -> None:
    revise(key="gpu_lief")
    with pytest.raises(MissingParameter, match="gpu_lief"):
        parameters.load()


def test_scoped_rows_stand_beside_the_general_ones() -> None:
    rows = {(row.key, row.scope): row for row in parameters.from_tables()}
    price = rows["electricity_price_usd_per_kwh", "USA"]
    assert (price.low, price.central, price.high) == (0.061, 0.0813, 0.1138)
    assert rows["pue_climate_model", "SGP"].central == 1.282
    assert rows["carbon_kg_per_kwh_second", "CHN"].central == 0.52534
    assert rows["datacentre_electricity_twh", ""].central == 415
    assert sum(key == "electricity_price_usd_per_kwh" for key, _ in rows) == 77


def test_a_row_counts_from_its_valid_day_on() -> None:
    early = {row.key for row in parameters.from_tables(datetime(2024, 6, 1, tzinfo=UTC).date())}
    assert early == {"electricity_price_usd_per_kwh", "datacentre_electricity_twh"}
