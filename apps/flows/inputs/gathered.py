"""What OpenRouter's lists add to typed facts: who is listed and declares which data centres, and who serves what."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from apps.estimator.measures import UNKNOWN
from apps.estimator.periods import next_week
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.observations.rows import ValueRow

PROVIDERS, ENDPOINTS = "openrouter.providers", "openrouter.endpoints"
# Typed rows of this page say what the list said on a day; the gathered list says it of later days.
LIST_URL = "https://openrouter.ai/api/v1/providers"
ENDPOINTS_URL = "https://openrouter.ai/api/v1/models/{slug}/endpoints"
MEMBER = 1

# Of one listing: per side, (valid from, USD per million tokens), oldest first.
Steps = list[tuple[date, float]]
Sides = Mapping[str, Steps]


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list says of one provider: seat, and data centres (None: none declared, (): declared empty)."""

    seat: str | None
    countries: tuple[str, ...] | None
    known_date: date


@dataclass(frozen=True, slots=True)
class ProviderList:
    """The gathered list, as known at a moment, and the day it was first gathered (None: never)."""

    listings: Mapping[str, Listing]
    first_date: date | None

    def of(self, provider: str, week: date) -> Listing | None:
        """Return what the list says of a provider in a week; None before it was known, and of one not on it."""
        found = self.listings.get(provider)
        return found if found and found.known_date < next_week(week) else None

    def tells(self, week: date) -> bool:
        """Tell whether the list was known in a week."""
        return self.first_date is not None and self.first_date < next_week(week)


def provider_list(*, as_of: datetime) -> ProviderList:
    """Return the list of providers as known at a moment; an empty one before the first collection."""
    listed = [row for row in _values(PROVIDERS, "provider_listed", as_of) if row.value == MEMBER]
    members, seats, counts = (
        _by_provider(metric, as_of) for metric in ("datacentre_in", "seat_in", "datacentres_declared")
    )
    found = {}
    for row in listed:
        name = row.provider or ""
        said = [row, *members[name], *seats[name], *counts[name]]
        places = tuple(sorted(one.country for one in members[name] if one.country and one.value == MEMBER))
        seat = next((one.country for one in seats[name] if one.value == MEMBER), None)
        found[name] = Listing(
            seat,
            places if places or counts[name] else None,
            max(one.recorded_at.date() for one in said),
        )
    found.pop("", None)
    return ProviderList(found, min((row.recorded_at.date() for row in listed), default=None))


def _by_provider(metric: str, as_of: datetime) -> dict[str, list[ValueRow]]:
    """Return the numbers of a metric by provider."""
    found: dict[str, list[ValueRow]] = defaultdict(list)
    for row in _values(PROVIDERS, metric, as_of):
        found[row.provider or ""].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Tag:
    """One way in which a provider serves a model: its prices, and from which days on it is listed or not.

    country is that of the region the tag names (None: no region, or one that nobody typed); slug names the page.
    """

    sides: Sides
    listed: Steps
    country: str | None = None
    slug: str = ""

    def is_listed(self, week: date) -> bool:
        """Tell whether it is listed on the Monday of a week."""
        step = valid(self.listed, week)
        return step is not None and bool(step[1])

    @property
    def first_date(self) -> date:
        """Return the day it was first seen."""
        return self.listed[0][0]


def valid(steps: Steps, week: date) -> tuple[date, float] | None:
    """Return the last step that began on or before a day."""
    begun = [step for step in steps if step[0] <= week]
    return begun[-1] if begun else None


def served(sides: Mapping[str, str], *, end: date, as_of: datetime) -> dict[str, dict[str, dict[str, Tag]]]:
    """Return the tags by model and provider (UNK: one that we do not know), of those that began before `end`."""
    found: dict[str, dict[str, dict[str, Tag]]] = defaultdict(lambda: defaultdict(dict))
    for row in _values(ENDPOINTS, "endpoint_listed", as_of, end=end):
        # A space begins a condition or the free tier: those are no standard prices.
        if row.model is not None and " " not in row.qualifier:
            tags = found[row.model][row.provider or UNKNOWN]
            tag = tags.setdefault(row.qualifier, Tag(defaultdict(list), [], row.country, row.subject))
            tag.listed.append((row.period_start, float(row.value)))
            tag.listed.sort()
    for side, metric in sides.items():
        for row in _values(ENDPOINTS, metric, as_of, end=end):
            tags = found.get(row.model or "", {}).get(row.provider or UNKNOWN, {})
            if row.qualifier in tags:
                steps = tags[row.qualifier].sides[side]
                steps.append((row.period_start, float(row.value)))
                steps.sort()
    return found


def _values(source: str, metric: str, as_of: datetime, *, end: date = date.max) -> list[ValueRow]:
    """Return the numbers of a metric as known at a moment."""
    return observations.values_as_of(
        source_keys=[source], metric=metric, period_from=FIRST_DATE, period_to=end, as_of=as_of
    )
