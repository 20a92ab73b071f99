"""Bytes sent to an address that a person gave: to public addresses only, bounded in time and size, no redirects."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpcore
from django.conf import settings

from apps.collectors.contract import SourceUnavailable, UnsafeAddress
from apps.collectors.transports.addresses import resolve, target_of
from apps.collectors.transports.connection import CheckedBackend, Deadline, tls_context
from apps.collectors.transports.http import user_agent

# The whole of one attempt, and so much of an answer is read at most.
TOTAL_S, CONNECT_S = 10.0, 5.0
ANSWER_BYTES = 16_384
FIRST_GOOD, FIRST_REDIRECT, FIRST_FAULT = 200, 300, 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered; `problem` is empty where it took the bytes (2xx), `status` 0 without an answer."""

    status: int
    problem: str


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send bytes once. The address is looked up and checked anew each time, and exactly that one is connected to.

    Never raises for what the receiver or the network does.
    """
    try:
        target = target_of(url, configured=settings.NOTICE_RECEIVERS)
        backend = CheckedBackend(resolve(target), Deadline(TOTAL_S))
        return _sent(url, body, headers, backend, tls_context() if target.scheme == "https" else None)
    except (UnsafeAddress, SourceUnavailable) as fault:
        return Answer(0, str(fault))
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as fault:
        return Answer(0, f"{type(fault).__name__}: {fault or 'no answer'}")


def _sent(
    url: str, body: bytes, headers: Mapping[str, str], backend: CheckedBackend, tls: ssl.SSLContext | None
) -> Answer:
    """Return the judged answer; what it says beyond 16 KiB is not read."""
    timeouts = {"connect": CONNECT_S, "read": TOTAL_S, "write": TOTAL_S, "pool": CONNECT_S}
    told = {"User-Agent": user_agent(), **headers}
    with (
        httpcore.ConnectionPool(ssl_context=tls, network_backend=backend, retries=0) as pool,
        pool.stream(
            "POST", url, headers=list(told.items()), content=body, extensions={"timeout": timeouts}
        ) as answer,
    ):
        read = 0
        for chunk in answer.iter_stream():
            read += len(chunk)
            if read > ANSWER_BYTES:
                break
        return _judged(answer.status)


def _judged(status: int) -> Answer:
    if FIRST_GOOD <= status < FIRST_REDIRECT:
        return Answer(status, "")
    if FIRST_REDIRECT <= status < FIRST_FAULT:
        return Answer(status, f"answers {status}; a redirect is not followed: save the address it leads to")
    return Answer(status, f"answers {status}")
