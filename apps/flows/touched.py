"""Which weeks are to be estimated again when numbers of some metrics and days change."""

import re
from collections.abc import Iterable
from datetime import date

from apps.estimator.periods import monday_of, next_week

# Usage, of which estimates are made; a changed list price waits for the next estimate.
USAGE = re.compile(r"tokens|tokens_(day|week)_.+")


def touched(metrics: Iterable[str], days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the half-open spans of weeks that hold these days, where any of the metrics is usage; else none."""
    return spans_of(monday_of(day) for day in days) if any(map(USAGE.fullmatch, metrics)) else []


def spans_of(weeks: Iterable[date]) -> list[tuple[date, date]]:
    """Return the unbroken half-open spans that these Mondays make."""
    spans: list[tuple[date, date]] = []
    for week in sorted(set(weeks)):
        if spans and spans[-1][1] == week:
            spans[-1] = (spans[-1][0], next_week(week))
        else:
            spans.append((week, next_week(week)))
    return spans
