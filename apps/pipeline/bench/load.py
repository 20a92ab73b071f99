"""Requests over a few kept connections from one loop; every answer is read to its end and judged."""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CONNECTIONS = 8
PIECE_BYTES = 1 << 20
LONGEST_S, LATEST_S = 30.0, 5.0
Ask = Callable[[int], bytes]


@dataclass(slots=True)
class Outcome:
    """What a load gave: good answers, their seconds each, bytes read, and what was wrong with others."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    read_bytes: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return good answers per second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the time in seconds within which this share of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Line:
    """One kept connection: what is asked on it, and how far its answer has come."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self.port = port
        self.socket = self._connect()
        self.began = 0.0
        self.status = 0
        self.head = b""
        self.left = -1

    def _connect(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST_S)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def send(self, request: bytes, *, due_at: float | None = None) -> None:
        """Send a request that was due at that moment, or now, and wait for its head."""
        self.head, self.left, self.status = b"", -1, 0
        self.began = due_at or time.perf_counter()
        self.socket.sendall(request)

    def take(self, piece: bytes | memoryview) -> bool:
        """Take a piece of the answer; tell whether it is whole."""
        if self.left < 0:
            self.head += bytes(piece)
            head, mark, rest = self.head.partition(b"\r\n\r\n")
            if not mark:
                return False
            self.status = int(head[9:12])
            lengths = [line[15:] for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"]
            self.left = (int(lengths[0]) if lengths else 0) - len(rest)
        else:
            self.left -= len(piece)
        return self.left <= 0


@contextmanager
def opened(port: int) -> Iterator[list[Line]]:
    """Keep some connections open while the block runs; loads that are compared use the same ones.

    Connections fall on the server's processes by chance, sometimes all on one: the rate that saturates hangs on it.
    """
    lines = [Line(port) for _ in range(CONNECTIONS)]
    try:
        yield lines
    finally:
        for line in lines:
            line.socket.close()


def loaded(lines: list[Line], ask: Ask, *, expected: int, seconds: float, per_second: float = 0.0) -> Outcome:
    """Ask for so many seconds, as fast as answers come or at an even pace; return what came.

    At a pace each request has its moment, whatever became of those before it, and its time counts from that moment:
    one that had to wait for a free connection is late by as much. What is not sent a while after the end is a fault.
    """
    outcome, view, asked = Outcome(), memoryview(bytearray(PIECE_BYTES)), 0
    idle, paced = deque(lines), int(seconds * per_second)
    # Unlike epoll, which counts in milliseconds, this one wakes when the next request is due.
    with selectors.SelectSelector() as selector:
        start = time.perf_counter()
        while True:
            moment = time.perf_counter() - start
            due = min(paced, int(moment * per_second) + 1) if paced else asked + len(idle)
            if moment >= (seconds + LATEST_S if paced else seconds):
                due = 0
            while idle and asked < due:
                line = idle.popleft()
                line.send(ask(asked), due_at=start + asked / per_second if paced else None)
                selector.register(line.socket, selectors.EVENT_READ, line)
                asked += 1
            is_over = due == 0 or (asked == paced and bool(paced))
            if is_over and not selector.get_map():
                break
            is_waiting = paced and idle and not is_over
            wait_s = start + asked / per_second - time.perf_counter() if is_waiting else LONGEST_S
            ready = selector.select(max(0.0, wait_s))
            if not ready and not is_waiting:
                raise TimeoutError(f"no answer came within {LONGEST_S:g} seconds")
            for key, _events in ready:
                if _read(key.data, view, outcome):
                    selector.unregister(key.data.socket)
                    _judge(key.data, expected, outcome)
                    idle.append(key.data)
        outcome.seconds = time.perf_counter() - start
    outcome.faults += ["not sent in time"] * (paced - asked)
    return outcome


def _read(line: Line, view: memoryview, outcome: Outcome) -> bool:
    """Read what has come; tell whether the answer is whole, or the line broken."""
    try:
        count = line.socket.recv_into(view)
    except OSError as fault:
        outcome.faults.append(str(fault))
        count = 0
    outcome.read_bytes += count
    if count == 0:
        line.status = 0
        return True
    return line.take(view[:count])


def _judge(line: Line, expected: int, outcome: Outcome) -> None:
    """Count an answer; a line that broke is made anew."""
    if line.status == expected:
        outcome.times.append(time.perf_counter() - line.began)
        return
    outcome.faults.append(f"status {line.status}, expected {expected}")
    if line.status == 0:
        line.socket.close()
        line.socket = line._connect()


def request(path: str, **headers: str) -> bytes:
    """Return a GET request on a kept connection."""
    told = [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *told]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
