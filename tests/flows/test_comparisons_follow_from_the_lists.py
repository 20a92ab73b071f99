"""Price gaps, changes, regions, balances and hash rate: each agrees with the lists and rows it comes from."""

from collections import defaultdict
from datetime import date

import pytest
from django.db import connection, transaction

from apps.flows.analyses import bitcoin, changes, gap, gap_parts, regions, trade
from apps.flows.listprices import PriceLists
from apps.flows.models import CountryBalance
from tests import build
from tests.flows import analysed
from tests.flows.analysed import by_key

pytestmark = pytest.mark.django_db
WEEK = build.WEEK
WHOLE = date(2026, 5, 18)


@pytest.fixture(scope="module")
def given(django_db_setup, django_db_blocker):
    """Return the first run as an analysis sees it, made once for this module; everything is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = analysed.given()
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made(given, django_db_blocker):
    """Return a reader of an analysis that works each out once."""
    return analysed.reader(given, django_db_blocker.unblock)


def test_the_published_price_pair_is_in_the_stored_lists(given):
    prices = {one.model: one for one in PriceLists(end=date(2026, 3, 1), as_of=given.as_of).on(WEEK)}
    cheap, dear = prices["minimax-m2-5-20260211"], prices["claude-4-6-opus-20260205"]
    assert (cheap.host.price_input_usd_per_mtok, dear.host.price_input_usd_per_mtok) == (0.3, 5.0)
    assert (cheap.is_own, dear.is_own, cheap.country, dear.country) == (True, True, "CHN", "USA")
    assert "claude-sonnet-5-20260630" not in prices


def test_the_gap_of_all_models_is_not_the_gap_of_the_published_pair(made, given):
    rows = by_key(made(gap), WEEK)
    equal = rows["GAP:INPUT:EQUAL_WEIGHT"]
    assert equal["lowest_pair"] < 1 < 5 / 0.3 <= equal["highest_pair"]
    assert "no measure of quality" in equal["quality"]
    # Nobody counted a model of a lab in the USA by name in that week.
    assert rows["GAP:INPUT:TOKEN_WEIGHTED"]["central"] is None
    assert "no pair has any tokens" in rows["GAP:INPUT:TOKEN_WEIGHTED"]["reason"]
    newest = by_key(made(gap), given.newest)
    index = newest["FISHER:USA_OVER_CHN"]
    assert (
        min(index["laspeyres"], index["paasche"])
        <= index["central"]
        <= max(index["laspeyres"], index["paasche"])
    )
    fit = by_key(made(gap), None)
    assert {key.partition(":")[0] for key in fit} == {"HEDONIC"}
    assert fit["HEDONIC:ln_active_parameters"]["central"] > 0


def test_the_parts_of_a_gap_that_may_be_nothing_have_no_shares(made, given):
    for week in given.weeks:
        rows = by_key(made(gap_parts), week)
        is_open = rows["SHAPLEY:gap"]["low"] <= 0 <= rows["SHAPLEY:gap"]["high"]
        assert (rows["SHAPLEY_SHARE:electricity"]["central"] is None) == is_open
        assert ("says nothing" in rows["SHAPLEY_SHARE:electricity"]["reason"]) == is_open
    newest = by_key(made(gap_parts), given.newest)
    assert newest["SHAPLEY:gap"]["low"] > 0
    # Electricity is a few percent of cost on either side, so it cannot be a tenth of the gap.
    assert abs(newest["SHAPLEY_SHARE:electricity"]["central"]) < 0.1


def test_the_effects_of_a_change_add_to_it(made):
    rows = made(changes)
    assert rows
    for measure, basis in changes.WATCHED:
        for week in {row["period_start"] for row in rows}:
            key = f"LMDI:{measure}:{basis}"
            found = {row["key"]: row["central"] for row in rows if row["period_start"] == week}
            if f"{key}:change" in found:
                effects = [found[f"{key}:{name}"] for name in changes.FACTORS]
                scale = max(abs(effect) for effect in effects)
                assert sum(effects) == pytest.approx(found[f"{key}:change"], abs=1e-9 * scale)


def test_weeks_counted_in_different_ways_are_not_compared(made, given):
    for row in made(changes):
        told = [given.summary(date.fromisoformat(row[name])) for name in ("period_start", "since")]
        assert told[0]["denominator"] == told[1]["denominator"]


def test_nets_of_regions_add_to_nothing_and_the_union_is_its_members(made, given):
    for week in {given.newest, given.newest_complete}:
        for partition in ("CONTINENT", "UNION"):
            net = [
                row for row in made(regions)
                if row["period_start"] == week.isoformat() and row["key"].startswith(f"NET:TOKENS:{partition}")
            ]  # fmt: skip
            assert sum(row["mean"] for row in net) == pytest.approx(
                0, abs=1e-5 * max(abs(row["mean"]) for row in net)
            )
    rows = by_key(made(regions), given.newest_complete)
    sent = rows["EXPORTS:TOKENS:CONTINENT:NORTHERN_AMERICA"]["mean"]
    stored = CountryBalance.objects.filter(
        run_id=given.run_id, scope="OBSERVED", basis="COMPUTE", measure="TOKENS",
        period_start=given.newest_complete, country__in=["USA", "CAN"],
    )  # fmt: skip
    apart = sum(row.exports_mean for row in stored)
    # Canada and the USA serve each other a little; the rest of what they send leaves the region.
    assert 0.9 * apart < sent <= apart * (1 + 1e-5)


def test_a_balance_tells_how_sure_its_sign_is(made, given):
    rows = by_key(made(trade), WHOLE)
    stored = CountryBalance.objects.get(
        run_id=given.run_id,
        scope="OBSERVED",
        basis="COMPUTE",
        measure="TOKENS",
        period_start=WHOLE,
        country="USA",
    )
    row = rows["NET:TOKENS:USA"]
    assert (row["central"], row["surplus_share"]) == (stored.net_central, stored.surplus_share)
    assert row["verdict"] == trade.verdict(stored.surplus_share)
    assert [trade.verdict(share) for share in (1, 0.95, 0.9, 0.06, 0.05, 0)] == [
        "SURPLUS", "SURPLUS", "UNDECIDED", "UNDECIDED", "DEFICIT", "DEFICIT",
    ]  # fmt: skip


def test_months_of_hash_rate_that_nobody_printed_are_absent(made):
    months = defaultdict(float)
    for row in made(bitcoin):
        months[row["month"]] += row["central"]
    assert list(months.values()) == pytest.approx([1.0] * len(months))
    assert "2019-09-01" in months
    assert "2020-01-01" not in months
    china = {row["month"]: row["central"] for row in made(bitcoin) if row["place"] == "CHN"}
    assert [month for month, share in china.items() if share > 0.7] == ["2019-09-01"]
