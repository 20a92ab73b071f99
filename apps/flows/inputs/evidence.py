"""Evidence where providers compute, as in force in a week: typed rows, the gateway's list, regions of endpoints.

A row holds from its date on. A week before the first row of a provider takes the earliest one: a place that is
first stated later is better than none, and the row's date tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

import orjson

from apps.estimator.inputs import Location, ProviderFacts, Subject
from apps.estimator.locations import decisive
from apps.estimator.measures import UNKNOWN
from apps.estimator.periods import next_week
from apps.flows.inputs.gathered import ENDPOINTS_URL, LIST_URL, ProviderList, Tag, provider_list
from apps.reference import queries as reference
from apps.reference.rows import ProviderRow

DECLARED, SEAT, REGION_TAG = "DECLARED", "SEAT", "REGION_TAG"
GRADE = {DECLARED: "C", SEAT: "D", REGION_TAG: "B"}
# Two different facts without a place: nobody declared any, or the declared list is empty.
NOT_DECLARED, DECLARED_EMPTY = "NOT_DECLARED", "DECLARED_EMPTY"
LIST_TITLE = "OpenRouter, list of providers"
TAG_TITLE = "OpenRouter, endpoints of {slug}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement where a provider computes; model "" is all its models, country UNK a place without a name."""

    provider: str
    model: str
    country: str
    kind: str
    evidence_grade: str
    source_title: str
    source_url: str
    valid_from: date | None = None
    note: str = ""

    @property
    def location(self) -> Location:
        """Return it as the estimator takes it."""
        return Location(self.country, self.kind, self.evidence_grade)


class Tags(Protocol):
    """Whoever knows under which tags a provider serves a model."""

    def tags(self, model: str, provider: str) -> Mapping[str, Tag]:
        """Return the tags."""
        ...


@dataclass(frozen=True, slots=True)
class Places:
    """All evidence as known at a moment, and the facts of each provider."""

    providers: Mapping[str, ProviderRow]
    typed: Mapping[tuple[str, str], tuple[Evidence, ...]]
    listed: ProviderList
    lab_countries: Mapping[str, str]

    def of(self, provider: str, week: date) -> tuple[Evidence, ...]:
        """Return the evidence of a provider's place in force in a week, whatever the model."""
        rows = in_force(self.typed.get((provider, ""), ()), week)
        said = self.listed.of(provider, week)
        if said is None:
            return rows
        newer = [
            row
            for row in rows
            if row.source_url == LIST_URL and (row.valid_from or date.min) > said.known_date
        ]
        if newer:
            return rows
        kept = tuple(row for row in rows if row.source_url != LIST_URL)
        places = [(DECLARED, code) for code in said.countries or ()]
        places += [(SEAT, said.seat)] if said.seat else []
        return kept + tuple(
            Evidence(provider, "", code, kind, GRADE[kind], LIST_TITLE, LIST_URL, said.known_date)
            for kind, code in places
        )

    def of_model(
        self, model: str, provider: str, week: date, tags: Mapping[str, Tag]
    ) -> tuple[Evidence, ...]:
        """Return the evidence of one model at a provider: typed rows, and regions that its endpoints' tags name.

        Where one of them names a region, one without is a place of its own that nobody names.
        """
        rows = in_force(self.typed.get((provider, model), ()), week)
        listed = {name: tag for name, tag in tags.items() if tag.is_listed(week)}
        if any(tag.country for tag in listed.values()):
            rows += tuple(_of_tag(model, provider, name, tag) for name, tag in sorted(listed.items()))
        return rows

    def facts(self, provider: str, week: date) -> ProviderFacts:
        """Return a provider as the estimator takes it in a week."""
        row = self.providers[provider]
        said = self.listed.of(provider, week)
        return ProviderFacts(
            provider,
            (said and said.seat) or row.company or UNKNOWN,
            tuple(sorted({one.location for one in self.of(provider, week)}, key=str)),
            self.lab_countries.get(row.lab, "") if row.lab else "",
        )

    def is_on_platform(self, provider: str, week: date) -> bool:
        """Tell whether the gateway whose usage is counted routes to a provider, as known in a week."""
        if self.listed.tells(week):
            return provider in self.listed.listings
        return provider in self.providers and self.providers[provider].is_listed

    def countries(self) -> set[str]:
        """Return every country that any evidence names."""
        named = {row.country for rows in self.typed.values() for row in rows}
        for said in self.listed.listings.values():
            named |= {*(said.countries or ()), *([said.seat] if said.seat else [])}
        return named

    def told(self, provider: str, model: str, rows: Iterable[Evidence], week: date) -> list[dict[str, Any]]:
        """Return evidence as readers see it; without any place, whether a list was declared and was empty."""
        rows, facts = tuple(rows), self.facts(provider, week)
        own = tuple(row.location for row in rows)
        used = set(decisive(replace(facts, locations=(*facts.locations, *own) if model else own)))
        found = [_told(row, is_decisive=row.location in used) for row in rows]
        if not model and not any(row.kind == DECLARED for row in rows):
            found.append(_told(self._silence(provider, week), is_decisive=False))
        return found

    def _silence(self, provider: str, week: date) -> Evidence:
        """Return the fact that a provider declares no place: nothing was declared, or an empty list."""
        said = self.listed.of(provider, week)
        declared = said.countries if said else self.providers[provider].datacenters
        row = self.providers[provider]
        title, url = (LIST_TITLE, LIST_URL) if said else (row.source_title, row.source_url)
        known = said.known_date if said else row.valid_from
        kind = NOT_DECLARED if declared is None else DECLARED_EMPTY
        return Evidence(provider, "", "", kind, "", title, url, known)


class Book:
    """The evidence of every week of a run: each row once, and which of them were in force in a week."""

    def __init__(self) -> None:
        self.rows: dict[bytes, int] = {}
        self.weeks: dict[str, list[int]] = {}

    def note(self, week: date, subjects: Iterable[Subject], tags: Tags, places: Places) -> None:
        """Add the evidence of all providers that host these subjects in a week."""
        pairs = sorted({(host.provider, one.uid) for one in subjects for host in one.hosts})
        known = [(provider, model) for provider, model in pairs if provider != UNKNOWN]
        told = [
            places.told(name, "", places.of(name, week), week) for name in dict.fromkeys(p for p, _ in known)
        ]
        for provider, model in known:
            own = places.of_model(model, provider, week, tags.tags(model, provider))
            told += [places.told(provider, model, own, week)] if own else []
        found = [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for rows in told for row in rows]
        self.weeks[week.isoformat()] = [
            self.rows.setdefault(row, len(self.rows)) for row in dict.fromkeys(found)
        ]

    def stored(self) -> dict[str, Any]:
        """Return the book as JSON values: rows, and by ISO date the numbers of those in force."""
        return {"rows": [orjson.loads(row) for row in self.rows], "weeks": self.weeks}


def in_force(rows: Iterable[Evidence], week: date) -> tuple[Evidence, ...]:
    """Return the rows that hold in a week, else those of the earliest date."""
    rows = tuple(rows)
    held = tuple(row for row in rows if row.valid_from is None or row.valid_from < next_week(week))
    first = min((row.valid_from for row in rows if row.valid_from), default=None)
    return held or tuple(row for row in rows if row.valid_from == first)


def places(*, as_of: datetime) -> Places:
    """Return everything that was known at a moment of where providers compute."""
    typed: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for provider, rows in reference.provider_locations(as_of=as_of).items():
        for row in rows:
            typed[provider, row.model].append(
                Evidence(
                    provider, row.model, row.country, row.kind, row.grade, row.source_title, row.source_url,
                    row.valid_from, row.note,
                )
            )  # fmt: skip
    return Places(
        providers={row.key: row for row in reference.providers()},
        typed={key: tuple(rows) for key, rows in typed.items()},
        listed=provider_list(as_of=as_of),
        lab_countries={lab.key: lab.country for lab in reference.labs()},
    )


def _of_tag(model: str, provider: str, name: str, tag: Tag) -> Evidence:
    """Return what the tag of an endpoint says of its place."""
    country = tag.country or UNKNOWN
    title, url = TAG_TITLE.format(slug=tag.slug), ENDPOINTS_URL.format(slug=tag.slug)
    return Evidence(
        provider, model, country, REGION_TAG, GRADE[REGION_TAG], title, url, tag.first_date, f"tag {name}"
    )


def _told(row: Evidence, *, is_decisive: bool) -> dict[str, Any]:
    """Return evidence as JSON values; is_decisive: the estimate places the provider by it."""
    return {name: value or None for name, value in asdict(row).items()} | {
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "is_decisive": is_decisive,
    }
