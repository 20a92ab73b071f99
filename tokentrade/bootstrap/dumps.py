"""`manage.py backup FILE` and `manage.py restore FILE`: the whole database in one file, across major versions."""

import argparse
import os
import subprocess
from pathlib import Path
from typing import IO

from tokentrade.bootstrap import borrowing, pgserver
from tokentrade.bootstrap import places as where
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.places import Lock
from tokentrade.bootstrap.postgres import DATABASE, Postgres
from tokentrade.bootstrap.progress import Watch, say
from tokentrade.bootstrap.spawning import server_account


def run(command: str, arguments: list[str]) -> int:
    """Run `backup` or `restore` with its one file."""
    parser = argparse.ArgumentParser(prog=f"manage.py {command}")
    parser.add_argument("file", type=Path, help="the file with the whole database")
    parser.add_argument("--data-dir", help="the folder of all data (TOKENTRADE_DATA_DIR, else .data)")
    options = parser.parse_args(arguments)
    data = where.data_folder(options.data_dir)
    return backup(data, options.file) if command == "backup" else restore(data, options.file)


def backup(data: Path, file: Path) -> int:
    """Write the database into a file that must not exist yet; a running `up` goes on."""
    if file.exists():
        raise CannotGoOn(f"{file} exists already: name another file.")
    if not data.is_dir():
        raise CannotGoOn(f"There is no data directory {data}: name it with --data-dir.")
    watch = Watch()
    os.environ["TOKENTRADE_DATA_DIR"] = str(data)
    os.environ.pop("TOKENTRADE_DATABASE_URL", None)
    with borrowing.database("migrate"), file.open("xb") as out:
        postgres = Postgres(where.places_of(data, account=server_account()), server_account())
        _run(postgres, "pg_dump", ["--format=custom", "--no-owner", DATABASE], stdout=out)
    watch.done("backup", f"{file}, {file.stat().st_size // 1024} KB")
    return 0


def restore(data: Path, file: Path) -> int:
    """Fill an empty or absent database from a file; one with tables in it is never overwritten."""
    if not file.is_file():
        raise CannotGoOn(f"There is no file {file}.")
    where.make_data_folder(data)
    lock = Lock(data)
    if not lock.take("restore"):
        raise CannotGoOn(f"The data directory {data} is in use by `{lock.holder()[0]}`: stop it first.")
    account, watch = server_account(), Watch()
    places = where.places_of(data, account=account)
    with borrowing.own_server(places, account, beside_other_major=True):
        postgres = Postgres(places, account)
        if (
            postgres.sql("select count(*) from pg_tables where schemaname = 'public'", database=DATABASE)
            != "0"
        ):
            raise CannotGoOn(f"The database in {data} is not empty: restore into another --data-dir.")
        with file.open("rb") as source:
            _run(postgres, "pg_restore", ["--no-owner", "--exit-on-error", "-d", DATABASE], stdin=source)
    watch.done("restore", f"{file} is in {data}")
    say("Snapshots and other files of the old data directory are not in it: copy those folders by hand.")
    return 0


def _run(
    postgres: Postgres,
    program: str,
    arguments: list[str],
    *,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
) -> None:
    command = [
        str(postgres.programs / program),
        "-h",
        str(postgres.places.postgres_run),
        "-U",
        "postgres",
        *arguments,
    ]
    done = subprocess.run(
        command, env=pgserver.server_environment(), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CannotGoOn(f"{program} failed: {said[-1] if said else done.returncode}")
