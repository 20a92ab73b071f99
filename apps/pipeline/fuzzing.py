"""A site of its own to send anything to: a database that is dropped afterwards, and gunicorn as a server runs it."""

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

UNIT = Path(settings.ROOT) / "deploy" / "systemd" / "tokentrade-web.service"
SCOPES = "raw:read,annotations:write,events:write,reviews:write,disputes:write"
READY_WITHIN_S = 60.0
THREADS = "4"
# What a document cannot say, or says elsewhere; the reason stands beside each.
CONFIG = """
[checks]
# That a period must be a published Monday, or that as_of excludes release, no schema can say.
positive_data_acceptance.enabled = false
# The API has a status of its own for each way of being wrong.
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 410, 412, 413, 414, 415, 422, 428, 429]
missing_required_header.expected-statuses = [400, 401, 403, 404, 415, 422, 428]
"""


class SiteNotReady(RuntimeError):
    """The site that was to be tried did not start; what it said explains it."""


@contextmanager
def own_database() -> Iterator[str]:
    """Make an empty database on the configured server and drop it at the end; yields how to connect."""
    name = f"tokentrade_fuzz_{os.getpid()}"
    with psycopg.connect(make_conninfo(settings.DATABASE_URL, dbname="postgres"), autocommit=True) as server:
        server.execute(f"create database {name}")  # type: ignore[arg-type]
        try:
            yield make_conninfo(settings.DATABASE_URL, dbname=name)
        finally:
            server.execute(f"drop database if exists {name} with (force)")  # type: ignore[arg-type]


@contextmanager
def own_site(url: str) -> Iterator[tuple[str, str]]:
    """Prepare a database, serve it on a free port of the loopback, and yield its address and a token for everything."""
    with TemporaryDirectory(prefix="tokentrade-fuzz-") as folder:
        environment = os.environ | {
            "TOKENTRADE_DATABASE_URL": url, "TOKENTRADE_DATA_DIR": folder, "TOKENTRADE_RATE_LIMITS": "off",
            "TOKENTRADE_HTTPS": "off", "TOKENTRADE_COLLECT": "off", "DJANGO_SETTINGS_MODULE": "tokentrade.settings",
            "TOKENTRADE_SECRET_KEY": f"fuzz {os.getpid()}", "TOKENTRADE_ALLOWED_HOSTS": "127.0.0.1",
        }  # fmt: skip
        _manage(environment, "prepare")
        token = _manage(environment, "token", "create", "fuzz", "--role", "admin", "--scopes", SCOPES).strip()
        serving = environment | {
            "TOKENTRADE_DB_POOL_SIZE": THREADS,
            "TOKENTRADE_STATEMENT_TIMEOUT_MS": "10000",
        }
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            port = line.getsockname()[1]
        log = Path(folder) / "web.log"
        with log.open("wb") as sink:
            server = subprocess.Popen(
                _command(port), cwd=settings.ROOT, env=serving, stdout=sink, stderr=sink
            )
        try:
            site = f"http://127.0.0.1:{port}"
            _wait(site, server, log)
            yield site, token
        finally:
            server.terminate()
            server.wait()


def _command(port: int) -> list[str]:
    """Return the command line of the web service of deploy/, on this port."""
    line = next(row for row in UNIT.read_text().splitlines() if row.startswith("ExecStart="))
    words = shlex.split(line.partition("=")[2])[1:]
    words[words.index("--bind") + 1] = f"127.0.0.1:{port}"
    return [sys.executable, *words]


def _manage(environment: dict[str, str], *words: str) -> str:
    """Run a command of the product and return what it printed; raise SiteNotReady."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *words],
        cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SiteNotReady(f"{' '.join(words[:2])}: {done.stderr[-2000:]}")
    return done.stdout


def _wait(site: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the site answers; raise SiteNotReady."""
    deadline = time.monotonic() + READY_WITHIN_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{site}/readyz", timeout=5):  # noqa: S310  # our own address
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SiteNotReady(f"the site did not answer: {log.read_text(errors='replace')[-2000:]}")


def command_line(site: str, token: str, *, examples: int, seed: int, config: Path) -> list[str]:
    """Return the command line of schemathesis over the whole document of a site, with a token or without."""
    header = ["--header", f"Authorization: Bearer {token}"] if token else []
    return [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "--no-color", "run",
        f"{site}/api/v1/openapi.json", "--max-examples", str(examples), "--seed", str(seed), "--workers", "2",
        "--phases", "examples,coverage,fuzzing" if token else "fuzzing", "--request-timeout", "30", *header,
    ]  # fmt: skip
