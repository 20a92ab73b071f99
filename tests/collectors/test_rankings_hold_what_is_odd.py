"""Implausible days wait for a verdict; what was accepted stays."""

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.collectors import run
from apps.events import actions as events
from apps.events import queries as reviews
from apps.observations.models import Observation
from tests.collectors.exports import NOW, SNAPSHOT, counts, days_before

SOURCE = "openrouter.rankings"
YESTERDAY = SNAPSHOT - timedelta(days=1)
TOMORROW = SNAPSHOT + timedelta(days=1)
FIRST, SECOND = "labs/model-01-20260901", "labs/model-02-20260901"
LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("known_world")


def collect(now=NOW):
    return run.collect(source=SOURCE, now=now)


@pytest.fixture
def stored(publish):
    days = days_before(SNAPSHOT, 30)
    publish(days)
    collect()
    return days


def day_after(stored, day):
    """Return the files of the next day: the days of before without the oldest, and a new one."""
    return dict(sorted(stored.items())[1:]) | {SNAPSHOT: day}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        # 2.01 times and 0.49 times the usual total.
        (
            {slug: number * 201 // 100 for slug, number in counts().items()},
            ["total", "median", "14 days before"],
        ),
        ({slug: number * 49 // 100 for slug, number in counts().items()}, ["total", "median"]),
        # The first model jumps from 5 to 45 of 170 million: 26.5 % of the day instead of 3.8 %, less than 25 points;
        # with 60 million it is 32.4 % instead of 3.8 %: 28.6 points.
        (counts() | {FIRST: 60_000_000}, [FIRST, "share", "0.038", "0.324"]),
    ],
)
def test_an_odd_day_is_held_and_the_others_are_stored(publish, stored, day, words):
    publish(day_after(stored, day), TOMORROW)
    outcome = collect(LATER)
    assert (outcome.state, outcome.held, outcome.recorded.changed) == ("HELD", 51, 0)
    (review,) = reviews.open_reviews()
    assert review.subject_key == f"reading/{SOURCE}/tokens/{SNAPSHOT}"
    assert [word for word in words if word not in review.reason] == []
    assert not Observation.objects.filter(period_start=SNAPSHOT).exists()


def test_a_step_of_less_than_twenty_five_points_passes(publish, stored):
    publish(day_after(stored, counts() | {FIRST: 45_000_000}), TOMORROW)
    assert (collect(LATER).state, len(reviews.open_reviews())) == ("OK", 0)


def test_an_accepted_day_is_stored_and_not_judged_again(publish, stored):
    doubled = {slug: number * 201 // 100 for slug, number in counts().items()}
    publish(day_after(stored, doubled), TOMORROW)
    collect(LATER)
    review = reviews.open_reviews()[0].id
    events.accept(
        review_id=review, reviewer="an analyst", reason="a free week", now=LATER + timedelta(hours=1)
    )
    assert Observation.objects.get(period_start=SNAPSHOT, series__subject=FIRST).value == Decimal(10_050_000)
    # The next file brings the same day again, beside a new one that is like it.
    following = dict(sorted(day_after(stored, doubled).items())[1:]) | {TOMORROW: doubled}
    publish(following, TOMORROW + timedelta(days=1))
    outcome = collect(LATER + timedelta(days=1))
    # The median of 13 usual days and one doubled day is the usual one: the new day waits, the accepted one does not.
    assert [one.subject_key for one in reviews.open_reviews()] == [f"reading/{SOURCE}/tokens/{TOMORROW}"]
    assert outcome.recorded.changed == 0


def test_a_restatement_of_an_old_day_is_held(publish, stored):
    old = SNAPSHOT - timedelta(days=8)
    publish(stored | {old: counts() | {FIRST: 5_000_001}})
    outcome = collect(LATER)
    assert (outcome.state, outcome.held) == ("HELD", 51)
    assert "8 days older than its snapshot" in reviews.open_reviews()[0].reason


def test_a_restatement_of_seven_days_ago_passes(publish, stored):
    publish(stored | {SNAPSHOT - timedelta(days=7): counts() | {FIRST: 5_000_001}})
    assert (collect(LATER).state, len(reviews.open_reviews())) == ("OK", 0)


def test_a_file_from_the_future_is_held_whole(publish):
    future = SNAPSHOT + timedelta(days=3)
    publish(days_before(future, 2), future)
    outcome = collect()
    assert (outcome.state, outcome.held, Observation.objects.count()) == ("HELD", 102, 0)
    assert [one.subject_key for one in reviews.open_reviews()] == [f"reading/{SOURCE}/snapshot/{future}"]


def test_a_rejected_day_does_not_ask_again(publish, stored):
    odd = day_after(stored, counts() | {FIRST: 60_000_000})
    publish(odd, TOMORROW)
    collect(LATER)
    events.reject(review_id=reviews.open_reviews()[0].id, reviewer="an analyst", reason="a slip", now=LATER)
    following = odd | {TOMORROW: counts()}
    publish(dict(sorted(following.items())[1:]), TOMORROW + timedelta(days=1))
    outcome = collect(LATER + timedelta(days=1))
    assert (outcome.state, outcome.held, reviews.open_reviews()) == ("OK", 0, [])
    assert Observation.objects.filter(period_start=TOMORROW).count() == 51
    assert not Observation.objects.filter(period_start=SNAPSHOT).exists()
