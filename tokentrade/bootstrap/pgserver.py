"""The command lines of the embedded PostgreSQL: first the data directory, then the server on it."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.spawning import Account, as_user

INITDB = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
)
SETTINGS = {
    "listen_addresses": "",
    # The folder decides who may come near; its group is ours where the server is another user.
    "unix_socket_permissions": "0770",
    # Containers often have a tiny /dev/shm.
    "dynamic_shared_memory_type": "mmap",
    "shared_buffers": "128MB",
    "max_connections": "40",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "shared_preload_libraries": "pg_stat_statements",
    "logging_collector": "off",
    "timezone": "UTC",
}


def server_environment() -> dict[str, str]:
    """Return the little that PostgreSQL's programs may see of ours."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def initdb(programs: Path, data: Path, *, account: Account | None, extra: tuple[str, ...] = ()) -> None:
    """Fill an empty `data` folder; what initdb says on failure becomes the message."""
    done = subprocess.run(
        [str(programs / "initdb"), "-D", str(data), *INITDB, *extra],
        env=server_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        **as_user(account),
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip().splitlines()
        raise CannotGoOn(f"PostgreSQL could not prepare {data}: {said[-1] if said else 'no reason given'}")


def server_command(
    programs: Path, data: Path, socket_folder: Path, *, more: Mapping[str, str] | None = None
) -> list[str]:
    """Return the command of a server in the foreground; `more` overrides settings."""
    settings = SETTINGS | {"unix_socket_directories": str(socket_folder)} | dict(more or {})
    command = [str(programs / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def probe(programs: Path, socket_folder: Path, *, timeout_s: float) -> int:
    """Return 0 from a server that takes connections, 1 from one that is not yet ready, 2 from none."""
    command = [
        str(programs / "pg_isready"),
        "-q",
        "-h",
        str(socket_folder),
        "-U",
        "postgres",
        "-d",
        "postgres",
        "-t",
        str(max(1, round(timeout_s))),
    ]
    try:
        return subprocess.run(command, env=server_environment(), timeout=timeout_s + 1).returncode
    except subprocess.TimeoutExpired:
        return 2


def is_ready(programs: Path, socket_folder: Path) -> bool:
    """Tell whether the server takes connections."""
    return probe(programs, socket_folder, timeout_s=3.0) == 0
