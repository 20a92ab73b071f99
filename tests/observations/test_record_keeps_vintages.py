"""A changed number becomes a vintage; what was known before stays readable."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from apps.observations import actions, queries
from apps.observations.models import Observation, Series
from apps.observations.validation import UnstorableReading
from tests.observations.build import DAY, NOW, row, snapshot, source

LATER = NOW + timedelta(hours=1)


def known(as_of, day=DAY):
    found = queries.values_as_of(
        source_keys=["made.up"],
        metric="tokens",
        period_from=day,
        period_to=day + timedelta(days=1),
        as_of=as_of,
    )
    return {one.subject: one.value for one in found}


def record(*rows, now=NOW, **words):
    return actions.record(
        source_key="made.up", rows=rows, snapshot_id=words.pop("snapshot_id"), now=now, **words
    )


@pytest.fixture
def shot(db):
    return snapshot(source())


def test_stores_what_is_new_and_nothing_twice(shot):
    first = record(row(10), row(20, "b"), snapshot_id=shot)
    again = record(row(10), row(20, "b"), snapshot_id=shot, now=LATER)
    assert (first.changed, first.unchanged, first.periods, first.recorded_at) == (2, 0, (DAY,), NOW)
    assert (again.changed, again.unchanged, again.periods, again.recorded_at) == (0, 2, (), None)
    assert Observation.objects.count() == 2


def test_a_change_is_a_vintage_and_the_old_number_is_still_given(shot):
    record(row(10), row(20, "b"), snapshot_id=shot)
    changed = record(row(11), row(20, "b"), snapshot_id=shot, now=LATER)
    assert changed.changed == 1
    assert known(LATER) == {"a": Decimal(11), "b": Decimal(20)}
    assert known(LATER - timedelta(microseconds=1)) == {"a": Decimal(10), "b": Decimal(20)}
    assert known(NOW - timedelta(microseconds=1)) == {}
    reasons = (
        Observation.objects.order_by("recorded_at")
        .filter(series__subject="a")
        .values_list("reason", flat=True)
    )
    assert list(reasons) == ["FIRST", "REVISION"]


def test_a_return_to_the_older_number_is_a_vintage_of_its_own(shot):
    for hours, value in enumerate((10, 11, 10)):
        record(row(value), snapshot_id=shot, now=NOW + timedelta(hours=hours))
    assert [one.value for one in Observation.objects.order_by("recorded_at")] == [10, 11, 10]


def test_a_withdrawn_number_is_known_until_then_and_gone_after(shot):
    record(row(10), snapshot_id=shot)
    record(row(None), snapshot_id=shot, now=LATER)
    assert (known(NOW), known(LATER)) == ({"a": Decimal(10)}, {})
    # Withdrawing what was never said stores nothing.
    assert record(row(None, "never"), snapshot_id=shot, now=LATER).changed == 0


def test_recorded_at_increases_even_when_the_clock_goes_back(shot):
    record(row(10), snapshot_id=shot, now=LATER)
    record(row(11), snapshot_id=shot, now=NOW)
    moments = [one.recorded_at for one in Observation.objects.order_by("recorded_at")]
    assert moments == [LATER, LATER + timedelta(microseconds=1)]
    assert known(LATER + timedelta(seconds=1)) == {"a": Decimal(11)}


def test_the_last_of_equal_keys_in_a_batch_counts(shot):
    assert record(row(10), row(12), snapshot_id=shot).changed == 1
    assert known(NOW) == {"a": Decimal(12)}


def test_numbers_stay_exact(shot):
    # 2^53 + 1 is no float; twelve decimal places are kept.
    record(row("9007199254740993"), row("0.000000000001", "b"), snapshot_id=shot)
    assert known(NOW) == {"a": Decimal(9007199254740993), "b": Decimal("0.000000000001")}


def test_a_series_learns_later_which_country_it_is_about(shot):
    from apps.reference import actions as reference

    reference.load_reference(now=NOW)
    record(row(1), snapshot_id=shot)
    record(row(1, country="CHN"), snapshot_id=shot, now=LATER)
    assert list(Series.objects.values_list("subject", "country_id")) == [("a", "CHN")]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row(1, day=date(1066, 10, 14)), ["period_start", "1066-10-14", "2007 to 2027"]),
        (row(1, day=date(2999, 1, 1)), ["period_start", "2999-01-01"]),
        (row(1, metric="happiness"), ["metric", "happiness", "metrics.py"]),
        (row(1, unit="kWh"), ["unit", "kWh", "token"]),
        (row(1, kind="GUESSED"), ["kind", "GUESSED"]),
        (row("NaN"), ["value", "NaN"]),
        (row("Infinity"), ["value", "Infinity"]),
        (row("1e26"), ["value", "too large"]),
        (row("0.0000000000001"), ["value", "12 decimal places"]),
    ],
)
def test_an_absurd_row_fails_by_name_and_stores_nothing(shot, bad, words):
    with pytest.raises(UnstorableReading) as fault:
        record(row(10), bad, snapshot_id=shot)
    assert [word for word in ["made.up", *words] if word not in str(fault.value)] == []
    assert (Observation.objects.count(), Series.objects.count()) == (0, 0)


def test_newest_change_is_known_without_a_search(shot):
    assert queries.latest_recorded_at() is None
    record(row(10), snapshot_id=shot)
    record(row(10), snapshot_id=shot, now=LATER)
    assert queries.latest_recorded_at() == NOW


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_store_each_row_once():
    shot = snapshot(source())
    rows = [row(number, f"model-{number}") for number in range(500)]
    together = threading.Barrier(2)
    changed = []

    def write():
        together.wait()
        changed.append(record(*rows, snapshot_id=shot).changed)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (sorted(changed), Observation.objects.count()) == ([0, 500], 500)
