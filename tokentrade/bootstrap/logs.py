"""The logs of the children: appended by them, rotated by copy, never piped through the supervisor."""

import os
import shutil
from pathlib import Path
from typing import IO

LARGEST_BYTES = 10 * 1024 * 1024
KEEP = 3


def open_log(path: Path) -> IO[bytes]:
    """Open a log to be handed to a child, which then appends to it by itself."""
    return path.open("ab")


def rotate(folder: Path, *, largest_bytes: int = LARGEST_BYTES) -> None:
    """Copy every log that has grown too large to .1 and truncate it; the last three copies are kept."""
    for log in folder.glob("*.log"):
        if log.stat().st_size < largest_bytes:
            continue
        for number in range(KEEP - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number + 1}"))
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)
