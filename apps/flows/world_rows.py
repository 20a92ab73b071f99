"""How the estimated weeks of a SYNTHETIC run stand for earlier ones: the same rows on another level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apps.estimator.inputs import Inputs
from apps.estimator.results import ConservationRow, RatioRow
from apps.flows.units import SIMULATED_GROWTH

FLOW_AMOUNTS = ("low", "q25", "central", "q75", "high", "mean", "frechet_low", "frechet_high")
BALANCE_AMOUNTS = (
    *(f"{side}_{end}" for side in ("exports", "imports", "net") for end in ("low", "central", "high", "mean")),
    "domestic_mean", "unknown_mean", "total_mean", "unlisted_exports", "unlisted_imports",
)  # fmt: skip
CELL_AMOUNTS = ("low", "central", "high", "mean")
# Lab by place by destination is a third of all rows, and no page tells it of an earlier week.
OMITTED = {"flows_attributionestimate": " AND t.level <> 'CROSS'"}
# The repeated rows point at what the estimated ones, which are checked, point at: checking millions again would take
# longer than writing them. Only the owner of a server may leave it out.
UNCHECKED = """SELECT CASE WHEN current_setting('is_superuser') = 'on'
    THEN set_config('session_replication_role', 'replica', true) END"""
CHECKED = """SELECT CASE WHEN current_setting('is_superuser') = 'on'
    THEN set_config('session_replication_role', 'origin', true) END"""
# Table: the columns that rise with the level, and those that stay.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "flows_flowestimate": (
        FLOW_AMOUNTS,
        (
            "run_id", "basis", "scope", "measure", "origin", "destination", "evidence_grade", "grade_profile",
            "identification", "unknown_share", "coverage", "flags", "is_counterfactual",
        ),
    ),
    "flows_countrybalance": (
        BALANCE_AMOUNTS,
        (
            "run_id", "basis", "scope", "measure", "country", "surplus_share", "evidence_grade", "unknown_share",
            "is_counterfactual",
        ),
    ),
    "flows_attributionestimate": (
        CELL_AMOUNTS,
        (
            "run_id", "level", "measure", "model", "lab", "compute", "destination", "split", "share_low",
            "share_central", "share_high", "bound_low", "bound_high", "evidence_grade", "identification", "flags",
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repeat:
    """A week that repeats an estimated one (`like`) at a level of it."""

    week: date
    like: date
    level: float


def repeats(weeks: Sequence[date], estimated: int) -> list[Repeat]:
    """Return what stands for each week before the last `estimated` ones; the level falls into the past."""
    season, earlier = weeks[-estimated:], weeks[:-estimated]
    return [
        Repeat(week, season[-1 - (back % len(season))], SIMULATED_GROWTH ** -(back + 1))
        for back, week in enumerate(reversed(earlier))
    ]


def statements() -> Iterator[str]:
    """Yield the statement that repeats the rows of each table; takes run, weeks, likes and levels."""
    for table, (amounts, others) in TABLES.items():
        names = ", ".join(["period_start", *amounts, *others])
        values = ", ".join(
            ["r.week", *(f"t.{name} * r.level" for name in amounts), *(f"t.{name}" for name in others)]
        )
        yield (
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t"  # noqa: S608 (our own names)
            " JOIN unnest(%(weeks)s::date[], %(likes)s::date[], %(levels)s::float8[]) r(week, like_week, level)"
            f" ON t.period_start = r.like_week WHERE t.run_id = %(run)s{OMITTED.get(table, '')}"
        )


def proofs(rows: Sequence[ConservationRow], one: Repeat) -> Iterator[ConservationRow]:
    """Yield the checks of a week that repeats another."""
    for row in rows:
        if row.period_start == one.like:
            yield replace(
                row,
                period_start=one.week,
                input_mean=row.input_mean * one.level,
                cells_mean=row.cells_mean * one.level,
                balances_mean=row.balances_mean * one.level,
            )


def ratios(rows: Sequence[RatioRow], one: Repeat) -> Iterator[RatioRow]:
    """Yield the ratios of a week that repeats another: a level changes none."""
    for row in rows:
        if row.period_start == one.like:
            yield replace(row, period_start=one.week)


def summaries(inputs: Inputs, weeks: Sequence[date], repeated: Sequence[Repeat]) -> dict[str, Any]:
    """Return what the run says of the usage behind each week, by ISO date."""
    like = {one.week: (one.like, one.level) for one in repeated}
    told = {}
    for week in weeks:
        source, level = like.get(week, (week, 1.0))
        facts = next(row for row in inputs.weeks if row.week == source)
        chosen = {
            "source": facts.source,
            "publication": facts.source,
            "denominator": facts.denominator,
            "coverage": facts.coverage,
            "flags": list(facts.flags),
            "tokens": level * sum(row.tokens for row in inputs.usage if row.week == source),
        }
        about = {"week": week.isoformat(), "rule": "SYNTHETIC", "chosen": chosen, "alternatives": []}
        told[week.isoformat()] = chosen | about
    return told
