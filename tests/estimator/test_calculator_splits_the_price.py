"""The calculator's numbers, worked by hand."""

from dataclasses import replace

import pytest

from apps.estimator.calculator import Plant, cost, swing

# 30,000 USD over 4 years of 8,766 h at half use: 4 x 8766 x 3600 x 0.5 = 63,115,200 busy seconds.
# A million tokens at 1,000 per second take 1,000 s: 30000 / 63115200 x 1000 = 0.4753212... USD.
# 700 W x 1.5 x 1 x 1.2 = 1,260 W; 1,260 W x 1,000 s = 1.26 MJ = 0.35 kWh; at 0.10 USD 0.035 USD.
PLANT = Plant(
    gpu_usd=30_000,
    life_years=4,
    utilisation=0.5,
    gpu_watts=700,
    node_over_gpu=1.5,
    idle_factor=1,
    pue=1.2,
    electricity_usd_per_kwh=0.1,
    tokens_per_second=1000,
    sale_usd_per_mtok=1,
    hours_per_year=8766,
)


def test_a_million_tokens_is_split_as_by_hand() -> None:
    found = cost(PLANT)
    assert found.kwh == pytest.approx(0.35)
    assert found.depreciation_usd == pytest.approx(0.475321, rel=1e-5)
    assert found.electricity_usd == pytest.approx(0.035)
    # 1 - 0.475321 - 0.035
    assert found.rest_usd == pytest.approx(0.489679, rel=1e-5)
    assert found.electricity_share_of_price == pytest.approx(0.035)
    # 0.035 / 0.510321
    assert found.electricity_share_of_cost == pytest.approx(0.068584, rel=1e-4)
    # 1 / 0.035, and 1 / 0.35 USD per kWh: the multiple is USD per kWh over 0.10.
    assert found.value_multiple == pytest.approx(28.5714, rel=1e-5)
    assert found.list_usd_per_kwh == pytest.approx(2.857143, rel=1e-5)
    assert found.cost_usd_per_kwh == pytest.approx(1.458061, rel=1e-5)


def test_parts_add_to_the_price_also_when_it_is_below_cost() -> None:
    found = cost(replace(PLANT, sale_usd_per_mtok=0.2))
    assert found.rest_usd < 0
    assert found.depreciation_usd + found.electricity_usd + found.rest_usd == pytest.approx(0.2)


def test_twice_the_speed_halves_every_part() -> None:
    one, two = cost(PLANT), cost(replace(PLANT, tokens_per_second=2000))
    assert [two.kwh, two.depreciation_usd, two.electricity_usd] == pytest.approx(
        [one.kwh / 2, one.depreciation_usd / 2, one.electricity_usd / 2]
    )


def test_free_electricity_has_no_multiple_and_a_free_token_no_share() -> None:
    assert cost(replace(PLANT, electricity_usd_per_kwh=0)).value_multiple is None
    assert cost(replace(PLANT, sale_usd_per_mtok=0)).electricity_share_of_price is None


def test_a_swing_is_ordered_and_moves_with_one_number_alone() -> None:
    # Electricity at 0.05 and 0.20 USD: 1 / 0.0175 and 1 / 0.07.
    assert swing(PLANT, "electricity_usd_per_kwh", 0.05, 0.2) == pytest.approx((14.285714, 57.142857))
    # What a card costs is no part of price over electricity.
    assert swing(PLANT, "gpu_usd", 1, 2) == pytest.approx((28.571429, 28.571429))
    assert swing(PLANT, "electricity_usd_per_kwh", 0, 0.2) is None
