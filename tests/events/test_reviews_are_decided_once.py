"""A held reading waits for one verdict; accepting stores exactly what was held."""

from datetime import date
from decimal import Decimal

import pytest

from apps.events import actions, queries
from apps.events.actions import UndecidableReview
from apps.events.models import Review
from apps.observations.models import Observation
from tests.observations.build import NOW, row, snapshot, source

pytestmark = pytest.mark.django_db
SUBJECT = "reading/made.up/tokens/2026-10-07"


def hold(*rows, reason="the day's total is odd"):
    source()
    return actions.hold(
        subject_key=SUBJECT, source_key="made.up", reason=reason, snapshot_id=snapshot(), rows=rows, now=NOW
    )


def verdict(action, **words):
    review = queries.open_reviews()[0].id if "review_id" not in words else words.pop("review_id")
    return action(review_id=review, now=NOW, **{"reviewer": "an analyst", "reason": "checked"} | words)


def test_held_numbers_are_listed_and_not_stored():
    assert hold(row(10), row("9007199254740993", "b")) is True
    waiting = queries.open_reviews()
    assert [(one.subject_key, one.rows, one.reason) for one in waiting] == [
        (SUBJECT, 2, "the day's total is odd")
    ]
    assert (queries.held_counts()["made.up"].waiting, Observation.objects.count()) == (1, 0)


def test_accepting_stores_exactly_what_was_held():
    hold(row("9007199254740993"))
    recorded = verdict(actions.accept)
    assert (recorded.changed, recorded.periods) == (1, (date(2026, 10, 7),))
    assert Observation.objects.get().value == Decimal(9007199254740993)
    assert queries.open_reviews() == []


def test_rejecting_stores_nothing_and_the_same_numbers_do_not_ask_again():
    hold(row(10))
    verdict(actions.reject)
    assert (hold(row(10)), queries.open_reviews(), Observation.objects.count()) == (False, [], 0)
    assert hold(row(11)) is True


def test_an_open_review_is_brought_up_to_date():
    hold(row(10))
    hold(row(12), reason="still odd")
    assert [(one.payload["reason"], one.payload["rows"][0]["value"]) for one in Review.objects.all()] == [
        ("still odd", "12")
    ]


@pytest.mark.parametrize("words", [{"reviewer": " "}, {"reason": ""}, {"review_id": 10**6}])
def test_a_verdict_without_name_reason_or_review_changes_nothing(words):
    hold(row(10))
    with pytest.raises(UndecidableReview):
        verdict(actions.accept, **words)
    assert (len(queries.open_reviews()), Observation.objects.count()) == (1, 0)


def test_a_decided_review_stays_decided():
    hold(row(10))
    review = queries.open_reviews()[0].id
    verdict(actions.reject)
    with pytest.raises(UndecidableReview, match="is decided: REJECT by an analyst"):
        verdict(actions.accept, review_id=review)
    assert Observation.objects.count() == 0
