"""What an answer was made from: the release, the reference data and the code; looked up at most once a second."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.api.problems import Problem
from apps.flows import queries as flows

HELD_SECONDS = 1.0
HELD_LOOKUPS = 500
ROOM = Path(__file__).resolve().parent


def _code_version() -> str:
    """Return a hash of the sources that shape answers."""
    sources = sorted([*ROOM.rglob("*.py"), *(ROOM.parent / "flows").rglob("*.py")])
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


CODE_VERSION = _code_version()


@dataclass(frozen=True, slots=True)
class Version:
    """The state of the data behind an answer; `tag` goes into the ETag."""

    tag: str
    as_of: datetime | None
    release: Any = None


class Lookups:
    """Results of cheap look-ups, each held for a second so that a busy process asks the database once."""

    def __init__(self) -> None:
        self._held: dict[Any, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def get(self, name: Any, look_up: Callable[[], Any]) -> Any:
        """Return what `look_up` gave for `name` within the last second, else ask it."""
        moment = time.monotonic()
        held = self._held.get(name)
        if held is not None and moment - held[0] < HELD_SECONDS:
            return held[1]
        found = look_up()
        with self._lock:
            if len(self._held) >= HELD_LOOKUPS:
                self._held.clear()
            self._held[name] = (moment, found)
        return found

    def forget(self) -> None:
        """Forget every look-up."""
        with self._lock:
            self._held.clear()


LOOKUPS = Lookups()


def find_release(*, release_id: str | None, as_of: datetime | None) -> Any | None:
    """Return the release with this id, or the one current at `as_of` (None: now); None if there is none."""
    return LOOKUPS.get(
        ("release", release_id, as_of),
        lambda: flows.release(release_id=release_id, as_of=as_of, now=timezone.now()),
    )


def of_release(*, release_id: str | None, as_of: datetime | None) -> Version:
    """Return the version of an answer made from a release; raise Problem if no such release exists."""
    release = find_release(release_id=release_id, as_of=as_of)
    if release is not None:
        return Version(
            tag=f"{release.id} {CODE_VERSION}", as_of=as_of or release.published_at, release=release
        )
    if release_id is not None:
        raise Problem("not-found", f"There is no release {release_id}; /api/v1/releases lists them.")
    if as_of is not None and find_release(release_id=None, as_of=None) is not None:
        raise Problem("no-run-at-as-of", f"No estimate was published by {as_of.isoformat()}.")
    raise Problem("unavailable", "The first estimate is still being made; ask again in some seconds.")
