"""The lines a newcomer reads while the product starts: one per step, with the seconds it took."""

import contextlib
import os
import sys
import time

# Steps before and after the change of interpreter share one clock; the name is ours alone.
_BEGAN = "_UP_BEGAN"


def begin() -> None:
    """Start the clock of the whole start, unless an earlier interpreter has."""
    os.environ.setdefault(_BEGAN, repr(time.monotonic()))


def since_begin() -> float:
    """Return the seconds since the command was given."""
    return time.monotonic() - float(os.environ.get(_BEGAN, repr(time.monotonic())))


def say(text: str) -> None:
    """Print one line at once; a reader who has gone away is no failure."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


def warn(text: str) -> None:
    """Print one line to the error stream at once."""
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def step(name: str, what: str, took_s: float) -> None:
    """Print the line of one step: its name, what happened, and the seconds it took."""
    say(f"{name:<16} {what} ({took_s:.1f} s)")


class Watch:
    """A stopwatch for one step."""

    def __init__(self) -> None:
        """Start it."""
        self.began = time.monotonic()

    def took_s(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.began

    def done(self, name: str, what: str) -> None:
        """Print the step's line."""
        step(name, what, self.took_s())
