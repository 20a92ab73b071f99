"""Krippendorff's alpha: equal to a case worked by hand and to published examples; no number from too little."""

import pytest

from apps.events.agreement import INTERVAL, LEAST, LEAST_FOR_RANGE, NOMINAL, ORDINAL, SETS, alpha, figure

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43/
# Section A: two observers, binary data, ten units.
MEG = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
OWEN = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
# Section C: four observers, twelve units, missing data.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_the_binary_example_of_the_literature() -> None:
    assert round(alpha(list(zip(MEG, OWEN, strict=True)), NOMINAL), 3) == 0.095


@pytest.mark.parametrize(("level", "published"), [(NOMINAL, 0.743), (ORDINAL, 0.815), (INTERVAL, 0.849)])
def test_the_example_with_missing_data_at_each_level(level: str, published: float) -> None:
    assert round(alpha(list(zip(*OBSERVERS, strict=True)), level), 3) == published


def test_a_case_worked_by_hand() -> None:
    # Four units: aa, aa, bb, ab. Eight values: five a, three b.
    # Observed: one unit of four differs: Do = 1/4 (both of its 2 ordered pairs, of 8: 2/8).
    # Expected: ordered pairs of unlike values 2 * 5 * 3 = 30 of 8 * 7 = 56: De = 30/56.
    # alpha = 1 - (1/4) / (30/56) = 1 - 56/120 = 64/120 = 8/15.
    units = [("a", "a"), ("a", "a"), ("b", "b"), ("a", "b")]
    assert alpha(units, NOMINAL) == pytest.approx(8 / 15, abs=1e-12)


def test_days_are_as_far_apart_as_they_are() -> None:
    # Two units: (1, 1), (3, 4); values 1, 1, 3, 4. Observed: squares 0 and 1; Do = (0 + 0 + 1 + 1) / 4 = 1/2.
    # Expected: squares of the six pairs 0, 4, 9, 4, 9, 1: sum 27, twice 54, of 4 * 3: De = 54/12 = 9/2.
    # alpha = 1 - (1/2) / (9/2) = 8/9.
    assert alpha([(1, 1), (3, 4)], INTERVAL) == pytest.approx(8 / 9, abs=1e-12)


def test_sets_that_share_a_part_differ_less() -> None:
    chn, both, usa, none = (frozenset(names) for names in (["CHN"], ["CHN", "USA"], ["USA"], []))
    # MASI: {CHN} and {CHN, USA}: 1 - 1/2 * 2/3 = 2/3; {CHN} and {USA}: 1.
    near = alpha([(chn, both), (usa, usa), (none, none)], SETS)
    far = alpha([(chn, usa), (usa, usa), (none, none)], SETS)
    # Near: values C, B, U, U, 0, 0. Do = 2 * 2/3 / 6 = 2/9. Unlike pairs: C-B 2/3, C-U 1 twice, C-0 1 twice,
    # B-U 2/3 twice, B-0 1 twice, U-0 1 four times: 12 of 30 ordered halves: De = 2 * 12 / 30 = 4/5.
    assert near == pytest.approx(1 - (2 / 9) / (4 / 5), abs=1e-12)
    assert near > far


def test_perfect_agreement_is_one_and_no_variation_is_no_number() -> None:
    assert alpha([("a", "a"), ("b", "b")], NOMINAL) == 1
    assert alpha([("a", "a"), ("a", "a")], NOMINAL) is None
    assert alpha([("a", None), (None, None)], NOMINAL) is None


def test_below_the_minimum_no_number_is_told() -> None:
    units = [("OPENS", "OPENS"), ("CLOSES", "OPENS")] * (LEAST // 2)
    found = figure("direction", units[:-1])
    assert (found.n, found.status, found.alpha, found.low, found.equal_share) == (
        9,
        "TOO_FEW",
        None,
        None,
        None,
    )
    assert figure("direction", units).status == "TOLD"


def test_pairs_that_lack_a_value_do_not_count() -> None:
    found = figure("date", [(1, 1)] * 9 + [(1, None), (None, None)])
    assert (found.n, found.status) == (9, "TOO_FEW")


def test_one_value_only_is_told_as_such() -> None:
    found = figure("direction", [("OPENS", "OPENS")] * LEAST)
    assert (found.status, found.alpha, found.equal_share) == ("NO_VARIATION", None, 1.0)


def test_a_range_is_told_from_enough_units_and_is_the_same_every_time() -> None:
    units = [("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")] * (LEAST_FOR_RANGE // 4)
    found = figure("kind", units)
    assert found.low < found.alpha < found.high <= 1
    assert figure("kind", units) == found
    assert figure("kind", units[:-1]).low is None
    # 20 units: aa 5, bb 10, ab 5; values: 15 a, 25 b. Do = 1/4, De = 2 * 15 * 25 / (40 * 39) = 750/1560.
    assert found.alpha == pytest.approx(1 - 0.25 / (750 / 1560), abs=1e-12)
