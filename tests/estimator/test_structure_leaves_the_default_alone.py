"""Structural choices and fixed parameters change what they name and nothing else."""

import numpy as np
import pytest

from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.parameters import MissingParameter
from apps.estimator.structure import DEFAULT, Structure, UnknownStructure
from tests.estimator import build


def test_default_structure_is_the_method():
    given, parameters = build.three_models(), build.parameters()
    plain = estimate(given, parameters, draws=40, seed=7)
    assert estimate(given, parameters, draws=40, seed=7, structure=DEFAULT) == plain


@pytest.mark.parametrize(
    "choice",
    [
        {"energy_model": "GUESS"},
        {"prior": "FLAT"},
        {"destination_model": "RECALLED"},
    ],
)
def test_unknown_structure_is_refused(choice):
    with pytest.raises(UnknownStructure, match=next(iter(choice.values()))):
        Structure(**choice)


@pytest.mark.parametrize(("at", "value"), [("low", 0.3), ("central", 0.6), ("high", 1.5)])
def test_fixed_parameter_is_one_number(at, value):
    draws = Draws(build.parameters().fixed("fleet_efficiency", at), draws=50, seed=1)
    assert set(draws.draw("fleet_efficiency").tolist()) == {value}


def test_fixed_uniform_takes_its_stated_end():
    # A uniform is drawn over its hard limits [0.08, 0.50]; fixed, it takes its stated low, 0.1.
    draws = Draws(build.parameters().fixed("dest_us_share", "low"), draws=50, seed=1)
    assert set(draws.draw("dest_us_share").tolist()) == {0.1}


def test_fixing_leaves_every_other_stream():
    parameters = build.parameters()
    before = Draws(parameters, draws=50, seed=1)
    after = Draws(parameters.fixed("fleet_efficiency", "low"), draws=50, seed=1)
    others = [row.key for row in parameters if row.key != "fleet_efficiency"]
    assert all(np.array_equal(before.draw(key, "CHN"), after.draw(key, "CHN")) for key in others)


def test_fixing_a_scope_leaves_the_general_row():
    own = build.parameter("unk_price_usd_kwh", scope="CHN", low=0.05, central=0.06, high=0.07)
    fixed = build.parameters().replaced([own]).fixed("unk_price_usd_kwh", "high", scope="CHN")
    assert fixed.get("unk_price_usd_kwh", "CHN").central == 0.07
    assert fixed.get("unk_price_usd_kwh").distribution == "two_piece_lognormal"


def test_fixing_names_what_is_missing():
    with pytest.raises(MissingParameter, match="no_such_key"):
        build.parameters().fixed("no_such_key", "low")
    with pytest.raises(ValueError, match="middle"):
        build.parameters().fixed("fleet_efficiency", "middle")


def test_replaced_rows_stand_for_the_old_ones():
    row = build.parameter("cache_hit", low=0.1, central=0.2, high=0.3)
    parameters = build.parameters()
    assert parameters.replaced([row]).get("cache_hit").central == 0.2
    assert parameters.get("cache_hit").central == 0.5
