"""The layers beside the draws are worked out for every week of the bundled run and keep the contract of rows."""

from collections import defaultdict

import pytest
from django.db import connection, transaction

from apps.flows import actions
from apps.flows.analyses.registry import ANALYSES
from apps.flows.models import EstimateRun, FlowEstimate
from tests import build

pytestmark = pytest.mark.django_db
NAMES = ("alternatives", "arbitrage", "realised", "scenarios", "sensitivity")


@pytest.fixture(scope="module")
def run(django_db_setup, django_db_blocker):
    """Return the bundled run with its analyses; the outer transaction takes everything back."""
    with django_db_blocker.unblock(), transaction.atomic():
        build.bundled()
        found = EstimateRun.objects.exclude(published_at=None).latest("id")
        actions.analyse(run_id=found.pk, now=found.published_at)
        found.refresh_from_db()
        # The deferred foreign keys are checked once here, not again after each test.
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)


def rows(run, name):
    """Return the rows of an analysis that did not fail."""
    result = run.analyses[name]
    assert result["problem"] == ""
    return result["rows"]


def test_layers_are_registered():
    assert set(NAMES) <= {module.NAME for module in ANALYSES}


@pytest.mark.parametrize("name", ["alternatives", "scenarios", "realised", "arbitrage"])
def test_every_week_has_the_layer(run, name):
    weeks = set(FlowEstimate.objects.filter(run=run).values_list("period_start", flat=True))
    assert {row["period_start"] for row in rows(run, name)} == {week.isoformat() for week in weeks}


def test_spread_runs_from_the_lowest_to_the_highest_alternative(run):
    centrals = defaultdict(list)
    for row in rows(run, "alternatives"):
        if row["alternative"] != "SPREAD" and row["central"] is not None and not row["origin"]:
            centrals[row["period_start"], row["quantity"]].append(row["central"])
    spreads = [row for row in rows(run, "alternatives") if row["alternative"] == "SPREAD"]
    assert spreads
    for row in spreads:
        values = centrals[row["period_start"], row["quantity"]]
        assert (row["low"], row["high"]) == (min(values), max(values))


def test_largest_pairs_are_told_with_and_without_distance(run):
    pairs = [row for row in rows(run, "alternatives") if row.get("origin")]
    assert {row["alternative"] for row in pairs} == {"PROPORTIONAL", "GRAVITY"}
    assert len({row["period_start"] for row in pairs}) == 1
    assert any(row["over_default"] not in (None, 1) for row in pairs)


def test_frame_holds_the_published_energy(run):
    whole = {
        row["period_start"]: row
        for row in rows(run, "scenarios")
        if row["country"] is None and row["quantity"] == "ENERGY_KWH"
    }
    for row in rows(run, "alternatives"):
        if (row["alternative"], row["quantity"]) == ("OWN_FIT", "ENERGY_KWH"):
            frame = whole[row["period_start"]]
            assert frame["low"] < row["low"]
            assert row["high"] < frame["high"]


def test_realised_value_is_below_the_list_value(run):
    listed = {
        row["period_start"]: row["central"]
        for row in rows(run, "alternatives")
        if (row["alternative"], row["quantity"]) == ("OWN_FIT", "SERVICE_VALUE_USD")
    }
    paid = [row for row in rows(run, "realised") if row["quantity"] == "SERVICE_VALUE_USD"]
    assert paid
    assert all(row["central"] < listed[row["period_start"]] for row in paid)


def test_sensitivity_names_what_moves_the_cells(run):
    found = rows(run, "sensitivity")
    energy = [row for row in found if row["cell"].endswith("/ENERGY_KWH/" + row["period_start"] + "/ALL/ALL")]
    strongest = max(energy, key=lambda row: abs(row["rank_correlation"]))
    assert strongest["rank_correlation"] > 0.3
    assert {row["parameter"] for row in energy} >= {"fleet_efficiency", "prefill_over_decode"}
    assert all(row["low"] <= row["central"] <= row["high"] for row in found)
