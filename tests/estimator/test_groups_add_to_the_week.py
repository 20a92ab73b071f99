"""Rows by group of subjects: a week's tokens, joules and value, cut by who made or may sell them."""

import numpy as np
import pytest

from apps.estimator.block import build_block
from apps.estimator.distributions import Draws
from apps.estimator.grouping import group_rows
from apps.estimator.margins import build_margins, draw_tables
from tests.estimator.build import host, inputs, model, parameters, provider, three_models, usage

FIRM = {f"dirichlet_strength_{grade}": 1e16 for grade in "ABCD"}


def made(of=None, *, count: int = 50, **changes):
    """Return block, drawn tables and margins of a case."""
    draws = Draws(parameters(**changes), draws=count, seed=1)
    block = build_block(of or three_models(), draws)
    return block, draw_tables(block, draws), build_margins(block, draws)


def with_strangers():
    """Return three subjects of which one has no parameters and one no list price, at two providers."""
    return inputs(
        [
            model("a", "CHN", host("cn"), host("us")),
            model("b", "USA", host("us", None), active=None),
            model("c", "DEU", host("cn", None)),
        ],
        [provider("cn", "CHN", "CHN"), provider("us", "USA", "USA", kind="SEAT")],
        usage({"a": 1e12, "b": 2e12, "c": 5e11}),
    )


def test_groups_by_lab_cut_each_origin():
    # G27 cut by lab on COMPUTE: labs CHN (A, C) and USA (B). CHN > CHN 60 + 40 = 100, CHN > USA 40, CHN > UNK 10;
    # USA > USA 200.
    block, drawn, _ = made(**FIRM)
    rows = group_rows(block, drawn, 0, np.array([0, 1, 0]))
    assert block.countries["COMPUTE"] == ("CHN", "USA", "UNK")
    assert rows.tokens.mean(axis=-1) == pytest.approx(np.array([[100, 40, 10], [0, 200, 0]]), rel=1e-6)


@pytest.mark.parametrize("basis", ["COMPUTE", "COMPANY", "LAB"])
def test_groups_add_to_the_rows_of_the_week(basis):
    block, drawn, margins = made(with_strangers())
    rows = group_rows(block, drawn, 0, np.array([1, 0, 1]), groups=3, basis=basis)
    whole = margins.arrays[basis]
    for name in ("tokens", "joules", "usd"):
        summed, week = getattr(rows, name).sum(axis=0), getattr(whole, name)[0]
        assert week.max() > 0
        assert summed == pytest.approx(week, rel=1e-5, abs=1e-6 * float(week.max())), name
        assert not getattr(rows, name)[2].any()


def test_a_group_alone_is_the_week():
    block, drawn, margins = made(with_strangers())
    rows = group_rows(block, drawn, 0, np.zeros(3, int))
    assert rows.tokens[0] == pytest.approx(margins.arrays["COMPUTE"].tokens[0], rel=1e-5)
