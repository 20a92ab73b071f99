"""The check point's parts: the usage of one lab country in one week, and the totals of a week as ranges."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.estimator.checkpoint import NoTokens, of_lab, point, stated_inputs, stated_parameters
from tests.estimator.build import DESTINATIONS, SEED, WEEK, parameters, three_models, usage

MODEL = {
    "tokens": (1e12, 1e12, 1e12), "active_parameters_b": (10, 10, 10), "total_parameters_b": (229, 229, 229),
    "price_input_usd_per_mtok": (0.5, 0.5, 0.5), "price_output_usd_per_mtok": (1.5, 1.5, 1.5),
}  # fmt: skip
STATED = {
    "one": MODEL,
    "CHN": {"electricity_price_usd_per_kwh": (0.056, 0.079, 0.09)},
    "all": {"cached_price_over_input": (1, 1, 1), "cn_chip_energy_penalty": (1, 1, 1)},
}


def test_one_price_of_electricity_links_energy_and_its_value():
    fixed = stated_parameters(STATED, parameters(output_share=0.2, cache_hit=0.5))
    flat = STATED | {"CHN": {"electricity_price_usd_per_kwh": (0.1, 0.1, 0.1)}}
    found = point(
        stated_inputs(flat, WEEK, DESTINATIONS), fixed, week=WEEK, basis="LAB", draws=200, seed=SEED
    )
    # 1e12 tokens: 0.8 x 0.50 + 0.2 x 1.50 = 0.70 USD per million, so 700,000 USD in every draw (cached as uncached).
    assert found.list_usd == pytest.approx((7e5, 7e5, 7e5), rel=1e-5)
    assert found.electricity_usd == pytest.approx(tuple(0.1 * kwh for kwh in found.energy_kwh), rel=1e-5)
    # The multiple falls as the energy rises: its low end is the list value over the dearest electricity.
    assert found.value_multiple[0] == pytest.approx(7e5 / found.electricity_usd[2], rel=1e-5)
    assert found.joules_per_token[1] == pytest.approx(found.energy_kwh[1] * 3.6e6 / 1e12, rel=1e-6)


def test_home_and_compute_agree_where_all_is_served_at_home():
    inputs = stated_inputs(STATED, WEEK, DESTINATIONS)
    lab, compute = (
        point(inputs, parameters(), week=WEEK, basis=basis, draws=50, seed=SEED)
        for basis in ("LAB", "COMPUTE")
    )
    assert lab.energy_kwh == pytest.approx(compute.energy_kwh, rel=1e-5)
    assert lab.tokens == compute.tokens == 1e12


def test_the_usage_of_a_lab_country_is_its_models_of_that_week():
    inputs = three_models()
    later = usage({"A": 7}, WEEK + timedelta(days=7))
    found = of_lab(replace(inputs, usage=(*inputs.usage, *later)), "CHN", WEEK)
    assert {row.subject: row.tokens for row in found.usage} == {"A": 100, "C": 50}
    assert found.subjects == inputs.subjects


def test_a_country_without_usage_is_named():
    with pytest.raises(NoTokens, match=f"no tokens of FRA labs in the week of {WEEK}"):
        of_lab(three_models(), "FRA", WEEK)
