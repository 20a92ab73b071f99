"""Weeks as the product counts them: half-open, UTC, from Monday 00:00."""

from datetime import date, timedelta

DAYS_PER_WEEK = 7


def monday_of(day: date) -> date:
    """Return the Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def next_week(week: date) -> date:
    """Return the Monday after `week`."""
    return week + timedelta(days=DAYS_PER_WEEK)


def weeks_between(first: date, end: date) -> list[date]:
    """Return the Mondays in the half-open span [first, end); both ends are Mondays."""
    return [first + timedelta(days=offset) for offset in range(0, (end - first).days, DAYS_PER_WEEK)]
