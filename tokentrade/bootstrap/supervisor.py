"""Keeps the children alive: starts them again, ends the hung ones, and stops them all in order."""

import asyncio
import contextlib
import signal
import time
from collections import deque
from collections.abc import Iterable

from tokentrade.bootstrap import logs
from tokentrade.bootstrap.children import Child, Life
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.installer_log import FULL, tail
from tokentrade.bootstrap.orphans import Record, is_stopped
from tokentrade.bootstrap.places import Places
from tokentrade.bootstrap.progress import say

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
MOST_EXITS, MOST_EXCUSED, EXITS_WINDOW_S = 5, 15, 60.0
PROBE_EVERY_S, PROBE_AGAIN_S, PROBE_LIMIT_S = 10.0, 1.0, 5.0
MOST_MISSES = 3
# A program that has not shown life yet may still be starting.
STARTING_S = 60.0
# The site and the workers end together, then the broker, then the database.
STOP_ORDER = (("prepare", "web", "worker", "beat"), ("valkey",), ("postgres",))


class Supervisor:
    """Owns every child process of one `up`."""

    def __init__(self, places: Places) -> None:
        """Take the data directory's places; nothing is started yet."""
        self.places = places
        self.children: dict[str, Child] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.stopping = asyncio.Event()
        self.failure: str | None = None
        self.record = Record(places.data / "children.json")

    def request_stop(self) -> None:
        """Stop everything soon; called by a signal."""
        self.stopping.set()

    def fail(self, message: str) -> None:
        """Stop everything because of a fault that starting again does not cure."""
        self.failure = self.failure or message
        self.stopping.set()

    def start(self, child: Child) -> None:
        """Start a child and keep it alive until the stop."""
        if self.stopping.is_set():
            return
        self.children[child.name] = child
        self._start(child)
        self.tasks.append(asyncio.create_task(self._keep(child)))
        if child.probe is not None:
            self.tasks.append(asyncio.create_task(self._watch(child)))

    def _start(self, child: Child) -> None:
        child.start()
        self.note()

    def note(self) -> None:
        """Write down which processes are ours, for a successor that finds them orphaned."""
        self.record.write({name: child.process.pid for name, child in self.children.items() if child.process})

    async def ended(self, child: Child) -> int:
        """Wait until the child's process has ended and return its exit code."""
        process = child.process
        assert process is not None
        while (code := process.poll()) is None:
            await asyncio.sleep(0.05)
        return code

    async def _keep(self, child: Child) -> None:
        exits: deque[tuple[float, bool]] = deque()
        while True:
            code = await self.ended(child)
            if self.stopping.is_set():
                return
            child.sweep()
            exits.append((time.monotonic(), child.is_excused is not None and child.is_excused()))
            while exits[0][0] < time.monotonic() - EXITS_WINDOW_S:
                exits.popleft()
            if len(exits) > MOST_EXCUSED or sum(not excused for _, excused in exits) > MOST_EXITS:
                self.fail(self._last_words(child, code))
                return
            pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (len(exits) - 1))
            say(f"{child.name:<16} ended ({_reason(code)}); starting it again in {pause:.1f} s")
            if await self._stopped_within(pause):
                return
            try:
                self._start(child)
            except (CannotGoOn, OSError) as fault:
                self.fail(f"{child.name} cannot be started again: {fault}")
                return

    def _last_words(self, child: Child, code: int) -> str:
        words = tail(child.log, 10)
        full = "\nThe disk is full: free space and run again." if FULL.search("\n".join(words)) else ""
        shown = "\n".join(f"    {line}" for line in words)
        return f"{child.name} ends again and again (last: {_reason(code)}). The end of {child.log}:\n{shown}{full}"

    async def _stopped_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
        return self.stopping.is_set()

    async def _watch(self, child: Child) -> None:
        """Probe a child for ever; three misses in a row mean that it is alive but dead."""
        misses, known, has_lived, since = 0, child.process, False, time.monotonic()
        while not await self._stopped_within(PROBE_AGAIN_S if misses else PROBE_EVERY_S):
            if child.process is not known:
                misses, known, has_lived, since = 0, child.process, False, time.monotonic()
            if not child.is_running():
                continue
            life = await self._probe(child)
            if child.process is not known or not child.is_running():
                continue
            has_lived = has_lived or life is Life.WELL
            is_starting = not has_lived and time.monotonic() - since < STARTING_S
            has_missed = life is Life.STOPPED or (life is Life.MISSED and not is_starting)
            misses = misses + 1 if has_missed else 0
            if misses >= MOST_MISSES:
                say(f"{child.name:<16} does not answer; ending it")
                await self.end(child, child.if_hung)
                misses = 0

    async def _probe(self, child: Child) -> Life:
        assert child.probe is not None
        if child.process is not None and is_stopped(child.process.pid):
            return Life.STOPPED
        try:
            return await asyncio.wait_for(child.probe(), PROBE_LIMIT_S + 1)
        except (TimeoutError, OSError):
            return Life.MISSED

    async def end(self, child: Child, steps: Iterable[tuple[float, int]]) -> None:
        """End a child: gently, then by the harder steps; what it started is swept away."""
        process = child.process
        child.ask_to_end()
        for grace_s, harder in steps:
            deadline = time.monotonic() + grace_s
            while time.monotonic() < deadline and process is not None and process.poll() is None:
                await asyncio.sleep(0.02)
            if process is None or process.poll() is not None:
                break
            child.signal(harder)
        child.sweep()

    async def stop(self) -> None:
        """Stop everything in order and forget it."""
        self.stopping.set()
        for names in STOP_ORDER:
            running = [
                child for name, child in self.children.items() if name in names and child.process is not None
            ]
            await asyncio.gather(*(self.end(child, child.at_stop) for child in running))
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.record.forget()

    async def rotate_logs(self) -> None:
        """Keep the logs small until the stop."""
        while not await self._stopped_within(PROBE_EVERY_S):
            with contextlib.suppress(OSError):
                logs.rotate(self.places.logs)


def _reason(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
