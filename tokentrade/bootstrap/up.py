"""`manage.py up`: from a data directory to a site that answers, and back to nothing."""

import argparse
import asyncio
import contextlib
import errno
import os
import secrets
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from tokentrade.bootstrap import places as where
from tokentrade.bootstrap import probes, services
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.installer_log import tail
from tokentrade.bootstrap.places import Lock, Places
from tokentrade.bootstrap.postgres import Postgres
from tokentrade.bootstrap.preparing import Preparing
from tokentrade.bootstrap.progress import Watch, say, since_begin
from tokentrade.bootstrap.spawning import server_account
from tokentrade.bootstrap.supervisor import Supervisor

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANSWERS_WITHIN_S = 60.0
# A site that answers but is not ready may be waiting for what the worker does.
READY_WITHIN_S = 15.0


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the options of `up`."""
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start everything and keep it running.")
    parser.add_argument("--port", type=_port, default=8000, help="where the site listens (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address it listens on (127.0.0.1)")
    parser.add_argument("--data-dir", help="the folder of all data (TOKENTRADE_DATA_DIR, else .data)")
    parser.add_argument(
        "--no-collect", action="store_true", help="start everything, but collect nothing by itself"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is not a port: use 1 to 65535")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Start everything and stay until a signal; return the exit code."""
    data = where.data_folder(options.data_dir)
    where.make_data_folder(data)
    lock = Lock(data)
    if not lock.take("up"):
        name, pid = lock.holder()
        raise CannotGoOn(
            f"The data directory {data} is in use by `{name}` (process {pid}): "
            "stop that first, or name another --data-dir."
        )
    account = server_account()
    places = where.places_of(data, account=account)
    where.make_folders(places, account=account)
    if account is not None:
        say(f"account          running as root: PostgreSQL runs as {account.name}; for a server see deploy/")
    if places.postgres_home != data:
        say(
            f"account          {data} is closed to that user: PostgreSQL's files go to {places.postgres_home}"
        )
    supervisor = Supervisor(places)
    supervisor.record.wait_for_the_end()
    with listen(options.host, options.port) as line:
        address = services.Address(options.host, line.getsockname()[1], line.fileno())
        up = Up(supervisor, Postgres(places, account), address, environment(places, options))
        return asyncio.run(up.until_stopped())


def listen(host: str, port: int) -> socket.socket:
    """Claim the site's address now, so that a taken port is told at once; nobody is answered yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    line = socket.socket(family, socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((host.strip("[]"), port))
    except (OSError, OverflowError) as fault:
        line.close()
        if getattr(fault, "errno", None) == errno.EADDRINUSE:
            remedy = "stop what uses it, or name another with --port"
            raise CannotGoOn(f"Port {port} on {host} is taken: {remedy}.") from fault
        remedy = "name others with --host and --port"
        raise CannotGoOn(f"The site cannot listen on {host} port {port} ({fault}): {remedy}.") from fault
    return line


def environment(places: Places, options: argparse.Namespace) -> dict[str, str]:
    """Return what every Python child sees; what the user has set wins."""
    names = os.environ.get("TOKENTRADE_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
    if options.host not in (*LOOPBACK, "0.0.0.0", "::"):
        names = f"{names},{options.host}"
    given = {
        "TOKENTRADE_DATA_DIR": str(places.data),
        "TOKENTRADE_ALLOWED_HOSTS": names,
        "DJANGO_SETTINGS_MODULE": "tokentrade.settings",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONNOUSERSITE": "1",
    }
    embedded = {
        "TOKENTRADE_DATABASE_URL": places.database_url,
        "TOKENTRADE_BROKER_URL": places.broker_url,
        # It listens over plain http; a server with TLS in front says so itself.
        "TOKENTRADE_HTTPS": "off",
        "MALLOC_ARENA_MAX": "2",
    }
    env = embedded | dict(os.environ) | given
    if options.no_collect:
        env["TOKENTRADE_COLLECT"] = "off"
    return {name: value for name, value in env.items() if name not in ("PYTHONHOME", "PYTHONPATH")}


def make_secret_key(data: Path) -> None:
    """Write the key that signs sessions, once, readable by us alone."""
    path = data / "secret_key"
    if path.exists() and path.stat().st_size:
        return
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


@dataclass
class Up:
    """One run of the product."""

    supervisor: Supervisor
    postgres: Postgres
    address: services.Address
    env: dict[str, str]

    @property
    def places(self) -> Places:
        """Return the data directory's places."""
        return self.supervisor.places

    async def until_stopped(self) -> int:
        """Start, wait for a signal or a fault, stop; return the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.supervisor.request_stop)
        starting = asyncio.create_task(self._start())
        waiting = asyncio.create_task(self.supervisor.stopping.wait())
        rotating = asyncio.create_task(self.supervisor.rotate_logs())
        try:
            await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            await waiting
        finally:
            watch = Watch()
            # What is written to disk while the others end, the database need not write at its own end.
            writing = asyncio.create_task(asyncio.to_thread(self._checkpoint))
            await self.supervisor.stop()
            starting.cancel()
            await asyncio.gather(starting, rotating, writing, return_exceptions=True)
        if self.supervisor.failure:
            raise CannotGoOn(self.supervisor.failure)
        watch.done("stopped", "nothing is left running")
        return 0

    def _checkpoint(self) -> None:
        with contextlib.suppress(CannotGoOn):
            if "postgres" in self.supervisor.children:
                self.postgres.sql("checkpoint")

    def _is_own(self, variable: str, url: str) -> bool:
        return self.env[variable] == url

    async def _start(self) -> None:
        make_secret_key(self.places.data)
        preparing = Preparing(self.supervisor, self.env)
        preparing.start()
        if self._is_own("TOKENTRADE_BROKER_URL", self.places.broker_url):
            self.supervisor.start(services.valkey_child(self.places))
        if self._is_own("TOKENTRADE_DATABASE_URL", self.places.database_url):
            await self._start_postgres()
        if self.supervisor.stopping.is_set():
            return
        await preparing.finish()
        await self._start_site()
        own_broker = self._is_own("TOKENTRADE_BROKER_URL", self.places.broker_url)
        self.supervisor.start(services.worker_child(self.places, self.env, own_broker=own_broker))
        self.supervisor.start(services.beat_child(self.places, self.env, own_broker=own_broker))
        if not self.supervisor.stopping.is_set():
            say(f"ready after {since_begin():.1f} s")
            say(f"open {self.address.url} (Ctrl-C stops everything)")

    async def _start_postgres(self) -> None:
        watch, new = Watch(), self.postgres.is_new()
        self.postgres.refuse_other_major()
        await asyncio.to_thread(self.postgres.make_data)
        child = services.postgres_child(self.postgres)
        self.supervisor.start(child)
        told = time.monotonic()
        while not self.supervisor.stopping.is_set() and not await asyncio.to_thread(self.postgres.is_ready):
            if time.monotonic() - told > 10:
                told = time.monotonic()
                say(f"database         still starting after {watch.took_s():.0f} s (it may be recovering)")
            await asyncio.sleep(0.05)
        if self.supervisor.stopping.is_set():
            return
        await asyncio.to_thread(self.postgres.make_database)
        state = "new" if new else "existing"
        watch.done("database", f"{state}, PostgreSQL {self.postgres.version} in {self.postgres.data}")

    async def _start_site(self) -> None:
        watch = Watch()
        web = services.web_child(self.places, self.env, self.address)
        self.supervisor.start(web)
        status, body = 0, ""
        while status != 200 and not self.supervisor.stopping.is_set():
            status, body = await probes.get(
                self.address.probe_host, self.address.port, "/readyz", limit_s=2.0
            )
            if watch.took_s() > (READY_WITHIN_S if status else ANSWERS_WITHIN_S):
                break
            await asyncio.sleep(0.1)
        if status == 200:
            watch.done("site", "answers")
        elif not self.supervisor.stopping.is_set():
            self._tell_unready(web.log, status, body)

    def _tell_unready(self, log: Path, status: int, body: str) -> None:
        if status == 0:
            words = "\n".join(f"    {line}" for line in tail(log, 10))
            raise CannotGoOn(
                f"The site does not answer after {ANSWERS_WITHIN_S:.0f} s. The end of {log}:\n{words}"
            )
        say(f"site             answers, but is not ready yet: /readyz says {status} {body.strip()[:300]}")
