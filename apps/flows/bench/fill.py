"""A SYNTHETIC release: so many weeks of 5,000 corridors for ten pairs of measure and basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from apps.flows.actions.publishing import prepare_answers
from apps.flows.models import EstimateRun, Release
from apps.flows.releases import row_of
from apps.reference import actions as reference

WEEK = date(2025, 1, 6)
PUBLISHED_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)
ROWS_PER_READ = 5000
ORIGINS, DESTINATIONS = 100, 50
QUESTIONS = (
    ("COMPUTE", "TOKENS"), ("LAB", "TOKENS"), ("COMPANY", "TOKENS"), ("COMPUTE", "ENERGY_KWH"),
    ("COMPUTE", "ELECTRICITY_VALUE_USD"), ("COMPUTE", "SERVICE_VALUE_USD"), ("LAB", "SERVICE_VALUE_USD"),
    ("COMPANY", "SERVICE_VALUE_USD"), ("COMPUTE", "CARBON_KG"), ("COMPUTE", "COMPUTE_VALUE_USD"),
)  # fmt: skip
FLOWS = """
INSERT INTO flows_flowestimate (run_id, basis, scope, measure, period_start, origin, destination, low, q25, central,
    q75, high, mean, evidence_grade, grade_profile, identification, unknown_share, coverage, flags, frechet_low,
    frechet_high, is_counterfactual)
SELECT %(run)s, q.basis, 'OBSERVED', q.measure, w.week, o.code, d.code,
    round((m * 0.5)::numeric, 3)::float8, round((m * 0.7)::numeric, 3)::float8, round((m * 0.9)::numeric, 3)::float8,
    round((m * 1.1)::numeric, 3)::float8, round((m * 2)::numeric, 3)::float8, m,
    'D', 'BCCDDC', 'PRIOR_DRIVEN', 0.25, 1, ARRAY['usage:synthetic'], 0, round((m * 3)::numeric, 3)::float8, false
FROM unnest(%(weeks)s::date[]) WITH ORDINALITY w(week, i),
    unnest(%(bases)s::text[], %(measures)s::text[]) q(basis, measure),
    (SELECT code, row_number() OVER (ORDER BY code) n FROM reference_country ORDER BY code LIMIT %(origins)s) o,
    (SELECT code, row_number() OVER (ORDER BY code DESC) n FROM reference_country ORDER BY code DESC
        LIMIT %(destinations)s) d,
    LATERAL (SELECT 1e12 / ((o.n * 7 + d.n * 13 + w.i) * 1.7 + (o.n * d.n)::float8 / 3) AS m) drawn
"""
BALANCES = """
INSERT INTO flows_countrybalance (run_id, basis, scope, measure, period_start, country, exports_low, exports_central,
    exports_high, exports_mean, imports_low, imports_central, imports_high, imports_mean, net_low, net_central,
    net_high, net_mean, domestic_mean, unknown_mean, total_mean, unlisted_exports, unlisted_imports, surplus_share,
    evidence_grade, unknown_share, is_counterfactual)
SELECT run_id, basis, scope, measure, period_start, NULL, sum(low), sum(central), sum(high), sum(mean), sum(low),
    sum(central), sum(high), sum(mean), 0, 0, 0, 0, 0, 0, sum(mean), 0, 0, 0, 'D', 0, false
FROM flows_flowestimate WHERE run_id = %(run)s GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: its release, run, weeks and rows."""

    release: str
    run_id: int
    weeks: tuple[date, ...]
    rows: int


def fill(rows: int, questions: Sequence[tuple[str, str]] = QUESTIONS) -> Filled:
    """Store at least so many SYNTHETIC flows as one published run and release; the database must be empty."""
    reference.load_reference(now=PUBLISHED_AT)
    weeks = tuple(
        WEEK + timedelta(weeks=step) for step in range(-(-rows // (ROWS_PER_READ * len(questions))))
    )
    run = EstimateRun.objects.create(
        fingerprint="f" * 64, method="flows", method_version="synthetic", as_of=PUBLISHED_AT, period_from=weeks[0],
        period_to=weeks[-1] + timedelta(weeks=1), draws=1, seed=1, state="DONE", is_synthetic=True,
        requested_at=PUBLISHED_AT, finished_at=PUBLISHED_AT, published_at=PUBLISHED_AT,
        inputs_summary={"weeks": {}, "brief": {}, "share_of_world": None},
    )  # fmt: skip
    values: dict[str, Any] = {
        "run": run.pk, "weeks": list(weeks), "origins": ORIGINS, "destinations": DESTINATIONS,
        "bases": [basis for basis, _ in questions], "measures": [measure for _, measure in questions],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FLOWS, values)
        cursor.execute(BALANCES, values)
        cursor.execute("ANALYZE")
    shown = [{"week": week.isoformat(), "run": "f" * 16, "run_id": run.pk} for week in weeks]
    release = Release.objects.create(
        id="0" * 16, published_at=PUBLISHED_AT, weeks=shown, as_of=PUBLISHED_AT, is_synthetic=True
    )
    prepare_answers(release=row_of(release))
    return Filled(release.pk, run.pk, weeks, len(weeks) * ROWS_PER_READ * len(questions))
