"""What a run stores of its inputs, read back: the items of a week, and the weeks that have changed since."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

# What is told besides usage, in the order in which readers are told of it.
KINDS = ("models", "hosts", "prices", "locations", "electricity", "carbon", "unavailable", "destinations")


def items_of(stored: Mapping[str, Any], kind: str, week: str) -> dict[str, str]:
    """Return the items of a kind as they stood in a week, from what a run stores."""
    found = {}
    for item, steps in stored.get("items", {}).get(kind, {}).items():
        begun = [text for start, text in steps if start <= week]
        if begun and begun[-1] is not None:
            found[item] = begun[-1]
    return found


def stale_weeks(now_told: Mapping[str, Any], answered: Mapping[str, Mapping[str, Any]]) -> Iterator[date]:
    """Yield the weeks whose inputs differ from those their run was made of; `answered`: told by week, {} without."""
    for week, hashes in sorted(now_told["weeks"].items()):
        if answered.get(week, {}).get("weeks", {}).get(week) != hashes:
            yield date.fromisoformat(week)
