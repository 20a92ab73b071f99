"""Maximum flow on open cells: whether a table exists, what is short, and which zeros stand in the way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.estimator.balancing import balance
from apps.estimator.checks import ForbiddenUnknown
from apps.estimator.feasibility import check, relieve

law = settings(max_examples=100, deadline=None, derandomize=True)


def test_a_table_that_exists_is_found():
    # G35: 6 = 3 + 3 and 2 = 2 + 0.
    found = check(np.array([6.0, 2.0]), np.array([5.0, 3.0]), np.array([[1, 1], [1, 0]], bool))
    assert found.is_feasible
    assert found.shortfall == 0.0
    assert found.flow.tolist() == [[3, 3], [2, 0]]


def test_a_path_gives_back_what_was_placed_first():
    # The greedy start gives column 1 to row 1 (5 of 6), so row 2 finds it full: it must be given back.
    found = check(np.array([5.0, 3.0]), np.array([5.0, 3.0]), np.array([[1, 1], [1, 0]], bool))
    assert found.is_feasible
    assert found.flow.tolist() == [[2, 3], [3, 0]]


def test_shortfall_and_binding_cells_are_named():
    # CHN holds 1 and may go anywhere; USA holds 7 and may not go to RUS, which takes 3. Only CHN can fill it: 1.
    # 3 - 1 = 2 of RUS stay empty, so 2 of USA have no place.
    found = check(np.array([1.0, 7.0]), np.array([3.0, 5.0]), np.array([[1, 1], [0, 1]], bool))
    assert not found.is_feasible
    assert found.shortfall == pytest.approx(2)
    assert (found.full_rows, found.short_columns) == ((1,), (0,))
    assert str(found.refusal(["CHN", "USA"], ["RUS", "UNK"])) == (
        "2 cannot be placed: USA may not go to RUS, and nothing else can fill those"
    )


def test_the_shortfall_goes_to_the_unknown():
    # The same with UNK last: RUS 3, DEU 4, UNK 1. CHN fills 1 of RUS, so 2 go to UNK: RUS 1, DEU 4, UNK 3.
    allowed = np.array([[1, 1, 1], [0, 1, 1]], bool)
    rows, columns = np.array([[1.0], [7.0]]), np.array([[3.0], [4.0], [1.0]])
    eased = relieve(rows, columns, allowed)
    assert eased.columns[:, 0] == pytest.approx([1, 4, 3])
    assert eased.shortfall[0] == pytest.approx(2)
    made = balance(rows, eased.columns, allowed, start=eased.start)
    assert made.converged[0]
    # All of CHN goes to RUS: nothing else can.
    assert made.table(0) == pytest.approx(np.array([[1, 0, 0], [0, 4, 3]]), abs=1e-8)
    assert made.table(0)[1, 0] == 0.0


def test_a_column_nobody_may_use_is_unknown_as_a_whole():
    allowed = np.array([[0, 1, 1], [0, 1, 1]], bool)
    eased = relieve(np.array([[4.0], [4.0]]), np.array([[3.0], [4.0], [1.0]]), allowed)
    assert eased.columns[:, 0].tolist() == [0, 4, 4]


def test_nothing_is_moved_where_a_table_exists():
    allowed = np.array([[1, 1, 1], [0, 1, 1]], bool)
    eased = relieve(np.array([[4.0], [4.0]]), np.array([[3.0], [4.0], [1.0]]), allowed)
    assert eased.columns[:, 0].tolist() == [3, 4, 1]
    assert eased.shortfall.tolist() == [0]


def test_the_unknown_destination_is_never_forbidden():
    with pytest.raises(ForbiddenUnknown, match="column UNK is forbidden"):
        relieve(np.ones((2, 1)), np.ones((2, 1)), np.array([[1, 1], [1, 0]], bool))


def _case(seed: int):
    """Return margins and random forbidden cells of a few groups; the last column is UNK."""
    rng = np.random.default_rng(seed)
    height, width = int(rng.integers(1, 5)), int(rng.integers(2, 9))
    rows, columns = rng.lognormal(0, 1.5, (height, 4)), rng.lognormal(0, 1.5, (width, 4))
    columns *= rows.sum(axis=0) / columns.sum(axis=0)
    allowed = rng.random((height, width)) < 0.6
    allowed[:, -1] = True
    return rows, columns, allowed


@law
@given(st.integers(0, 10**6))
def test_every_draw_is_relieved_by_no_less_than_the_flow_says_and_then_balances(seed):
    rows, columns, allowed = _case(seed)
    eased = relieve(rows, columns, allowed)
    made = balance(rows, eased.columns, allowed, start=eased.start)
    assert made.converged.all()
    for draw in range(rows.shape[1]):
        short = check(rows[:, draw], columns[:, draw], allowed).shortfall
        assert eased.shortfall[draw] >= short - 1e-9 * rows[:, draw].sum()
        assert (eased.shortfall[draw] > 0) <= (short > 0)
        assert check(rows[:, draw], eased.columns[:, draw], allowed).is_feasible
        found = made.table(draw)
        assert not found[~allowed].any()
        assert found.sum(axis=1) == pytest.approx(rows[:, draw], abs=2e-9 * rows[:, draw].sum())


@law
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(0, 4))
def test_nested_lists_move_exactly_what_the_flow_leaves(seed, wide, narrow):
    rng = np.random.default_rng(seed)
    rows, columns = rng.lognormal(0, 1.5, (3, 4)), rng.lognormal(0, 1.5, (7, 4))
    columns *= rows.sum(axis=0) / columns.sum(axis=0)
    allowed = np.ones((3, 7), bool)
    allowed[0, :wide] = False
    allowed[1, : min(narrow, wide)] = False
    eased = relieve(rows, columns, allowed)
    for draw in range(4):
        short = check(rows[:, draw], columns[:, draw], allowed).shortfall
        assert eased.shortfall[draw] == pytest.approx(short, abs=1e-9 * rows[:, draw].sum())


@law
@given(st.integers(0, 10**6))
def test_the_flow_keeps_margins_and_zeros(seed):
    rows, columns, allowed = _case(seed)
    found = check(rows[:, 0], columns[:, 0], allowed)
    assert not found.flow[~allowed].any()
    assert (found.flow >= 0).all()
    assert (found.flow.sum(axis=1) <= rows[:, 0] * (1 + 1e-9)).all()
    assert (found.flow.sum(axis=0) <= columns[:, 0] * (1 + 1e-9)).all()
    assert found.flow.sum() + found.shortfall == pytest.approx(rows[:, 0].sum(), rel=1e-9)
