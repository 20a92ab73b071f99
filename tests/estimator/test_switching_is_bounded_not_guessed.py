"""Switching between models: only the net change is known, and the bounds are what shares can prove."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.checks import NotANumber, SharesNotOne
from apps.estimator.switching import MAX_STAY_LABEL, max_stay_matrix, minimum_switching, pair_bounds

BEFORE, AFTER = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.35, 0.25])


def test_minimum_switching_is_half_the_total_variation():
    # G59: half of (0.1 + 0.05 + 0.05) = 0.1.
    assert minimum_switching(BEFORE, AFTER) == pytest.approx(0.1, rel=1e-6)


def test_the_least_movement_keeps_what_can_stay():
    # G59: model 1 loses 0.1; models 2 and 3 gain 0.05 each; min of both sides stays: 0.4, 0.3, 0.2.
    matrix = max_stay_matrix(BEFORE, AFTER)
    assert matrix == pytest.approx(np.array([[0.4, 0.05, 0.05], [0, 0.3, 0], [0, 0, 0.2]]), rel=1e-6)
    assert MAX_STAY_LABEL == "least movement consistent with the data"


def test_pairs_have_frechet_bounds():
    # Model 1 to model 1: at least 0.5 + 0.4 - 1 < 0, so 0; at most 0.4. Model 1 to 2: 0 to 0.35.
    bounds = pair_bounds(BEFORE, AFTER)
    assert bounds.lower == pytest.approx(np.zeros((3, 3)))
    assert bounds.upper[0] == pytest.approx([0.4, 0.35, 0.25])
    # A model with 0.9 before and 0.8 after kept at least 0.7 of all tokens, and at most 0.8.
    high = pair_bounds(np.array([0.9, 0.1]), np.array([0.8, 0.2]))
    assert (high.lower[0, 0], high.upper[0, 0]) == pytest.approx((0.7, 0.8))


def test_nothing_changed_means_nothing_moved():
    assert minimum_switching(BEFORE, BEFORE) == 0
    assert (max_stay_matrix(BEFORE, BEFORE) == np.diag(BEFORE)).all()


@st.composite
def two_weeks(draw):
    sides = draw(
        st.integers(1, 6).flatmap(
            lambda n: st.tuples(*[st.lists(st.integers(0, 99), min_size=n, max_size=n)] * 2)
        )
    )
    return [np.array(side, float) / sum(side) if sum(side) else np.eye(len(side))[0] for side in sides]


@given(two_weeks())
def test_the_matrix_fits_both_weeks_and_its_pairs_lie_within_their_bounds(weeks):
    before, after = weeks
    matrix, bounds = max_stay_matrix(before, after), pair_bounds(before, after)
    assert matrix.sum(axis=1) == pytest.approx(before, abs=1e-12)
    assert matrix.sum(axis=0) == pytest.approx(after, abs=1e-12)
    assert (matrix >= bounds.lower - 1e-12).all()
    assert (matrix <= bounds.upper + 1e-12).all()
    assert matrix.sum() - np.trace(matrix) == pytest.approx(minimum_switching(before, after), abs=1e-12)


@given(two_weeks())
def test_the_order_of_models_changes_nothing(weeks):
    before, after = weeks
    turned = minimum_switching(before[::-1], after[::-1])
    assert turned == pytest.approx(minimum_switching(before, after), abs=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "fault", "said"),
    [
        ([0.5, 0.4], [0.5, 0.5], SharesNotOne, "put what is not named into a rest"),
        ([0.5, 0.5], [1.5, -0.5], SharesNotOne, "shares after"),
        ([0.5, 0.5], [1.0], SharesNotOne, "same models in the same order"),
        ([float("nan"), 1.0], [0.5, 0.5], NotANumber, "leave the week out"),
    ],
)
def test_shares_that_are_none_are_refused(before, after, fault, said):
    with pytest.raises(fault, match=said):
        minimum_switching(np.array(before), np.array(after))
