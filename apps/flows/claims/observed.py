"""Stored observations as inputs of claims: one number, the sum of a whole span, or a ranking."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from apps.estimator.claims import Given
from apps.estimator.measures import UNKNOWN
from apps.flows.claims.found import Found, Missing, cite
from apps.observations import queries as observations
from apps.observations.rows import ValueRow
from apps.reference import queries as reference

EVERY = "*"
REST = "other"
SPAN = ".."
ONE_DAY = timedelta(days=1)


class Observed:
    """Finds SOURCE/METRIC/SUBJECT@DAY or @FROM..TO (half-open); a span with a missing day is Missing."""

    def __init__(self, *, as_of: datetime) -> None:
        self._as_of = as_of

    def find(self, name: str) -> Found:
        """Return a number, or for the subject * the ranking as (country of the lab, number)."""
        what, _, when = name.partition("@")
        source, metric, subject = what.split("/", 2)
        first, end = _span(when)
        rows = observations.values_as_of(
            source_keys=[source], metric=metric, period_from=first, period_to=end, as_of=self._as_of
        )
        rows = [row for row in rows if not row.qualifier and subject in (EVERY, row.subject)]
        days = {row.period_start for row in rows}
        if not rows or (SPAN in when and len(days) < (end - first).days):
            raise Missing(name)
        unit, id_ = rows[0].unit, f"series/{source}/{metric}/{subject}"
        citation = cite(f"Source {source}", "", snapshots=sorted({row.snapshot_id for row in rows}))
        if subject == EVERY:
            return Found(Given(days=tuple(sorted(days)), series=_ranking(rows)), unit, id_, citation)
        total = Fraction(sum((row.value for row in rows), Decimal(0)))
        return Found(Given(total, total, total, days=tuple(sorted(days))), unit, id_, citation)


def _span(text: str) -> tuple[date, date]:
    """Return the half-open span of a day or of FROM..TO."""
    first, _, end = text.partition(SPAN)
    start = date.fromisoformat(first)
    return start, date.fromisoformat(end) if end else start + ONE_DAY


def _ranking(rows: Sequence[ValueRow]) -> tuple[tuple[str, Fraction], ...]:
    """Return models by their sum, the largest first, as the country of the lab; variants count once, `other` never."""
    homes = {row.key: row.country for row in reference.labs()}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.subject != REST:
            sums[row.subject.partition(":")[0]] += row.value
    ordered = sorted(sums, key=lambda slug: (-sums[slug], slug))
    return tuple((homes.get(reference.lab_of_slug(slug), UNKNOWN), Fraction(sums[slug])) for slug in ordered)
