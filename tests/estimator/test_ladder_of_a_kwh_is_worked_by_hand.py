"""What a kWh earns raw, as Bitcoin and as tokens; the multiple and electricity's share are one number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.ladder import (
    NoRatio,
    at_origin,
    bitcoin_usd_per_kwh,
    contradicts,
    electricity_share,
    kilowatts_per_petahash,
    known_origins,
    token_rungs,
    value_multiple,
)


def test_hash_power_sold_as_bitcoin_earns_ten_cents_per_kwh():
    # G64: 1 PH/s at 20 J/TH = 20 kW = 480 kWh a day; 50 / 480 = 0.1041667; over 0.05 a multiple of 2.0833.
    assert kilowatts_per_petahash(np.array(20.0)) == pytest.approx(20)
    earned = bitcoin_usd_per_kwh(np.array(50.0), np.array(20.0))
    assert earned == pytest.approx(0.1041667, rel=1e-6)
    assert value_multiple(earned, np.array(0.05)) == pytest.approx(2.0833333, rel=1e-6)


def test_a_printed_ladder_of_miners_is_met():
    # Hashrate Index, 12 January 2026: 39.53 USD per PH/s and day is 51 USD per MWh for fleets of 25 to 38 J/TH;
    # at their middle of 32.3 J/TH: 39.53 / (24 x 32.3) = 0.0510 USD/kWh.
    assert bitcoin_usd_per_kwh(np.array(39.53), np.array(32.3)) == pytest.approx(0.051, abs=2e-4)


def test_half_a_yuan_sold_for_eleven_is_22_times_and_leaves_electricity_4_5_percent():
    # G05: 11 / 0.5 = 22; 1 / 22 = 4.545 %.
    multiple = value_multiple(np.array(11.0), np.array(0.5))
    assert multiple == pytest.approx(22)
    assert electricity_share(multiple) == pytest.approx(1 / 22)


def test_22_times_and_40_percent_exclude_each_other():
    # G06: 22 x 0.4 = 8.8, not 1; 40 % would be 2.5 times.
    assert contradicts(22, 0.4)
    assert electricity_share(np.array(0.4)) == pytest.approx(2.5)
    assert not contradicts(2.5, 0.4)
    assert not contradicts(22, 1 / 22)


@given(st.floats(1e-3, 1e4))
def test_a_multiple_and_its_own_share_never_contradict(multiple):
    assert not contradicts(multiple, float(electricity_share(np.array(multiple))))


def test_tokens_at_cost_hold_chips_and_electricity():
    # 1,000 kWh: chips 700 and electricity 80 USD cost 0.78 USD per kWh; listed at 5,000 USD they earn 5 USD.
    totals = {"ENERGY_KWH": 1000.0, "COMPUTE_VALUE_USD": 700.0, "ELECTRICITY_VALUE_USD": 80.0}
    measures = {name: np.array([value]) for name, value in totals.items()}
    rungs = {rung.name: float(rung.usd_per_kwh[0]) for rung in token_rungs(measures)}
    assert rungs == pytest.approx({"TOKENS_AT_COST": 0.78})
    rungs = {
        rung.name: float(rung.usd_per_kwh[0])
        for rung in token_rungs(measures | {"SERVICE_VALUE_USD": np.array([5000.0])})
    }
    assert rungs == pytest.approx({"TOKENS_AT_COST": 0.78, "TOKENS_AT_LIST": 5.0})


def test_no_energy_and_no_price_have_no_ratio():
    with pytest.raises(NoRatio, match="ENERGY_KWH is 0"):
        token_rungs(
            {name: np.zeros(1) for name in ("ENERGY_KWH", "COMPUTE_VALUE_USD", "ELECTRICITY_VALUE_USD")}
        )
    with pytest.raises(NoRatio, match="electricity price is 0"):
        value_multiple(np.array([1.0, 1.0]), np.array([0.1, 0.0]))


def test_origins_are_read_by_name_and_summed_for_the_world():
    rows = {"ENERGY_KWH": np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)}
    assert at_origin(rows, ("CHN", "UNK"), "CHN")["ENERGY_KWH"].tolist() == [1, 2]
    assert at_origin(rows, ("CHN", "UNK"), None)["ENERGY_KWH"].tolist() == [4, 6]
    assert known_origins(("CHN", "USA", "UNK")) == ("CHN", "USA")
