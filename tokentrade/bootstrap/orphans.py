"""Which processes an `up` that was killed has left behind, told apart from strangers by their start time."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from tokentrade.bootstrap.progress import say


def start_time(pid: int) -> str:
    """Return when a process started, in the kernel's ticks; empty if there is none or no way to know."""
    fields = _kernel_says(pid)
    return "" if not fields or fields[0] == "Z" else fields[19]


def is_stopped(pid: int) -> bool:
    """Tell whether a process is held by a stop signal; its own children may go on without it."""
    return _kernel_says(pid)[:1] == ["T"]


def _kernel_says(pid: int) -> list[str]:
    """Return the fields after the name of /proc/<pid>/stat; none without such a process or file."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


class Record:
    """The children of the running `up`, written beside its data."""

    def __init__(self, path: Path) -> None:
        """Name the file."""
        self.path = path

    def write(self, pids: Mapping[str, int]) -> None:
        """Write down these processes under their names."""
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps({name: [pid, start_time(pid)] for name, pid in pids.items()}))
        os.replace(part, self.path)

    def forget(self) -> None:
        """Everything has ended in order."""
        self.path.unlink(missing_ok=True)

    def living(self) -> list[int]:
        """Return the recorded processes that still run, but PostgreSQL, which its own lock file names."""
        try:
            noted = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return []
        return [
            pid
            for name, (pid, began) in noted.items()
            if name != "postgres" and start_time(pid) == began != ""
        ]

    def wait_for_the_end(self, *, gentle_s: float = 6.0) -> None:
        """Let the children of a killed `up` end, then kill what is left of them."""
        deadline, told = time.monotonic() + gentle_s, False
        while pids := self.living():
            if not told:
                say(f"earlier start    was killed; waiting for {len(pids)} of its processes to end")
                told = True
            for pid in pids:
                self._end(pid, hard=time.monotonic() > deadline)
            time.sleep(0.1)
        self.forget()

    @staticmethod
    def _end(pid: int, *, hard: bool) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hard:
                os.killpg(pid, signal.SIGKILL)
            else:
                os.kill(pid, signal.SIGCONT)
