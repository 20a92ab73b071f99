"""Reads of who made it, where it ran and where it went, and of the evidence of place behind it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from django.db import connection

from apps.flows.models import AttributionEstimate, EstimateRun
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.flows.statements import Table, TextPage, text_of

FILTERS = ("lab", "compute", "destination", "model")
NUMBERS = (
    "low", "central", "high", "mean", "share_low", "share_central", "share_high", "bound_low", "bound_high",
)  # fmt: skip
COLUMNS = (
    {
        name: f"f.{name}"
        for name in ("period_start", "level", "measure", "model", "lab", "compute", "destination")
    }
    | {"period": "f.period_start", "unit": "%(unit)s::text", "split": "f.split"}
    | {name: f"f.{name}" for name in NUMBERS}
    | {name: f"f.{name}" for name in ("evidence_grade", "identification", "flags")}
    | {"run": "w.run"}
)
TABLE = Table(
    "flows_attributionestimate",
    COLUMNS,
    (
        ("f.period_start", "date"),
        ("-f.mean", "float8"),
        *(
            (f"coalesce(f.{name}, '~') COLLATE \"C\"", "text")
            for name in ("model", "lab", "compute", "destination")
        ),
        ('f.split COLLATE "C"', "text"),
    ),
    FILTERS,
)


def level_of(question: Question) -> str:
    """Return the level that answers a question: MODEL where models are named, else CROSS."""
    return "MODEL" if question.model else "CROSS"


def attribution_text(
    question: Question,
    release: ReleaseRow,
    *,
    columns: Sequence[str],
    shape: str = "rows",
    after: Sequence[Any] | None = None,
    limit: int,
    level: str | None = None,
) -> TextPage:
    """Return one page of attribution as JSON rows, JSON columns or CSV lines (`shape`), in one statement.

    The question may name period, measure, model, lab, compute and destination. Rows are of one level, whose means
    add to the week's total: MODEL where the question names models, else CROSS, unless `level` says which.
    """
    weeks = release.asked(question)
    values: dict[str, Any] = {
        "run_ids": [item.run_id for item in weeks],
        "weeks": [item.week for item in weeks],
        "runs": [item.run for item in weeks],
        "unit": question.unit,
        "measure": question.measure,
        "level": level or level_of(question),
        "synthetic": "true" if release.is_synthetic else "false",
        "limit": limit,
    }
    values |= {name: list(getattr(question, name)) for name in FILTERS}
    values |= {f"after_{index}": part for index, part in enumerate(after or ())}
    sql = _page(question, after) + text_of(TABLE, columns, shape)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        text, count, key = cursor.fetchone()
    return TextPage(text, count, orjson.loads(key) if key else None)


def _page(question: Question, after: Sequence[Any] | None) -> str:
    """Return the rows of a page and one more, numbered in their order, as the common table `page`."""
    order = ", ".join(name for name, _ in TABLE.order)
    keys = ", ".join(f"{name} AS k{index}" for index, (name, _) in enumerate(TABLE.order))
    conditions = [f"f.{name} = ANY(%({name})s)" for name in FILTERS if getattr(question, name)]
    if after is not None:
        places = ", ".join(f"%(after_{index})s::{kind}" for index, (_, kind) in enumerate(TABLE.order))
        conditions.append(f"({order}) > ({places})")
    where = "".join(f" AND {condition}" for condition in conditions)
    # Only names from the table above enter the text; every value is bound.
    return f"""WITH page AS (
        SELECT f.*, w.run, {keys}, row_number() OVER (ORDER BY {order}) AS n
        FROM unnest(%(run_ids)s::bigint[], %(weeks)s::date[], %(runs)s::text[]) AS w(run_id, week, run)
        JOIN {TABLE.name} f ON f.run_id = w.run_id AND f.period_start = w.week
        WHERE f.level = %(level)s AND f.measure = %(measure)s{where}
        ORDER BY n LIMIT %(limit)s + 1)"""  # noqa: S608


def attribution_rows(
    release: ReleaseRow, week: date, *, level: str, measure: str = "TOKENS"
) -> list[dict[str, Any]]:
    """Return every row of one level and measure of a week, the largest mean first; none for a week without."""
    found = [item.run_id for item in release.weeks if item.week == week]
    rows = AttributionEstimate.objects.filter(
        run_id__in=found, period_start=week, level=level, measure=measure
    )
    named = [name for name in COLUMNS if name not in ("period", "unit", "run")]
    return list(rows.order_by("-mean", "model", "lab", "compute", "destination", "split").values(*named))


def attribution_split(release: ReleaseRow, week: date, *, measure: str = "TOKENS") -> list[dict[str, Any]]:
    """Return of each lab country what was served at home, elsewhere, and what nobody knows, with shares of its total.

    share_low, share_central, share_high are of the lab country's own total, taken within draws; bound_low and
    bound_high frame what is known with all that is unknown.
    """
    return attribution_rows(release, week, level="LAB_SPLIT", measure=measure)


def location_evidence(release: ReleaseRow, week: date) -> list[dict[str, Any]]:
    """Return the evidence in force in a week where each provider of its models computes, with source and grade."""
    found = [item.run_id for item in release.weeks if item.week == week]
    stored = EstimateRun.objects.filter(id__in=found).values_list("location_evidence", flat=True)
    return [
        told["rows"][index] for told in stored for index in told.get("weeks", {}).get(week.isoformat(), ())
    ]
