"""How each source was reached lately, cheap enough for every page: two reads for all sources."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, Min, OuterRef

from apps.collectors import registry
from apps.collectors.contract import Spec
from apps.collectors.models import CollectRun
from apps.collectors.transports import ways

GOOD_STATES = ("OK", "UNCHANGED", "PARTIAL", "HELD")
BAD_STATES = ("FAILED", "UNAVAILABLE")
# A source is stale when it missed two of its own turns.
STALE_AFTER_TURNS = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """A source with its last good look, and since when every look failed (None: it does not)."""

    key: str
    title: str
    publisher: str
    licence: str
    url: str
    kind: str
    is_live: bool
    cadence_seconds: int
    last_success_at: datetime | None
    failing_since: datetime | None
    is_stale: bool


def reach(*, now: datetime) -> list[Reach]:
    """Return every source by key; `is_stale`: the last good look is more than twice the cadence ago."""
    good = dict(
        CollectRun.objects.filter(state__in=GOOD_STATES)
        .values_list("source_key")
        .annotate(last=Max("finished_at"))
    )
    later = CollectRun.objects.filter(
        source_key=OuterRef("source_key"), state__in=GOOD_STATES, requested_at__gte=OuterRef("requested_at")
    )
    failing = dict(
        CollectRun.objects.filter(~Exists(later), state__in=BAD_STATES)
        .values_list("source_key")
        .annotate(first=Min("finished_at"))
    )
    return [
        _reach(module.SPEC, good.get(key), failing.get(key), now)
        for key, module in registry.sources().items()
    ]


def _reach(spec: Spec, last: datetime | None, failing: datetime | None, now: datetime) -> Reach:
    """Return one source."""
    age = (now - last).total_seconds() if last else None
    return Reach(
        key=spec.key,
        title=spec.title,
        publisher=spec.publisher,
        licence=spec.licence,
        url=spec.url,
        kind=spec.kind,
        is_live=ways.needs_network(spec.upstream),
        cadence_seconds=spec.cadence_seconds,
        last_success_at=last,
        failing_since=failing,
        is_stale=age is not None and age > STALE_AFTER_TURNS * spec.cadence_seconds,
    )
