"""What differs between the inputs of two runs in one week, by name: figure, parameter, price, place, code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from apps.estimator.periods import next_week
from apps.flows.models import EstimateRun
from apps.flows.stored_facts import KINDS, items_of
from apps.flows.units import CHANGES_SHOWN, SHORT_HASH
from apps.observations import queries as observations

RANGE = ("low", "central", "high")
# The daily feed; inputs/weekly.py reads it for estimates, and is too heavy for a page.
FEED, METRIC, PAGE = "openrouter.rankings", "tokens", "https://openrouter.ai/rankings"


@dataclass(frozen=True, slots=True)
class Change:
    """One input that differs: its kind, its name, and what it was and is (empty: it was not there, or is gone)."""

    kind: str
    item: str
    old: str
    new: str
    source_url: str = ""


def changes(old: EstimateRun, new: EstimateRun, week: date) -> list[Change]:
    """Return what differs between two runs for a week, at most a handful per kind and the number of the others."""
    found = [
        *_settings(old, new),
        *_short("parameter", _parameters(old.parameters, new.parameters)),
        *_short("figure", _usage(old, new, week)),
    ]
    iso = week.isoformat()
    if not (old.input_facts and new.input_facts):
        lacking = "the earlier run" if new.input_facts else "one of the runs"
        return [
            *found,
            Change("unrecorded", f"{lacking} was made before inputs were told item by item", "", ""),
        ]
    for kind in KINDS:
        found += _short(
            kind, _items(kind, items_of(old.input_facts, kind, iso), items_of(new.input_facts, kind, iso))
        )
    return found


def _short(kind: str, found: Iterator[Change]) -> list[Change]:
    """Return the first changes of a kind and how many more there are."""
    first = list(islice(found, CHANGES_SHOWN))
    more = sum(1 for _ in found)
    return [*first, Change(kind, f"and {more} more", "", "")] if more else first


def _settings(old: EstimateRun, new: EstimateRun) -> Iterator[Change]:
    """Yield differences of method, code, draws and seed."""
    if old.method_version != new.method_version:
        yield Change("method", "method version", old.method_version, new.method_version)
    elif old.code_version != new.code_version:
        yield Change("code", "code version", old.code_version[:SHORT_HASH], new.code_version[:SHORT_HASH])
    if old.draws != new.draws:
        yield Change("draws", "number of draws", str(old.draws), str(new.draws))
    if old.seed != new.seed:
        yield Change("draws", "seed of the draws", str(old.seed), str(new.seed))


def _parameters(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Change]:
    """Yield the parameters whose value, spread or source differs."""
    before, after = ({(row["key"], row["scope"]): row for row in rows} for rows in (old, new))
    for name in sorted({*before, *after}):
        one, other = before.get(name, {}), after.get(name, {})
        texts = [_range(row) for row in (one, other)]
        if texts[0] != texts[1]:
            key, scope = name
            yield Change(
                "parameter",
                f"{key} ({scope})" if scope else key,
                texts[0],
                texts[1],
                source_url=other.get("source_url", ""),
            )


def _range(row: Mapping[str, Any]) -> str:
    """Return a parameter as one text; equal texts give equal draws."""
    if not row:
        return ""
    numbers = " – ".join(f"{row[name]:.12g}" for name in RANGE)
    return f"{numbers} {row['unit']}, {row['distribution']}, {row['draw_scope']}"


def _usage(old: EstimateRun, new: EstimateRun, week: date) -> Iterator[Change]:
    """Yield what differs in the usage of a week: the publication, its figures, or the daily counts behind it."""
    iso = week.isoformat()
    one, other = (run.inputs_summary.get("weeks", {}).get(iso, {}) for run in (old, new))
    found = list(_publication(one, other))
    if not found and FEED in (one.get("source"), other.get("source")):
        found = list(_daily(old.as_of, new.as_of, week))
    hashes = [run.input_facts.get("weeks", {}).get(iso, {}).get("usage") for run in (old, new)]
    if not found and all(hashes) and hashes[0] != hashes[1]:
        found.append(Change("figure", "usage of a week that lends its sizes or prices to this one", "", ""))
    yield from found


def _publication(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Change]:
    """Yield a change of the publication chosen, else of each of its figures."""
    if one.get("publication") != other.get("publication"):
        yield Change(
            "publication",
            "publication chosen for the week",
            one.get("source_title") or one.get("publication") or "",
            other.get("source_title") or other.get("publication") or "",
            source_url=other.get("source_url") or "",
        )
        return
    before, after = (
        {figure["figure_id"]: figure for figure in told.get("figures", ())} for told in (one, other)
    )
    for name in sorted({*before, *after}):
        texts = [
            f"{row['value']} {row['unit']}" if row else "" for row in (before.get(name), after.get(name))
        ]
        if texts[0] != texts[1]:
            yield Change("figure", name, texts[0], texts[1], source_url=other.get("source_url") or "")


def _daily(before: datetime, after: datetime, week: date) -> Iterator[Change]:
    """Yield each day's count that the feed changed between two moments."""
    known = [
        {
            (row.period_start, row.subject): row.value
            for row in observations.values_as_of(
                source_keys=[FEED], metric=METRIC, period_from=week, period_to=next_week(week),
                as_of=moment,
            )
        }
        for moment in (before, after)
    ]  # fmt: skip
    for day, slug in sorted({*known[0], *known[1]}):
        old, new = (values.get((day, slug)) for values in known)
        if old != new:
            texts = [f"{value.normalize():,f} tokens" if value is not None else "" for value in (old, new)]
            yield Change("figure", f"{slug} on {day}", texts[0], texts[1], source_url=PAGE)


def _items(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Yield the items of a kind that differ."""
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Change(kind, name, old.get(name, ""), new.get(name, ""))
