"""Holds a lease while work goes on: a thread renews it and ends with the work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from apps.collectors import actions
from apps.collectors.actions import Lease
from apps.collectors.elapsed import Elapsed

RENEW_S = 30.0


@contextmanager
def renewing(lease: Lease, clock: Elapsed, *, every_s: float = RENEW_S) -> Iterator[None]:
    """Renew the lease every 30 s until the work is done; a lost lease ends the renewing, not the work."""
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(lease, clock, done, every_s), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(lease: Lease, clock: Elapsed, done: threading.Event, every_s: float) -> None:
    """Renew until the work is done; a database that is away for a moment is asked again."""
    try:
        while not done.wait(every_s):
            try:
                if not actions.renew(lease=lease, now=clock.moment()):
                    return
            except DatabaseError:
                connection.close()
    finally:
        connection.close()
