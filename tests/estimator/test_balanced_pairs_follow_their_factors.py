"""The pairs of a balanced table, against a table worked by hand: means, bounds, trade."""

import numpy as np

from apps.estimator.linked import Balanced, Link


def one_draw() -> Balanced:
    """Return G35 as two groups: open holds 6 at CHN, closed 2 at USA and may not use the second column; 5 and 3."""
    open_ = np.array([[True, True], [True, False]])
    by_group = np.array([[[6.0], [0.0]], [[0.0], [2.0]]])
    # Factors by hand: both columns weigh 1, so open splits its 6 in halves (over 1 + 1), closed goes to one whole.
    link = Link(
        ends=("DEU", "UNK"),
        v=np.array([[1.0], [1.0]]),
        weight=np.array([[[1 / 2]], [[1.0]]]),
        prior=np.ones((1, 2)),
        pattern=np.array([0, 1]),
        open=open_,
    )
    return Balanced(by_group, np.array([8.0]), link)


def test_the_worked_table_comes_out_of_its_factors():
    # G35: open 6 = 3 + 3, closed 2 = 2 + 0; columns 5 and 3.
    pairs = one_draw()
    assert pairs.means().tolist() == [[3, 3], [2, 0]]
    assert pairs.received.tolist() == [[5], [3]]
    assert pairs.closed().tolist() == [[False, False], [False, True]]


def test_bounds_know_what_is_forbidden():
    # CHN > DEU: at most min(6, 5) = 5; USA can give DEU at most 2, so at least 5 - 2 = 3. CHN > UNK: column 3, and
    # nobody else may fill it: exactly 3. USA > DEU: at most 2; CHN could fill all 5: at least 0. USA > UNK: 0.
    pairs = one_draw()
    every = np.array([True, True])
    assert pairs.spread(0, every).bounds.tolist() == [[3, 5], [3, 3]]
    assert pairs.spread(1, every).bounds.tolist() == [[0, 2], [0, 0]]
    assert pairs.spread(1, every).percentiles[1].tolist() == [0.0] * 5


def test_trade_follows_the_table():
    # Known pairs only: CHN sends DEU 3, USA sends DEU 2; DEU receives 5.
    pairs = one_draw()
    rows = np.concatenate([pairs.by_group, np.zeros((2, 1, 1))], axis=1)
    with_unknown = Balanced(rows, pairs.totals, pairs.link)
    exports, imports, nets = with_unknown.trade(("CHN", "USA", "UNK"), ["CHN", "DEU", "USA"])
    assert exports[:, 0].tolist() == [3, 0, 2]
    assert imports[:, 0].tolist() == [0, 5, 0]
    assert nets[:, 0].tolist() == [3, -5, 2]
