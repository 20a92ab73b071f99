"""One child of the supervisor: how it starts, how it shows life, how it is ended."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tokentrade.bootstrap.logs import open_log
from tokentrade.bootstrap.spawning import Account, spawn


class Life(Enum):
    """What a probe saw."""

    WELL = "well"
    MISSED = "missed"
    # Held by a stop signal, which no start-up explains.
    STOPPED = "stopped"
    # Alive and busy with something that must not be interrupted, such as recovery.
    BUSY = "busy"


@dataclass
class Child:
    """What the supervisor knows about one program."""

    name: str
    command: Callable[[], list[str]]
    env: Mapping[str, str]
    log: Path
    probe: Callable[[], Awaitable[Life]] | None = None
    account: Account | None = None
    gentle: int = signal.SIGTERM
    # After the gentle signal: how many seconds until which harder one.
    at_stop: tuple[tuple[float, int], ...] = ((3.0, signal.SIGKILL),)
    if_hung: tuple[tuple[float, int], ...] = ((5.0, signal.SIGKILL),)
    is_group_ours: bool = True
    before_start: Callable[[], None] | None = None
    # Says whether an exit is part of coming back and does not count against the child.
    is_excused: Callable[[], bool] | None = None
    cwd: Path | None = None
    keep: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the program; call it from the main thread only."""
        if self.before_start is not None:
            self.before_start()
        with open_log(self.log) as log:
            self.process = spawn(
                self.command(),
                env=self.env,
                log=log,
                account=self.account,
                death_signal=self.gentle,
                cwd=self.cwd,
                keep=self.keep,
            )
        return self.process

    def is_running(self) -> bool:
        """Tell whether the program has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal; a killing one goes to everything the child started, unless that is not ours to kill."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if number == signal.SIGKILL and self.is_group_ours:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                os.kill(self.process.pid, number)

    def ask_to_end(self) -> None:
        """Send the gentle signal; a stopped process has to be continued to hear it."""
        self.signal(self.gentle)
        self.signal(signal.SIGCONT)

    def sweep(self) -> None:
        """Kill what an ended child left behind in its process group."""
        if self.is_group_ours:
            self.signal(signal.SIGKILL)
