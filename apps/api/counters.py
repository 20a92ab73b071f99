"""Counters of requests: in the broker where it is a Redis or Valkey, so that all processes share them."""

import logging
import threading
import time
from collections.abc import Sequence
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

import redis
from django.conf import settings
from redis.exceptions import RedisError

LOGGER = logging.getLogger("tokentrade.api")
# A store that does not answer at once costs a reader more than it protects.
ANSWERS_WITHIN_S = 0.25
TRIED_AGAIN_AFTER_S = 5.0
HELD_NAMES = 100_000

# (name, seconds after which it may be forgotten)
Window = tuple[str, int]


class CountersDown(ConnectionError):
    """The store of the counters does not answer."""


class Counters(Protocol):
    """Numbers by name that go up, and down again where a request was free."""

    def add(self, windows: Sequence[Window], amount: int) -> list[int]:
        """Add to each counter and return what each stands at; raise CountersDown."""


class OfThisProcess:
    """Counters of one process, for brokers that cannot count."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def add(self, windows: Sequence[Window], amount: int) -> list[int]:
        """Add to each counter and return what each stands at."""
        moment = time.monotonic()
        with self._lock:
            if len(self._counts) > HELD_NAMES:
                self._counts = {name: kept for name, kept in self._counts.items() if kept[1] > moment}
            for name, seconds in windows:
                count, until = self._counts.get(name, (0, moment + seconds))
                self._counts[name] = (count + amount, until)
            return [self._counts[name][0] for name, _ in windows]

    def clear(self) -> None:
        """Forget every counter."""
        with self._lock:
            self._counts.clear()


class OfTheBroker:
    """Counters in a Redis or Valkey; after a failure it is left alone for some seconds."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._down_until = 0.0

    def add(self, windows: Sequence[Window], amount: int) -> list[int]:
        """Add to each counter and return what each stands at; raise CountersDown."""
        if time.monotonic() < self._down_until:
            raise CountersDown("did not answer some seconds ago")
        try:
            pipe = self._client.pipeline(transaction=False)
            for name, seconds in windows:
                pipe.incrby(f"tokentrade:limit:{name}", amount)
                pipe.expire(f"tokentrade:limit:{name}", seconds)
            return [int(number) for number in pipe.execute()[::2]]
        except (RedisError, OSError) as fault:
            self._down_until = time.monotonic() + TRIED_AGAIN_AFTER_S
            LOGGER.warning(
                "requests are served uncounted: the counters do not answer (%s)", type(fault).__name__
            )
            raise CountersDown(type(fault).__name__) from fault


@cache
def store() -> Counters:
    """Return the counters of this installation."""
    url = settings.BROKER_URL
    if urlsplit(url).scheme not in ("redis", "rediss", "redis+socket"):
        return OfThisProcess()
    address = f"unix{url.removeprefix('redis+socket')}" if url.startswith("redis+socket") else url
    client = redis.Redis.from_url(
        address, socket_timeout=ANSWERS_WITHIN_S, socket_connect_timeout=ANSWERS_WITHIN_S, retry=None
    )
    return OfTheBroker(client)
