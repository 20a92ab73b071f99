"""The only reads of estimates: releases, runs, published rows, and what was chosen for each week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from apps.estimator.measures import BASES, MEASURES
from apps.flows import coverage, releases, statements
from apps.flows.attribution.queries import (
    attribution_rows,
    attribution_split,
    attribution_text,
    location_evidence,
)
from apps.flows.encoding import NAME as ENCODING
from apps.flows.frames import FramesAnswer, frames_answer, is_kept, prepared_key
from apps.flows.home import HomeFigures, exports_by_week, home_figures
from apps.flows.models import EstimateRun, PreparedAnswer, Release
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow, WeekRun
from apps.flows.revisions import Revisions, revisions
from apps.flows.runs import (
    analysed_at,
    analysis,
    analysis_state,
    run,
    run_parameters,
    run_states,
    runs,
    waiting_analyses,
    waiting_runs,
)
from apps.flows.sharebars import shares
from apps.flows.statements import TextPage
from apps.flows.units import LIMIT_AT_MOST

SUM_NAMES = (
    "period_start", "measure", "basis", "is_counterfactual", "cells_mean", "total_mean", "is_faulty", "rows",
)  # fmt: skip

__all__ = [
    "Revisions", "TextPage", "analysed_at", "analysis", "analysis_state", "attribution_rows",
    "attribution_split", "attribution_text", "exports_by_week", "location_evidence", "revisions", "run",
    "run_parameters", "run_states", "runs", "shares", "waiting_analyses", "waiting_runs",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlowPage:
    """Published rows with what must stand beside them."""

    release: ReleaseRow
    rows: list[dict[str, Any]]
    meta: dict[str, Any]
    next_key: list[Any] | None


def release(
    *, release_id: str | None = None, as_of: datetime | None = None, now: datetime | None = None
) -> ReleaseRow | None:
    """Return the named release, else the last one published by `as_of` (else by `now`); None without one."""
    return releases.find(id_=release_id, as_of=as_of or now)


def is_synthetic_world() -> bool:
    """Tell whether this database holds a simulation, and then nothing real."""
    return releases.is_synthetic_world()


def release_list(*, limit: int = LIMIT_AT_MOST, before: datetime | None = None) -> list[ReleaseRow]:
    """Return releases, newest first; `before` continues after the last one seen."""
    rows = Release.objects.order_by("-published_at")
    rows = rows.filter(published_at__lt=before) if before else rows
    return [releases.row_of(row) for row in rows[:limit]]


def flow_text(
    question: Question,
    release: ReleaseRow,
    *,
    columns: Sequence[str],
    shape: str = "rows",
    after: Sequence[Any] | None = None,
    limit: int,
) -> TextPage:
    """Return one page of corridors as JSON rows, JSON columns or CSV lines (`shape`), in one statement."""
    return _text(statements.FLOWS, question, release, columns=columns, shape=shape, after=after, limit=limit)


def balance_text(
    question: Question,
    release: ReleaseRow,
    *,
    columns: Sequence[str],
    shape: str = "rows",
    after: Sequence[Any] | None = None,
    limit: int,
) -> TextPage:
    """Return one page of balances likewise; the world row comes first, with country null."""
    return _text(
        statements.BALANCES, question, release, columns=columns, shape=shape, after=after, limit=limit
    )


def _text(
    table: statements.Table,
    question: Question,
    release: ReleaseRow,
    *,
    columns: Sequence[str],
    shape: str,
    after: Sequence[Any] | None,
    limit: int,
) -> TextPage:
    """Run the one statement of a page."""
    weeks = [item for item in release.asked(question) if after is None or item.week.isoformat() >= after[0]]
    sql = statements.page(table, question, after, columns) + statements.text_of(table, columns, shape)
    values = statements.parameters(question, weeks, after, limit)
    values |= {"synthetic": "true" if release.is_synthetic else "false"}
    text, count, key = _rows(sql, values)[0]
    return TextPage(text, count, orjson.loads(key) if key else None)


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one reading statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def published_flows(
    question: Question, release: ReleaseRow, *, after: Sequence[Any] | None = None, limit: int | None = None
) -> FlowPage:
    """Return corridors as dicts with every column; the meta block stands beside them."""
    columns = tuple(statements.FLOW_COLUMNS)
    page = flow_text(question, release, columns=columns, after=after, limit=limit or question.limit)
    return FlowPage(release, orjson.loads(page.text), answer_meta(question, release), page.next_key)


def balances(question: Question, release: ReleaseRow, *, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the balances asked for as dicts, world row first."""
    columns = tuple(statements.BALANCE_COLUMNS)
    page = balance_text(question, release, columns=columns, limit=limit or LIMIT_AT_MOST)
    return orjson.loads(page.text)


def run_sums(run_id: int, *, weeks: Sequence[date] = ()) -> list[dict[str, Any]]:
    """Return, from a run's stored rows, the sum of means per week, measure and basis beside the world total."""
    values = {
        "run_ids": [run_id],
        "bases": list(BASES),
        "measures": list(MEASURES),
        "weeks": list(weeks) or None,
    }
    return [dict(zip(SUM_NAMES, row, strict=True)) for row in _rows(statements.CONSERVATION, values)]


def conservation(release: ReleaseRow, *, weeks: Sequence[date] = ()) -> list[dict[str, Any]]:
    """Return the same sums of a release's weeks (or of some of them), each from the run that answers it."""
    asked = {(item.week, item.run_id) for item in release.weeks if not weeks or item.week in weeks}
    runs_ = sorted({run_id for _, run_id in asked})
    return [
        row
        for run_id in runs_
        for row in run_sums(run_id, weeks=weeks)
        if (row["period_start"], run_id) in asked
    ]


def analysis_states(release: ReleaseRow) -> list[dict[str, Any]]:
    """Return what the run of the newest week stores of each analysis: name, rows, problem, definition."""
    found = _rows(statements.ANALYSES, {"run_id": release.weeks[-1].run_id})
    return [dict(zip(("name", "rows", "problem", "definition"), row, strict=True)) for row in found]


def flow_meta(question: Question, release: ReleaseRow) -> dict[str, Any]:
    """Return unknown_share, coverage, notices and method of the weeks asked for, in one statement."""
    weeks = release.asked(question)
    newest = (weeks or release.weeks)[-1].run_id
    values = statements.parameters(question, weeks, None, 0) | {"newest": newest}
    unknown, total, told = _rows(statements.WORLD, values)[0]
    runs_ = {row["id"]: row for row in orjson.loads(told)}
    briefs = {item.week.isoformat(): (runs_[item.run_id]["brief"] or {}) for item in weeks}
    notices = coverage.week_notices({week: brief.get(week, {}) for week, brief in briefs.items()})
    notices += coverage.withdrawn_notices(weeks, runs_)
    notices += [f"No estimate for the week of {week}." for week in release.gaps(question)]
    if total is None and weeks:
        notices.append(
            f"This release holds no {question.measure} on {question.basis} in scope {question.scope}."
        )
    return {
        "unknown_share": unknown / total if total else None,
        "coverage": {
            "platform": coverage.PLATFORM,
            "share_of_world_tokens": runs_[newest]["share"],
            "bias_direction": coverage.BIAS,
        },
        "notices": notices,
        "method": runs_[newest]["method"],
    }


def answer_meta(question: Question, release: ReleaseRow) -> dict[str, Any]:
    """Return the whole meta block of an answer (citation, licence, coverage, notices)."""
    return coverage.meta(question, release, flow_meta(question, release))


def week_summaries(weeks: Sequence[WeekRun]) -> dict[str, Any]:
    """Return what each run said of the usage behind these weeks, by ISO date."""
    stored = dict(
        EstimateRun.objects.filter(id__in={w.run_id for w in weeks}).values_list("id", "inputs_summary")
    )
    return {
        item.week.isoformat(): stored[item.run_id].get("weeks", {}).get(item.week.isoformat(), {})
        for item in weeks
    }


def usage_choice(week: date, release: ReleaseRow) -> dict[str, Any] | None:
    """Return which publication was chosen for a week, by which rule, and which were not, or None."""
    return week_summaries([item for item in release.weeks if item.week == week]).get(week.isoformat())


def ratios(release: ReleaseRow, *, week: date) -> list[dict[str, Any]]:
    """Return a week's ratios taken within draws (value_multiple, usd_per_kwh); null has a reason."""
    found = [item.run_id for item in release.weeks if item.week == week]
    stored = EstimateRun.objects.filter(id__in=found).values_list("ratios", flat=True)
    return [row for rows in stored for row in rows if row["period_start"] == week.isoformat()]


def corridors_for_home(question: Question, release: ReleaseRow, *, rows: int | None = None) -> HomeFigures:
    """Return the week's largest corridors, its sums of means, its balances and the usage behind it."""
    return home_figures(question, release, week_summaries(release.asked(question)), rows=rows)


def frames(question: Question, release: ReleaseRow) -> FramesAnswer:
    """Return the bytes of frames: as kept with the release, else built now without compression."""
    kept = PreparedAnswer.objects.filter(release_id=release.id, key=prepared_key(question))
    if is_kept(question, release) and (stored := kept.first()):
        return FramesAnswer(bytes(stored.body), bytes(stored.body_gzip), bytes(stored.body_br))
    return frames_answer(question, release, frames_meta(question, release))


def frames_meta(question: Question, release: ReleaseRow) -> dict[str, Any]:
    """Return the meta block of frames, which names their encoding."""
    return answer_meta(question, release) | {"encoding": ENCODING}
