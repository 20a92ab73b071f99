"""The inputs of a run told item by item, so that two runs can be compared and the difference has a name."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from apps.estimator.inputs import Inputs, Quantity, UsageRow, WeekFacts
from apps.flows.inputs import InputSet
from apps.flows.stored_facts import KINDS
from apps.flows.units import ID_LENGTH

USAGE = "usage"
PRICES = "price_"
CARBON = "carbon_"

Facts = Mapping[str, Mapping[str, str]]
# Of one item: (first week as ISO text, what it was from then on; None: it was not there).
Steps = list[tuple[str, str | None]]


def told(inputs: InputSet) -> dict[str, Any]:
    """Return what a run stores of its inputs: a hash per week and kind, and every item with the weeks it changed."""
    by_week = {
        week: (block.inputs, _facts(block.inputs), block.lent.get(week, frozenset()))
        for block in inputs.blocks
        for week in block.weeks
    }
    weeks = {
        week.isoformat(): {USAGE: _hash(_usage(block_inputs, {week, *lent}))}
        | {kind: _hash(facts[kind]) for kind in KINDS}
        for week, (block_inputs, facts, lent) in by_week.items()
    }
    items = {kind: _steps((week, by_week[week][1][kind]) for week in sorted(by_week)) for kind in KINDS}
    return {"weeks": weeks, "items": items}


def _hash(value: Any) -> str:
    """Return the first 16 hex of the sha256 of a value as canonical JSON."""
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:ID_LENGTH]


def _steps(weeks: Iterable[tuple[date, Mapping[str, str]]]) -> dict[str, Steps]:
    """Return when each item changed over the weeks."""
    found: dict[str, Steps] = {}
    last: Mapping[str, str] = {}
    for week, items in weeks:
        for item in {*items, *last}:
            if items.get(item) != last.get(item):
                found.setdefault(item, []).append((week.isoformat(), items.get(item)))
        last = items
    return dict(sorted(found.items()))


def _usage(inputs: Inputs, weeks: set[date]) -> list[str]:
    """Return the usage of a week and of the weeks that lend to it."""
    rows: list[WeekFacts | UsageRow] = [row for row in inputs.weeks if row.week in weeks]
    rows += [row for row in inputs.usage if row.week in weeks]
    return sorted(f"{type(row).__name__} {_text(row)}" for row in rows)


def _facts(inputs: Inputs) -> Facts:
    """Return the facts of a block by kind and item."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for uid, subject in inputs.subjects.items():
        found["models"][uid] = _text(subject, leave="hosts")
        for host in subject.hosts:
            found["hosts"][f"{uid} at {host.provider}"] = _text(host, leave=PRICES)
            found["prices"][f"{uid} at {host.provider}"] = _text(host, only=PRICES)
    for uid, provider in inputs.providers.items():
        found["locations"][uid] = _text(provider)
    for code, place in inputs.places.items():
        found["electricity"][code] = _text(place, leave=CARBON)
        found["carbon"][code] = _text(place, only=CARBON)
    for one in inputs.unavailable:
        found["unavailable"][f"{one.subject} in {one.destination}"] = _text(one)
    for destination in inputs.destinations:
        found["destinations"][destination.country] = _text(destination)
    return found


def _text(row: Any, *, only: str = "", leave: str = "-") -> str:
    """Return a record as `name value` pairs; only or without the fields whose names begin so."""
    pairs = (
        (one.name, getattr(row, one.name))
        for one in fields(row)
        if one.name.startswith(only) and not one.name.startswith(leave)
    )
    return ", ".join(f"{name} {_value(value)}" for name, value in pairs if value not in (None, (), ""))


def _value(value: Any) -> str:
    """Return one value as text; equal texts mean equal values."""
    if isinstance(value, Quantity):
        return f"{value.low!r} to {value.central!r} to {value.high!r}"
    if isinstance(value, tuple):
        return "; ".join(sorted(_value(part) for part in value))
    return _text(value) if hasattr(value, "__dataclass_fields__") else str(value)
