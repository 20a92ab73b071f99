"""How politely a host is asked: one request at a time, a pause between two, and patience with its wishes."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT_S = 900


@dataclass(frozen=True, slots=True)
class Manners:
    """Seconds between two requests, before a second try, and before a wrong checksum is fetched again."""

    pause_s: float
    retry_s: float
    mismatch_s: float
    tries: int = 3


PUBLIC = Manners(pause_s=1.0, retry_s=2.0, mismatch_s=60.0)
# A mirror that the settings name on this machine or network needs no pauses.
CONFIGURED = Manners(pause_s=0.0, retry_s=0.05, mismatch_s=0.2)

_locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
_last: dict[str, float] = {}


@contextmanager
def one_at_a_time(host: str, manners: Manners) -> Iterator[None]:
    """Hold the only request to a host, after the pause that its last one asks for."""
    with _locks[host]:
        wait = _last.get(host, -manners.pause_s) + manners.pause_s - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        try:
            yield
        finally:
            _last[host] = time.monotonic()


def wait_before_retry(attempt: int, manners: Manners) -> None:
    """Wait longer with each attempt, with jitter so that many do not come back together."""
    time.sleep(manners.retry_s * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 (jitter, no secret)


def read_retry_after(text: str) -> int | None:
    """Return the seconds a Retry-After header asks for, as number or date; None where it says nothing."""
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(int((moment - datetime.now(UTC)).total_seconds()), 0)
