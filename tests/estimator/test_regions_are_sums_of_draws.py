"""A region is the sum of its members draw by draw; what stays inside it is no trade."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.concentration import spread
from apps.estimator.corridors import Columns
from apps.estimator.pairs import Proportional
from apps.estimator.regions import SharedMember, region_of, region_trade, rolled_up

MEMBERS = {"EU27": ("DEU", "FRA")}


def pairs(sent, shares, ends):
    """Return rows that are spread in proportion."""
    exact = np.asarray(shares, float)
    single = exact.astype(np.float32)
    columns = Columns(ends, exact, single, single.max(axis=1))
    return Proportional(sent.astype(np.float32), sent.sum(axis=0), columns)


def test_the_median_of_a_sum_is_taken_after_adding():
    # G70: draws 1, 2, 3 and 3, 2, 1 add to 4, 4, 4: median and largest 4; the largest of each add to 6.
    rows = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])
    region = rolled_up(rows, ("DEU", "FRA"), region_of(MEMBERS, ("DEU", "FRA")))["EU27"]
    assert (np.median(region), region.max()) == (4, 4)
    assert sum(row.max() for row in rows) == 6
    assert spread(region) == (4, 4, 4)


def test_members_rest_and_unknown_add_to_the_world():
    countries = ("CHN", "DEU", "FRA", "UNK")
    rows = np.arange(12.0).reshape(4, 3)
    regions = rolled_up(rows, countries, region_of(MEMBERS, countries))
    assert set(regions) == {"EU27", "REST", "UNK"}
    assert sum(regions.values()).tolist() == rows.sum(axis=0).tolist()


def test_a_country_of_two_regions_is_refused():
    with pytest.raises(SharedMember, match="DEU is in EU27 and in EUROPE"):
        region_of({"EU27": ("DEU",), "EUROPE": ("DEU",)}, ("DEU",))


def test_trade_within_a_region_is_domestic():
    # One draw. Made: CHN 60, DEU 30, FRA 10, UNK 100. Taken: DEU .25, FRA .25, USA .3, UNK .2.
    # EU27 sends (30 + 10) x .3 to USA; it takes .5 of CHN's 60. CHN (REST with USA) sends 60 x .5.
    origins, ends = ("CHN", "DEU", "FRA", "UNK"), ("DEU", "FRA", "USA", "UNK")
    sent = np.array([[60.0], [30.0], [10.0], [100.0]])
    shares = np.array([[0.25], [0.25], [0.3], [0.2]])
    of = region_of(MEMBERS, {*origins, *ends})
    trade = {row.region: row for row in region_trade(pairs(sent, shares, ends), origins, of)}
    assert set(trade) == {"EU27", "REST"}
    assert trade["EU27"].exports.tolist() == pytest.approx([12])
    assert trade["EU27"].imports.tolist() == pytest.approx([30])
    assert trade["REST"].exports.tolist() == pytest.approx([30])
    assert trade["REST"].imports.tolist() == pytest.approx([12])


@given(
    st.lists(st.floats(0, 1e12), min_size=6, max_size=6), st.lists(st.floats(0.01, 1), min_size=4, max_size=4)
)
def test_nets_of_all_regions_add_to_nothing(made, taken):
    origins, ends = ("CHN", "DEU", "UNK"), ("DEU", "FRA", "USA", "UNK")
    sent = np.array(made).reshape(3, 2)
    shares = np.repeat(np.array(taken)[:, None] / sum(taken), 2, axis=1)
    of = region_of(MEMBERS, {*origins, *ends})
    trade = region_trade(pairs(sent, shares, ends), origins, of)
    # Pairs are in single precision.
    assert sum(row.net for row in trade) == pytest.approx([0, 0], abs=1e-6 * sum(made) + 1e-12)
    assert all((row.exports >= -1e-6 * sum(made)).all() for row in trade)
