"""The one command that brings a database up to date; its imports run while the database starts."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Mapping

from tokentrade.bootstrap.children import Child
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.installer_log import tail
from tokentrade.bootstrap.logs import open_log
from tokentrade.bootstrap.places import ROOT
from tokentrade.bootstrap.progress import Watch
from tokentrade.bootstrap.spawning import spawn
from tokentrade.bootstrap.supervisor import Supervisor


class Preparing:
    """`manage.py prepare`, started early and told when the database is there."""

    def __init__(self, supervisor: Supervisor, env: Mapping[str, str]) -> None:
        """Remember who stops it."""
        self.supervisor = supervisor
        self.child = Child(name="prepare", command=list, env=env, log=supervisor.places.logs / "prepare.log")

    def start(self) -> None:
        """Start it; it imports and then waits for a word."""
        with open_log(self.child.log) as log:
            self.child.process = spawn(
                [sys.executable, "manage.py", "prepare", "--when-told"],
                env=self.child.env,
                log=log,
                death_signal=signal.SIGTERM,
                cwd=ROOT,
                told=True,
            )
        self.supervisor.children[self.child.name] = self.child
        self.supervisor.note()

    async def finish(self) -> None:
        """Say that the database is there, relay the steps, and refuse to go on if one failed."""
        process = self.child.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"go\n")
            process.stdin.close()
        except BrokenPipeError:
            pass
        watch = Watch()
        while line := (await asyncio.to_thread(process.stdout.readline)).decode(errors="replace").strip():
            name, _, what = line.partition("\t")
            watch.done(name, what)
            watch = Watch()
        process.stdout.close()
        await self._judge(process)

    async def _judge(self, process: subprocess.Popen[bytes]) -> None:
        code = await self.supervisor.ended(self.child)
        del self.supervisor.children[self.child.name]
        if code and not self.supervisor.stopping.is_set():
            words = "\n".join(f"    {line}" for line in tail(self.child.log, 10))
            raise CannotGoOn(f"The data could not be prepared. The end of {self.child.log}:\n{words}")
