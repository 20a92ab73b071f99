"""The log of changes: written with what it tells of, numbered in the order of commits."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from apps.observations import actions, queries
from apps.observations.models import Change, ChangeSet
from apps.observations.queries import END_OF_TIME
from apps.observations.rows import ChangeNote
from tests.observations.build import DAY, NOW, row, snapshot, source


def notes(*ids: str, op: str = "UPDATED") -> list[ChangeNote]:
    return [ChangeNote(op=op, resource="events", id=name) for name in ids]


def told(after: int = 0) -> list[tuple[int, str, str]]:
    head, _ = queries.last_change(parts=("EVENTS", "OBSERVATIONS", "RUNS"))
    found = queries.changes(after=after, until=head, as_of=END_OF_TIME, resources=(), limit=1000)
    return [(change.seq, change.op, change.id) for change in found]


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_commits_and_not_beginnings():
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                actions.note_changes(part="EVENTS", changes=notes("slow"), now=NOW)
                written.set()
                may_end.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=slow)
    other.start()
    written.wait(10)
    # The slow one has written its row already and holds nobody up.
    actions.note_changes(part="EVENTS", changes=notes("quick"), now=NOW + timedelta(minutes=1))
    assert told() == [(1, "UPDATED", "quick")]
    may_end.set()
    other.join(10)
    assert told() == [(1, "UPDATED", "quick"), (2, "UPDATED", "slow")]
    moments = list(ChangeSet.objects.order_by("last_seq").values_list("at", flat=True))
    # It was written a minute before the other and became visible after it: time never runs backwards.
    assert moments == [NOW + timedelta(minutes=1)] * 2


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap_and_no_double():
    def write(name: str) -> None:
        try:
            for number in range(10):
                actions.note_changes(
                    part="EVENTS", changes=notes(f"{name}{number}", f"{name}{number}b"), now=NOW
                )
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert [seq for seq, _, _ in told()] == list(range(1, 81))
    assert len({name for _, _, name in told()}) == 80


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_told():
    with transaction.atomic():
        actions.note_changes(part="EVENTS", changes=notes("undone"), now=NOW)
        transaction.set_rollback(True)
    actions.note_changes(part="EVENTS", changes=notes("done"), now=NOW)
    assert told() == [(1, "UPDATED", "done")]


@pytest.mark.django_db
def test_a_recording_tells_each_series_once_by_what_happened():
    key = source()
    other = DAY + timedelta(days=1)
    actions.record(
        source_key=key, rows=[row(1), row(2, day=other), row(3, "b")], snapshot_id=snapshot(), now=NOW
    )
    actions.record(source_key=key, rows=[row(1), row(5, day=other), row(None, "b"), row(7, "b", other)],
                   snapshot_id=snapshot(body=b"2"), now=NOW + timedelta(days=1))  # fmt: skip
    actions.record(
        source_key=key, rows=[row(1)], snapshot_id=snapshot(body=b"3"), now=NOW + timedelta(days=2)
    )
    connection.check_constraints()
    first, second = ChangeSet.objects.order_by("last_seq")
    assert (first.part, first.changes, second.changes) == ("OBSERVATIONS", 2, 3)
    rows = Change.objects.filter(changeset=second).values_list("op", "periods", "reason")
    assert sorted(rows) == [
        ("CREATED", [other], ""), ("DELETED", [DAY], "the source withdrew the number"), ("UPDATED", [other], ""),
    ]  # fmt: skip
    assert [seq for seq, _, _ in told()] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_an_unknown_kind_of_change_is_refused():
    with pytest.raises(DatabaseError):
        actions.note_changes(
            part="EVENTS", changes=notes("x", op="MOVED"), now=datetime(2026, 1, 1, tzinfo=UTC)
        )
