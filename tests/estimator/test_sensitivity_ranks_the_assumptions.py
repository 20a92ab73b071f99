"""The tornado and the value of information name what moves a cell, and nothing that does not."""

import numpy as np
import pytest

from apps.estimator.cellchain import Cell, CellChain, NoSuchCell
from apps.estimator.flows import estimate
from apps.estimator.inputs import Unavailable
from apps.estimator.parameters import Parameters
from apps.estimator.sensitivity import rank_correlations, sensitivity_rows, week_cells
from apps.reference.parameters import from_tables
from tests.estimator import build

DRAWS = 400
WHOLE = Cell("ENERGY_KWH")


def shipped(*central: str) -> Parameters:
    """Return the shipped parameters, all global ones but these fixed at their central value."""
    parameters = Parameters(from_tables())
    for row in list(parameters):
        if row.key not in central and row.distribution not in ("fixed_value", "constant"):
            parameters = parameters.fixed(row.key, "central", scope=row.scope)
    return parameters


def one_model(**more):
    """Return a billion tokens of one model of known size served in the USA."""
    return build.inputs(
        [build.model("m", "CHN", build.host("us"), **more)],
        [build.provider("us", "USA", "USA")],
        build.usage({"m": 1e9}),
    )


def rows(given, parameters, cells, draws=DRAWS):
    """Return the rows by parameter and scope."""
    found = sensitivity_rows(
        given, parameters, draws=draws, seed=11, week=build.WEEK, largest=3, singles=3, cells=cells
    )
    return {(row.cell, row.parameter, row.scope): row for row in found}


def test_only_uncertain_assumption_explains_everything():
    # Fleets 0.3 - 0.6 - 1.5 alone: the cell is proportional to them, so its median moves by the same factors, the
    # ranks agree, and knowing them leaves no width.
    measured = one_model(measured_output_joules=build.exactly(1.0))
    row = rows(measured, shipped("fleet_efficiency"), [WHOLE])[WHOLE, "fleet_efficiency", ""]
    assert row.rank_correlation == pytest.approx(1)
    assert row.median_low / row.median == pytest.approx(0.5, rel=1e-3)
    assert row.median_high / row.median == pytest.approx(2.5, rel=1e-3)
    assert row.value_of_information == pytest.approx(1)


def test_assumptions_that_lower_the_cell_have_the_other_sign():
    measured = one_model(measured_output_joules=build.exactly(1.0))
    row = rows(measured, shipped("cache_hit"), [WHOLE])[WHOLE, "cache_hit", ""]
    # Draws at the hard limit of 0.98 are equal, so the ranks agree but for rounding.
    assert row.rank_correlation == pytest.approx(-1, abs=1e-4)
    assert row.median_low > row.median > row.median_high


def test_two_equal_shocks_share_the_width():
    # Two log-normal factors of the same spread s: the log of the product has s x sqrt(2). Held at the centre one
    # of them leaves s: with node and idle set to 0.5 - 1 - 2 each, s = ln 2 and the 90 % interval of the product
    # is exp(+-ln 2 x sqrt 2) = 2.665: width 2.665 - 0.375 = 2.290; of one factor 2 - 0.5 = 1.5: 1 - 1.5 / 2.290.
    same = [
        build.parameter(key, low=0.5, central=1, high=2, hard_min=None)
        for key in ("node_over_gpu", "idle_factor")
    ]
    parameters = shipped().replaced(same)
    measured = one_model(measured_output_joules=build.exactly(1.0))
    found = rows(measured, parameters, [WHOLE], draws=4000)
    for key in ("node_over_gpu", "idle_factor"):
        assert found[WHOLE, key, ""].value_of_information == pytest.approx(1 - 1.5 / 2.290, abs=0.04)


def test_assumptions_out_of_reach_have_no_row():
    found = rows(one_model(), Parameters(from_tables()), [WHOLE])
    named = {parameter for _, parameter, _ in found}
    assert "fleet_efficiency" in named
    # Destinations, prices and carbon do not move energy; China's chips do not move a model served in the USA.
    assert not named & {
        "dest_us_share",
        "dest_weight_ln_sd",
        "unk_price_usd_kwh",
        "gpu_life",
        "cn_domestic_chip_share",
    }


def test_counted_tokens_depend_on_nothing():
    assert rows(one_model(), Parameters(from_tables()), [Cell("TOKENS")]) == {}


def test_pair_depends_on_its_destination():
    pair = Cell("TOKENS", "USA", "IND")
    found = rows(one_model(), Parameters(from_tables()), [pair])
    strongest = max(found.values(), key=lambda row: abs(row.rank_correlation))
    assert (strongest.parameter, strongest.scope) in {("dest_weight_ln_sd", "IND"), ("dest_weight_ln_sd", "")}
    assert (
        found[pair, "dest_weight_ln_sd", "IND"].median_low
        < found[pair, "dest_weight_ln_sd", "IND"].median_high
    )


def test_single_streams_are_told_apart_from_all_together():
    two = build.inputs(
        [
            build.model("big", "CHN", build.host("us")),
            build.model("small", "CHN", build.host("us"), active=1, total=1),
        ],
        [build.provider("us", "USA", "USA")],
        build.usage({"big": 1e9, "small": 1e3}),
    )
    found = rows(two, Parameters(from_tables()), [WHOLE])
    together, big = found[WHOLE, "e_out_resid_sd", ""], found[WHOLE, "e_out_resid_sd", "big"]
    assert together.streams == 2
    assert big.streams == 1
    assert (WHOLE, "e_out_resid_sd", "small") not in found
    assert big.median_high == pytest.approx(together.median_high, rel=1e-3)


def test_held_cells_are_those_of_a_whole_new_run():
    # The shortcut redoes only the touched part; fixing the parameter and estimating everything gives the same.
    given, parameters = build.three_models(), Parameters(from_tables())
    cells = [Cell("ENERGY_KWH", "CHN", "USA"), Cell("TOKENS", "USA", "IND"), Cell("value_multiple")]
    found = rows(given, parameters, cells)
    for key, cell in (
        ("pue_climate_factor", cells[0]),
        ("dest_unknown_share", cells[1]),
        ("prefill_over_decode", cells[2]),
    ):
        plain = estimate(given, parameters.fixed(key, "low"), draws=DRAWS, seed=11)
        flows = {(one.basis, one.measure, one.origin, one.destination): one for one in plain.flows}
        ratio = next(one for one in plain.ratios if one.name == "value_multiple" and one.country is None)
        expected = (
            flows["COMPUTE", cell.measure, cell.origin, cell.destination].central
            if cell.origin
            else ratio.central
        )
        assert found[cell, key, ""].median_low == pytest.approx(expected, rel=1e-5)


def test_pairs_follow_documented_zeros():
    # B may not go to IND: its tokens go elsewhere and the others fill IND, in the published pairs and here alike.
    shut = Unavailable("B", "IND", "A", "https://example.org/")
    given, parameters = build.replace(build.three_models(), unavailable=(shut,)), Parameters(from_tables())
    chain = CellChain(given, parameters, draws=DRAWS, seed=11, week=build.WEEK)
    flows = {
        (one.origin, one.destination): one.central
        for one in estimate(given, parameters, draws=DRAWS, seed=11).flows
        if (one.basis, one.measure) == ("COMPUTE", "ENERGY_KWH")
    }
    for ends in (("USA", "IND"), ("CHN", "IND"), ("USA", "DEU")):
        draws = chain.cells([Cell("ENERGY_KWH", *ends)], chain.base)[0]
        assert np.median(draws) == pytest.approx(flows[ends], rel=1e-5)
    row = rows(given, parameters, [Cell("ENERGY_KWH", "USA", "IND")])[
        Cell("ENERGY_KWH", "USA", "IND"), "fleet_efficiency", ""
    ]
    assert row.median == pytest.approx(flows["USA", "IND"], rel=1e-5)


def test_shares_of_a_provider_are_held_at_their_means():
    # A tag leaves 2 to 25 % unknown: the share of CHN is drawn, and knowing it narrows tokens at CHN.
    tagged = build.inputs(
        [build.model("m", "CHN", build.host("cn"))],
        [build.provider("cn", "CHN", "CHN", kind="REGION_TAG", grade="B")],
        build.usage({"m": 1e9}),
    )
    cell = Cell("TOKENS", "CHN")
    found = rows(tagged, Parameters(from_tables()), [cell])
    assert found[cell, "location_shares", ""].value_of_information > 0
    assert found[cell, "location_declared_unknown", ""].rank_correlation < 0


def test_usual_cells_are_totals_the_multiple_and_the_largest():
    chain = CellChain(build.three_models(), Parameters(from_tables()), draws=50, seed=1, week=build.WEEK)
    cells = week_cells(chain, largest=2)
    assert Cell("value_multiple") in cells
    # 240 of the 350 tokens of G27 are in the USA, 100 in CHN.
    assert [
        cell.origin for cell in cells if cell.measure == "TOKENS" and cell.origin and not cell.destination
    ] == [
        "USA",
        "CHN",
    ]
    assert len([cell for cell in cells if cell.destination]) == 4


@pytest.mark.parametrize("cell", [Cell("TOKENS", "FRA"), Cell("TOKENS", "USA", "ZZZ")])
def test_unknown_cell_is_refused(cell):
    with pytest.raises(NoSuchCell, match="no origin or destination"):
        rows(one_model(), Parameters(from_tables()), [cell])


def test_unknown_week_is_refused():
    with pytest.raises(NoSuchCell, match="2020-01-06"):
        CellChain(one_model(), shipped(), draws=10, seed=1, week=build.date(2020, 1, 6))


def test_rank_correlation_is_spearmans():
    # Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 x (1 + 1 + 1 + 1) / (4 x 15) = 0.6; ties share their mean rank, so a
    # monotone pair with ties agrees wholly; what never varies correlates with nothing.
    streams = np.array([[1.0, 2.0, 30.0, 40.0], [1.0, 1.0, 2.0, 2.0], [5.0, 5.0, 5.0, 5.0]])
    cells = np.array([[20.0, 10.0, 40.0, 30.0], [0.0, 0.0, 7.0, 7.0]])
    found = rank_correlations(streams, cells)
    assert found[0, 0] == pytest.approx(0.6)
    assert found[1, 1] == pytest.approx(1)
    assert (found[2] == 0).all()
