"""How each query parameter is read and written: the one table behind both readers of `question`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import SequenceMatcher
from typing import Any

from apps.estimator.measures import BASES, DENOMINATORS, GRADES, MEASURES, SCOPES
from apps.estimator.periods import monday_of, next_week
from apps.flows.question_problems import UNPRINTABLE, Context, Unreadable, echo
from apps.flows.units import (
    CURSOR_AT_MOST,
    FIRST_DATE,
    ITEMS_PER_LIST,
    TEXT_AT_MOST,
    TOP_AT_MOST,
)
from apps.reference import queries as reference

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
SPACED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+ [0-9]{2}:[0-9]{2}")
WHOLE = re.compile(r"-?[0-9]{1,9}")
# A simulated run or release says so in its id.
RELEASE = re.compile(r"[0-9a-f]{16}|synthetic[0-9a-f]{7}")
CODE = re.compile(r"[A-Z]{3}")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
ID_TEXT = "letters, digits, dots, hyphens and underscores, at most 80"


def read_day(text: str) -> date:
    """Return an ISO date; raise Unreadable."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unreadable("not-a-date", "an ISO date such as 2026-02-16")


def _monday(text: str, latest: date) -> date:
    """Return the Monday written; another day names that week's Monday."""
    day = read_day(text)
    if not FIRST_DATE <= day <= latest:
        raise Unreadable("out-of-range", f"a Monday from {monday_of(FIRST_DATE)} to {latest}")
    monday = monday_of(day)
    if day != monday:
        raise Unreadable("not-a-monday", monday.isoformat(), repair=monday)
    return monday


def _period(text: str, context: Context) -> date:
    """Return the Monday of a week that has begun."""
    return _monday(text, monday_of(context.now.date()))


def _bound(text: str, context: Context) -> date:
    """Return a Monday that may bound a span: up to the end of the week that runs."""
    return _monday(text, next_week(monday_of(context.now.date())))


def read_moment(text: str, context: Context) -> datetime | None:
    """Return a moment with offset, or the end of a day in UTC; today means now, that is None."""
    forms = "a date, or a datetime with offset: Z or %2B01:00, not later than now"
    if DAY.fullmatch(text):
        day = read_day(text)
        if day == context.now.date():
            return None
        moment = datetime.combine(day, time.max, UTC)
    elif MOMENT.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Unreadable("not-a-moment", forms) from None
    else:
        raise Unreadable("space-for-plus" if SPACED.fullmatch(text) else "not-a-moment", forms)
    if moment > context.now:
        raise Unreadable("future", f"not later than {write_moment(context.now)}")
    return moment


def write_moment(moment: datetime) -> str:
    """Return a moment in UTC ending in Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def choice(*words: str) -> Callable[[str, Context], str]:
    """Read one of these words."""

    def reader(text: str, _context: Context) -> str:
        if text not in words:
            raise Unreadable("not-one-of", ", ".join(words))
        return text

    return reader


def _boolean(text: str, context: Context) -> bool:
    """Read true or false."""
    return choice("true", "false")(text, context) == "true"


def matching(pattern: re.Pattern[str], reason: str, allowed: str) -> Callable[[str, Context], str]:
    """Read a text that matches the pattern as a whole."""

    def reader(text: str, _context: Context) -> str:
        if not pattern.fullmatch(text):
            raise Unreadable(reason, allowed)
        return text

    return reader


def _whole(text: str, least: int, most: int) -> int:
    """Read a whole number between two ends."""
    allowed = f"a whole number from {least} to {most}"
    if not WHOLE.fullmatch(text):
        raise Unreadable("not-a-whole-number", allowed)
    if not least <= int(text) <= most:
        raise Unreadable("out-of-range", allowed)
    return int(text)


def items(one: Callable[[str, Context], str]) -> Callable[[str, Context], tuple[str, ...]]:
    """Read a comma list of at most 20 different items, sorted."""

    def reader(text: str, context: Context) -> tuple[str, ...]:
        parts = text.split(",")
        if len(parts) > ITEMS_PER_LIST:
            raise Unreadable("too-many", f"at most {ITEMS_PER_LIST} items")
        if "" in parts or len(set(parts)) != len(parts):
            raise Unreadable("empty-or-repeated-item", "different items joined by single commas")
        return tuple(sorted(one(part, context) for part in parts))

    return reader


def _country(text: str, _context: Context) -> str:
    """Read a known country code; an unknown one names the nearest."""
    codes = reference.country_codes()
    if text in codes and CODE.fullmatch(text):
        return text
    asked = echo(text).upper()
    nearest = max(sorted(codes), key=lambda code: SequenceMatcher(None, code, asked).ratio())
    raise Unreadable("unknown-code", f"an ISO 3166-1 alpha-3 code, XKX or UNK; nearest: {nearest}")


def _field_names(text: str, context: Context) -> tuple[str, ...]:
    """Read a comma list of row fields, in the order asked."""
    parts = tuple(text.split(","))
    if len(set(parts)) != len(parts) or not set(parts) <= set(context.fields):
        raise Unreadable("unknown-field", ", ".join(context.fields))
    return parts


def free_text(most: int) -> Callable[[str, Context], str]:
    """Read a printable text of limited length."""

    def reader(text: str, _context: Context) -> str:
        if len(text) > most or UNPRINTABLE.search(text):
            raise Unreadable("not-a-text", f"at most {most} printable characters")
        return text

    return reader


def write(value: Any) -> str:
    """Return a value as it stands in a query string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return write_moment(value)
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Spec:
    """How one parameter is read, and the field of the question it fills ('': kept by its name in `more`)."""

    field: str
    read: Callable[[str, Context], Any]
    write: Callable[[Any], str] = write
    default: Any = None


_COUNTRIES = items(_country)
_WORDS = items(matching(WORD, "not-an-id", ID_TEXT))
_HEX = matching(RELEASE, "not-an-id", "16 hexadecimal digits in lower case")

PARAMETERS = {
    "period": Spec("period", _period),
    "from": Spec("period_from", _bound),
    "to": Spec("period_to", _bound),
    "as_of": Spec("as_of", read_moment),
    "release": Spec("release", _HEX),
    "run": Spec("run", _HEX),
    "basis": Spec("basis", choice(*BASES)),
    "measure": Spec("measure", choice(*MEASURES)),
    "scope": Spec("scope", choice(*SCOPES)),
    "counterfactual": Spec("counterfactual", _boolean),
    "denominator": Spec("denominator", choice(*DENOMINATORS, "WORLD")),
    "top": Spec("top", lambda text, _context: _whole(text, 1, TOP_AT_MOST)),
    "shape": Spec("shape", choice("rows", "columns")),
    "fields": Spec("fields", _field_names),
    "limit": Spec("limit", lambda text, context: _whole(text, 1, context.limit_maximum)),
    "cursor": Spec("cursor", free_text(CURSOR_AT_MOST)),
    "q": Spec("q", free_text(TEXT_AT_MOST)),
    "open_weights": Spec("open_weights", _boolean),
    "view": Spec("view", choice("pacific", "atlantic")),
    "evidence": Spec("evidence", choice(*GRADES)),
    "theme": Spec("theme", choice("light", "dark")),
    "lang": Spec("lang", choice("en", "zh-hans")),
}
PARAMETERS |= {
    name: Spec(name, _COUNTRIES) for name in ("origin", "destination", "country", "lab", "company", "compute")
}
PARAMETERS |= {
    name: Spec(name, _WORDS) for name in ("model", "provider", "source", "kind", "state", "key", "scope_key")
}
