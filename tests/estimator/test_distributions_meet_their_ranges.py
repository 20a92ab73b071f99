"""Draws: exact at P5, P50 and P95, one vector where shared, clipped and counted, each from its own stream."""

import hashlib

import numpy as np
import pytest

from apps.estimator.distributions import (
    BadDistribution,
    Draws,
    dirichlet,
    two_piece_lognormal,
    two_piece_normal,
)
from apps.estimator.inputs import Quantity
from apps.estimator.parameters import MissingParameter
from apps.estimator.streams import stream
from apps.estimator.summarise import percentiles
from tests.estimator.build import SEED, parameters

Z = np.array([-1.6448536269514722, 0.0, 1.6448536269514722])


def test_the_two_piece_lognormal_hits_its_three_points():
    # G40: low 1, central 2, high 8. s below = ln 2 / 1.6448536 = 0.4214034, above = ln 4 / 1.6448536 = 0.8428068.
    assert two_piece_lognormal(Z, 1, 2, 8) == pytest.approx([1, 2, 8], rel=1e-12)
    at_one = two_piece_lognormal(np.array([-1.0, 1.0]), 1, 2, 8)
    assert np.log(at_one / 2) == pytest.approx([-0.4214034, 0.8428068], rel=1e-6)
    assert (two_piece_lognormal(np.linspace(-9, 9, 1001), 1, 2, 8) > 0).all()


def test_the_two_piece_normal_hits_its_three_points():
    assert two_piece_normal(Z, -1, -0.2, 0) == pytest.approx([-1, -0.2, 0], abs=1e-12)


@pytest.mark.parametrize("ends", [(0, 1, 2), (-1, 1, 2), (2, 1, 3), (1, 3, 2), (float("nan"), 1, 2)])
def test_a_lognormal_refuses_what_is_no_positive_range(ends):
    with pytest.raises(BadDistribution, match=r"0 < low <= central <= high"):
        two_piece_lognormal(Z, *ends)


def test_a_bad_parameter_is_named():
    draws = Draws(parameters(fleet_efficiency={"low": -1}), draws=10, seed=1)
    with pytest.raises(BadDistribution, match="parameter fleet_efficiency"):
        draws.draw("fleet_efficiency")


def test_an_unknown_distribution_is_refused():
    draws = Draws(parameters(fleet_efficiency={"distribution": "beta"}), draws=10, seed=1)
    with pytest.raises(BadDistribution, match="'beta' is not known"):
        draws.draw("fleet_efficiency")


def test_a_missing_parameter_says_where_to_add_it():
    draws = Draws(parameters(without="fleet_efficiency"), draws=10, seed=1)
    with pytest.raises(MissingParameter, match=r"fleet_efficiency.*parameters\.csv"):
        draws.draw("fleet_efficiency")


def test_a_shared_parameter_is_one_vector_for_all():
    draws = Draws(parameters(), draws=50, seed=SEED)
    assert draws.draw("fleet_efficiency", "CHN") is draws.draw("fleet_efficiency", "USA")
    assert not np.array_equal(draws.draw("pue_default", "CHN"), draws.draw("pue_default", "USA"))


def test_uniform_stays_between_its_hard_ends():
    # Middles of four equal parts of [0.08, 0.50]: 0.08 + 0.42 x (1, 3, 5, 7) / 8.
    drawn = Draws(parameters(), draws=4, seed=SEED).draw("dest_us_share")
    assert sorted(drawn) == pytest.approx([0.1325, 0.2375, 0.3425, 0.4475])


def test_clips_are_counted():
    # P5 = 0.2 is the hard minimum: the 50 lowest of 1,000 draws. Above, s = ln(0.4 / 0.25) / 1.6449 = 0.2857, so 0.6 is
    # at z = ln(0.6 / 0.25) / 0.2857 = 3.064, probability 0.0011: of the middles 0.9985 and 0.9995 only the last.
    draws = Draws(parameters(), draws=1000, seed=SEED)
    drawn = draws.draw("dest_unknown_share")
    assert ((drawn == 0.2).sum(), (drawn == 0.6).sum()) == (50, 1)
    assert draws.clip_notices() == ["dest_unknown_share: 51 of 1000 draws were set to its hard limit"]


def test_draws_cover_their_range_evenly():
    # Of 1,000 middles numpy's 5th and 95th percentile are at 0.05045 and 0.94955, z = -/+1.6405 instead of 1.6449:
    # 0.6 exp(-1.6405 x 0.4214) = 0.30055, 0.6 exp(1.6405 x 0.5571) = 1.49638.
    drawn = Draws(parameters(), draws=1000, seed=SEED).draw("fleet_efficiency")
    assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx([0.30055, 0.6, 1.49638], rel=1e-4)
    assert len(set(drawn.tolist())) == 1000
    # One draw is the central value.
    assert Draws(parameters(), draws=1, seed=SEED).draw("fleet_efficiency").tolist() == pytest.approx([0.6])


def test_a_stream_is_keyed_by_the_first_128_bits_little_endian():
    key = int.from_bytes(hashlib.sha256(b"7|pue_default|CHN").digest()[:16], "little")
    expected = np.random.Generator(np.random.Philox(key=key)).standard_normal(5)
    assert np.array_equal(stream(7, "pue_default", "CHN").standard_normal(5), expected)


def test_an_exact_quantity_does_not_vary():
    draws = Draws(parameters(), draws=5, seed=1)
    assert draws.quantity("price", "CHN", Quantity(0.08, 0.08, 0.08)) == pytest.approx([0.08] * 5, rel=1e-15)


def test_dirichlet_shares_add_to_one_and_keep_their_means():
    draws = Draws(parameters(), draws=20000, seed=SEED)
    shares = dirichlet(draws, "phi", "m", {"a": 25 * 0.6, "b": 25 * 0.3, "c": 25 * 0.1})
    assert sum(shares.values()) == pytest.approx(np.ones(20000), abs=1e-12)
    # sd of a share is sqrt(m (1 - m) / 26) <= 0.096; of a mean of 20,000 draws 0.0007.
    assert [shares[name].mean() for name in "abc"] == pytest.approx([0.6, 0.3, 0.1], abs=0.003)


def test_a_dirichlet_that_underflows_falls_to_its_largest_part():
    shares = dirichlet(Draws(parameters(), draws=200, seed=1), "phi", "m", {"a": 1e-9, "b": 2e-9})
    assert sum(shares.values()) == pytest.approx(np.ones(200))
    assert shares["b"].mean() > 0.9


def test_percentiles_are_those_of_numpy():
    drawn = stream(3, "any").lognormal(size=(7, 1000))
    expected = np.quantile(drawn, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1).T
    assert percentiles(drawn.copy()) == pytest.approx(expected, rel=1e-12)
    single = drawn.astype(np.float32)
    assert percentiles(single) == pytest.approx(expected, rel=1e-6)


def test_percentiles_of_a_sum_come_from_summed_draws():
    # G70: draws (1, 2, 3) and (3, 2, 1) add to 4 in each draw: median 4, maximum 4; the sum of maxima is 6.
    total = np.array([[1.0, 2.0, 3.0]]) + np.array([[3.0, 2.0, 1.0]])
    assert percentiles(total, (0.5, 1.0)).tolist() == [[4.0, 4.0]]
