"""What an installer's log says about why it failed."""

import re
from pathlib import Path

TAIL_LINES = 15
PACKAGE = re.compile(
    r"(?:No matching distribution found for|satisfies the requirement|Failed to download|Failed to fetch:?"
    r"|find a version of|Because|distribution) [`']?(?:https?://\S*/)?([A-Za-z][A-Za-z0-9._-]*)"
)
FULL = re.compile(r"No space left on device|os error 28|Errno 28")
WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES|Hash mismatch", re.IGNORECASE)


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
    """Return the last lines of a log; an unreadable one has none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 65536))
            return file.read().decode(errors="replace").splitlines()[-lines:]
    except OSError:
        return []


def explain(log: Path, failed: list[str]) -> str:
    """Return the message for a failed installation: who failed, on what, and what to do."""
    said = tail(log, 200)
    text = "\n".join(said)
    shown = "\n".join(["", *(f"    {line}" for line in said[-TAIL_LINES:]), ""])
    by = " and ".join(failed)
    if FULL.search(text):
        return f"{shown}\nThe disk is full: the packages need about 1 GB. Free space and run again; that is safe."
    package = PACKAGE.search(text)
    what = f" on the package {package[1]}" if package else ""
    if WRONG_HASH.search(text):
        return f"{shown}\n{by} refused a file whose hash is not in the lock file{what}: the mirror serves another file."
    return (
        f"{shown}\nThe packages could not be installed: {by} failed{what} (all output: {log}).\n"
        "Without the public registry, name a mirror with PIP_INDEX_URL or UV_DEFAULT_INDEX, or a folder of wheels\n"
        "with PIP_FIND_LINKS and PIP_NO_INDEX=1. Running again is safe."
    )
