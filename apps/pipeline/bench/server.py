"""The web server as the product runs it, with the bench's plain view, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

WORKERS, THREADS = 2, 4
START_S = 60.0


def _database_url() -> str:
    """Return the address of the database this process is connected to now."""
    return make_conninfo(
        **(conninfo_to_dict(settings.DATABASE_URL) | {"dbname": connection.settings_dict["NAME"]})
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def served(database_url: str = "") -> Iterator[tuple[int, int]]:
    """Run the server on this process's database or another while the block runs; yields its port and process id."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "apps.api.bench.site", "--no-control-socket", "--worker-class", "gthread",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--bind", f"127.0.0.1:{port}", "--keep-alive", "5",
        "--limit-request-line", "8190", "--timeout", "60", "--graceful-timeout", "2", "--log-level", "warning",
    ]  # fmt: skip
    told = {
        "TOKENTRADE_DATABASE_URL": database_url or _database_url(),
        "TOKENTRADE_RATE_LIMITS": "off", "TOKENTRADE_HTTPS": "off",
        "TOKENTRADE_DB_POOL_SIZE": str(THREADS), "DJANGO_SETTINGS_MODULE": "tokentrade.settings",
    }  # fmt: skip
    with subprocess.Popen(command, cwd=settings.ROOT, env=os.environ | told) as process:
        try:
            _wait(port, process)
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_S)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the port takes connections."""
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not start; its words stand above")


def _workers(parent: int) -> list[str]:
    """Return the processes of a server that answer."""
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()


def workers_bytes(parent: int) -> int:
    """Return the memory of the server's processes that nobody shares."""
    pages = os.sysconf("SC_PAGE_SIZE")
    statms = [Path(f"/proc/{child}/statm").read_text().split() for child in _workers(parent)]
    return sum((int(statm[1]) - int(statm[2])) * pages for statm in statms)


def others_s(parent: int) -> float:
    """Return the processor seconds that this machine has spent so far on all but this process and that server."""
    ticks = os.sysconf("SC_CLK_TCK")
    user, nice, system, _idle, _wait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    stats = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in _workers(parent)]
    served = sum(int(stat[11]) + int(stat[12]) for stat in stats)
    return (user + nice + system + irq + softirq - served) / ticks - sum(os.times()[:2])
