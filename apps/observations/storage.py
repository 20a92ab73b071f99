"""The archive on disk: each distinct body once, gzipped, named by the sha256 of its bytes."""

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class LostBody(RuntimeError):
    """An archived body is missing or does not hash to its name; the message names the file."""


def store_body(body: bytes) -> tuple[str, str]:
    """Keep the bytes and return their sha256 and their path under the data directory; twice is once."""
    sha256 = hashlib.sha256(body).hexdigest()
    relative = f"snapshots/{sha256[:2]}/{sha256}.gz"
    path = settings.DATA_DIR / relative
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, gzip.compress(body, mtime=0))
    return sha256, relative


def read_body(storage_path: str, sha256: str) -> bytes:
    """Return the archived bytes; raise LostBody where the file is gone or damaged."""
    path = settings.DATA_DIR / storage_path
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as fault:
        raise LostBody(f"{path}: {fault}; restore the snapshots folder from a backup") from fault
    if hashlib.sha256(body).hexdigest() != sha256:
        raise LostBody(f"{path} does not hold sha256 {sha256}; restore the snapshots folder from a backup")
    return body


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is whole or absent, also after a power cut."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
