"""A load at an even pace counts each answer from the moment its request was due, and tells what it could not send."""

import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from apps.pipeline.bench import load

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def answering(*, stalls_at: int = -1, stall_s: float = 0.0, closes_at: int = -1) -> Iterator[int]:
    """Answer requests one after another on a free port; one of them holds up all, one closes its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener, selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        is_over = threading.Event()

        def answer() -> None:
            count = 0
            while not is_over.is_set():
                for key, _ in selector.select(0.05):
                    if key.fileobj is listener:
                        selector.register(listener.accept()[0], selectors.EVENT_READ)
                        continue
                    line = key.fileobj
                    if not line.recv(4096) or count == closes_at:
                        selector.unregister(line)
                        line.close()
                        count += 1
                        continue
                    time.sleep(stall_s if count == stalls_at else 0)
                    line.sendall(ANSWER)
                    count += 1

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            is_over.set()
            thread.join(5)


def asked(port: int, *, seconds: float, per_second: float = 0.0) -> load.Outcome:
    with load.opened(port) as lines:
        return load.loaded(
            lines, lambda _: load.request("/"), expected=200, seconds=seconds, per_second=per_second
        )


def test_requests_due_while_all_connections_are_held_up_are_late_by_as_much():
    # At 100 per second a stall of 0.4 s makes the 40 requests that were due in it late, by 0.4 s down to nothing:
    # 30 of them by more than 0.1 s. Counted from when they were sent, only the eight on the wire would be.
    with answering(stalls_at=20, stall_s=0.4) as port:
        outcome = asked(port, seconds=1.0, per_second=100)
    assert (len(outcome.times), outcome.faults) == (100, [])
    assert 25 <= len([late for late in outcome.times if late > 0.1]) <= 60
    assert outcome.percentile(0.99) == pytest.approx(0.4, abs=0.1)


def test_what_could_not_be_sent_in_time_is_a_fault(monkeypatch):
    monkeypatch.setattr(load, "LATEST_S", 0.1)
    with answering(stalls_at=4, stall_s=0.8) as port:
        outcome = asked(port, seconds=0.4, per_second=100)
    # Five were answered, and the seven more that eight connections could carry after the first.
    assert len(outcome.times) == 12
    assert outcome.faults == ["not sent in time"] * 28


def test_a_broken_connection_is_a_fault_and_made_anew():
    with answering(closes_at=10) as port:
        outcome = asked(port, seconds=0.3)
    assert outcome.faults == ["status 0, expected 200"]
    assert len(outcome.times) > 20
