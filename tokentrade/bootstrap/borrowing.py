"""A database for one command: the running `up`'s, else an embedded server for as long as the command runs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tokentrade.bootstrap import places as where
from tokentrade.bootstrap import services
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.orphans import Record
from tokentrade.bootstrap.places import ROOT, Lock, Places
from tokentrade.bootstrap.postgres import Postgres
from tokentrade.bootstrap.progress import warn
from tokentrade.bootstrap.spawning import Account, server_account

WITHOUT_DATABASE = {
    "help", "--help", "-h", "version", "--version", "check", "makemigrations", "makemessages", "compilemessages",
    "collectstatic", "findstatic", "diffsettings", "spectacular", "bench", "build_map", "runserver", "translations",
}  # fmt: skip
# These work on a database that is not prepared, or prepare it themselves.
AS_IT_IS = {
    "bench browser",
    "bench ingest",
    "bench pages",
    "bench read",
    "migrate",
    "prepare",
    "simulate",
    "sqlflush",
    "sqlmigrate",
    "showmigrations",
    "dbshell",
    "inspectdb",
}
OTHERS_WAIT_S = 120.0


@contextmanager
def database(command: str) -> Iterator[None]:
    """Set the addresses of a database and a broker while a command runs, unless they are set or not needed."""
    if command in WITHOUT_DATABASE or "TOKENTRADE_DATABASE_URL" in os.environ:
        yield
        return
    data = where.data_folder(None)
    where.make_data_folder(data)
    account = server_account()
    places = where.places_of(data, account=account)
    _set_addresses(places)
    lock = _claim(data, command, Postgres(places, account))
    if lock is None:
        yield
        return
    try:
        with own_server(places, account) as was_new:
            if was_new and command not in AS_IT_IS:
                warn("This data directory is new: preparing it first.")
                subprocess.run(
                    [sys.executable, str(ROOT / "manage.py"), "prepare"], check=True, stdout=sys.stderr
                )
            yield
    finally:
        lock.drop()


def _set_addresses(places: Places) -> None:
    os.environ["TOKENTRADE_DATA_DIR"] = str(places.data)
    os.environ["TOKENTRADE_DATABASE_URL"] = places.database_url
    os.environ.setdefault("TOKENTRADE_BROKER_URL", places.broker_url)


def _claim(data: Path, command: str, postgres: Postgres) -> Lock | None:
    """Return the lock once it is ours; None when an `up` runs whose database answers."""
    lock, deadline = Lock(data), time.monotonic() + OTHERS_WAIT_S
    while not lock.take(command):
        name, pid = lock.holder()
        if name == "up" and not postgres.is_new() and postgres.is_ready():
            return None
        if time.monotonic() > deadline:
            raise CannotGoOn(
                f"The data directory {data} is in use by `{name}` (process {pid}): wait, or stop it."
            )
        time.sleep(0.2)
    return lock


@contextmanager
def own_server(
    places: Places, account: Account | None, *, beside_other_major: bool = False
) -> Iterator[bool]:
    """Run an embedded PostgreSQL inside the block; yields whether its database is new.

    Data of another major version stop it, unless a database is to be made beside them.
    """
    where.make_folders(places, account=account)
    Record(places.data / "children.json").wait_for_the_end()
    postgres = Postgres(places, account)
    was_new = postgres.is_new()
    if not beside_other_major:
        postgres.refuse_other_major()
    postgres.make_data()
    child = services.postgres_child(postgres)
    process = child.start()
    try:
        while not postgres.is_ready():
            if process.poll() is not None:
                raise CannotGoOn(
                    f"PostgreSQL ended while starting (exit code {process.returncode}); see {child.log}"
                )
            time.sleep(0.05)
        postgres.make_database()
        yield was_new
    finally:
        child.ask_to_end()
        for grace_s, harder in child.at_stop:
            try:
                process.wait(grace_s)
                break
            except subprocess.TimeoutExpired:
                child.signal(harder)
