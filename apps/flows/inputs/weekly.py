"""Weeks of the daily rankings as candidates: sums of the observed days, never scaled up."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from apps.estimator.periods import monday_of, next_week
from apps.flows.inputs.candidates import MEASURED, Candidate
from apps.flows.inputs.published import daily_rows
from apps.observations import queries as observations
from apps.observations.rows import ValueRow
from apps.reference import queries as reference

SOURCE = "openrouter.rankings"
METRIC = "tokens"
GRADE = "A"
PAGE = "https://openrouter.ai/rankings"
TITLE = "OpenRouter rankings, daily tokens per model"
OTHER = "other"


def candidates(*, first: date, end: date, as_of: datetime) -> list[Candidate]:
    """Return one candidate per week in [first, end) of which any day was known at `as_of`."""
    rows = observations.values_as_of(
        source_keys=[SOURCE], metric=METRIC, period_from=first, period_to=end, as_of=as_of
    )
    weeks: dict[date, list[ValueRow]] = defaultdict(list)
    for row in rows:
        weeks[monday_of(row.period_start)].append(row)
    keys = {row.subject: row.model or _key_of(row.subject) for row in rows}
    return [_candidate(week, rows_, keys) for week, rows_ in sorted(weeks.items())]


def _key_of(subject: str) -> str:
    """Return our model key of a slug; the remainder row, and a slug nobody knows, is `other`."""
    return reference.resolve_model(source_key=SOURCE, slug=subject) or OTHER


def _candidate(week: date, rows: list[ValueRow], keys: Mapping[str, str]) -> Candidate:
    """Return the sums of one week's observed days."""
    days = {row.period_start for row in rows}
    coverage = len(days) / (next_week(week) - week).days
    named = [
        (
            keys[row.subject],
            "FREE" if reference.is_free(row.subject) else "STANDARD",
            float(row.value),
            GRADE,
        )
        for row in rows
    ]
    return Candidate(
        week=week,
        publication=SOURCE,
        source=SOURCE,
        denominator="TOP50",
        rank=MEASURED,
        rows=daily_rows(week, named),
        coverage=coverage,
        flags={"partial_week"} if coverage < 1 else set(),
        models=len({keys[row.subject] for row in rows} - {OTHER}),
        days=len(days),
        about={
            "source_title": TITLE,
            "source_url": PAGE,
            "window_start": min(days).isoformat(),
            "window_end": next_day(max(days)).isoformat(),
            "reported_date": None,
            "grade": GRADE,
            "is_verified": True,
            "figures": [],
        },
    )


def next_day(day: date) -> date:
    """Return the day after."""
    return date.fromordinal(day.toordinal() + 1)
