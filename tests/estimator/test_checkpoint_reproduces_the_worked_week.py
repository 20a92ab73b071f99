"""The method's check point: one week of Chinese-lab tokens, all served in CHN, against its stated percentiles."""

import numpy as np
import pytest

from apps.estimator.block import build_block
from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.inputs import PlaceFacts, Quantity
from apps.estimator.margins import build_margins
from apps.estimator.units import joules_per_token
from tests.estimator.build import SEED, host, inputs, model, parameters, provider, usage

# Tokens, active and total parameters in billions, USD per million tokens in and out.
MODELS = {
    "minimax-m2-5": (2.45e12, 10, 229, 0.30, 1.20),
    "kimi-k2-5": (1.2e12, 32, 1000, 0.5, 2.2),
    "glm-5": (0.8e12, 40, 744, 0.8, 2.5),
    "deepseek-v3-2": (0.85e12, 37, 671, 0.26, 0.4),
}
TOKENS = 5.3e12
# PUE 1.10/1.25/1.50 is the default; cached input at 0.1 of the input price; no chip factor.
PARAMETERS = {"cn_chip_energy_penalty": 1.0, "cached_price_over_input": 0.1}


def the_week():
    """Return the inputs of the check point; electricity 0.056/0.079/0.090 USD per kWh."""
    subjects = [
        model(uid, "CHN", host("cn", (given, made)), active=active, total=total)
        for uid, (_, active, total, given, made) in MODELS.items()
    ]
    rows = usage({uid: row[0] for uid, row in MODELS.items()})
    places = [PlaceFacts("CHN", Quantity(0.056, 0.079, 0.090))]
    return inputs(subjects, [provider("cn", "CHN", "CHN")], rows, places=places)


@pytest.fixture(scope="module")
def at_chn():
    """Return a function that gives the draws of a measure at CHN, K = 1,000 and the product's seed."""
    drawn = Draws(parameters(**PARAMETERS), draws=1000, seed=SEED)
    margins = build_margins(build_block(the_week(), drawn), drawn)
    return lambda measure: margins.rows("COMPUTE", measure, 0)[0].astype(np.float64)


def within_a_tenth(draws, low, central, high):
    """Assert that the 5th, 50th and 95th percentile are within 10 % of the stated ones."""
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx([low, central, high], rel=0.10)


def test_energy_is_74_to_981_mwh(at_chn):
    within_a_tenth(at_chn("ENERGY_KWH") / 1e3, 74, 257, 981)


def test_electricity_is_5400_to_75000_usd(at_chn):
    within_a_tenth(at_chn("ELECTRICITY_VALUE_USD"), 5.4e3, 19e3, 75e3)


def test_list_value_is_1_to_2_7_million_usd(at_chn):
    within_a_tenth(at_chn("SERVICE_VALUE_USD"), 0.98e6, 1.75e6, 2.70e6)


def test_a_meter_joule_per_token_is_0_05_to_0_67(at_chn):
    within_a_tenth(joules_per_token(at_chn("ENERGY_KWH"), TOKENS), 0.05, 0.17, 0.67)


def test_the_value_multiple_is_26_to_271():
    result = estimate(the_week(), parameters(**PARAMETERS), draws=1000, seed=SEED)
    rows = [row for row in result.ratios if row.name == "value_multiple"]
    assert {row.country for row in rows} == {None, "CHN", "UNK"}
    for row in rows:
        if row.country != "UNK":
            assert (row.low, row.central, row.high) == pytest.approx((26, 89, 271), rel=0.10)
    # Nothing is served at UNK: no ratio, and the reason.
    assert (
        next(row for row in rows if row.country == "UNK").reason
        == "ELECTRICITY_VALUE_USD is 0 in 1000 of 1000 draws"
    )
