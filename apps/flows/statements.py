"""The SQL of published rows: Postgres builds the text of an answer, `queries` runs it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.flows.question import Question
from apps.flows.releases import WeekRun
from apps.flows.rowtext import line

FLOW_COLUMNS = {
    "period_start": "f.period_start",
    "period": "f.period_start",
    "origin": "f.origin",
    "destination": "f.destination",
    "basis": "%(basis)s::text",
    "scope": "%(scope)s::text",
    "measure": "%(measure)s::text",
    "unit": "%(unit)s::text",
    "low": "f.low",
    "central": "f.central",
    "high": "f.high",
    "mean": "f.mean",
    "q25": "f.q25",
    "q75": "f.q75",
    "evidence_grade": "f.evidence_grade",
    "grade_profile": "f.grade_profile",
    "identification": "f.identification",
    "unknown_share": "f.unknown_share",
    "coverage": "f.coverage",
    "flags": "f.flags",
    "frechet_low": "f.frechet_low",
    "frechet_high": "f.frechet_high",
    "is_counterfactual": "f.is_counterfactual",
    "run": "w.run",
}
_RANGED = [
    f"{side}_{end}" for side in ("exports", "imports", "net") for end in ("low", "central", "high", "mean")
]
BALANCE_COLUMNS = (
    {name: f"f.{name}" for name in ("period_start", "country")}
    | {name: f"%({name})s::text" for name in ("basis", "scope", "measure")}
    | {"period": "f.period_start", "unit": "%(unit)s::text"}
    | {name: f"f.{name}" for name in _RANGED}
    | {
        name: f"f.{name}"
        for name in (
            "domestic_mean",
            "unknown_mean",
            "total_mean",
            "unlisted_exports",
            "unlisted_imports",
            "surplus_share",
            "evidence_grade",
            "unknown_share",
            "is_counterfactual",
        )
    }
    | {"run": "w.run"}
)


# A stored column in an expression.
STORED = re.compile(r"f\.\w+")


@dataclass(frozen=True, slots=True)
class TextPage:
    """Rows as text built by the database; `next_key` is the key of the last row when more follow."""

    text: str
    count: int
    next_key: list[Any] | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of published rows: its columns as programs name them, and its one total order."""

    name: str
    columns: dict[str, str]
    order: tuple[tuple[str, str], ...]
    places: tuple[str, ...]


FLOWS = Table(
    "flows_flowestimate",
    FLOW_COLUMNS,
    (
        ("f.period_start", "date"),
        ("-f.mean", "float8"),
        ("coalesce(f.origin, '~') COLLATE \"C\"", "text"),
        ("coalesce(f.destination, '~') COLLATE \"C\"", "text"),
        # A week may be asked for in every version.
        ("f.run_id", "bigint"),
    ),
    ("origin", "destination"),
)
BALANCES = Table(
    "flows_countrybalance",
    BALANCE_COLUMNS,
    (("f.period_start", "date"), ("coalesce(f.country, '') COLLATE \"C\"", "text")),
    ("country",),
)


def _conditions(table: Table, question: Question, after: Sequence[Any] | None) -> list[str]:
    """Return the conditions of a question on one table."""
    found = [f"f.{place} = ANY(%({place})s)" for place in table.places if getattr(question, place)]
    if question.country and "country" not in table.places:
        found.append(f"({' OR '.join(f'f.{place} = ANY(%(country)s)' for place in table.places)})")
    if after is not None:
        places = ", ".join(f"%(after_{index})s::{kind}" for index, (_, kind) in enumerate(table.order))
        found.append(f"({', '.join(name for name, _ in table.order)}) > ({places})")
    return found


def parameters(
    question: Question, weeks: Sequence[WeekRun], after: Sequence[Any] | None, limit: int
) -> dict[str, Any]:
    """Return the values that belong to `page` of the same question."""
    values = {
        "run_ids": [item.run_id for item in weeks],
        "weeks": [item.week for item in weeks],
        "runs": [item.run for item in weeks],
        # What a week's rows are divided by where shares are asked for.
        "totals": [None] * len(weeks),
        "unit": question.unit,
        "basis": question.basis,
        "scope": question.scope,
        "measure": question.measure,
        "synthetic": "false",
        "limit": limit,
    }
    values |= {place: list(getattr(question, place)) for place in ("origin", "destination", "country")}
    return values | {f"after_{index}": part for index, part in enumerate(after or ())}


def page(table: Table, question: Question, after: Sequence[Any] | None, columns: Sequence[str]) -> str:
    """Return the rows of a page and one more, numbered in their order, as the common table `page`.

    Week by week in order, so that later weeks are not read; only what the columns need is carried.
    """
    where = "".join(f" AND {condition}" for condition in _conditions(table, question, after))
    keys = ", ".join(f"{name} AS k{index}" for index, (name, _) in enumerate(table.order))
    order = ", ".join(f"k{index}" for index in range(len(table.order)))
    needed = sorted(set(STORED.findall(" ".join(table.columns[name] for name in columns))))
    # Only names from the tables above enter the text; every value is bound.
    return f"""WITH page AS (
        SELECT f.*, row_number() OVER (ORDER BY {order}) AS n FROM (
            SELECT f.*, w.run, w.total
            FROM (SELECT * FROM unnest(
                %(run_ids)s::bigint[], %(weeks)s::date[], %(runs)s::text[], %(totals)s::float8[])
                AS w(run_id, week, run, total) ORDER BY week) w
            CROSS JOIN LATERAL (
                SELECT {", ".join([*needed, keys])} FROM {table.name} f
                WHERE f.run_id = w.run_id AND f.period_start = w.week
                AND f.basis = %(basis)s AND f.scope = %(scope)s AND f.measure = %(measure)s{where}
                ORDER BY {order} LIMIT %(limit)s + 1) f
            ORDER BY w.week, {order} LIMIT %(limit)s + 1) f)"""  # noqa: S608


def text_of(table: Table, columns: Sequence[str], shape: str) -> str:
    """Return the statement's end: (text of the page, rows in it, key of its last row or null at the end).

    The rows come sorted, so that no second sort is made for the text.
    """
    listed = {name: table.columns[name].replace("w.", "f.") for name in columns}
    joint, left, right = (r"E'\n'", "", "") if shape == "csv" else ("','", "[", "]")
    key = ", ".join(f"f.k{index}" for index in range(len(table.order)))
    return f"""SELECT
        '{left}' || coalesce(
            string_agg({line(listed, shape)}, {joint} ORDER BY f.n) FILTER (WHERE f.n <= %(limit)s), '')
        || '{right}',
        least(count(*), %(limit)s),
        CASE WHEN count(*) > %(limit)s
            THEN max(json_build_array({key})::text) FILTER (WHERE f.n = %(limit)s) END
        FROM page f"""  # noqa: S608


# What a meta block says of the weeks asked for, in one row: sums of the world rows, and their runs in brief.
WORLD = """WITH asked AS (SELECT * FROM unnest(%(run_ids)s::bigint[], %(weeks)s::date[]) AS w(run_id, week))
    SELECT coalesce(sum(f.unknown_mean), 0), sum(f.total_mean), (
        SELECT json_agg(json_build_object('id', r.id, 'method', r.method || '-' || r.method_version,
            'brief', r.inputs_summary->'brief', 'share', r.inputs_summary->'share_of_world',
            'withdrawn_at', r.withdrawn_at, 'reason', r.withdrawn_reason))::text
        FROM flows_estimaterun r WHERE r.id = ANY(%(run_ids)s) OR r.id = %(newest)s)
    FROM asked w JOIN flows_countrybalance f ON f.run_id = w.run_id AND f.period_start = w.week
    WHERE f.basis = %(basis)s AND f.scope = %(scope)s AND f.measure = %(measure)s AND f.country IS NULL"""

# Sums of means per week, measure and basis from the stored rows themselves, beside the world row's total.
CONSERVATION = """WITH cells AS (
        SELECT f.period_start, f.measure, f.basis, f.is_counterfactual, sum(f.mean) AS cells_mean,
            bool_or(f.low < 0 OR f.low > f.central OR f.central > f.high OR f.mean < 0
                OR f.unknown_share NOT BETWEEN 0 AND 1 OR f.coverage NOT BETWEEN 0 AND 1
                OR f.mean = 'NaN' OR f.low = 'NaN' OR f.central = 'NaN' OR f.high = 'NaN') AS is_faulty,
            count(*) AS rows
        FROM flows_flowestimate f WHERE f.run_id = ANY(%(run_ids)s) AND f.scope = 'OBSERVED'
            AND f.basis = ANY(%(bases)s) AND f.measure = ANY(%(measures)s)
            AND (%(weeks)s::date[] IS NULL OR f.period_start = ANY(%(weeks)s))
        GROUP BY 1, 2, 3, 4)
    SELECT c.period_start, c.measure, c.basis, c.is_counterfactual,
        c.cells_mean, b.total_mean, c.is_faulty, c.rows
    FROM cells c LEFT JOIN flows_countrybalance b ON b.run_id = ANY(%(run_ids)s) AND b.scope = 'OBSERVED'
        AND b.country IS NULL AND b.period_start = c.period_start
        AND b.measure = c.measure AND b.basis = c.basis
    ORDER BY 1, 2, 3"""

# What a run stores of its analyses, without their rows.
ANALYSES = """SELECT a.key, coalesce(jsonb_array_length(a.value->'rows'), 0), a.value->>'problem',
        a.value->'rows'->0->>'definition'
    FROM flows_estimaterun r, jsonb_each(r.analyses) a WHERE r.id = %(run_id)s ORDER BY 1"""
