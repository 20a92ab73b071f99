"""万, 亿 and 万亿: a figure that is a scale off its text or off another of the same thing is held."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from apps.collectors.contract import Bodies, Body, Past
from apps.collectors.numerals import is_scale_slip, is_scales_apart, stated_numbers
from apps.collectors.sources import curated_published_figures as source

PAGES = Path(__file__).resolve().parent.parent / "pages" / source.SPEC.key
SHIPPED = Path(__file__).resolve().parents[3] / "apps" / "reference" / "data" / "published_figures.csv"
TODAY = date(2026, 11, 22)
T = Decimal(10) ** 12


def read(path):
    return source.parse(Bodies([Body(source.page_for("published_figures.csv"), path.read_bytes())]))


def holds(reading, accepted=()):
    return source.judge(reading, Past({}, TODAY, {row.key: row.value for row in accepted}))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8.7万亿", Decimal("8.7") * T),
        ("1200亿", Decimal(120_000_000_000)),
        ("30 万亿", 30 * T),
        ("5000万", Decimal(50_000_000)),
        ("about 13 trillion", 13 * T),
        ("28,9 триллиона", Decimal("28.9") * T),
        ("4,93T", Decimal("4.93") * T),
        ("1,724,149,948,224 tokens", Decimal(1_724_149_948_224)),
    ],
)
def test_a_numeral_is_read_with_its_scale(text, number):
    assert number in stated_numbers(text)


@pytest.mark.parametrize(
    ("value", "text", "slips"),
    [
        (Decimal("8.7") * T, "8.7万亿", False),
        # 万亿 taken for 亿, and the other way round.
        (Decimal("8.7e8"), "8.7万亿", True),
        (1200 * T, "1200亿", True),
        (Decimal("1.2e12"), "1200亿", True),
        # A figure derived from a change in per cent states no power of ten.
        (Decimal("4.1939e12"), "+11.83 % to 4.69 trillion", False),
        (Decimal(0), "nothing", False),
    ],
)
def test_a_slip_of_the_scale_is_noticed(value, text, slips):
    assert is_scale_slip(value, text) is slips


@pytest.mark.parametrize(
    ("ratio", "apart"), [("9.9", False), ("10", True), ("1000", True), ("1001", False), ("0.1", True)]
)
def test_figures_ten_to_a_thousand_times_apart_are_apart(ratio, apart):
    assert is_scales_apart(T, T * Decimal(ratio)) is apart


def test_the_later_of_two_new_figures_is_held_and_the_accepted_one_stays():
    reading = read(PAGES / "2026-11-22-numeral-slip.csv")
    first, _, second = reading.observations
    (hold,) = holds(reading)
    assert hold.rows == {second.key}
    assert second.qualifier in hold.subject_key
    (other,) = holds(reading, accepted=[second])
    assert other.rows == {first.key}
    assert holds(reading, accepted=[first, second]) == []


@pytest.mark.parametrize(("days", "held"), [(7, 1), (60, 1), (61, 0)])
def test_a_figure_of_another_week_is_compared_for_sixty_days(days, held):
    # 0.87 trillion some weeks after 8.7: a tenth within two months is a slip until a person says otherwise.
    reading = read(PAGES / "2026-11-22-numeral-slip.csv")
    first, split, second = reading.observations
    later = replace(second, period_start=first.period_start + timedelta(days=days))
    reading.observations[:] = [first, split, later]
    assert [hold.rows for hold in holds(reading, accepted=[first, split])] == [frozenset([later.key])] * held


def test_no_shipped_figure_is_held():
    assert [hold.reason for hold in holds(read(SHIPPED))] == []
