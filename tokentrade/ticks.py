"""Signs of life for a supervisor that is not a Celery client: a file in the data directory, touched again and again."""

import contextlib
from typing import Any

from celery import bootsteps

from tokentrade import settings

EVERY_S = 5.0


def touch(name: str) -> None:
    """Touch the file of one program; where the data directory cannot be written nobody looks at it."""
    with contextlib.suppress(OSError):
        (settings.DATA_DIR / f"{name}.tick").touch()


class WorkerTick(bootsteps.StartStopStep):
    """Touches the worker's file from its main loop, so that a stuck or stopped loop is seen."""

    def start(self, parent: Any) -> None:
        """Touch now, and go on for as long as the loop turns."""
        touch("worker")
        self.entry = parent.timer.call_repeatedly(EVERY_S, touch, ("worker",))

    def stop(self, parent: Any) -> None:
        """End with the connection; the next one starts anew."""
        self.entry.cancel()
