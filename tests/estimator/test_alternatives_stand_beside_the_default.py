"""Structural alternatives give their own ranges beside the default, week by week."""

from datetime import date, timedelta

import pytest

from apps.estimator.alternatives import ALTERNATIVES, QUANTITIES, alternative_rows, pair_rows, quantity_draws
from apps.estimator.flows import estimate
from apps.estimator.parameters import Parameters
from apps.reference.parameters import from_tables
from tests.estimator import build

WEEK = build.WEEK


def rows(given=None, weeks=frozenset({WEEK}), draws=200):
    """Return the rows of the three models of G27, by alternative and quantity."""
    found = alternative_rows(
        given or build.three_models(), Parameters(from_tables()), draws=draws, seed=4, weeks=weeks
    )
    return {(row.alternative, row.quantity): row for row in found}


def test_every_alternative_gives_every_quantity():
    found = rows()
    assert set(found) == {(one.key, quantity) for one in ALTERNATIVES for quantity in QUANTITIES}
    assert all(row.low <= row.central <= row.high for row in found.values())
    assert all(found["OWN_FIT", quantity].over_default == 1 for quantity in QUANTITIES)


def test_default_is_what_is_published():
    published = {
        row.name: row
        for row in estimate(build.three_models(), Parameters(from_tables()), draws=200, seed=4).ratios
        if row.country is None
    }
    ours = rows()["OWN_FIT", "value_multiple"]
    theirs = published["value_multiple"]
    assert (ours.low, ours.central, ours.high) == pytest.approx((theirs.low, theirs.central, theirs.high))


def test_top_down_figure_is_the_same_for_all_models_but_for_the_place():
    # 3.15 J at the meter at a reference facility factor of 1.25; all places here have 1.2, times 0.84 to 1.2.
    found = rows()["BROKERAGE_TOPDOWN", "joules_per_token"]
    assert 3.15 / 1.25 <= found.low <= 3.15 * 1.2 * 1.25 / 1.25
    assert found.high <= 3.15 * 1.2 * 1.2 * 1.1 / 1.25


def test_energy_models_change_the_multiple_inversely():
    # The multiple is value over electricity value; value is the same, so energies and multiples mirror each other.
    found = rows()
    for key in ("DEEPSEEK_ANCHOR", "BROKERAGE_TOPDOWN", "ECOLOGITS_OUTPUT_ONLY"):
        assert found[key, "SERVICE_VALUE_USD"].central == found["OWN_FIT", "SERVICE_VALUE_USD"].central
    assert found["BROKERAGE_TOPDOWN", "ENERGY_KWH"].over_default > 1
    assert found["BROKERAGE_TOPDOWN", "value_multiple"].over_default < 1


def test_distance_moves_pairs_but_no_total():
    # Berlin lies nearer to its own country than to any other: with a prior of distance the pair at home grows.
    anchors = {
        "CHN": (35.0, 103.0),
        "DEU": (51.0, 10.0),
        "IND": (22.0, 79.0),
        "SGP": (1.3, 103.8),
        "USA": (39.0, -98.0),
    }
    ends = [build.replace(one, anchor=anchors[one.country]) for one in build.DESTINATIONS]
    places = [build.replace(build.place(code), anchor=anchors[code]) for code in ("DEU", "USA")]
    given = build.inputs(
        [build.model("m", "DEU", build.host("de")), build.model("n", "USA", build.host("us"))],
        [build.provider("de", "DEU", "DEU"), build.provider("us", "USA", "USA")],
        build.usage({"m": 1e9, "n": 1e9}),
        places=places,
        destinations=ends,
    )
    found = pair_rows(given, Parameters(from_tables()), draws=100, seed=4, week=WEEK, largest=12)
    by_prior = {(row.alternative, row.origin, row.destination): row for row in found}
    home = by_prior["GRAVITY", "DEU", "DEU"]
    assert home.over_default > 1.01
    assert by_prior["GRAVITY", "DEU", "USA"].over_default < 1
    assert all(row.over_default == 1 for row in found if row.alternative == "PROPORTIONAL")
    # UNK is as far from everything as from anything.
    assert len({(row.origin, row.destination) for row in found}) == 12


def test_only_the_asked_weeks_are_answered():
    later = WEEK + timedelta(days=7)
    usage = (*build.usage({"m": 1e9}), *build.usage({"m": 2e9}, week=later))
    given = build.inputs(
        [build.model("m", "CHN", build.host("cn"))], [build.provider("cn", "CHN", "CHN")], usage
    )
    found = alternative_rows(given, Parameters(from_tables()), draws=50, seed=4, weeks={later})
    assert {row.week for row in found} == {later}


def test_undefined_quantities_say_why():
    unsized = build.inputs(
        [build.model("m", "CHN", build.host("cn"), active=None)],
        [build.provider("cn", "CHN", "CHN")],
        build.usage({"m": 1e9}),
    )
    found = rows(unsized)
    lacking = found["OWN_FIT", "ENERGY_KWH"]
    assert (lacking.low, lacking.central, lacking.high, lacking.over_default) == (None, None, None, None)
    assert "not defined" in lacking.reason
    # A figure per token needs no size, and has nothing to be compared with.
    anchor = found["DEEPSEEK_ANCHOR", "ENERGY_KWH"]
    assert anchor.central > 0
    assert anchor.over_default is None


@pytest.mark.parametrize("quantity", ["value_multiple", "joules_per_token"])
def test_zero_tokens_have_no_ratio(quantity):
    empty = build.inputs(
        [build.model("m", "CHN", build.host("cn"))],
        [build.provider("cn", "CHN", "CHN")],
        build.usage({"m": 0}),
    )
    row = rows(empty)["OWN_FIT", quantity]
    assert row.central is None
    assert row.reason


def test_ratio_of_nothing_is_none():
    assert quantity_draws("value_multiple", {}) is None


def test_a_week_that_is_not_there_gives_nothing():
    assert rows(weeks={date(2020, 1, 6)}) == {}
