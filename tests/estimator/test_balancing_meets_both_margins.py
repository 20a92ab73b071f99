"""Matrix balancing: hand-worked tables, zeros that stay zero, and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.estimator.balancing import (
    NotConverged,
    UnequalMargins,
    UnusableMargins,
    UnusablePrior,
    balance,
    check_converged,
)


def table(rows: list[float], columns: list[float], prior: list[list[float]]) -> np.ndarray:
    """Return the balanced table of one draw."""
    made = balance(np.array(rows, float)[:, None], np.array(columns, float)[:, None], np.array(prior))
    assert made.converged.all()
    return made.table(0)


def test_a_flat_prior_is_independence():
    # G34: rows 60, 40; columns 70, 30: 60 x 70 / 100 = 42, 60 x 30 / 100 = 18; 40 x .7 = 28, 40 x .3 = 12.
    assert table([60, 40], [70, 30], [[1, 1], [1, 1]]) == pytest.approx(
        np.array([[42, 18], [28, 12]]), rel=1e-6
    )


def test_a_forbidden_cell_stays_exactly_zero():
    # G35: the second row can only use the first column: 2; then 5 - 2 = 3 and 3 - 0 = 3.
    made = table([6, 2], [5, 3], [[1, 1], [1, 0]])
    assert made == pytest.approx(np.array([[3, 3], [2, 0]]), abs=1e-8)
    assert made[1, 1] == 0.0


def test_an_unknown_row_keeps_its_margin():
    # G39: 10 unknown of 100; columns 60, 40: 10 x .6 = 6 and 4. Nothing of it moves to the known rows.
    made = table([50, 40, 10], [60, 40], [[1, 1]] * 3)
    assert made == pytest.approx(np.array([[30, 20], [24, 16], [6, 4]]), rel=1e-6)
    assert made[2].sum() == pytest.approx(10, rel=1e-9)


def test_a_prior_keeps_its_odds_ratio():
    # A 2 x 2 table with prior odds ratio 4 and margins 50/50: x^2 / (50 - x)^2 = 4, so x = 2/3 of 50 = 33.3.
    made = table([50, 50], [50, 50], [[2, 1], [1, 2]])
    assert made == pytest.approx(np.array([[100 / 3, 50 / 3], [50 / 3, 100 / 3]]), rel=1e-6)


def test_equal_lines_share_their_sum():
    # Lines with equal priors are balanced as one: the rows 6 and 2 of G35 split in three and two.
    made = table([4, 2, 1, 1], [5, 2, 1], [[1, 1, 1], [1, 1, 1], [1, 0, 0], [1, 0, 0]])
    assert made == pytest.approx(
        np.array([[2, 4 / 3, 2 / 3], [1, 2 / 3, 1 / 3], [1, 0, 0], [1, 0, 0]]), abs=1e-8
    )


def test_draws_do_not_see_each_other():
    rng = np.random.default_rng(5)
    rows = rng.lognormal(size=(4, 30))
    columns = rng.lognormal(size=(6, 30))
    columns *= rows.sum(axis=0) / columns.sum(axis=0)
    prior = rng.random((4, 6))
    whole = balance(rows, columns, prior)
    alone = balance(rows[:, 7:8], columns[:, 7:8], prior)
    assert alone.table(0) == pytest.approx(whole.table(7), rel=1e-7)


def test_no_total_is_no_table():
    made = balance(np.zeros((2, 1)), np.zeros((3, 1)), np.ones((2, 3)))
    assert made.converged.all()
    assert not made.table(0).any()


@pytest.mark.parametrize(
    ("rows", "columns", "prior", "fault", "words"),
    [
        ([6.0, 2.0], [5.0, 2.0], [[1, 1], [1, 1]], UnequalMargins, "scale the columns by 1.14285714"),
        ([6.0, -2.0], [2.0, 2.0], [[1, 1], [1, 1]], UnusableMargins, "rows hold a negative number"),
        (
            [6.0, 2.0],
            [np.nan, 3.0],
            [[1, 1], [1, 1]],
            UnusableMargins,
            "columns hold a negative number or one",
        ),
        ([6.0, 2.0], [8.0], [[1, 1], [1, 1]], UnusableMargins, "columns have the shape"),
        ([6.0, 2.0], [5.0, 3.0], [[1, np.inf], [1, 1]], UnusablePrior, "not finite"),
        ([6.0, 2.0], [5.0, 3.0], [[1, -1], [1, 1]], UnusablePrior, "negative"),
    ],
)
def test_bad_tables_are_refused(rows, columns, prior, fault, words):
    with pytest.raises(fault, match=words):
        balance(np.array(rows)[:, None], np.array(columns)[:, None], np.array(prior))


def test_impossible_zeros_do_not_converge_and_are_counted():
    # Row 2 holds 4 and may only use column 1, which takes 3: no table exists.
    made = balance(np.array([[4.0], [4.0]]), np.array([[3.0], [5.0]]), np.array([[1, 1], [1, 0]]))
    assert not made.converged[0]
    with pytest.raises(NotConverged, match="week X: 1 of 1 draws do not balance within 2000 sweeps"):
        check_converged(made, "week X")


def test_one_draw_of_a_hundred_may_fail():
    rows, columns = np.full((2, 100), 4.0), np.full((2, 100), 4.0)
    columns[:] = np.array([[6.0], [2.0]])
    columns[:, 0] = [3, 5]
    assert check_converged(balance(rows, columns, np.array([[1, 1], [1, 0]])), "week X") == 1


law = settings(max_examples=60, deadline=None, derandomize=True)


@law
@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 10**6), st.floats(1e-6, 1e13))
def test_any_positive_prior_meets_any_margins(height, width, seed, total):
    rng = np.random.default_rng(seed)
    rows, columns = rng.random((height, 5)) + 0.01, rng.random((width, 5)) + 0.01
    rows, columns = rows / rows.sum(axis=0) * total, columns / columns.sum(axis=0) * total
    made = balance(rows, columns, rng.random((height, width)) + 0.05)
    assert made.converged.all()
    for draw in range(5):
        found = made.table(draw)
        assert found.sum(axis=1) == pytest.approx(rows[:, draw], abs=2e-9 * total)
        assert found.sum(axis=0) == pytest.approx(columns[:, draw], abs=2e-9 * total)


@law
@given(st.integers(0, 10**6), st.floats(1e-3, 1e3))
def test_units_and_labels_do_not_matter(seed, factor):
    rng = np.random.default_rng(seed)
    rows, columns, prior = rng.random((3, 1)), rng.random((4, 1)), rng.random((3, 4)) + 0.05
    columns *= rows.sum() / columns.sum()
    made = balance(rows, columns, prior).table(0)
    assert balance(rows * factor, columns * factor, prior).table(0) == pytest.approx(made * factor, rel=1e-6)
    down, across = rng.permutation(3), rng.permutation(4)
    moved = balance(rows[down], columns[across], prior[np.ix_(down, across)]).table(0)
    assert moved == pytest.approx(made[np.ix_(down, across)], rel=1e-6)
