"""Many people save one event at the same moment, on real connections: every acknowledged save stays."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.events.models import EventRevision, EventStage
from tests.api.writers import Writer, an_event

PEOPLE = 50
# Two hundred requests are in the house at once; so many of them hold a connection of their own.
MANY, CONNECTIONS = 200, 50
FIRST = date(2026, 1, 1)


def at_once(work: Callable[[int], None], people: int = PEOPLE) -> None:
    """Let as many threads as there are people begin at the same moment, and wait for all."""
    gate, free = threading.Barrier(people), threading.Semaphore(CONNECTIONS)

    def one(number: int) -> None:
        gate.wait()
        with free:
            try:
                work(number)
            finally:
                connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def a_stage(number: int) -> dict[str, Any]:
    """Return a stage whose day tells who sent it."""
    day = FIRST + timedelta(days=number)
    return {
        "stage": "CLARIFIED",
        "date": day.isoformat(),
        "evidence": {"url": f"https://example.org/{number}"},
    }


@pytest.fixture
def ada(transactional_db: None) -> Writer:
    from tests import build

    build.countries()
    ada = Writer("ada", "analyst")
    assert ada.send("events", an_event()).status_code == 201
    return ada


def test_fifty_saves_at_one_revision_store_one(ada: Writer) -> None:
    statuses: list[int] = []
    at_once(
        lambda n: statuses.append(ada.send("events/example-terms/stages", a_stage(n), revision=1).status_code)
    )
    assert Counter(statuses) == {201: 1, 412: PEOPLE - 1}
    assert EventStage.objects.count() == 2


def test_fifty_people_who_try_again_are_all_stored(ada: Writer) -> None:
    acknowledged: list[int] = []

    def save(number: int) -> None:
        revision = 1
        while True:
            answer = ada.send("events/example-terms/stages", a_stage(number), revision=revision)
            if answer.status_code == 201:
                acknowledged.append(answer.json()["data"]["revision"])
                return
            assert answer.status_code == 412, answer.content
            revision = int(answer.json()["current"].strip('"r'))

    at_once(save)
    # The proposal is revision 1; every save after it has a number of its own.
    assert sorted(acknowledged) == list(range(2, PEOPLE + 2))
    assert sorted(EventRevision.objects.values_list("number", flat=True)) == list(range(1, PEOPLE + 2))
    days = set(EventStage.objects.filter(stage="CLARIFIED").values_list("date", flat=True))
    assert days == {FIRST + timedelta(days=number) for number in range(PEOPLE)}


def test_two_hundred_saves_at_once_lose_nothing_and_are_all_in_the_history(ada: Writer) -> None:
    acknowledged: dict[str, int] = {}
    statuses: Counter[int] = Counter()

    def save(number: int) -> None:
        # Everybody begins at the revision they all saw, and tries a few times with the one they are told.
        stage, revision = a_stage(number), 1
        for _try in range(3):
            answer = ada.send("events/example-terms/stages", stage, revision=revision)
            statuses[answer.status_code] += 1
            if answer.status_code == 201:
                acknowledged[stage["date"]] = answer.json()["data"]["revision"]
                return
            revision = int(answer.json()["current"].strip('"r'))

    at_once(save, MANY)
    assert set(statuses) <= {201, 412}
    assert statuses[201] == len(acknowledged) > 0
    log = EventRevision.objects.order_by("number")
    # Nobody's save lies over another's: each acknowledged day stands once, under the number that was told.
    stored = {row.changes["date"]: row.number for row in log if row.kind == "STAGE"}
    assert stored == acknowledged
    assert list(log.values_list("number", flat=True)) == list(range(1, len(acknowledged) + 2))
    days = {
        day.isoformat() for day in EventStage.objects.filter(stage="CLARIFIED").values_list("date", flat=True)
    }
    assert days == set(acknowledged)


def test_fifty_requests_with_one_uid_store_one_note(ada: Writer) -> None:
    note = {
        "uid": "6f1c2a3e-5b7d-4c8e-9f10-2a3b4c5d6e7f",
        "subject_key": "corridor/CHN/USA",
        "body": "A note",
    }
    statuses: list[int] = []
    at_once(lambda _n: statuses.append(ada.send("annotations", note).status_code))
    assert Counter(statuses) == {201: 1, 200: PEOPLE - 1}
