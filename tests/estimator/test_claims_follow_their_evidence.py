"""Formulas of published claims on rankings, dates and places, worked by hand beside each case."""

from datetime import date
from fractions import Fraction as F

import pytest

from apps.estimator.claims import FORMULAS, Given, exact, printed
from apps.estimator.claims.values import Undefined, point


def num(text):
    return point(exact(text))


def run(formula_id, **inputs):
    return FORMULAS[formula_id].formula(inputs)


def told(answer):
    return printed(answer.low), printed(answer.central), printed(answer.high)


def details(answer):
    return {one.name: printed(one.central) for one in answer.details}


def test_the_leading_labs_are_counted_in_each_ranking():
    first = Given(series=(("CHN", F(3)), ("CHN", F(2)), ("USA", F(1))))
    second = Given(series=(("CHN", F(3)), ("CHN", F(2)), ("CHN", F(1))))
    found = run("top_n_labs", n=num("3"), usage=first, usage_2=second)
    assert (found.central, found.high) == (F(2, 3), 1)
    with pytest.raises(Undefined, match="ranks fewer than 4"):
        run("top_n_labs", n=num("4"), usage=first)


def week(day, tokens):
    return Given(*(exact(tokens),) * 3, days=(day,))


def test_a_crossing_is_known_only_with_the_week_before():
    two, nine, sixteen = date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16)
    later = {
        "first": week(nine, "4.12"),
        "second": week(nine, "2.94"),
        "first_2": week(sixteen, "5.16"),
        "second_2": week(sixteen, "2.70"),
    }
    found = run("crossover", **later)
    assert [printed(end, "date") for end in (found.low, found.central, found.high)] == [
        "2026-02-09",
        None,
        "2026-02-15",
    ]
    before = run("crossover", **later, first_3=week(two, "2"), second_3=week(two, "3"))
    assert printed(before.central, "date") == "2026-02-09"
    with pytest.raises(Undefined, match="no week"):
        run("crossover", first=week(two, "2"), second=week(two, "3"))


def test_the_largest_month_of_hash_power_counts():
    found = run("hash_share", september=num("0.755"), april=num("0.6508"))
    assert told(found) == ("0.6508", "0.755", "0.755")


def test_a_cadence_is_the_median_gap_within_labs():
    # Gaps of 60 and 62 days: median 61; one gap of 183 days; 183 / 61 = 3.
    fast = Given(groups=((date(2026, 1, 1), date(2026, 3, 2), date(2026, 5, 3)), (date(2026, 1, 1),)))
    slow = Given(groups=((date(2026, 1, 1), date(2026, 7, 3)),))
    found = run("release_cadence", slow=slow, fast=fast)
    assert found.central == 3
    # 61 / 30.436875 = 2.00415 months.
    assert details(found)["fast_gap"] == "2.00414792912"


def test_dates_of_an_event_stand_side_by_side():
    days = Given(days=(date(2026, 2, 17), date(2026, 2, 18)))
    found = run(
        "event_stage", stage=days, stage_2=Given(days=(date(2026, 2, 19),)), action=Given(text="CLOSED")
    )
    assert [printed(end, "date") for end in (found.low, found.central, found.high)] == [
        "2026-02-17",
        None,
        "2026-02-19",
    ]
    assert found.text == "CLOSED"
    alone = run("event_stage", stage=Given(days=(date(2026, 3, 5),)))
    assert printed(alone.central, "date") == "2026-03-05"


def test_hosts_are_counted_by_their_seat():
    found = run(
        "hosts_outside", model=Given(series=(("CHN", F(1)), ("USA", F(1)), ("SGP", F(1)), ("UNK", F(1))))
    )
    assert (found.central, details(found)) == (F(1, 4), {"model_outside": "2"})
