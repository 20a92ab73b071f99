"""One open run per source: the second waits, the silent one is taken over, the late twin writes nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from apps.collectors import actions, queries, run
from apps.collectors.actions import LeaseLost
from apps.collectors.elapsed import Elapsed
from apps.collectors.leasing import renewing
from apps.collectors.models import CollectRun
from apps.observations.models import Observation, Snapshot
from tests.collectors.exports import NOW, SNAPSHOT, days_before
from tests.collectors.upstream import Answer

SOURCE = "openrouter.rankings"
SECOND = timedelta(seconds=1)


def claim(now=NOW, **words):
    return actions.claim(source_key=SOURCE, now=now, **words)


@pytest.mark.django_db
def test_a_second_claim_finds_it_busy_until_the_lease_passes():
    first = claim()
    assert claim(NOW + 89 * SECOND) is None
    second = claim(NOW + 90 * SECOND)
    assert (second.run_id, first.attempt, second.attempt) == (first.run_id, 1, 2)


@pytest.mark.django_db
def test_a_renewed_lease_is_held_longer():
    first = claim()
    assert actions.renew(lease=first, now=NOW + 30 * SECOND) is True
    assert claim(NOW + 119 * SECOND) is None
    assert claim(NOW + 120 * SECOND).attempt == 2


@pytest.mark.django_db
def test_a_message_that_the_broker_delivers_again_takes_over_at_once():
    claim(task_id="one")
    assert claim(NOW + SECOND, task_id="two") is None
    assert claim(NOW + SECOND, task_id="one").attempt == 2


@pytest.mark.django_db
def test_the_late_twin_writes_nothing():
    late = claim()
    claim(NOW + 90 * SECOND)
    assert actions.renew(lease=late, now=NOW + 91 * SECOND) is False
    with pytest.raises(LeaseLost):
        actions.finish(lease=late, state="OK", now=NOW + 91 * SECOND)
    assert CollectRun.objects.get().state == "STARTED"


@pytest.mark.django_db
def test_a_run_is_given_up_after_five_attempts():
    for attempt in range(5):
        assert claim(NOW + attempt * 90 * SECOND).attempt == attempt + 1
    assert actions.expire_leases(now=NOW + 450 * SECOND) == 1
    stopped = CollectRun.objects.get()
    assert (stopped.state, "given up after 5 attempts" in stopped.problem) == ("FAILED", True)
    assert claim(NOW + 451 * SECOND).attempt == 1


@pytest.mark.django_db
def test_the_sweep_asks_again_for_silent_runs_only():
    claim()
    assert actions.expire_leases(now=NOW + 89 * SECOND) == 0
    assert actions.expire_leases(now=NOW + 90 * SECOND) == 1
    assert queries.requested_runs() == [SOURCE]
    assert claim(NOW + 91 * SECOND, only_requested=True).attempt == 2


@pytest.mark.django_db
def test_a_restarted_worker_takes_its_predecessors_runs_back():
    claim()
    assert actions.release_leases() == 1
    assert queries.requested_runs() == [SOURCE]


@pytest.mark.django_db
def test_a_message_that_came_twice_collects_once():
    actions.request(source_key=SOURCE, now=NOW)
    assert actions.request(source_key=SOURCE, now=NOW) is None
    actions.finish(lease=claim(only_requested=True), state="OK", now=NOW)
    assert claim(only_requested=True) is None


@pytest.mark.django_db
def test_the_database_itself_refuses_two_open_runs():
    claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        CollectRun.objects.create(source_key=SOURCE, requested_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_work_goes_on():
    lease = claim()
    before = CollectRun.objects.get().lease_until
    with renewing(lease, Elapsed(NOW), every_s=0.05):
        threading.Event().wait(0.3)
    assert CollectRun.objects.get().lease_until > before
    assert "lease" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_store_each_row_once(known_world, publish, publisher):
    publish(days_before(SNAPSHOT, 30))
    both_are_in = threading.Event()
    path, good = next(
        (path, answer) for path, answer in publisher.answers.items() if path.endswith("manifest.json")
    )

    def slowly(handler):
        both_are_in.wait(10)
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + good.body)

    publisher.answers[path] = Answer(send=slowly)
    outcomes = []

    def work():
        outcomes.append(run.collect(source=SOURCE, now=NOW))
        if outcomes[-1].state == "SKIPPED_BUSY":
            both_are_in.set()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcome.state for outcome in outcomes) == ["OK", "SKIPPED_BUSY"]
    assert (Observation.objects.count(), Snapshot.objects.count()) == (1530, 2)
    assert sorted(CollectRun.objects.values_list("state", flat=True)) == ["OK", "SKIPPED_BUSY"]
