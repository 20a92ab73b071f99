"""The embedded PostgreSQL's data directory: made once, never overwritten, cleared of what a crash left."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tokentrade.bootstrap import binaries, pgserver
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.places import Places
from tokentrade.bootstrap.spawning import Account, as_user

DATABASE = "tokentrade"
NEEDS_FREE_BYTES = 400_000_000


@dataclass
class Postgres:
    """One data directory and the programs that serve it."""

    places: Places
    account: Account | None
    programs: Path = field(init=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        """Find the programs; as root they may have to be copied to where their user can reach them."""
        self.version = binaries.wheel_version()
        self.programs = binaries.runnable_postgres(
            account=self.account, copy_into=self.places.postgres_home / "pgbin", version=self.version
        )

    @property
    def major(self) -> str:
        """Return the major version, which names the data directory."""
        return self.version.split(".")[0]

    @property
    def data(self) -> Path:
        """Return the server's data directory."""
        return self.places.postgres_home / f"pg{self.major}"

    @property
    def marker(self) -> Path:
        """Return the file that says the data directory is complete."""
        return self.places.postgres_home / f"pg{self.major}.ready"

    def is_new(self) -> bool:
        """Tell whether there is no database yet."""
        return not self.marker.exists()

    def refuse_other_major(self) -> None:
        """Refuse to start empty beside the data of another major version."""
        others = sorted(self.places.postgres_home.glob("pg*.ready"))
        if others and self.is_new():
            other = others[-1].stem.removeprefix("pg")
            raise CannotGoOn(
                f"{self.places.postgres_home} holds data of PostgreSQL {other}; this version brings {self.major}. "
                "Nothing was changed.\nWith the version of Tokentrade that made it: python3 manage.py backup FILE\n"
                "then with this one:                          python3 manage.py restore FILE"
            )

    def make_data(self) -> None:
        """Make the data directory unless it is there; a half-made one is removed first.

        It is filled under another name and renamed, so that a directory with the right name is whole.
        """
        if not self.is_new():
            return
        if self.data.exists() and self._is_whole(self.data):
            self.marker.touch()
            return
        self._refuse_small_disk()
        part = self.data.with_suffix(".part")
        for folder in (part, self.data):
            self._remove(folder)
        part.mkdir(mode=0o700)
        if self.account:
            os.chown(part, self.account.uid, self.account.gid)
        pgserver.initdb(self.programs, part, account=self.account)
        part.rename(self.data)
        self.marker.touch()

    def _refuse_small_disk(self) -> None:
        free = shutil.disk_usage(self.places.postgres_home).free
        if free < NEEDS_FREE_BYTES:
            raise CannotGoOn(
                f"The disk of {self.places.postgres_home} is full: {free // 1_000_000} MB are free and a new database "
                f"needs {NEEDS_FREE_BYTES // 1_000_000} MB. Free space or name another --data-dir."
            )

    def _is_whole(self, folder: Path) -> bool:
        return self._as_server([str(self.programs / "pg_controldata"), str(folder)]).returncode == 0

    def _remove(self, folder: Path) -> None:
        if not folder.exists():
            return
        if self.account:
            # A root without the right to override modes cannot empty what another user owns.
            self._as_server(["find", str(folder), "-mindepth", "1", "-delete"])
            folder.rmdir()
        else:
            shutil.rmtree(folder)

    def _as_server(self, command: list[str]) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command,
            env=pgserver.server_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd="/",
            **as_user(self.account),
        )

    def command(self) -> list[str]:
        """Return the server's command line."""
        return pgserver.server_command(self.programs, self.data, self.places.postgres_run)

    def is_ready(self) -> bool:
        """Tell whether the server takes connections."""
        return pgserver.is_ready(self.programs, self.places.postgres_run)

    def state(self, *, timeout_s: float = 5.0) -> str:
        """Return `ready`, `recovering` (alive, not yet serving) or `silent`."""
        answer = pgserver.probe(self.programs, self.places.postgres_run, timeout_s=timeout_s)
        return {0: "ready", 1: "recovering"}.get(answer, "silent")

    def clear_leftovers(self, *, wait_s: float = 60.0) -> None:
        """Make way for a new server: stop an orphan, and remove lock files that name some other process.

        Call it only while holding the data directory's lock.
        """
        deadline = time.monotonic() + wait_s
        for lock in (self.data / "postmaster.pid", self.places.postgres_run / ".s.PGSQL.5432.lock"):
            while (pid := self._recorded_pid(lock)) is not None:
                if not self._is_our_server(pid):
                    self._as_server(["rm", "-f", str(lock)])
                    break
                if time.monotonic() > deadline:
                    raise CannotGoOn(
                        f"An earlier PostgreSQL (process {pid}) does not end: stop it and run again."
                    )
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                    os.kill(pid, signal.SIGCONT)
                time.sleep(0.3)

    def _recorded_pid(self, lock: Path) -> int | None:
        said = self._as_server(["head", "-n", "1", str(lock)]).stdout.strip()
        return int(said) if said.isdigit() else None

    def _is_our_server(self, pid: int) -> bool:
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            return Path(os.fsdecode(words[0])).name == "postgres" and os.fsencode(self.data) in words
        return False

    def sql(self, statement: str, *, database: str = "postgres") -> str:
        """Run one statement as the superuser and return its answer, unaligned."""
        psql = (str(self.programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1")
        done = self._as_server(
            [*psql, "-h", str(self.places.postgres_run), "-U", "postgres", "-d", database, "-c", statement]
        )
        if done.returncode:
            raise CannotGoOn(
                f"PostgreSQL refused `{statement}`: {done.stderr.decode(errors='replace').strip()}"
            )
        return done.stdout.decode().strip()

    def make_database(self) -> None:
        """Create the product's database unless it is there."""
        if self.sql(f"select 1 from pg_database where datname = '{DATABASE}'") != "1":
            self.sql(f"create database {DATABASE}")
