"""Negative, missing and unreal facts of energy and value: a named error, or a null with its reason, never silence."""

import math

import pytest

from apps.estimator.cellchain import Cell, CellChain, NoSuchCell
from apps.estimator.checks import NegativeTokens, NoDraws, NotANumber
from apps.estimator.distributions import BadDistribution
from apps.estimator.energy import BadFacilityFactor, BadParameterCount
from apps.estimator.flows import estimate
from apps.estimator.inputs import Quantity
from apps.estimator.parameters import MissingParameter, Parameters
from apps.estimator.sensitivity import sensitivity_rows
from apps.estimator.structure import Structure
from apps.reference.parameters import from_tables
from tests.estimator import build

PARAMETERS = Parameters(from_tables())


def world(tokens=1e9, price=(1.0, 2.0), places=None, **more):
    """Return one model served in the USA."""
    return build.inputs(
        [build.model("m", "CHN", build.host("us", price), **more)],
        [build.provider("us", "USA", "USA")],
        build.usage({"m": tokens}),
        places=places,
    )


def run(given, parameters=PARAMETERS, **more):
    """Return the estimates of a world."""
    return estimate(given, parameters, draws=20, seed=1, **more)


def sensitivity(given, cells=None, draws=20):
    """Return the sensitivities of a world."""
    return sensitivity_rows(
        given, PARAMETERS, draws=draws, seed=1, week=build.WEEK, largest=2, singles=2, cells=cells
    )


@pytest.mark.parametrize(
    ("field", "range_", "fault", "words"),
    [
        ("params_active_b", Quantity(-1, 1, 2), BadParameterCount, "billion parameters"),
        ("params_total_b", Quantity(math.nan, 1, 2), BadParameterCount, "billion parameters"),
        ("measured_output_joules", Quantity(-1, 1, 2), BadParameterCount, "J per output token"),
        (
            "measured_output_joules",
            Quantity(math.nan, math.nan, math.nan),
            BadParameterCount,
            "J per output token",
        ),
        ("measured_output_joules", Quantity(2, 1, 3), BadDistribution, "measured_output_joules of m"),
        ("params_active_b", Quantity(1, math.nan, 2), BadDistribution, "params_active_b of m"),
    ],
)
def test_bad_sizes_and_measurements_name_the_model(field, range_, fault, words):
    with pytest.raises(fault, match=words):
        run(world(**{field: range_}))


@pytest.mark.parametrize("pue", [math.nan, math.inf, -1.2, 0.0])
def test_bad_facility_factor_names_the_country(pue):
    with pytest.raises(BadFacilityFactor, match="USA"):
        run(world(places=[build.place("USA", pue=pue)]))


@pytest.mark.parametrize("value", [math.nan, -0.08, 0.0])
@pytest.mark.parametrize("name", ["price", "carbon"])
def test_bad_price_or_carbon_of_a_kwh_names_the_country(name, value):
    with pytest.raises(BadDistribution, match="of USA"):
        run(world(places=[build.place("USA", **{name: value})]))


@pytest.mark.parametrize(("tokens", "fault"), [(-1.0, NegativeTokens), (math.nan, NotANumber)])
def test_bad_counts_are_refused_by_every_layer(tokens, fault):
    for layer in (run, sensitivity):
        with pytest.raises(fault, match="'m'"):
            layer(world(tokens=tokens))


def test_layers_refuse_to_draw_nothing():
    with pytest.raises(NoDraws):
        sensitivity(world(), draws=0)


@pytest.mark.parametrize(
    "structure", [Structure(), Structure("ECOLOGITS_OUTPUT_ONLY"), Structure("DEEPSEEK_ANCHOR")]
)
def test_zero_tokens_give_no_ratio_and_say_why(structure):
    made = run(world(tokens=0), structure=structure)
    assert made.flows == []
    assert made.ratios
    for row in made.ratios:
        assert (row.low, row.central, row.high) == (None, None, None)
        assert "is 0 in" in row.reason


def test_zero_tokens_have_nothing_to_rank():
    assert sensitivity(world(tokens=0)) == []


def test_week_without_any_price_has_no_value_and_says_so():
    made = run(world(price=None))
    assert not [cell for cell in made.flows if cell.measure == "SERVICE_VALUE_USD"]
    assert any("SERVICE_VALUE_USD not estimated" in notice for notice in made.notices)
    assert "value_multiple" not in {row.name for row in made.ratios}
    with pytest.raises(NoSuchCell, match="value_multiple is not estimated"):
        sensitivity(world(price=None), [Cell("value_multiple")])


def test_week_without_any_size_has_no_energy_and_says_so():
    made = run(world(active=None))
    assert not [cell for cell in made.flows if cell.measure == "ENERGY_KWH"]
    assert any("ENERGY_KWH" in notice and "not estimated" in notice for notice in made.notices)
    chain = CellChain(world(active=None), PARAMETERS, draws=5, seed=1, week=build.WEEK)
    assert not chain.can("ENERGY_KWH")
    assert chain.can("TOKENS")


def test_origin_without_an_electricity_price_is_flagged():
    cells = run(world(places=[build.place("CHN")])).flows
    found = {cell.measure: cell for cell in cells if (cell.basis, cell.origin) == ("COMPUTE", "USA")}
    assert "price_missing" in found["ELECTRICITY_VALUE_USD"].flags
    assert "price_missing" not in found["ENERGY_KWH"].flags


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("ECOLOGITS_OUTPUT_ONLY", "ecologits_batch_size"),
        ("DEEPSEEK_ANCHOR", "deepseek_joules_per_token"),
        ("BROKERAGE_TOPDOWN", "brokerage_joules_per_token"),
    ],
)
def test_alternative_without_its_parameter_names_it(model, key):
    rows = Parameters([row for row in PARAMETERS if row.key != key])
    with pytest.raises(MissingParameter, match=key):
        run(world(), rows, structure=Structure(model))
    run(world(), rows)
