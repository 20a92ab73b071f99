"""What OpenRouter's lists add to typed facts: declared data centres, and further hosts with their list prices."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.observations.rows import ValueRow
from apps.reference.queries import ProviderLocation

PROVIDERS, ENDPOINTS = "openrouter.providers", "openrouter.endpoints"
# Typed rows of this page say what the list said on a day; the gathered list says it of later days.
LIST_URL = "https://openrouter.ai/api/v1/providers"
DECLARED, DECLARED_GRADE = "DECLARED", "C"
MEMBER = 1

# Of one listing: per side, (valid from, USD per million tokens), oldest first.
Steps = list[tuple[date, float]]
Sides = Mapping[str, Steps]


@dataclass(frozen=True, slots=True)
class Declared:
    """The countries a provider declares (none: nothing or an empty list), and since when we know."""

    countries: tuple[str, ...]
    known_date: date

    def replace_in(self, typed: tuple[ProviderLocation, ...]) -> tuple[ProviderLocation, ...]:
        """Return the evidence with what the list declares now; typed rows that are newer or cite others stay."""
        kept = [row for row in typed if not self._is_older(row)]
        known = {(row.country, row.kind) for row in kept}
        added = [
            ProviderLocation(country, DECLARED, DECLARED_GRADE, LIST_URL)
            for country in self.countries
            if (country, DECLARED) not in known
        ]
        newer = any(row.kind == DECLARED and row.source_url == LIST_URL for row in kept)
        return typed if newer else (*kept, *added)

    def _is_older(self, row: ProviderLocation) -> bool:
        """Tell whether a typed row is what the same list said earlier."""
        is_same = row.kind == DECLARED and row.source_url == LIST_URL
        return is_same and (row.valid_from is None or row.valid_from <= self.known_date)


def declared_centres(*, as_of: datetime) -> dict[str, Declared]:
    """Return what every provider on the list declares, as known at a moment; nobody before the first collection."""
    listed = {
        row.provider: row for row in _values(PROVIDERS, "provider_listed", as_of) if row.value == MEMBER
    }
    members: dict[str, list[ValueRow]] = defaultdict(list)
    for row in _values(PROVIDERS, "datacentre_in", as_of):
        members[row.provider or ""].append(row)
    return {
        provider: Declared(
            tuple(sorted(row.country for row in members[provider] if row.country and row.value == MEMBER)),
            max(row.recorded_at.date() for row in (one, *members[provider])),
        )
        for provider, one in listed.items()
        if provider is not None
    }


@dataclass(frozen=True, slots=True)
class Tag:
    """One way in which a provider serves a model: its prices, and from which days on it is listed or not."""

    sides: Sides
    listed: Steps


def served(sides: Mapping[str, str], *, end: date, as_of: datetime) -> dict[str, dict[str, dict[str, Tag]]]:
    """Return the tags with prices by model and provider, of those that began before `end`."""
    found: dict[str, dict[str, dict[str, Tag]]] = defaultdict(lambda: defaultdict(dict))
    wanted = {**sides, "": "endpoint_listed"}
    for side, metric in wanted.items():
        for row in _values(ENDPOINTS, metric, as_of, end=end):
            # A space begins a condition or the free tier: those are no standard prices.
            if row.model is None or row.provider is None or " " in row.qualifier:
                continue
            tags = found[row.model][row.provider]
            tag = tags.setdefault(row.qualifier, Tag(defaultdict(list), []))
            steps = tag.sides[side] if side else tag.listed
            steps.append((row.period_start, float(row.value)))
            steps.sort()
    return found


def _values(source: str, metric: str, as_of: datetime, *, end: date = date.max) -> list[ValueRow]:
    """Return the numbers of a metric as known at a moment."""
    return observations.values_as_of(
        source_keys=[source], metric=metric, period_from=FIRST_DATE, period_to=end, as_of=as_of
    )
