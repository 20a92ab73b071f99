"""What the home page shows of one week: its largest corridors, and how the whole adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from apps.estimator.measures import UNKNOWN
from apps.flows.frames import drawn_grade
from apps.flows.models import CountryBalance, FlowEstimate
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.flows.units import HOME_ROWS

FIELDS = (
    "origin", "destination", "low", "central", "high", "mean", "evidence_grade", "grade_profile",
    "identification", "unknown_share", "coverage", "flags", "is_counterfactual",
)  # fmt: skip
KINDS = ("crossing", "domestic", "unknown", "unlisted")


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """One week of a measure and basis; the four sums of means add to `total_mean` (medians do not add).

    `rows` are the largest by mean of the kinds crossing, domestic and unknown (either end UNK), each
    a dict of the row's fields with `kind`, `drawn_grade`, `unit` and `run`.
    """

    week: date | None
    weeks: tuple[date, ...]
    rows: list[dict[str, Any]]
    unit: str
    run: str
    crossing_mean: float
    domestic_mean: float
    unknown_mean: float
    unlisted_mean: float
    total_mean: float
    world_total_mean: float | None
    world: dict[str, Any] | None
    balance: dict[str, Any] | None
    coverage: float | None
    flags: tuple[str, ...]
    usage: dict[str, Any] | None

    @property
    def previous_week(self) -> date | None:
        """Return the nearest earlier week with an estimate, or None."""
        return max((week for week in self.weeks if self.week and week < self.week), default=None)

    @property
    def next_week(self) -> date | None:
        """Return the nearest later week with an estimate, or None."""
        return min((week for week in self.weeks if self.week and week > self.week), default=None)


def kind_of(row: dict[str, Any]) -> str:
    """Return crossing, domestic, unknown or unlisted."""
    if row["origin"] is None:
        return "unlisted"
    if UNKNOWN in (row["origin"], row["destination"]):
        return "unknown"
    return "domestic" if row["origin"] == row["destination"] else "crossing"


def home_figures(
    question: Question, release: ReleaseRow, summaries: dict[str, Any], *, rows: int | None = None
) -> HomeFigures:
    """Return the figures of the week asked for, else of the newest one of the span."""
    asked = release.asked(question)
    last = asked[-1] if asked else None
    week, run = (last.week, last.run) if last else (question.period, "")
    found = _week_rows(question, last.run_id, last.week) if last else []
    world, balance = _balances(question, last.run_id, last.week) if last else (None, None)
    sums = dict.fromkeys(KINDS, 0.0)
    for row in found:
        sums[row["kind"]] += row["mean"]
    wanted = [
        row
        for row in found
        if _touches(row, question.country)
        and row["kind"] != "unlisted"
        and _is_backed(row, question.evidence)
    ]
    labels = {"unit": question.unit, "run": run, "period_start": week}
    return HomeFigures(
        week=week,
        weeks=tuple(item.week for item in release.weeks),
        rows=[row | labels for row in wanted[: rows or question.top or HOME_ROWS]],
        unit=question.unit,
        run=run,
        **{f"{kind}_mean": amount for kind, amount in sums.items()},
        total_mean=sum(sums.values()),
        world_total_mean=world["total_mean"] if world else None,
        world=world,
        balance=balance,
        coverage=min((row["coverage"] for row in found), default=None),
        flags=tuple(sorted({flag for row in found for flag in row["flags"]})),
        usage=summaries.get(week.isoformat()) if week else None,
    )


def _touches(row: dict[str, Any], countries: Sequence[str]) -> bool:
    """Tell whether a row begins or ends in one of the countries (any, when none is named)."""
    return not countries or row["origin"] in countries or row["destination"] in countries


def _is_backed(row: dict[str, Any], evidence: str) -> bool:
    """Tell whether every link before the destination has the asked grade or a better one (any, when none is asked)."""
    return not evidence or row["drawn_grade"] <= evidence


def _week_rows(question: Question, run_id: int, week: date) -> list[dict[str, Any]]:
    """Return all rows of a week, largest mean first."""
    rows = FlowEstimate.objects.filter(
        run_id=run_id,
        period_start=week,
        basis=question.basis,
        scope=question.scope,
        measure=question.measure,
    ).values(*FIELDS)
    marked = [row | {"kind": kind_of(row), "drawn_grade": drawn_grade(row["grade_profile"])} for row in rows]
    return sorted(marked, key=lambda row: (-row["mean"], row["origin"] or "", row["destination"] or ""))


def _balances(
    question: Question, run_id: int, week: date
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the world row, and the balance of the one country asked for."""
    rows = CountryBalance.objects.filter(
        run_id=run_id,
        period_start=week,
        basis=question.basis,
        scope=question.scope,
        measure=question.measure,
    )
    country = question.country[0] if len(question.country) == 1 else None
    found: dict[str | None, dict[str, Any]] = {
        row["country_id"]: dict(row) for row in rows.filter(Q(country=None) | Q(country=country)).values()
    }
    return found.get(None), found.get(country) if country else None


def exports_by_week(
    question: Question, release: ReleaseRow, *, countries: int = 2
) -> dict[str, dict[date, float]]:
    """Return the central exports per week of the largest exporters (UNK left out)."""
    weeks = release.asked(question)
    run_of = {item.week: item.run_id for item in weeks}
    rows = (
        CountryBalance.objects.filter(
            run_id__in=set(run_of.values()),
            basis=question.basis,
            scope=question.scope,
            measure=question.measure,
        )
        .exclude(country=None)
        .exclude(country=UNKNOWN)
        .values_list("run_id", "period_start", "country", "exports_central")
    )
    found: dict[str, dict[date, float]] = {}
    for run_id, week, country, exports in rows:
        if run_of.get(week) == run_id:
            found.setdefault(country, {})[week] = exports
    largest = sorted(found, key=lambda code: (-max(found[code].values()), code))[:countries]
    return {code: dict(sorted(found[code].items())) for code in largest}
