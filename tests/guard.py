"""The guard of the whole suite: a connection that leaves this machine fails the test that tried it."""

import ipaddress
import socket
import sys
from typing import Any

WATCHED = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")


class OutsideNetwork(RuntimeError):
    """A test tried to leave this machine; not an OSError, so that no fetcher mistakes it for a failed fetch."""


def is_local(host: object) -> bool:
    """Tell whether a host is this machine: loopback, its own name, or none at all."""
    if host is None or host in ("", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in WATCHED:
        return
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        line, address = arguments[0], arguments[1]
        if getattr(line, "family", None) == socket.AF_UNIX or not isinstance(address, tuple):
            return
        host = address[0]
    host = host.decode() if isinstance(host, bytes) else host
    if not is_local(host):
        raise OutsideNetwork(f"{event} to {host}: tests stay on this machine; use a loopback server")


def guard_network() -> None:
    """Watch every connection and look-up of this process until it ends."""
    sys.addaudithook(_watch)
