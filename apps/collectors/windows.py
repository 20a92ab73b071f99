"""Which dated files of a rolling export hold the days that are missing."""

from collections.abc import Set
from datetime import date, timedelta


def days_missing(*, since: date, until: date, stored: Set[date]) -> frozenset[date]:
    """Return the days of [since, until) without a stored number."""
    count = max((until - since).days, 0)
    return frozenset(since + timedelta(days=offset) for offset in range(count)) - stored


def files_for(
    missing: Set[date], *, first_file: date, days_per_file: int
) -> list[tuple[date, frozenset[date]]]:
    """Return the fewest (file date, days it is wanted for); a file holds the days before its own date.

    Days older than the first file's are given up.
    """
    left, found = set(missing), []
    while left:
        file_date = max(max(left) + timedelta(days=1), first_file)
        held = frozenset(day for day in left if day >= file_date - timedelta(days=days_per_file))
        if not held:
            break
        found.append((file_date, held))
        left -= held
    return found
