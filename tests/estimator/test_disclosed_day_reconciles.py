"""DeepSeek's disclosed day adds up, and our central value stands beside what it implies."""

from dataclasses import replace

import pytest

from apps.estimator import disclosed
from apps.estimator.disclosed_figures import Day
from tests.estimator.build import parameters

DAY = Day(
    input_tokens=608e9, cached_input_tokens=342e9, output_tokens=168e9, nodes=226.75, gpus_per_node=8,
    input_tokens_per_second=73_700, output_tokens_per_second=14_800, gpu_hour_usd=2, cost_usd=87_072,
    price_uncached_usd_per_mtok=0.55, price_cached_usd_per_mtok=0.14, price_output_usd_per_mtok=2.19,
    revenue_usd=562_027, active_parameters_b=37, total_parameters_b=671,
)  # fmt: skip


def test_g19_the_speeds_explain_the_nodes():
    # 608e9 / 73,700 = 8,249,661 node-seconds of reading, / 86,400 = 95.482 nodes for a day;
    # 168e9 / 14,800 = 11,351,351 of writing, / 86,400 = 131.381; together 226.863 against 226.75 stated.
    assert disclosed.node_days(DAY) == pytest.approx(226.863, abs=0.001)


def test_g20_the_nodes_explain_the_cost():
    # G20: 226.75 nodes x 8 x 24 h x 2 USD = 87,072 USD.
    assert disclosed.cost_usd(DAY) == pytest.approx(87_072, rel=1e-6)


def test_g21_the_prices_explain_the_revenue():
    # 266e9 x 0.55 + 342e9 x 0.14 + 168e9 x 2.19 USD per million = 146,300 + 47,880 + 367,920 = 562,100.
    assert disclosed.revenue_usd(DAY) == pytest.approx(562_100, rel=1e-9)


def test_g22_the_fleet_implies_a_seventh_to_a_third_of_a_joule():
    # 226.75 x 4.5 kW x 24 h x 1.25 = 30,611.25 kWh, x 3.6e6 / 776e9 tokens = 0.142011 J;
    # at 10.2 kW 0.142011 x 10.2 / 4.5 = 0.321891; at 7.9 kW 0.249307.
    found = [disclosed.implied_joules(DAY, kilowatt, 1.25) for kilowatt in (4.5, 7.9, 10.2)]
    assert found == pytest.approx([0.142011, 0.249307, 0.321891], rel=1e-5)


def test_our_central_value_is_nine_percent_above_the_upper_implied_one():
    # e = exp(-4.404) x 37^0.929 x (671/37)^0.387 = 1.0747 J, x 0.6 (fleet) = 0.64480;
    # classes: output 168/776 = 0.21649, uncached 266/776 = 0.34278, cached 342/776 = 0.44072:
    # 0.21649 + 0.15 x (0.34278 + 0.05 x 0.44072) = 0.27122; x 1.43 (node) x 1.12 (idle) x 1.25 (PUE) = 2.002;
    # 0.64480 x 0.27122 x 2.002 = 0.35011 J; 0.35011 / 0.321891 = 1.0877.
    found = disclosed.reconcile(DAY, parameters())
    assert found.own_joules == pytest.approx(0.35011, rel=2e-4)
    assert found.own_above_high == pytest.approx(0.0877, abs=3e-4)
    assert found.implied_joules == pytest.approx((0.142011, 0.249307, 0.321891), rel=1e-5)


def test_every_stated_figure_is_met_to_a_thousandth():
    checks = {check.key: check.difference for check in disclosed.reconcile(DAY, parameters()).checks}
    # 226.863 / 226.75 - 1 = +0.050 %; 0; 562,100 / 562,027 - 1 = +0.013 %.
    assert checks == pytest.approx({"node_days": 0.000499, "cost_usd": 0.0, "revenue_usd": 0.00013}, abs=1e-5)


def test_a_slip_of_scale_in_one_figure_shows():
    slipped = replace(DAY, output_tokens=16.8e9)
    checks = {check.key: check for check in disclosed.reconcile(slipped, parameters()).checks}
    # A tenth of the output: 95.482 + 13.138 = 108.620 nodes, less than half of what was stated.
    assert checks["node_days"].found == pytest.approx(108.620, abs=0.001)
    assert checks["node_days"].difference == pytest.approx(-0.521, abs=0.001)
