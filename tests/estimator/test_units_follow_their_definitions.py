"""Conversions and the factors of energy and hardware cost, against hand-worked figures."""

import numpy as np
import pytest

from apps.estimator.carbon import carbon_kg
from apps.estimator.distributions import Draws
from apps.estimator.energy import chip_factor, meter_kwh_per_joule, output_joules, pue, subject_joules
from apps.estimator.inputs import PlaceFacts
from apps.estimator.units import joules_per_token, joules_to_kwh, kwh_per_mtok, usd_per_token, wh_per_ktok
from apps.estimator.value import class_shares, compute_usd_per_joule, drawn_class_shares
from tests.estimator.build import model, parameters

EXACT = {"rel": 1e-9}


def fixed(**values) -> Draws:
    """Return one draw with these parameters at one value each."""
    return Draws(parameters(**values), draws=1, seed=1)


def test_a_joule_per_token_becomes_wh_and_kwh():
    # G14: 3.6 J x 1000 / 3600 = 1 Wh per 1,000 tokens = 1 kWh per million tokens.
    assert wh_per_ktok(3.6) == pytest.approx(1.0, **EXACT)
    assert kwh_per_mtok(3.6) == pytest.approx(1.0, **EXACT)
    assert 1 / joules_to_kwh(3.6) == pytest.approx(1e6, **EXACT)


def test_a_yearly_total_becomes_an_intensity():
    # G16: 87.5 TWh over 1e5 x 1e12 tokens: 87.5e9 kWh / 1e11 million = 0.875 kWh per million; x 3.6 = 3.15 J.
    assert joules_per_token(87.5e9, 1e17) == pytest.approx(3.15, **EXACT)
    assert kwh_per_mtok(3.15) == pytest.approx(0.875, **EXACT)


def test_a_price_per_million_becomes_a_price_per_token():
    assert usd_per_token(0.30) == pytest.approx(3e-7, **EXACT)


def test_a_watt_second_at_the_meter_counts_node_idle_facility_and_chip():
    # G07: 700 W for 168 h = 0.7 x 168 = 117.6 kWh; PUE 1.25 gives 147 kWh; 0.08 USD/kWh gives 11.76 USD.
    draws = fixed(node_over_gpu=1.0, idle_factor=1.0, pue_default=1.25)
    joules = 700 * 168 * 3600
    assert joules_to_kwh(joules) == pytest.approx(117.6, **EXACT)
    kwh = joules * meter_kwh_per_joule(PlaceFacts("DEU"), draws)[0]
    assert kwh == pytest.approx(147.0, **EXACT)
    assert kwh * 0.08 == pytest.approx(11.76, **EXACT)
    # With 1.43 for the node and 1.12 for idle machines: 147 x 1.43 x 1.12 = 235.4352 kWh.
    loaded = fixed(node_over_gpu=1.43, idle_factor=1.12, pue_default=1.25)
    assert joules * meter_kwh_per_joule(PlaceFacts("DEU"), loaded)[0] == pytest.approx(235.4352, **EXACT)


def test_domestic_chips_cost_energy_in_china_only():
    # 1 + 0.2 x (1.2 - 1) = 1.04
    draws = fixed(cn_chip_energy_penalty=1.2, cn_domestic_chip_share=0.2)
    assert chip_factor("CHN", draws)[0] == pytest.approx(1.04, **EXACT)
    assert chip_factor("USA", draws)[0] == 1.0


def test_a_cool_climate_never_beats_a_perfect_facility():
    # 1.08 x 0.84 = 0.907, below 1: set to 1. 1.08 x 1.2 = 1.296.
    assert pue(PlaceFacts("NOR", pue_climate_model=1.08), fixed(pue_climate_factor=0.84))[0] == 1.0
    assert pue(PlaceFacts("NOR", pue_climate_model=1.08), fixed(pue_climate_factor=1.2))[0] == pytest.approx(
        1.296
    )


def test_a_busy_gpu_second_costs_its_straight_line_share():
    # G08: 30,000 USD / (5 x 8,766 h x 0.7) = 30000 / 30681 = 0.9778039 USD per busy hour.
    draws = fixed(
        gpu_capex_h100=30000, gpu_life=5, gpu_utilisation=0.7, hours_per_year=8766, gpu_watts_h100=700
    )
    usd_per_hour = compute_usd_per_joule(draws)[0] * 700 * 3600
    assert usd_per_hour == pytest.approx(0.9778039, rel=1e-7)


def test_the_energy_fit_gives_its_own_anchor():
    # exp(-4.404 + 0.929 x 3.610918 + 0.387 x 2.897850) = exp(-4.404 + 3.354543 + 1.121468) = exp(0.072011) = 1.07467 J
    # per output token for 37B of 671B parameters, as the parameter's source states (1.07), at fleet factor 1.
    joules = output_joules(np.array([37.0]), np.array([671.0]), np.array([0.0]), fixed(fleet_efficiency=1.0))
    assert joules[0] == pytest.approx(1.07467, rel=1e-5)


def test_joules_per_token_weigh_the_three_classes():
    # s_y 0.1, hit 0.5: s_h = 0.45, s_u = 0.45; r 0.2, r_h 0.1: 0.1 + 0.2 x (0.45 + 0.045) = 0.199 of an output token.
    # Fleet 0.6: 1.07467 x 0.6 x 0.199 = 0.128316 J.
    draws = fixed(
        output_share=0.1,
        cache_hit=0.5,
        prefill_over_decode=0.2,
        cached_over_uncached=0.1,
        fleet_efficiency=0.6,
        e_out_resid_sd=0.0,
    )
    joules = subject_joules(model("m", "CHN"), drawn_class_shares(draws), draws)
    assert joules[0] == pytest.approx(0.128316, rel=1e-5)


def test_class_shares_add_to_one():
    shares = class_shares(np.array(0.0625), np.array(0.5), np.array(0.1))
    # 1 - 0.0625 = 0.9375, half of it cached: 0.46875 each.
    assert (float(shares.uncached), float(shares.cached), float(shares.output)) == (0.46875, 0.46875, 0.0625)


def test_carbon_is_energy_times_the_grid():
    # G65: 1,000 kWh x 0.52534 kg/kWh = 525.34 kg.
    assert carbon_kg(np.array([1000.0]), np.array([0.52534]))[0] == pytest.approx(525.34, **EXACT)
