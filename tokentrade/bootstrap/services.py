"""The five children of `up`: their command lines, environments and probes."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tokentrade.bootstrap import pgserver, probes, valkey
from tokentrade.bootstrap.children import Child
from tokentrade.bootstrap.installer_log import tail
from tokentrade.bootstrap.places import ROOT, Places
from tokentrade.bootstrap.postgres import Postgres

WEB_STATEMENT_TIMEOUT_MS = "10000"
# One process with eight threads answers as many at once as two with four, in 80 MB less.
WEB_PROCESSES, WEB_THREADS = 1, 8
# The worker touches its file every 5 s, beat at every tick of at most 10 s.
OLDEST_TICK_S = {"worker": 20.0, "beat": 60.0}
LEAVING = ("pre-existing shared memory block", "is being used by another", "lock file")


@dataclass(frozen=True)
class Address:
    """Where the site listens: the wish, and the open socket that serves it."""

    host: str
    port: int
    handle: int

    @property
    def url(self) -> str:
        """Return what to open in a browser."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(self.host, self.host)
        return f"http://{f'[{shown}]' if ':' in shown and '[' not in shown else shown}:{self.port}/"

    @property
    def probe_host(self) -> str:
        """Return the host that reaches the site from here."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)


def postgres_child(postgres: Postgres) -> Child:
    """Return the database server; its other processes are never killed from outside."""
    log = postgres.places.logs / "postgres.log"
    return Child(
        name="postgres",
        command=postgres.command,
        env=pgserver.server_environment(),
        log=log,
        probe=probes.of_postgres(postgres),
        account=postgres.account,
        gentle=signal.SIGINT,
        at_stop=((60.0, signal.SIGQUIT), (10.0, signal.SIGKILL)),
        if_hung=((10.0, signal.SIGQUIT), (5.0, signal.SIGKILL)),
        is_group_ours=False,
        before_start=postgres.clear_leftovers,
        is_excused=lambda: any(sign in line for sign in LEAVING for line in tail(log, 4)),
        cwd=Path("/"),
    )


def valkey_child(places: Places) -> Child:
    """Return the broker."""
    log = places.logs / "valkey.log"
    return Child(
        name="valkey",
        command=lambda: valkey.command(places),
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        log=log,
        probe=probes.of_valkey(places.valkey_socket),
        is_excused=lambda: valkey.set_aside_unreadable(places, tail(log)),
        cwd=places.valkey_data,
    )


def web_child(places: Places, env: Mapping[str, str], address: Address) -> Child:
    """Return the site, on a socket that stays open while the site is started again."""
    options = {
        "--worker-class": "gthread",
        "--workers": str(WEB_PROCESSES),
        "--threads": str(WEB_THREADS),
        "--bind": f"fd://{address.handle}",
        "--keep-alive": "5",
        # Longer addresses reach our own words instead of a page by gunicorn.
        "--limit-request-line": "8190",
        "--timeout": "60",
        "--graceful-timeout": "2",
    }
    more = {
        "TOKENTRADE_DB_POOL_SIZE": str(WEB_THREADS),
        "TOKENTRADE_STATEMENT_TIMEOUT_MS": WEB_STATEMENT_TIMEOUT_MS,
    }
    return Child(
        name="web",
        command=lambda: (
            [sys.executable, "-m", "gunicorn", "tokentrade.wsgi", "--no-control-socket"]
            + [word for pair in options.items() for word in pair]
        ),
        env={**env, **more},
        log=places.logs / "web.log",
        probe=probes.of_web(address.probe_host, address.port),
        cwd=ROOT,
        keep=(address.handle,),
    )


def worker_child(places: Places, env: Mapping[str, str], *, own_broker: bool) -> Child:
    """Return the worker of both queues; SIGTERM gives its tasks back after one second."""
    words = "-A tokentrade.celery worker -P prefork -c 2 -Q collect,estimate -l INFO"
    words += " --without-gossip --without-mingle --without-heartbeat"
    return _celery_child("worker", words, places, {**env, "REMAP_SIGTERM": "SIGQUIT"}, own_broker=own_broker)


def beat_child(places: Places, env: Mapping[str, str], *, own_broker: bool) -> Child:
    """Return the clock."""
    words = "-A tokentrade.beat beat -S tokentrade.beat:TouchingScheduler --pidfile= -l INFO"
    return _celery_child("beat", words, places, env, own_broker=own_broker)


def _celery_child(
    name: str, words: str, places: Places, env: Mapping[str, str], *, own_broker: bool
) -> Child:
    tick = places.data / f"{name}.tick"
    return Child(
        name=name,
        command=lambda: [sys.executable, "-m", "celery", *words.split()],
        env=env,
        log=places.logs / f"{name}.log",
        probe=probes.of_file(
            tick,
            oldest_s=OLDEST_TICK_S[name],
            needs=probes.of_valkey(places.valkey_socket) if own_broker else None,
        ),
        before_start=lambda: tick.unlink(missing_ok=True),
        cwd=ROOT,
    )
