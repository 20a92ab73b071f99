"""The status rule of published claims: its order, its tolerances, and what it never does."""

from datetime import date
from fractions import Fraction as F

import pytest

from apps.estimator.claims import Answer, Given, Tolerances, claimed, exact, judge
from apps.estimator.claims.rule import compare
from apps.estimator.claims.values import day_number, point

FIFTH, LAST, AFTER = date(2026, 3, 5), date(2026, 3, 31), date(2026, 4, 1)
TOLERANCES = Tolerances(about=F(5, 100), nearly_low=F(9, 10), order=F(316, 100))


def answer(central, low=None, high=None, observed=None):
    ends = [None if text is None else exact(text) for text in (low or central, central, high or central)]
    return Answer(*ends, observed=tuple(map(exact, observed or ([central] if central else []))))


def status(central, claim, low=None, high=None, observed=None):
    return compare(answer(central, low, high, observed), claim, TOLERANCES)


@pytest.mark.parametrize(
    ("found", "value", "hedge", "expected"),
    [
        # Half a unit of the last printed digit: 0.61 is 0.605 to 0.615, "10" is 9.5 to 10.5, 5.3e12 5.25e12 to 5.35e12.
        ("0.609195", "0.61", "EXACT", "reproduced"),
        ("0.615", "0.61", "EXACT", "reproduced"),
        ("0.6151", "0.61", "EXACT", "contradicted"),
        ("10.5", "10", "EXACT", "reproduced"),
        ("10.5", "10.0", "EXACT", "contradicted"),
        ("5.34e12", "5.3e12", "EXACT", "reproduced"),
        ("5.36e12", "5.3e12", "EXACT", "contradicted"),
        # 5 % of 17 is 0.85.
        ("16.67", "17", "ABOUT", "reproduced"),
        ("17.85", "17", "ABOUT", "reproduced"),
        ("17.86", "17", "ABOUT", "contradicted"),
        # Nearly: 90 to 100 % of the claim.
        ("1.8", "2", "NEARLY", "reproduced"),
        ("2", "2", "NEARLY", "reproduced"),
        ("1.667", "2", "NEARLY", "contradicted"),
        ("2.01", "2", "NEARLY", "contradicted"),
        # An order of magnitude: a factor of 3.16.
        ("16.67", "10", "ORDER", "reproduced"),
        ("31.6", "10", "ORDER", "reproduced"),
        ("3.1", "10", "ORDER", "contradicted"),
        ("1400", "1000", "MORE_THAN", "reproduced"),
        ("1000", "1000", "MORE_THAN", "within_range"),
        ("999", "1000", "MORE_THAN", "contradicted"),
        ("15", "15", "UP_TO", "reproduced"),
        ("15.1", "15", "UP_TO", "contradicted"),
        # Far below its "up to": 14 is under 95 % of 15.
        ("14", "15", "UP_TO", "contradicted"),
    ],
)
def test_a_hedge_sets_the_tolerance(found, value, hedge, expected):
    assert status(found, claimed(value, hedge=hedge)) == expected


def test_up_to_is_met_by_the_upper_end():
    assert status("0.3", claimed("0.40", hedge="UP_TO"), "0.1", "0.39") == "reproduced"
    assert status("0.025", claimed("0.40", hedge="UP_TO"), "0.003", "0.157") == "contradicted"


def test_a_claim_inside_the_range_is_within():
    assert status("0.028", claimed("0.40", hedge="ABOUT"), "-0.81", "0.53") == "within_range"
    assert status(None, claimed("0.5", hedge="MORE_THAN"), "0.38", "1.70", observed=[]) == "within_range"


def test_observed_values_inside_a_claimed_band_are_within():
    bands = claimed("", "0.90", "3")
    assert status(None, bands, "2.5", "3", observed=["2.5", "3"]) == "within_range"
    assert status(None, bands, "2.5", "3.1", observed=["2.5", "3.1"]) == "contradicted"
    # A claimed band inside the answer's range.
    assert status(None, claimed("", "1e8", "1e9"), "52560000", "1051200000", observed=[]) == "within_range"


def test_a_month_is_met_by_any_of_its_days():
    march = claimed("2026-03")
    found = [compare(Answer(*(day_number(day),) * 3), march, TOLERANCES) for day in (FIFTH, LAST, AFTER)]
    assert found == ["reproduced", "reproduced", "contradicted"]


def test_words_are_compared_as_they_stand():
    assert compare(Answer(text="A"), claimed("A"), TOLERANCES) == "reproduced"
    assert compare(Answer(text="B"), claimed("A"), TOLERANCES) == "contradicted"


GIVEN = {"above": point(F(10)), "below": point(F(5))}


def verdict(formula_id="ratio", inputs=None, value="2", **more):
    claim = claimed(value) if value else None
    return judge(formula_id, GIVEN if inputs is None else inputs, claim, tolerances=TOLERANCES, **more)


def test_damage_stands_before_everything():
    damaged = frozenset({"DOLLAR_SPAN"})
    assert verdict(damage=damaged).reason == "DAMAGED"
    assert verdict("quote", damage=damaged, missing="obs:x").reason == "DAMAGED"
    # Two translations that differ, or a slip of the scale, leave the number readable.
    assert verdict(damage=frozenset({"TWIN_CONFLICT", "SCALE", "NO_IDENTITY"})).status == "reproduced"


def test_a_quote_stands_before_a_missing_input():
    assert verdict("quote", missing="obs:x").reason == "NO_FORMULA"
    missing = verdict(missing="obs:x/y@2026-02-20")
    assert (missing.status, missing.reason) == ("cannot_be_checked", "MISSING_INPUT:obs:x/y@2026-02-20")


def test_a_formula_without_a_value_is_no_exception():
    found = verdict(inputs={"above": point(F(1)), "below": point(F(0))})
    assert found.status == "cannot_be_checked"
    assert found.reason.startswith("UNDEFINED:the divisor is 0")
    assert verdict(inputs={"above": Given(text="a word"), "below": point(F(1))}).reason.startswith(
        "UNDEFINED:"
    )


def test_a_counter_figure_never_contradicts():
    found = verdict(value="")
    assert (found.status, found.answer.central) == ("counter_figure", 2)


def test_half_a_band_is_refused():
    with pytest.raises(ValueError, match="both value_low and value_high"):
        claimed("", "1", "")
