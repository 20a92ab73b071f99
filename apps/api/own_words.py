"""Parameters that only some resources have: how each is read, and what the OpenAPI document says of it."""

from dataclasses import dataclass
from typing import Any

from apps.api.words import DATE, ID, one_of
from apps.flows import question_more as more
from apps.flows.question_values import Spec
from apps.flows.units import CURSOR_AT_MOST, ITEMS_PER_LIST, SERIES_AT_MOST


@dataclass(frozen=True, slots=True)
class Word:
    """One parameter of a resource: its reader, its schema, what it means, an example that answers 200."""

    spec: Spec
    schema: dict[str, Any]
    text: str
    example: Any = None


def choice(*words: str, text: str, default: str | None = None, example: Any = None) -> Word:
    """Return a parameter that is one of these words."""
    return Word(more.one_of(*words, default=default), one_of(*words, default=default), text, example)


def choices(*words: str, text: str, example: Any = None) -> Word:
    """Return a parameter that is a comma list of these words."""
    return Word(more.some_of(*words), _listed(one_of(*words), len(words)), text, example)


def ids(text: str, example: Any = None) -> Word:
    """Return a parameter that is a comma list of ids."""
    return Word(more.ids(), _listed(ID), text, example)


def an_id(text: str, example: Any = None) -> Word:
    """Return a parameter that is one id."""
    return Word(more.an_id(), ID, text, example)


def _listed(item: dict[str, Any], most: int = ITEMS_PER_LIST) -> dict[str, Any]:
    most = min(most, ITEMS_PER_LIST)
    return {"type": "array", "items": item, "minItems": 1, "maxItems": most, "uniqueItems": True}


def days(what: str, *, period: bool = False) -> dict[str, Word]:
    """Return `from` and `to` (and `period`) as days of `what`: any day, no Mondays, no limit of weeks."""
    words = {
        "from": Word(more.A_DAY, DATE, f"First day of {what}; any day of the week.", "2025-01-01"),
        "to": Word(more.A_DAY, DATE, f"Day after the last day of {what} (half-open).", "2026-12-01"),
    }
    exact = Word(more.A_DAY, DATE, f"One day of {what}. Excludes from and to.", "2026-02-16")
    return words | ({"period": exact} if period else {})


SERIES_IDS = Word(
    more.numbers(),
    _listed({"type": "integer", "minimum": 1, "maximum": SERIES_AT_MOST}),
    "Ids of series, at most 20; /api/v1/series lists them.",
    [1],
)
VINTAGES = choice(
    "all",
    text="all: every version that was ever recorded, the oldest first, instead of the last known one.",
    example="all",
)
SINCE = Word(
    more.moment_or_cursor(),
    {"type": "string", "minLength": 1, "maxLength": CURSOR_AT_MOST},
    "Where to begin: a date (its beginning, UTC), a datetime with offset, or meta.since of an earlier answer,"
    " which misses nothing. At most 400 days ago.",
    "2026-11-01",
)
