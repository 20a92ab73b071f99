"""The embedded broker: its command line, its probe, and what to do when its file cannot be read."""

import socket
from pathlib import Path

from tokentrade.bootstrap import binaries
from tokentrade.bootstrap.places import Places
from tokentrade.bootstrap.progress import say

# What the broker says before it ends because of its own file.
UNREADABLE = (
    "Bad file format reading the append only file",
    "Unexpected end of file reading the append only file",
    "Unrecoverable error reading the append only file",
    "FATAL AOF MANIFEST FILE ERROR",
    "Invalid AOF manifest file format",
    "Internal error in RDB reading",
)


def command(places: Places) -> list[str]:
    """Return the server's command line: a unix socket only, every write in the append-only file."""
    options = {
        "port": "0",
        "unixsocket": str(places.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(places.valkey_data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": "64mb",
        "maxmemory-policy": "noeviction",
    }
    return [str(binaries.valkey_server())] + [
        word for name, value in options.items() for word in (f"--{name}", value)
    ]


def answers(path: Path, *, timeout_s: float = 5.0) -> bool:
    """Tell whether the broker answers PING; while it loads its file it does not."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout_s)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def set_aside_unreadable(places: Places, last_words: list[str]) -> bool:
    """Move an append-only file that the broker could not read out of its way; True if that was done.

    The queues are then empty; what was asked for is in PostgreSQL and is sent again by the sweep.
    """
    if not any(sign in line for sign in UNREADABLE for line in last_words[-8:]):
        return False
    files = places.valkey_data / "appendonlydir"
    if not files.exists():
        return False
    number = 1
    while (aside := places.valkey_data / f"unreadable-{number}").exists():
        number += 1
    files.rename(aside)
    say(
        f"broker           its file could not be read and was moved to {aside}; it starts empty, no work is lost"
    )
    return True
