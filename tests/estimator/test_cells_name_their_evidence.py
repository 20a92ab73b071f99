"""Grades, flags, the row `unlisted`, coverage and bounds of cells."""

from dataclasses import replace

import numpy as np
import pytest

from apps.estimator.corridors import columns, corridor_means, corridor_spread, listed, rest_spread
from apps.estimator.destinations import Destinations, destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.inputs import DestinationFacts, PlaceFacts, WeekFacts
from apps.estimator.letters import identification, tail_grade, weakest
from apps.estimator.ratios import ratio_rows
from tests.estimator.build import (
    DESTINATIONS,
    SEED,
    WEEK,
    exactly,
    host,
    inputs,
    model,
    parameters,
    place,
    provider,
    three_models,
    usage,
)


@pytest.mark.parametrize(
    ("weights", "grade"),
    [
        ([96, 4, 0, 0], "A"),  # 4 % is worse than A: below 5 %
        ([95, 5, 0, 0], "B"),  # 5 % is worse than A: not below
        ([50, 0, 46, 4], "C"),
        ([90, 0, 0, 10], "D"),
        ([0, 0, 0, 0], "D"),  # nothing is known of nothing
    ],
)
def test_a_link_has_the_grade_that_all_but_5_percent_reach(weights, grade):
    assert tail_grade(np.array(weights, float)) == grade


def test_a_cell_is_as_good_as_its_weakest_link():
    assert weakest("BC-D--") == "D"
    assert weakest("AB----") == "B"
    assert (identification("BC-D--"), identification("BCACBB")) == ("PRIOR_DRIVEN", "MARGINS")


def profiles(result, origin="CHN"):
    """Return the profile of each (basis, measure) at one origin."""
    return {(cell.basis, cell.measure): cell.grade_profile for cell in result.flows if cell.origin == origin}


def test_profiles_name_the_links_in_order():
    # usage B, provider C (one unmeasured price), location A (document), destination D, energy B, price C (tariff),
    # B (list price), D (hardware). Links that do not apply are "-".
    served = [model("m", "CHN", host("p", evidence_grade="B"), energy_grade="B")]
    made = inputs(served, [provider("p", "CHN", "CHN")], usage({"m": 100.0}))
    found = profiles(estimate(made, parameters(), draws=10, seed=1))
    assert found == {
        ("COMPUTE", "TOKENS"): "BCAD--",
        ("COMPUTE", "ENERGY_KWH"): "BCADB-",
        ("COMPUTE", "ELECTRICITY_VALUE_USD"): "BCADBC",
        ("COMPUTE", "SERVICE_VALUE_USD"): "BCAD-B",
        ("COMPUTE", "COMPUTE_VALUE_USD"): "BCADBD",
        ("COMPUTE", "CARBON_KG"): "BCADB-",
        ("COMPANY", "TOKENS"): "BC-D--",
        ("COMPANY", "SERVICE_VALUE_USD"): "BC-D-B",
        ("COMPANY", "COMPUTE_VALUE_USD"): "BC-DBD",
        ("LAB", "TOKENS"): "B--D--",
        ("LAB", "ENERGY_KWH"): "B--DB-",
        ("LAB", "ELECTRICITY_VALUE_USD"): "B--DBC",
        ("LAB", "SERVICE_VALUE_USD"): "B--D-B",
        ("LAB", "COMPUTE_VALUE_USD"): "B--DBD",
        ("LAB", "CARBON_KG"): "B--DB-",
    }


def test_energy_on_lab_is_a_counterfactual():
    result = estimate(three_models(), parameters(), draws=10, seed=1)
    found = {(cell.basis, cell.measure) for cell in result.flows if cell.is_counterfactual}
    assert found == {("LAB", name) for name in ("ENERGY_KWH", "ELECTRICITY_VALUE_USD", "CARBON_KG")}
    assert {cell.scope for cell in result.flows} == {"OBSERVED"}


def test_flags_say_what_stands_in():
    known = model("a", "CHN", host("p"), hosting="CHN/open")
    rest = model("b", "CHN", hosting="CHN/open", active=None)
    week = WeekFacts(WEEK, "openrouter.rankings", "PLATFORM", coverage=6 / 7, flags=("usage:x",))
    made = inputs([known, rest], [provider("p", "CHN", "CHN")], usage({"a": 90.0, "b": 10.0}), weeks=[week])
    flags = {
        (cell.basis, cell.measure): cell.flags
        for cell in estimate(made, parameters(), draws=10, seed=1).flows
        if cell.origin == "CHN"
    }
    assert flags["COMPUTE", "TOKENS"] == ("hosts_assumed", "partial_week", "usage:x")
    assert flags["LAB", "TOKENS"] == ("partial_week", "usage:x")
    assert flags["COMPUTE", "SERVICE_VALUE_USD"] == (
        "hosts_assumed",
        "partial_week",
        "price_missing",
        "usage:x",
    )
    few = replace(made, usage=usage({"a": 99.0, "b": 1.0}))
    result = estimate(few, parameters(), draws=10, seed=1)
    assert {cell.flags for cell in result.flows} == {("partial_week", "usage:x")}
    assert {cell.coverage for cell in result.flows} == {6 / 7}


def test_small_corridors_are_summed_into_one_row():
    # 60 small destinations share 0.5 of AI users' weight against one large one; each is far below 0.01 % of the week.
    small = tuple(DestinationFacts(f"X{number:02d}", 0.1, 1e3, 1e4) for number in range(60))
    big = tuple(row for row in DESTINATIONS if row.country in ("IND", "USA"))
    made = inputs(
        [model("m", "CHN", host("p"))],
        [provider("p", "CHN", "CHN")],
        usage({"m": 1e12}),
        destinations=(*big, *small),
    )
    rows = [
        c
        for c in estimate(made, parameters(), draws=50, seed=1).flows
        if (c.basis, c.measure) == ("LAB", "TOKENS")
    ]
    assert [(row.origin, row.destination) for row in rows] == [
        ("CHN", "IND"),
        ("CHN", "USA"),
        ("CHN", "UNK"),
        (None, None),
    ]
    assert sum(row.mean for row in rows) == pytest.approx(1e12, rel=1e-6)
    assert 0 < rows[-1].low <= rows[-1].central <= rows[-1].high <= rows[-1].frechet_high * (1 + 1e-6)


def test_spreads_and_bounds_are_those_of_the_full_table():
    rng = np.random.default_rng(5)
    rows = rng.lognormal(size=(3, 400)).astype(np.float32)
    shares = rng.dirichlet([0.3, 2, 0.01, 9], size=400).T
    cols = columns(Destinations(("A", "B", "C", "UNK"), shares))
    total = rows.sum(axis=0)
    cells = rows[:, None] * shares[None]
    means = corridor_means(rows, shares)
    assert means == pytest.approx(cells.mean(axis=2), rel=1e-5)
    mask = listed(means)
    ends = shares * total
    for origin in range(3):
        spread = corridor_spread(rows[origin], total, mask[origin], cols)
        chosen = cells[origin, mask[origin]]
        expected = np.quantile(chosen, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1).T
        assert spread.percentiles == pytest.approx(expected, rel=1e-4)
        lower = np.maximum(rows[origin] + ends - total, 0)[mask[origin]]
        upper = np.minimum(rows[origin], ends)[mask[origin]]
        bounds = [np.quantile(lower, 0.05, axis=1), np.quantile(upper, 0.95, axis=1)]
        assert pytest.approx(np.array(bounds), rel=1e-4, abs=1e-6) == spread.bounds.T
    mask[:, 2] = False
    rest = rest_spread(rows, total, mask, cols)
    outside = (cells * ~mask[..., None]).sum(axis=(0, 1))
    assert rest.percentiles[0] == pytest.approx(np.quantile(outside, [0.05, 0.25, 0.5, 0.75, 0.95]), rel=1e-4)
    assert rest.bounds[0, 0] <= np.quantile(outside, 0.05) <= np.quantile(outside, 0.95) <= rest.bounds[0, 1]


def test_balances_hold_every_token():
    result = estimate(three_models(), parameters(), draws=200, seed=1)
    for basis in ("LAB", "COMPANY", "COMPUTE"):
        rows = [row for row in result.balances if (row.basis, row.measure) == (basis, "TOKENS")]
        world = next(row for row in rows if row.country is None)
        assert world.total_mean == pytest.approx(350, rel=1e-6)
        assert world.exports.mean + world.domestic_mean + world.unknown_mean == pytest.approx(350, rel=1e-6)
        countries = [row for row in rows if row.country]
        assert sum(row.exports.mean for row in countries) == pytest.approx(world.exports.mean, rel=1e-9)
        assert sum(row.imports.mean for row in countries) == pytest.approx(world.imports.mean, rel=1e-9)
        assert all(0 <= row.surplus_share <= 1 for row in countries)
        assert all(row.total_mean is None for row in countries)
    # Only importers have no chance of a surplus.
    by_code = {row.country: row for row in result.balances if (row.basis, row.measure) == ("LAB", "TOKENS")}
    assert (by_code["DEU"].surplus_share, by_code["DEU"].exports.high) == (0.0, 0.0)
    assert by_code["USA"].surplus_share == 1.0


def test_ratios_are_taken_within_draws():
    # Everything exact but tokens' energy: value multiple = usd_per_kwh / price, at one price of 0.08 USD per kWh.
    made = inputs(
        [model("m", "CHN", host("p"))],
        [provider("p", "CHN", "CHN")],
        usage({"m": 1e9}),
        places=[place("CHN", 0.08), PlaceFacts("UNK", exactly(0.08))],
    )
    rows = {(row.name, row.country): row for row in estimate(made, parameters(), draws=300, seed=SEED).ratios}
    multiple, per_kwh = rows["value_multiple", "CHN"], rows["usd_per_kwh", "CHN"]
    for name in ("low", "central", "high"):
        assert getattr(multiple, name) == pytest.approx(getattr(per_kwh, name) / 0.08, rel=1e-6)


def test_electricity_is_the_inverse_of_the_multiple():
    # G05: 11 of revenue on 0.5 of electricity per kWh: 22, so electricity is 1 / 22 = 4.54545 % of the price.
    draws = {"SERVICE_VALUE_USD": np.full((1, 3), 11.0), "ELECTRICITY_VALUE_USD": np.full((1, 3), 0.5)}
    rows = ratio_rows(WEEK, ("CHN",), draws)
    assert [(row.name, row.country, row.low, row.central, row.high) for row in rows] == [
        ("value_multiple", None, 22.0, 22.0, 22.0),
        ("value_multiple", "CHN", 22.0, 22.0, 22.0),
    ]
    assert 1 / rows[0].central == pytest.approx(0.0454545, rel=1e-5)


def test_destinations_keep_the_published_bounds():
    drawn = Draws(parameters(), draws=2000, seed=SEED)
    found = destination_shares(DESTINATIONS, drawn)
    assert found.countries == ("CHN", "DEU", "IND", "SGP", "USA", "UNK")
    assert found.shares.sum(axis=0) == pytest.approx(np.ones(2000), abs=1e-12)
    unknown, usa = found.shares[-1], found.shares[-2]
    assert unknown.min() >= 0.2 - 1e-12
    # Of the known part the USA has between 8 and 50 %.
    known = usa / (1 - unknown)
    assert 0.08 - 1e-12 <= known.min() <= known.max() <= 0.5 + 1e-12
    assert found.evidence_grade == "D"


def test_a_new_destination_leaves_the_others_in_proportion():
    small = destination_shares(DESTINATIONS, Draws(parameters(), draws=50, seed=SEED))
    more = destination_shares(
        (*DESTINATIONS, DestinationFacts("FRA", 0.4, 4e7, 45000)), Draws(parameters(), draws=50, seed=SEED)
    )
    ratio = {code: small.shares[small.countries.index(code)] for code in ("CHN", "DEU", "IND")}
    wide = {code: more.shares[more.countries.index(code)] for code in ratio}
    assert wide["CHN"] / wide["DEU"] == pytest.approx(ratio["CHN"] / ratio["DEU"], rel=1e-9)
    assert more.shares[more.countries.index("USA")] == pytest.approx(
        small.shares[small.countries.index("USA")]
    )


def test_joules_per_token_and_value_over_cost_are_taken_within_draws():
    # 2 kWh over 1,000,000 tokens: 7.2e6 J / 1e6 = 7.2 J. 12 USD over 3.5 + 0.5 USD: 3.
    draws = {
        "TOKENS": np.full((1, 2), 1e6), "ENERGY_KWH": np.full((1, 2), 2.0),
        "SERVICE_VALUE_USD": np.full((1, 2), 12.0), "ELECTRICITY_VALUE_USD": np.full((1, 2), 0.5),
        "COMPUTE_VALUE_USD": np.full((1, 2), 3.5),
    }  # fmt: skip
    found = {row.name: row.central for row in ratio_rows(WEEK, ("CHN",), draws) if row.country is None}
    assert found == {
        "value_multiple": 24.0, "usd_per_kwh": 6.0, "joules_per_token": pytest.approx(7.2), "value_over_cost": 3.0,
    }  # fmt: skip
