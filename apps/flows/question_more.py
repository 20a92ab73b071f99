"""Readers of parameters that only some resources have: their own words, whole numbers, days instead of weeks."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from apps.flows import question_values as values
from apps.flows.question import Question
from apps.flows.question_problems import UNPRINTABLE, Context, Unreadable, UnreadableQuestion, problem
from apps.flows.question_values import Spec
from apps.flows.units import CURSOR_AT_MOST, FIRST_DAY, ITEMS_PER_LIST, LAST_DAY, SERIES_AT_MOST, TEXT_AT_MOST

NUMBER = re.compile(r"[1-9][0-9]{0,9}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{0,79}")


def one_of(*words: str, default: str | None = None) -> Spec:
    """Return the reader of one of these words; the default is dropped from the address."""
    return Spec("", values.choice(*words), default=default)


def some_of(*words: str) -> Spec:
    """Return the reader of a comma list of these words."""
    return Spec("", values.items(values.choice(*words)))


def ids() -> Spec:
    """Return the reader of a comma list of ids."""
    return Spec("", values.items(values.matching(values.WORD, "not-an-id", values.ID_TEXT)))


def an_id() -> Spec:
    """Return the reader of one id."""
    return Spec("", values.matching(values.WORD, "not-an-id", values.ID_TEXT))


def text() -> Spec:
    """Return the reader of a printable text."""
    return Spec("", values.free_text(TEXT_AT_MOST))


def pattern(allowed: re.Pattern[str], words: str) -> Spec:
    """Return the reader of a text that matches a pattern as a whole."""
    return Spec("", values.matching(allowed, "not-readable", words))


def numbers() -> Spec:
    """Return the reader of a comma list of whole numbers above 0."""

    def one(written: str, _context: Context) -> str:
        if not NUMBER.fullmatch(written) or int(written) > SERIES_AT_MOST:
            raise Unreadable("not-a-whole-number", f"up to {ITEMS_PER_LIST} whole numbers above 0")
        return written

    def reader(written: str, context: Context) -> tuple[int, ...]:
        return tuple(sorted(int(part) for part in values.items(one)(written, context)))

    return Spec("", reader)


def moment_or_cursor() -> Spec:
    """Return the reader of a moment in the past (a date: its beginning, UTC), or of a cursor as given."""

    def reader(written: str, context: Context) -> datetime | str:
        if len(written) > CURSOR_AT_MOST or UNPRINTABLE.search(written):
            raise Unreadable("not-a-moment", "a date, a datetime with offset, or the cursor of an answer")
        if not values.DAY.match(written):
            return written
        if values.DAY.fullmatch(written):
            moment = datetime.combine(values.read_day(written), time.min, UTC)
        else:
            moment = values.read_moment(written, context) or context.now
        if moment > context.now:
            raise Unreadable("future", f"not later than {values.write_moment(context.now)}")
        return moment

    return Spec("", reader)


def version_or_moment() -> Spec:
    """Return the reader of a version's id (or its beginning), or of a moment in the past."""

    def reader(written: str, context: Context) -> datetime | str:
        if values.DAY.match(written):
            return values.read_moment(written, context) or context.now
        return values.matching(VERSION, "not-a-version", "the id of a version, a date or a moment")(
            written, context
        )

    return Spec("", reader)


def past_moment(name: str, written: str, *, now: datetime) -> datetime:
    """Return a moment that is part of an address; raise UnreadableQuestion."""
    try:
        return values.read_moment(written, Context(now=now, limit_maximum=1, fields=())) or now
    except Unreadable as fault:
        raise UnreadableQuestion([problem(name, written, fault)]) from None


def _any_day(written: str, _context: Context) -> date:
    """Return any day that something may be dated."""
    day = values.read_day(written)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unreadable("out-of-range", f"a date from {FIRST_DAY} to {LAST_DAY}")
    return day


# Days of things that have no weeks: numbers of a source, prices, events.
A_DAY = Spec("", _any_day)


def span_of(question: Question) -> tuple[date | None, date | None]:
    """Return the half-open span of days asked for; raise UnreadableQuestion where the words exclude each other."""
    period, start, end = (question.asked(name) for name in ("period", "from", "to"))
    if period and (start or end):
        fault = Unreadable("conflicting-parameters", "either period, or from and to")
        raise UnreadableQuestion([problem("period", period.isoformat(), fault)])
    if start and end and start >= end:
        fault = Unreadable("out-of-range", f"a day after {start}")
        raise UnreadableQuestion([problem("to", end.isoformat(), fault)])
    return (period, period + timedelta(days=1)) if period else (start, end)


def require(question: Question, **allowed: str) -> None:
    """Raise UnreadableQuestion naming each of these parameters that was not sent, with what it may be."""
    missing = [
        problem(name, "", Unreadable("missing", words))
        for name, words in allowed.items()
        if question.asked(name) is None
    ]
    if missing:
        raise UnreadableQuestion(missing)


def refuse(name: str, value: Any, reason: str, allowed: str) -> UnreadableQuestion:
    """Return the refusal of one value that could be read but names nothing here."""
    return UnreadableQuestion([problem(name, values.write(value), Unreadable(reason, allowed))])
