"""Sets that sources state: 1 per member and a count, so that an empty set differs from none."""

from dataclasses import dataclass
from datetime import datetime

from apps.observations.models import Observation


@dataclass(frozen=True, slots=True)
class DeclaredSet:
    """The members that are declared (None: nothing declared), and when that was recorded."""

    members: tuple[str, ...] | None
    recorded_at: datetime


def declared_countries(
    *, source_key: str, listed: str, member: str, count: str, as_of: datetime
) -> dict[str, DeclaredSet]:
    """Return the countries each listed provider declares, by provider, as known at `as_of`."""
    newest = (
        Observation.objects.filter(
            series__source_id=source_key, series__metric__in=(listed, member, count), recorded_at__lte=as_of
        )
        .order_by("series_id", "period_start", "-recorded_at")
        .distinct("series_id", "period_start")
    )
    rows = newest.values_list(
        "series__metric", "series__provider_id", "series__country_id", "value", "recorded_at"
    )
    known: dict[str, dict[str, list[tuple[str, datetime]]]] = {listed: {}, member: {}, count: {}}
    for metric, provider, country, value, recorded_at in rows:
        if provider and value is not None and (value or metric == count):
            known[metric].setdefault(provider, []).append((country or "", recorded_at))
    return {
        provider: DeclaredSet(
            tuple(sorted(country for country, _ in known[member].get(provider, [])))
            if provider in known[count]
            else None,
            max(at for _, at in [*seen, *known[member].get(provider, []), *known[count].get(provider, [])]),
        )
        for provider, seen in known[listed].items()
    }
