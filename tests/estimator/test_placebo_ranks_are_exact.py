"""Placebo ranks, many tests at once and synthetic controls, against cases worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.placebo import (
    NoDonors,
    benjamini_hochberg,
    control_weights,
    less_others,
    on_simplex,
    ranked,
    synthetic_control,
)


def test_benjamini_hochberg_is_the_step_up_rule():
    # Sorted 0.01, 0.02, 0.03, 0.5: times 4/1, 4/2, 4/3, 4/4 = 0.04, 0.04, 0.04, 0.5; never rising backwards.
    assert benjamini_hochberg([0.5, 0.01, 0.03, 0.02]) == pytest.approx([0.5, 0.04, 0.04, 0.04])
    assert benjamini_hochberg([]) == []


def test_every_series_is_held_against_all_the_others():
    # Of 3, 1, 2, 10: medians of the others are 2, 3, 3, 2.
    assert less_others(np.array([3.0, 1.0, 2.0, 10.0])) == pytest.approx([1, -2, -1, 8])
    # |1| is reached by 1 (itself), 2, 1 and 8: p = 4/4.
    assert ranked(np.array([3.0, 1.0, 2.0, 10.0])).p_value == 1.0


def test_the_synthetic_control_finds_the_mix():
    # The target is 0.25 of the first donor and 0.75 of the second; the third is far away.
    donors = np.array([[0.0, 1.0, 2.0, 1.0], [1.0, 0.0, 1.0, 3.0], [9.0, 8.0, 9.0, 9.0]])
    target = 0.25 * donors[0] + 0.75 * donors[1]
    assert control_weights(target, donors) == pytest.approx([0.25, 0.75, 0.0], abs=1e-6)
    after = np.array([[3.0, 3.0], [1.0, 1.0], [2.0, 2.0], [0.0, 0.0]])
    found = synthetic_control(np.vstack([target, donors]), after)
    # 3 - (0.25 x 1 + 0.75 x 2) = 1.25
    assert found.difference == pytest.approx(1.25, abs=1e-5)
    assert found.pre_fit_error == pytest.approx(0.0, abs=1e-6)
    # A target below every donor takes the lowest one alone, and the misfit is told: here 1 in each week.
    level = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
    assert synthetic_control(level, level).weights == pytest.approx([1, 0], abs=1e-9)
    assert synthetic_control(level, level).pre_fit_error == pytest.approx(1.0)


def test_a_rank_needs_a_donor():
    with pytest.raises(NoDonors, match="at least one donor"):
        ranked(np.array([1.0]))


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_weights_are_shares(values):
    weights = on_simplex(np.array(values))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, abs=1e-9)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30, unique=True), st.randoms())
def test_ranks_are_shared_out_evenly(values, random):
    # Whichever series is called affected, at most one in twenty of them can be at the outermost twentieth.
    random.shuffle(values)
    changes = np.array(values, float)
    turns = [np.roll(changes, -row) for row in range(len(changes))]
    assert sum(ranked(turn).p_value <= 0.05 for turn in turns) <= 0.05 * len(changes)
