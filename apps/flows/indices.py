"""The indices of a week as plain lines: what was worked out from the published run, with its ranges."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from apps.flows import releases
from apps.flows.releases import ReleaseRow
from apps.flows.runs import analysis, analysis_state

# In the order in which they are read.
INDICES = (
    *("scopes", "domestic", "denominators", "concentration", "trade", "regions"),
    *("curve", "ladder", "gap", "gap_parts", "changes", "bitcoin"),
)
# Numbers are printed to three significant digits; the error of 1,000 draws is 3 % and more.
FORMAT = ".3g"
COLUMNS = (
    "contradicts",
    "is_over",
    "share_of_draws_over",
    "surplus_share",
    "verdict",
    "unknown_share",
    "reason",
)


class UnknownIndex(LookupError):
    """Nothing is worked out under this name, or for this week; the message names those that are."""


def index_lines(*, now: datetime, week: date | None = None, name: str | None = None) -> Iterator[str]:
    """Yield the indices of a week (default: the newest of the release) line by line.

    Raises UnknownIndex for a name or week that is not there, and where nothing is published.
    """
    release = releases.find(id_=None, as_of=now)
    if release is None:
        raise UnknownIndex("nothing is published; run `manage.py estimate` and `manage.py publish`")
    asked = week or release.newest
    if asked not in {item.week for item in release.weeks}:
        known = f"{release.weeks[0].week} to {release.newest}"
        raise UnknownIndex(f"release {release.id} has no week {asked}; it has weeks from {known}")
    if name is not None and name not in INDICES:
        raise UnknownIndex(f"no index is called {name!r}; use one of {', '.join(INDICES)}")
    return _lines(release, asked, INDICES if name is None else (name,))


def _lines(release: ReleaseRow, week: date, names: Sequence[str]) -> Iterator[str]:
    """Yield the header and the rows of each index."""
    yield f"release {release.id}, week {week}: 90 % intervals given the stated assumptions"
    for name in names:
        rows = analysis(release, name, week)
        state = analysis_state(release, name)
        yield ""
        yield f"{name}: {len(rows)} rows" if rows else f"{name}: {state}"
        yield from (_line(row) for row in rows)


def _line(row: Mapping[str, Any]) -> str:
    """Return one row: key, low - central - high, unit, grade, and what else must be told."""
    told = [f"{field} {_word(row[field])}" for field in COLUMNS if row.get(field) not in (None, "", False)]
    return "  ".join(
        filter(None, [f"  {row['key']}", _range(row), row["unit"], row["evidence_grade"], "; ".join(told)])
    )


def _range(row: Mapping[str, Any]) -> str:
    """Return the range; one number where all three are one, a dash where there is none."""
    if row["central"] is None:
        return "-"
    ends = [format(row[end], FORMAT) for end in ("low", "central", "high")]
    return ends[1] if len({row["low"], row["central"], row["high"]}) == 1 else " - ".join(ends)


def _word(value: Any) -> str:
    """Return a field as a word."""
    return format(value, FORMAT) if isinstance(value, float) else str(value)
