"""The given moment, moving on with the monotonic clock: the wall clock is read at the edge only."""

import time
from datetime import datetime, timedelta


class Elapsed:
    """A clock that starts at a moment somebody gave."""

    def __init__(self, start: datetime) -> None:
        self._start, self._began = start, time.monotonic()

    def moment(self) -> datetime:
        """Return the start plus what has passed since."""
        return self._start + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """Return how long it has been."""
        return time.monotonic() - self._began
