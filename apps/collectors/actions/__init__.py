"""The only writes of this room: runs with their leases, and the storing of a reading."""

from apps.collectors.actions.leases import (
    Lease,
    LeaseLost,
    claim,
    expire_leases,
    finish,
    note_busy,
    release_leases,
    renew,
    request,
)
from apps.collectors.actions.store import Stored, store

__all__ = [
    "Lease", "LeaseLost", "Stored", "claim", "expire_leases", "finish", "note_busy", "release_leases", "renew",
    "request", "store",
]  # fmt: skip
