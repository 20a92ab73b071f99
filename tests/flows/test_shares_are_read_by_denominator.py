"""The denominator switch reads the stored bars of a week: one denominator, measure and basis at a time."""

import pytest

from apps.flows import queries
from apps.flows.analyses.row import exactly, row
from apps.flows.models import EstimateRun
from tests import build

pytestmark = pytest.mark.django_db


def part(denominator, place, share, measure="TOKENS", basis="LAB", publication="tiny"):
    return row(
        f"{measure}:{basis}:{denominator}:{publication}:{place}", "share", exactly(share), grade="B",
        definition="denominators", week=build.WEEK, denominator=denominator, measure=measure, basis=basis,
        publication=publication, place=place,
    )  # fmt: skip


@pytest.fixture
def release(db):
    """Publish the tiny world with three bars of one week."""
    found = queries.release(release_id=build.published())
    rows = [
        part("TOP10", "CHN", 0.6), part("TOP10", "UNK", 0.4),
        part("LAB_PAIR", "CHN", 0.65, publication="other"), part("LAB_PAIR", "USA", 0.35, publication="other"),
        part("TOP10", "USA", 1.0, "ENERGY_KWH", "COMPUTE"),
    ]  # fmt: skip
    EstimateRun.objects.update(analyses={"denominators": {"rows": rows, "problem": ""}})
    return found


def test_one_bar_is_read_alone_and_adds_to_one(release):
    rows = queries.shares(release, build.WEEK, denominator="TOP10")
    assert {row["place"]: row["central"] for row in rows} == {"CHN": 0.6, "UNK": 0.4}


def test_without_a_denominator_every_bar_comes_with_its_publication(release):
    rows = queries.shares(release, build.WEEK)
    assert {(row["denominator"], row["publication"]) for row in rows} == {
        ("TOP10", "tiny"),
        ("LAB_PAIR", "other"),
    }


def test_another_measure_and_basis_is_another_bar(release):
    (only,) = queries.shares(release, build.WEEK, measure="ENERGY_KWH", basis="COMPUTE")
    assert (only["place"], only["central"]) == ("USA", 1.0)
    assert queries.shares(release, build.WEEK, denominator="WORLD") == []
