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
FIRST = date(2026, 1, 1)


def at_once(work: Callable[[int], None]) -> None:
    """Let as many threads as there are people begin at the same moment, and wait for all."""
    gate = threading.Barrier(PEOPLE)

    def one(number: int) -> None:
        try:
            gate.wait()
            work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
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


def test_fifty_requests_with_one_uid_store_one_note(ada: Writer) -> None:
    note = {
        "uid": "6f1c2a3e-5b7d-4c8e-9f10-2a3b4c5d6e7f",
        "subject_key": "corridor/CHN/USA",
        "body": "A note",
    }
    statuses: list[int] = []
    at_once(lambda _n: statuses.append(ada.send("annotations", note).status_code))
    assert Counter(statuses) == {201: 1, 200: PEOPLE - 1}
