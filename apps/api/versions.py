"""What an answer was made from: the release, the reference data and the code; looked up at most once a second."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.api.problems import Problem
from apps.events import queries as events
from apps.flows import queries as flows
from apps.flows.claims import queries as claims
from apps.observations import queries as observations
from apps.observations.queries import END_OF_TIME
from apps.reference import queries as reference

HELD_SECONDS = 1.0
# While one thread looks, the others answer from what is held; a look-up that takes longer is waited for.
GRACE_SECONDS = 1.0
HELD_LOOKUPS = 500
ROOM = Path(__file__).resolve().parent
SHAPING = ("api", "events", "flows", "observations", "reference")


def _code_version() -> str:
    """Return a hash of the sources that shape answers."""
    sources = sorted(source for room in SHAPING for source in (ROOM.parent / room).rglob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


CODE_VERSION = _code_version()


@dataclass(frozen=True, slots=True)
class Version:
    """The state of the data behind an answer; `tag` goes into the ETag, `pin` into the cursor of a walk."""

    tag: str
    as_of: datetime | None
    release: Any = None
    pin: str = ""

    @property
    def known_at(self) -> datetime:
        """Return the moment whose knowledge is asked for, for reads of what has vintages."""
        return self.as_of or END_OF_TIME


class Lookups:
    """Results of cheap look-ups, each held for a second so that a busy process asks the database once."""

    def __init__(self) -> None:
        self._held: dict[Any, tuple[float, Any]] = {}
        self._looking: set[Any] = set()
        self._lock = threading.Lock()

    def get(self, name: Any, look_up: Callable[[], Any]) -> Any:
        """Return what `look_up` gave for `name` within the last second, else ask it, one thread at a time."""
        moment = time.monotonic()
        held = self._held.get(name)
        if held is not None and moment - held[0] < HELD_SECONDS:
            return held[1]
        with self._lock:
            is_asked = name in self._looking
            if held is not None and is_asked and moment - held[0] < HELD_SECONDS + GRACE_SECONDS:
                return held[1]
            self._looking.add(name)
        try:
            return self._keep(name, moment, look_up())
        finally:
            self._looking.discard(name)

    def _keep(self, name: Any, moment: float, found: Any) -> Any:
        """Hold what was found from the moment at which it was asked for; return it."""
        with self._lock:
            if len(self._held) >= HELD_LOOKUPS:
                self._held.clear()
            if moment >= self._held.get(name, (moment,))[0]:
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


def of_parts(*parts: str, as_of: datetime | None, pin: str = "") -> Version:
    """Return the version of an answer made from these parts of the data, no others.

    Without `as_of` a walk stays at the newest moment of the parts when it began: that is its pin.
    """
    found = [LOOKUPS.get(("part", part), PARTS[part]) for part in parts]
    moments = [moment for _, moment in found if moment is not None]
    known = datetime.fromisoformat(pin) if pin else as_of or max(moments, default=None)
    tag = " ".join([*(str(part) for part in found), str(known), CODE_VERSION])
    return Version(tag=tag, as_of=known, pin=known.isoformat() if known else "")


def with_parts(*parts: str, release_id: str | None, as_of: datetime | None) -> Version:
    """Return the version of an answer made from a release and from these parts beside it."""
    version = of_release(release_id=release_id, as_of=as_of)
    found = [LOOKUPS.get(("part", part), PARTS[part]) for part in parts]
    return replace(version, tag=" ".join([version.tag, *(str(part) for part in found)]))


def of_reference(*, as_of: datetime | None) -> Version:
    """Return the version of slow facts, which have no vintages, and of what sources named since."""
    version = of_parts("REFERENCE", "OBSERVATIONS", as_of=as_of)
    return Version(tag=version.tag, as_of=version.as_of)


def _changed(*resources: str) -> tuple[Any, datetime | None]:
    """Return the number and the moment of the last change of some resources."""
    return observations.last_change(parts=resources)


def _claims() -> tuple[Any, datetime | None]:
    """Return the hash and the moment of the last evaluation of claims."""
    sets = claims.claim_sets()
    return (sets[-1].about["results_sha256"], sets[-1].evaluated_at) if sets else (None, None)


# What can change under an answer: (what names its state, the newest moment it speaks of).
PARTS: dict[str, Callable[[], tuple[Any, datetime | None]]] = {
    "OBSERVATIONS": lambda: (
        (_changed("OBSERVATIONS"), observations.latest_recorded_at()),
        observations.latest_recorded_at(),
    ),
    "HELD": events.held_state,
    "EVENTS": lambda: _changed("EVENTS"),
    "RUNS": lambda: _changed("RUNS"),
    "CLAIMS": _claims,
    "ANALYSES": lambda: (flows.analysed_at(), None),
    "CHANGES": lambda: _changed("OBSERVATIONS", "EVENTS", "RUNS", "CLAIMS"),
    "REFERENCE": lambda: (reference.reference_sha256(), None),
}
