"""Figures carry as many digits as their range allows; bounds carry two."""

import pytest

from apps.web.numbers import digits_for, figure, measured, percent, range_text, rounded


@pytest.mark.parametrize(
    ("low", "high", "count"),
    [(1, 10.01, 1), (1, 10, 2), (1, 1.51, 2), (1, 1.5, 3), (0, 5, 1), (3, 3, 3)],
)
def test_counts_digits_by_the_ratio_of_the_bounds(low: float, high: float, count: int) -> None:
    assert digits_for(low, high) == count


@pytest.mark.parametrize(
    ("values", "unit", "central", "span"),
    [
        # 9.82 / 0.336 = 29: one digit, and two for the bounds.
        ((1.82e12, 3.36e11, 9.82e12), "token", "2 T", "0.34–9.8 T"),
        # 1.40 / 1.14 = 1.23: three digits.
        ((1.26e12, 1.14e12, 1.40e12), "token", "1.26 T", "1.1–1.4 T"),
        # 3.71 / 1.0 = 3.7: two digits; 0.96e12 stays in billions, 0.96 at one digit would be 1 T.
        ((9.6e11, 1e12 / 1, 3.71e12), "token", "960 B", "1,000–3,700 B"),
        ((9.6e11, 1e11, 3e12), "token", "1 T", "0.10–3.0 T"),
        ((257_000, 74_000, 981_000), "kWh", "300 MWh", "74–980 MWh"),
        ((19_000, 5_400, 75_000), "USD", "20 k USD", "5.4–75 k USD"),
        ((0.25, 0.2, 0.3), "kWh", "250 Wh", "200–300 Wh"),
        ((4_512, 4_000, 5_000), "kg", "4.51 t", "4.0–5.0 t"),
        ((0, 0, 0), "token", "0", "0–0"),
        # 99 tokens beside 3 billion: below a thousandth of the unit.
        ((3.2e9, 99, 1.6e11), "token", "3 B", "<0.001–160 B"),
    ],
)
def test_writes_figure_and_range(
    values: tuple[float, float, float], unit: str, central: str, span: str
) -> None:
    assert figure(*values, unit) == central
    assert range_text(*values, unit) == span


def test_writes_a_value_with_two_digits_whatever_its_range() -> None:
    assert [rounded(257_000, "kWh"), rounded(0.1749, "joule"), rounded(89.4, "ratio")] == [
        "260 MWh",
        "0.17 J",
        "89 ×",
    ]


def test_rounds_halves_away_from_zero() -> None:
    # 2.5 at one digit is 3 (as in browsers), not the even 2.
    assert figure(2.5, 1, 100, "token") == "3"


def test_writes_measured_figures_with_three_digits() -> None:
    assert measured(8.7e12, "token") == "8.70 T"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.004, "<1 %"), (0.415, "42 %"), (0.9951, ">99 %"), (1, "100 %")]
)
def test_never_calls_less_than_all_a_hundred_percent(share: float, text: str) -> None:
    assert percent(share) == text
