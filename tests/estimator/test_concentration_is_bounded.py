"""The concentration index lies between its bounds, and the unknown share says how far apart they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.concentration import NoShares, concentration, spread

amounts = st.lists(st.floats(0.001, 1e15), min_size=1, max_size=8)


def index(known, unknown=0.0):
    """Return the three readings of one draw as numbers."""
    found = concentration(np.array(known, float)[:, None], unknown)
    return [float(value[0]) for value in (found.atomistic, found.one_new, found.largest)]


def test_three_shares_give_the_worked_index():
    # G45: .5^2 + .3^2 + .2^2 = .25 + .09 + .04 = .38; 3,800 of 10,000; 1 / .38 = 2.6316 equal parties.
    found = concentration(np.array([[5.0], [3.0], [2.0]]), 0.0)
    assert found.one_new[0] == pytest.approx(0.38)
    assert found.one_new[0] * 10_000 == pytest.approx(3800)
    assert found.effective_number[0] == pytest.approx(2.6315789)


def test_the_unknown_share_opens_the_bounds():
    # Known .4 and .2 of the whole, unknown .4:
    # atomistic .16 + .04 = .20; one new party + .16 = .36; with the largest (.4 + .4)^2 + .04 = .68.
    assert index([4, 2], 4) == pytest.approx([0.20, 0.36, 0.68])


def test_all_known_or_all_unknown_are_the_ends():
    assert index([7]) == pytest.approx([1, 1, 1])
    # Nobody is known: anything from a crowd to a monopoly.
    found = concentration(np.zeros((0, 3)), np.ones(3))
    assert (found.atomistic == 0).all()
    assert (found.one_new == 1).all()
    assert (found.largest == 1).all()


@given(amounts)
def test_the_index_of_n_parties_lies_between_one_nth_and_one(known):
    atomistic, one_new, largest = index(known)
    assert 1 / len(known) * (1 - 1e-9) <= atomistic <= 1 + 1e-9
    assert atomistic == pytest.approx(one_new)
    assert atomistic == pytest.approx(largest)


@given(amounts, st.floats(0, 1e15))
def test_the_bounds_are_ordered(known, unknown):
    atomistic, one_new, largest = index(known, unknown)
    assert atomistic <= one_new * (1 + 1e-12)
    assert one_new <= largest * (1 + 1e-12)
    assert largest <= 1 + 1e-9


@given(amounts, st.floats(0.1, 1e15), st.floats(1e-3, 1e3))
def test_neither_order_nor_unit_matters(known, unknown, unit):
    assert index(known, unknown) == pytest.approx(index([unit * one for one in known[::-1]], unit * unknown))


@given(amounts, st.floats(0, 1e14), st.floats(1, 10))
def test_more_that_is_unknown_never_narrows_the_bounds(known, unknown, times):
    least, _, most = index(known, unknown)
    wider_least, _, wider_most = index(known, unknown * times)
    assert wider_most - wider_least >= (most - least) * (1 - 1e-9) - 1e-12


@pytest.mark.parametrize(("known", "unknown"), [([0.0], 0.0), ([-1.0, 2.0], 0.0), ([1.0], -0.5)])
def test_nothing_and_less_than_nothing_are_refused(known, unknown):
    with pytest.raises(NoShares):
        index(known, unknown)


def test_the_spread_of_draws_is_ordered():
    assert spread(np.linspace(0, 1, 101)) == pytest.approx((0.05, 0.5, 0.95))
