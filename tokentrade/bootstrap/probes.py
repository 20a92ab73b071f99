"""How each child shows that it lives, with the standard library only."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tokentrade.bootstrap import valkey
from tokentrade.bootstrap.children import Life
from tokentrade.bootstrap.postgres import Postgres

Probe = Callable[[], Awaitable[Life]]


def of_postgres(postgres: Postgres) -> Probe:
    """Return the database's probe; a server in recovery is busy, not dead."""
    seen = {"ready": Life.WELL, "recovering": Life.BUSY, "silent": Life.MISSED}

    async def probe() -> Life:
        return seen[await asyncio.to_thread(postgres.state, timeout_s=4.0)]

    return probe


def of_valkey(socket_path: Path) -> Probe:
    """Return the broker's probe: a PING."""

    async def probe() -> Life:
        return Life.WELL if await asyncio.to_thread(valkey.answers, socket_path) else Life.MISSED

    return probe


def of_web(host: str, port: int) -> Probe:
    """Return the site's probe: /healthz, which asks nothing but the process."""

    async def probe() -> Life:
        return Life.WELL if (await get(host, port, "/healthz"))[0] == 200 else Life.MISSED

    return probe


def of_file(tick: Path, *, oldest_s: float, needs: Probe | None = None) -> Probe:
    """Return the probe of a program that touches a file; without what it `needs` it has an excuse."""

    async def probe() -> Life:
        if needs is not None and await needs() is not Life.WELL:
            return Life.BUSY
        try:
            age_s = time.time() - tick.stat().st_mtime
        except FileNotFoundError:
            return Life.MISSED
        return Life.WELL if age_s < oldest_s else Life.MISSED

    return probe


async def get(host: str, port: int, path: str, *, limit_s: float = 5.0) -> tuple[int, str]:
    """Return the status and body of one plain request to the site; status 0 when it does not answer."""
    try:
        return await asyncio.wait_for(_get(host, port, path), limit_s)
    except (TimeoutError, OSError, ValueError, IndexError):
        return 0, ""


async def _get(host: str, port: int, path: str) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        answer = (await reader.read(65536)).decode(errors="replace")
    finally:
        writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), body
