"""Which addresses may be connected to: public ones, and what the settings name on purpose."""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from apps.collectors.contract import SourceUnavailable, UnsafeAddress

PORTS = {"http": 80, "https": 443}
# Addresses that carry an IPv4 address inside: what they lead to counts.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: host, port, and whether the settings name this very host and port."""

    scheme: str
    host: str
    port: int
    is_configured: bool

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what two addresses share when a credential may travel between them."""
        return (self.scheme, self.host, self.port)


def target_of(url: str, *, configured: Collection[str]) -> Target:
    """Return where a URL leads; raise UnsafeAddress for another scheme, user names, or plain http."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as fault:
        raise UnsafeAddress(f"{url!r} is no address: {fault}") from fault
    host = (parts.hostname or "").lower()
    if parts.scheme not in PORTS or not host or not host.isascii() or parts.username or parts.password:
        raise UnsafeAddress(f"{url!r}: only https addresses without user names are fetched")
    is_configured = (host, port) in {_host_and_port(base) for base in configured}
    if parts.scheme == "http" and not is_configured:
        raise UnsafeAddress(f"{url!r}: plain http is only fetched from a configured upstream")
    return Target(parts.scheme, host, port, is_configured)


def _host_and_port(base: str) -> tuple[str, int]:
    """Return host and port of a configured base."""
    parts: SplitResult = urlsplit(base)
    return ((parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0))


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine itself, by digits or as localhost; no name is looked up."""
    host = (urlsplit(url).hostname or "").lower()
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def resolve(target: Target) -> list[str]:
    """Return the addresses of a target, looked up once; raise UnsafeAddress if any is not public.

    A host and port that the settings name may be private: that is how mirrors and tests work.
    """
    addresses = _looked_up(target)
    for text in addresses:
        if not target.is_configured and not is_public(ipaddress.ip_address(text.partition("%")[0])):
            raise UnsafeAddress(f"{target.host} leads to {text}, which is not a public address")
    return addresses


def _looked_up(target: Target) -> list[str]:
    """Return the addresses of a host name; an address in digits is its own."""
    try:
        return [str(ipaddress.ip_address(target.host))]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise SourceUnavailable(
            f"{target.host} cannot be looked up ({fault}); is there a network?"
        ) from fault
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: Address) -> bool:
    """Tell whether an address lies outside; an IPv4 address inside an IPv6 one counts as itself."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _embedded(address: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 one stands for, or None."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo
