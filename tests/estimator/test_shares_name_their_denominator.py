"""A share is of something that was counted: the denominator is named, and the unknown is a slice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.estimator.shares_of import ANSWERS, Line, NoDenominator, bar

# The week reported on 24 February 2026: 2.45 of 5.3 named, the other seven models not.
TOP10 = [
    Line("minimax-m2-5", "CHN", 2.45e12, True),
    Line("unnamed-chn", "CHN", 2.85e12, False),
    Line("unnamed-unk", "UNK", 3.4e12, False),
]


def test_the_share_of_the_ten_largest_is_61_percent():
    # G01: 5.3 / 8.7 = 60.92 %; 3.4 / 8.7 = 39.08 % belong to labs nobody named.
    found = bar(TOP10, observed="TOP10", wanted="TOP10")
    assert found.shares["CHN"] == pytest.approx(0.6091954, rel=1e-6)
    assert found.unknown_share == pytest.approx(0.3908046, rel=1e-6)
    assert (found.denominator, found.tokens) == ("TOP10", 8.7e12)


def test_the_same_week_as_a_pair_is_another_bar():
    # 5.16 / (5.16 + 2.70) = 65.65 %
    pair = [Line("unnamed-chn", "CHN", 5.16e12, False), Line("unnamed-usa", "USA", 2.7e12, False)]
    found = bar(pair, observed="LAB_PAIR", wanted="LAB_PAIR")
    assert found.shares == pytest.approx({"CHN": 0.6564885, "USA": 0.3435115})
    assert found.unknown_share == 0


def test_what_was_not_counted_cannot_be_divided_by():
    for wanted in ("PLATFORM", "TOP50", "LAB_PAIR", "WORLD"):
        with pytest.raises(NoDenominator, match=f"TOP10 does not hold {wanted}"):
            bar(TOP10, observed="TOP10", wanted=wanted)
    with pytest.raises(NoDenominator, match="both lab countries"):
        bar([Line("unnamed-chn", "CHN", 7.36e12, False)], observed="PLATFORM", wanted="LAB_PAIR")
    with pytest.raises(NoDenominator, match="names 1 models"):
        bar(TOP10, observed="PLATFORM", wanted="TOP10")
    with pytest.raises(NoDenominator, match="no tokens"):
        bar([Line("a", "CHN", 0.0, True)], observed="TOP10", wanted="TOP10")
    with pytest.raises(NoDenominator, match="unknown word"):
        bar(TOP10, observed="TOP10", wanted="EVERYTHING")


def listed():
    """Return twelve named models of 12, 11, ... 1 tokens, odd ones of CHN, and a rest of 22."""
    named = [Line(f"m{size:02}", "CHN" if size % 2 else "USA", float(size), True) for size in range(1, 13)]
    return [*named, Line("other", "UNK", 22.0, False)]


def test_one_list_answers_four_denominators():
    # All 78 + 22 = 100; named 78 (CHN 36); ten largest 12..3 = 75 (CHN 3 + 5 + 7 + 9 + 11 = 35).
    found = {wanted: bar(listed(), observed="TOP50", wanted=wanted) for wanted in ANSWERS["TOP50"]}
    assert {name: one.tokens for name, one in found.items()} == {
        "PLATFORM": 100, "TOP50": 78, "LAB_PAIR": 78, "TOP10": 75,
    }  # fmt: skip
    assert found["PLATFORM"].shares == pytest.approx({"CHN": 0.36, "USA": 0.42, "UNK": 0.22})
    assert found["TOP10"].shares["CHN"] == pytest.approx(35 / 75)


lines = st.lists(
    st.builds(
        Line,
        st.text(max_size=3),
        st.sampled_from(["CHN", "USA", "FRA", "UNK"]),
        st.floats(1, 1e15),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@given(lines, st.sampled_from(sorted(ANSWERS)), st.floats(1e-3, 1e3))
def test_slices_add_to_one_and_neither_order_nor_unit_matters(rows, observed, unit):
    for wanted in ANSWERS[observed]:
        try:
            found = bar(rows, observed=observed, wanted=wanted)
        except NoDenominator:
            continue
        assert sum(found.shares.values()) == pytest.approx(1)
        scaled = [Line(row.subject, row.lab, row.tokens * unit, row.is_named) for row in rows[::-1]]
        if wanted != "TOP10":
            assert bar(scaled, observed=observed, wanted=wanted).shares == pytest.approx(found.shares)
