"""Which dated files the rankings ask for, and how days are compared."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.collectors.contract import Bodies, Body, Past, State
from apps.collectors.sources import openrouter_rankings as rankings
from tests.collectors.exports import SNAPSHOT, counts, csv_of, days_before, manifest_of

OLDEST = date(2026, 8, 20)


def asked(stored=frozenset(), known=frozenset(), since=OLDEST):
    state = State(SNAPSHOT, frozenset(stored), frozenset(known))
    (manifest,) = rankings.pages(state, since)
    pages = rankings.follow(manifest, manifest_of(SNAPSHOT, b""))
    return [page.path.rpartition("/")[2].removesuffix(".csv") for page in pages]


def days(first, last):
    return {first + timedelta(days=offset) for offset in range((last - first).days + 1)}


@pytest.mark.parametrize(
    ("stored", "files"),
    [
        # Nothing is known: 94 days in four files; the last one is the oldest there is.
        (set(), ["2026-11-22", "2026-10-23", "2026-09-23", "2026-09-19"]),
        # All but the newest file's 30 days are known.
        (days(OLDEST, date(2026, 10, 22)), ["2026-11-22"]),
        # One day is missing: the file of the next day holds it.
        (days(OLDEST, date(2026, 10, 22)) - {date(2026, 10, 1)}, ["2026-11-22", "2026-10-02"]),
        # Two days, 29 days apart, lie in one file; 30 days apart they do not.
        (
            days(OLDEST, date(2026, 10, 22)) - {date(2026, 9, 20), date(2026, 10, 19)},
            ["2026-11-22", "2026-10-20"],
        ),
        (
            days(OLDEST, date(2026, 10, 22)) - {date(2026, 9, 20), date(2026, 10, 20)},
            ["2026-11-22", "2026-10-21", "2026-09-21"],
        ),
    ],
)
def test_the_fewest_files_hold_the_missing_days(stored, files):
    assert asked(stored) == files


def test_days_before_the_start_that_was_asked_for_are_left_out():
    assert asked(since=date(2026, 10, 22)) == ["2026-11-22", "2026-10-23"]


def test_a_manifest_older_than_a_known_file_leads_nowhere():
    assert asked(known={rankings.MANIFEST, f"{rankings.FOLDER}/2026-11-23.csv"}) == []
    assert asked(known={rankings.MANIFEST, f"{rankings.FOLDER}/2026-11-22.csv"})[:1] == ["2026-11-22"]


def test_the_newest_file_wins_where_two_hold_a_day():
    older = SNAPSHOT - timedelta(days=1)
    both = SNAPSHOT - timedelta(days=2)
    new = csv_of({both: counts() | {"other": 2_500_001}})
    bodies = [Body(rankings.page_for(f"{rankings.FOLDER}/{day}.csv"), body) for day, body in
              ((older, csv_of({both: counts()})), (SNAPSHOT, new))]  # fmt: skip
    reading = rankings.parse(Bodies(bodies))
    assert {row.subject: row.value for row in reading.observations}["other"] == Decimal(2_500_001)
    assert len(reading.observations) == 51


def test_an_odd_day_is_not_the_past_of_the_next_one():
    # Day 1 is usual, day 2 has a tenth, day 3 is usual: only day 2 is odd, though it lies between.
    first, second, third = (SNAPSHOT - timedelta(days=back) for back in (3, 2, 1))
    body = csv_of({first: counts(10), second: counts(1), third: counts(10)})
    reading = rankings.parse(Bodies([Body(rankings.page_for(f"{rankings.FOLDER}/{SNAPSHOT}.csv"), body)]))
    held = rankings.judge(reading, Past({}, SNAPSHOT))
    assert [sorted(hold.days) for hold in held] == [[second]]


def test_a_day_as_stored_is_not_judged():
    reading = rankings.parse(
        Bodies(
            [Body(rankings.page_for(f"{rankings.FOLDER}/{SNAPSHOT}.csv"), csv_of(days_before(SNAPSHOT, 30)))]
        )
    )
    past = {(row.subject, "", row.period_start): row.value for row in reading.observations}
    reading.made_date = SNAPSHOT
    assert rankings.judge(reading, Past(past, SNAPSHOT)) == []
