"""Who asks: the address of a caller, and a keyed hash of it that says nothing to anybody else."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

# One household has one network of this length, with more addresses than anybody can count.
IPV6_HOUSEHOLD = 64


def address_of(meta: Mapping[str, Any]) -> str:
    """Return the caller's address: the peer, or whom a trusted proxy names; a network for IPv6."""
    peer = meta.get("REMOTE_ADDR", "")
    named = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while named and _is_trusted(peer):
        peer = named.pop()
    try:
        address = ip_address(peer)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else f"{int(address) >> (128 - IPV6_HOUSEHOLD):x}/{IPV6_HOUSEHOLD}"
    return str(address)


def _is_trusted(peer: str) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        # A proxy on this machine that comes through a socket has no address.
        return not peer and bool(settings.TRUSTED_PROXIES)
    return any(address in network for network in settings.TRUSTED_PROXIES)


def key_of(address: str) -> str:
    """Return what stands for an address where it is counted; without this installation's key nobody gets back."""
    return salted_hmac("tokentrade.address", address, algorithm="sha256").hexdigest()
