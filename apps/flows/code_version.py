"""The version of the method's code: a hash of its sources, for there may be no git."""

from functools import cache
from hashlib import sha256
from pathlib import Path

ROOMS = ("estimator", "flows")
APPS = Path(__file__).resolve().parent.parent


@cache
def code_version() -> str:
    """Return the sha256 of the Python sources of `estimator` and `flows`, migrations left out."""
    digest = sha256()
    for room in ROOMS:
        for path in sorted((APPS / room).rglob("*.py")):
            if "migrations" not in path.parts:
                digest.update(path.relative_to(APPS).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
