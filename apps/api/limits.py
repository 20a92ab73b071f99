"""How many requests an address or a token has: counted by minute and by day, told in headers."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.api import counters
from apps.api.counters import CountersDown, Window
from apps.api.problems import Problem
from apps.api.tokens import Caller
from apps.events.peers import address_of

MINUTE, DAY = 60, 86_400
READS = ("GET", "HEAD", "OPTIONS")
UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class Taken:
    """One request as counted: its windows, what is left in the narrower one, and when that begins anew."""

    windows: tuple[Window, ...]
    limit: int
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """Return what the caller is told."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.remaining)),
            "RateLimit-Reset": str(self.reset_s),
        }


def take(request: HttpRequest, caller: Caller) -> Taken | None:
    """Count a request; raise Problem `too-many-requests` beyond the limit; None where nothing is counted."""
    if not settings.RATE_LIMITS:
        return None
    who = f"token {caller.token.id}" if caller.token else f"address {address_of(request.META)}"
    plan = "token" if caller.token else "keyless"
    per_minute, per_day = settings.API_LIMITS[plan]
    is_write = request.method not in READS
    moment = int(time.time())
    if is_write:
        per_minute = min(per_minute, settings.API_LIMITS["writes"][0])
    minute = (f"{who} {'writes' if is_write else 'reads'} minute {moment // MINUTE}", MINUTE + 1)
    windows = (minute, (f"{who} day {moment // DAY}", DAY + 1))
    try:
        counted = counters.store().add(windows, 1)
    except CountersDown:
        return None
    taken = _narrower(windows, counted, (per_minute, per_day), moment)
    if taken.remaining < 0:
        give_back(taken)
        raise _too_many(taken)
    return taken


def _narrower(
    windows: tuple[Window, ...], counted: Sequence[int], limits: Sequence[int], moment: int
) -> Taken:
    """Return the state of the window in which fewer requests are left."""
    left = [limit - count for limit, count in zip(limits, counted, strict=True)]
    place = left.index(min(left))
    seconds = (MINUTE, DAY)[place]
    return Taken(windows, limits[place], left[place], seconds - moment % seconds)


def _too_many(taken: Taken) -> Problem:
    detail = f"The limit of {taken.limit} requests is used up; ask again in {taken.reset_s} seconds."
    return Problem("too-many-requests", detail, headers=taken.headers() | {"Retry-After": str(taken.reset_s)})


def give_back(taken: Taken) -> None:
    """Take a request off the count: one that cost nothing, or was refused for the count itself."""
    try:
        counters.store().add(taken.windows, -1)
    except CountersDown:
        return


def settle(taken: Taken | None, response: HttpResponseBase) -> None:
    """Tell what is left; an answer without a body because nothing changed is free."""
    if taken is None:
        return
    headers = taken.headers()
    if response.status_code == UNCHANGED:
        give_back(taken)
        headers["RateLimit-Remaining"] = str(taken.remaining + 1)
    for name, value in headers.items():
        response.headers[name] = value


def published() -> dict[str, Any]:
    """Return the limits as the OpenAPI document states them."""
    return {
        plan: {"requests_per_minute": minute, "requests_per_day": day}
        for plan, (minute, day) in settings.API_LIMITS.items()
    }
