"""What readers see: which run answers each week, as of a moment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from apps.estimator.periods import next_week
from apps.flows.models import EstimateRun, Release
from apps.flows.question import Question
from apps.flows.units import ID_LENGTH, WEEKS_BY_DEFAULT

# How the ids of simulated runs and releases begin.
SYNTHETIC_MARK = "synthetic"


@dataclass(frozen=True, slots=True)
class WeekRun:
    """The run that answers one week: its public id (16 hex of the fingerprint) and its row."""

    week: date
    run: str
    run_id: int


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release: the ordered weeks and their runs; `as_of` is what the newest of its runs knew."""

    id: str
    published_at: datetime
    as_of: datetime
    weeks: tuple[WeekRun, ...]
    is_synthetic: bool

    @property
    def newest(self) -> date:
        """Return the Monday of the newest week."""
        return self.weeks[-1].week

    def asked(self, question: Question) -> tuple[WeekRun, ...]:
        """Return the weeks a question asks for: one, a span, or the 52 weeks to the newest."""
        if question.period:
            return tuple(item for item in self.weeks if item.week == question.period)
        end = question.period_to or next_week(self.newest)
        start = question.period_from or end - WEEKS_BY_DEFAULT * (next_week(end) - end)
        return tuple(item for item in self.weeks if start <= item.week < end)

    def whole(self, question: Question) -> Question:
        """Return the question of every week of the release; it names its first week where there are more than 52."""
        first = self.weeks[0].week
        begins = next_week(self.newest) - WEEKS_BY_DEFAULT * (next_week(self.newest) - self.newest)
        return replace(question, period=None, period_to=None, period_from=first if first < begins else None)

    def gaps(self, question: Question) -> list[date]:
        """Return the weeks inside the asked span that have no estimate."""
        asked = [item.week for item in self.asked(question)]
        if question.period:
            return [] if asked else [question.period]
        span = (asked[-1] - asked[0]).days if asked else 0
        step = (next_week(self.newest) - self.newest).days
        return [week for day in range(0, span, step) if (week := asked[0] + timedelta(days=day)) not in asked]


def release_id(weeks: Iterable[tuple[str, str]], *, is_synthetic: bool = False) -> str:
    """Return the first 16 hex of the sha256 of the ordered (week, run) lines; a simulated one begins with its mark."""
    text = "\n".join(f"{week} {run}" for week, run in sorted(weeks))
    digest = sha256(text.encode()).hexdigest()[:ID_LENGTH]
    return synthetic_id(digest, ID_LENGTH) if is_synthetic else digest


def synthetic_id(digest: str, length: int) -> str:
    """Return an id of this length that says of itself that what it names was simulated."""
    return (SYNTHETIC_MARK + digest)[:length]


def is_synthetic_world() -> bool:
    """Tell whether this database holds a simulation: then it holds nothing else, and nothing real may be added."""
    return Release.objects.filter(is_synthetic=True).exists()


def row_of(release: Release) -> ReleaseRow:
    """Return a stored release as a plain row."""
    weeks = week_runs(release.weeks)
    return ReleaseRow(release.id, release.published_at, release.as_of, weeks, release.is_synthetic)


def week_runs(stored: Iterable[dict[str, Any]]) -> tuple[WeekRun, ...]:
    """Return the weeks of a release as it stores them."""
    return tuple(WeekRun(date.fromisoformat(row["week"]), row["run"], row["run_id"]) for row in stored)


def find(*, id_: str | None, as_of: datetime | None) -> ReleaseRow | None:
    """Return the release of this id, else the last one published by `as_of`, else the last one."""
    rows = Release.objects.order_by("-published_at")
    if id_ is not None:
        rows = rows.filter(id=id_)
    if as_of is not None:
        rows = rows.filter(published_at__lte=as_of)
    found = rows.first()
    return row_of(found) if found else None


def every_version(release: ReleaseRow, week: date) -> ReleaseRow:
    """Return the release with each run that ever answered a week up to then, the first version first."""
    until = Release.objects.filter(published_at__lte=release.published_at).order_by("published_at")
    versions = {
        item.run_id: item
        for weeks in until.values_list("weeks", flat=True)
        for item in week_runs(weeks)
        if item.week == week
    }
    return replace(release, weeks=tuple(versions.values()))


def describe(run: EstimateRun) -> dict[str, Any]:
    """Return a published run as programs read it."""
    return {
        "run": (run.fingerprint or "")[:ID_LENGTH],
        "fingerprint": run.fingerprint,
        "method": run.method,
        "method_version": run.method_version,
        "as_of": run.as_of,
        "period_from": run.period_from,
        "period_to": run.period_to,
        "draws": run.draws,
        "seed": run.seed,
        "parameters_sha256": run.parameters_sha256,
        "inputs_sha256": run.inputs_sha256,
        "code_version": run.code_version,
        "published_at": run.published_at,
        "withdrawn_at": run.withdrawn_at,
        "withdrawn_reason": run.withdrawn_reason,
        "is_synthetic": run.is_synthetic,
        "conservation": run.conservation,
        "ratios": run.ratios,
        "notices": run.notices,
    }
