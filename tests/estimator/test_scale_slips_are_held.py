"""Numbers read from prose: scale words of two languages, and a level that is off by powers of ten."""

from datetime import date, timedelta
from fractions import Fraction as F

import pytest

from apps.estimator.claims import exact
from apps.estimator.claims.guard import AMBIGUOUS, NO_NUMBER, Limits, level_check, read_number

LIMITS = Limits(least=F(8), most=F(1200), log10=F(5, 100), window_days=F(60))
DAY = date(2026, 2, 24)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.7万亿", "8.7e12"),
        ("140万亿", "1.4e14"),
        ("1200亿", "1.2e11"),
        ("3千亿", "3e11"),
        ("2十亿", "2e9"),
        ("6百万", "6e6"),
        ("5000万", "5e7"),
        ("8.7 trillion tokens", "8.7e12"),
        ("1.4 quadrillion", "1.4e15"),
        ("798 billion", "7.98e11"),
        ("1,724,149 tokens", "1724149"),
        ("5 tn", "5e12"),
        ("about 7 tokens", "7"),
        ("7 models", "7"),
    ],
)
def test_a_scale_word_is_a_power_of_ten(text, value):
    found = read_number(text)
    assert (found.value, found.held) == (exact(value), "")


@pytest.mark.parametrize(
    ("text", "language"),
    [("3兆", "zh"), ("5 billion", "fr"), ("5 Billionen", "de"), ("2 billones", "es"), ("5 billions", "fr")],
)
def test_a_word_of_two_meanings_is_held(text, language):
    found = read_number(text, language=language)
    assert (found.value, found.held) == (None, AMBIGUOUS)


def test_a_text_without_a_number_is_held():
    assert read_number("more than ever").held == NO_NUMBER


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("140 trillion tokens per day", "DAY"),
        ("日均140万亿", "DAY"),
        ("5.3 trillion a week", "WEEK"),
        ("每周5.3万亿", "WEEK"),
        ("9 billion per minute", "MINUTE"),
        ("980 trillion monthly", "MONTH"),
        ("8.7 trillion", ""),
    ],
)
def test_a_period_stays_what_it_is(text, period):
    assert read_number(text).period == period


def held(new, stored, days=0):
    return level_check(exact(new), DAY, [(DAY - timedelta(days=days), exact(stored))], LIMITS)


@pytest.mark.parametrize(("new", "stored"), [("87e12", "8.7e12"), ("53e12", "5.3e12"), ("1.4e15", "1.4e14")])
def test_ten_times_the_stored_number_is_a_slip_of_the_scale(new, stored):
    found = held(new, stored)
    assert (found.name, found.ratio, found.stored) == ("SCALE", 10, exact(stored))
    # A share check alone is blind: both numbers are off alike.
    assert exact("53e12") / exact("87e12") == exact("5.3e12") / exact("8.7e12")


@pytest.mark.parametrize(
    ("new", "stored", "name"),
    [
        ("140e12", "100e12", None),
        ("7.9", "1", None),
        ("8", "1", "LEVEL"),
        ("1", "8", "LEVEL"),
        # log10 of 8.95 is 0.952, of 8.9 is 0.949: within 0.05 of 1, or not.
        ("8.95", "1", "SCALE"),
        ("8.9", "1", "LEVEL"),
        ("1000", "1", "SCALE"),
        ("1200", "1", "LEVEL"),
        ("1201", "1", None),
        ("1", "1000", "SCALE"),
        ("0", "5", None),
        ("5", "0", None),
    ],
)
def test_a_level_is_compared_with_what_is_stored(new, stored, name):
    found = held(new, stored)
    assert (found.name if found else None) == name


def test_a_number_of_long_ago_is_no_measure():
    assert held("87e12", "8.7e12", days=60).name == "SCALE"
    assert held("87e12", "8.7e12", days=61) is None


def test_the_nearest_stored_number_is_named():
    stored = [(DAY - timedelta(days=40), exact("8e12")), (DAY - timedelta(days=7), exact("8.7e12"))]
    assert level_check(exact("87e12"), DAY, stored, LIMITS).stored == exact("8.7e12")
