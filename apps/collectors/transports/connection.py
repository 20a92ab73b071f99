"""Connections that lead exactly to the checked address and end at a deadline, however slowly bytes drip."""

import ssl
import time
from collections.abc import Iterable
from functools import cache

import httpcore

CONNECT_S, READ_S = 10.0, 30.0


class Deadline:
    """The moment after which nothing is waited for any more, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; never negative."""
        return max(self._end - time.monotonic(), 0.0)

    def pause(self, seconds: float) -> None:
        """Wait, but not past the deadline."""
        time.sleep(min(seconds, self.left()))

    def cut(self, seconds: float | None) -> float:
        """Return a timeout that does not pass the deadline; raise httpcore.ReadTimeout after it."""
        left = self.left()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left if seconds is None else min(seconds, left)


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every wait is cut at the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the given addresses whatever the host name says; TLS still proves the name."""

    def __init__(self, addresses: Iterable[str], deadline: Deadline) -> None:
        self._addresses, self._deadline = list(addresses), deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers."""
        problem: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cut(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                problem = fault
            else:
                return _DeadlineStream(stream, self._deadline)
        raise problem


@cache
def tls_context() -> ssl.SSLContext:
    """Return the context that trusts the bundled and the system's authorities."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context
