"""Store what one run gave, straight in: the run's id makes every key new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from math import isfinite
from typing import Any

from django.db import connection, transaction

from apps.estimator.results import AttributionCell, BalanceCell, Estimates, FlowCell, Range
from apps.flows.assertions import faults_of
from apps.flows.fingerprint import Fingerprint
from apps.flows.models import EstimateRun
from apps.flows.units import SIGNIFICANT_DIGITS

SIDES = ("exports", "imports", "net")
FLOW_COLUMNS = {
    "run_id": "int8", "basis": "text", "scope": "text", "measure": "text", "period_start": "date",
    "origin": "varchar", "destination": "varchar", "low": "float8", "q25": "float8", "central": "float8",
    "q75": "float8", "high": "float8", "mean": "float8", "evidence_grade": "varchar", "grade_profile": "varchar",
    "identification": "text", "unknown_share": "float8", "coverage": "float8", "flags": "text[]",
    "frechet_low": "float8", "frechet_high": "float8", "is_counterfactual": "bool",
}  # fmt: skip
BALANCE_COLUMNS = {
    "run_id": "int8", "basis": "text", "scope": "text", "measure": "text", "period_start": "date",
    "country": "varchar",
    **{f"{side}_{end}": "float8" for side in SIDES for end in ("low", "central", "high", "mean")},
    "domestic_mean": "float8", "unknown_mean": "float8", "total_mean": "float8", "unlisted_exports": "float8",
    "unlisted_imports": "float8", "surplus_share": "float8", "evidence_grade": "varchar", "unknown_share": "float8",
    "is_counterfactual": "bool",
}  # fmt: skip
ATTRIBUTION_COLUMNS = {
    "run_id": "int8", "level": "text", "measure": "text", "period_start": "date", "model": "text", "lab": "varchar",
    "compute": "varchar", "destination": "varchar", "split": "text", "low": "float8", "central": "float8",
    "high": "float8", "mean": "float8", "share_low": "float8", "share_central": "float8", "share_high": "float8",
    "bound_low": "float8", "bound_high": "float8", "evidence_grade": "varchar", "identification": "text",
    "flags": "text[]",
}  # fmt: skip
FORMAT = f".{SIGNIFICANT_DIGITS}g"


def keep_estimates(
    *,
    run_id: int,
    estimates: Estimates,
    parameters: Sequence[dict[str, Any]],
    fingerprint: Fingerprint,
    inputs_summary: dict[str, Any],
    code_version: str,
    now: datetime,
    input_facts: dict[str, Any] | None = None,
    location_evidence: Mapping[str, Any] | None = None,
) -> int:
    """Store the cells of a run and return its id; an equal run that exists is returned and this one dropped.

    A run whose cells fail an assertion ends REFUSED with the reasons, and none of its cells is stored.
    """
    with transaction.atomic():
        twin = _twin(run_id, fingerprint)
        if twin:
            EstimateRun.objects.filter(pk=run_id).delete()
            return twin
        problems = faults_of(estimates, parameters)
        if not problems:
            _store_cells(run_id, estimates)
        EstimateRun.objects.filter(pk=run_id).update(
            fingerprint=fingerprint.whole,
            inputs_sha256=fingerprint.inputs,
            parameters=list(parameters),
            parameters_sha256=fingerprint.parameters,
            inputs_summary=inputs_summary,
            input_facts=input_facts or {},
            location_evidence=dict(location_evidence or {}),
            code_version=code_version,
            conservation=[_plain(row) for row in estimates.conservation],
            ratios=[_plain(row) for row in estimates.ratios],
            notices=list(estimates.notices),
            state="REFUSED" if problems else "DONE",
            problem=" ".join(problems),
            finished_at=now,
            lease_until=None,
        )
    return run_id


def _twin(run_id: int, fingerprint: Fingerprint) -> int | None:
    """Return the other run of this fingerprint; until the transaction ends nobody else stores one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [fingerprint.whole])
    twins = EstimateRun.objects.filter(fingerprint=fingerprint.whole).exclude(pk=run_id)
    return twins.values_list("pk", flat=True).first()


def _store_cells(run_id: int, estimates: Estimates) -> None:
    """Write every cell of a run."""
    _copy("flows_flowestimate", FLOW_COLUMNS, (_flow(run_id, cell) for cell in estimates.flows))
    _copy("flows_countrybalance", BALANCE_COLUMNS, (_balance(run_id, cell) for cell in estimates.balances))
    attributed = (_attribution(run_id, cell) for cell in estimates.attribution)
    _copy("flows_attributionestimate", ATTRIBUTION_COLUMNS, attributed)


def _plain(row: Any) -> dict[str, Any]:
    """Return a result row as JSON values; a number that is none becomes null, for JSON has no other word."""
    values = {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in asdict(row).items()
    }
    return values | {"period_start": row.period_start.isoformat()}


def _copy(table: str, columns: dict[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by binary COPY."""
    with connection.cursor() as cursor:
        names = ", ".join(columns)
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(list(columns.values()))
            for row in rows:
                copy.write_row(row)


def _short(value: float) -> float:
    """Return a value with six significant digits; rounding keeps the order of percentiles."""
    return float(format(value, FORMAT))


def _flow(run_id: int, cell: FlowCell) -> tuple[Any, ...]:
    """Return a cell in the order of FLOW_COLUMNS; means stay whole, for only they add."""
    return (
        run_id, cell.basis, cell.scope, cell.measure, cell.period_start, cell.origin, cell.destination,
        _short(cell.low), _short(cell.q25), _short(cell.central), _short(cell.q75), _short(cell.high), cell.mean,
        cell.evidence_grade, cell.grade_profile, cell.identification, _short(cell.unknown_share),
        _short(cell.coverage), list(cell.flags), _short(cell.frechet_low), _short(cell.frechet_high),
        cell.is_counterfactual,
    )  # fmt: skip


def _attribution(run_id: int, cell: AttributionCell) -> tuple[Any, ...]:
    """Return an attribution cell in the order of ATTRIBUTION_COLUMNS."""
    parts = (cell.share_low, cell.share_central, cell.share_high, cell.bound_low, cell.bound_high)
    return (
        run_id, cell.level, cell.measure, cell.period_start, cell.model, cell.lab, cell.compute, cell.destination,
        cell.split, _short(cell.low), _short(cell.central), _short(cell.high), cell.mean,
        *(None if part is None else _short(part) for part in parts),
        cell.evidence_grade, cell.identification, list(cell.flags),
    )  # fmt: skip


def _range(values: Range) -> Iterator[float]:
    """Yield low, central, high and mean."""
    yield from (_short(values.low), _short(values.central), _short(values.high), values.mean)


def _balance(run_id: int, cell: BalanceCell) -> tuple[Any, ...]:
    """Return a balance in the order of BALANCE_COLUMNS."""
    return (
        run_id, cell.basis, cell.scope, cell.measure, cell.period_start, cell.country,
        *_range(cell.exports), *_range(cell.imports), *_range(cell.net),
        cell.domestic_mean, cell.unknown_mean, cell.total_mean, cell.unlisted_exports, cell.unlisted_imports,
        _short(cell.surplus_share), cell.evidence_grade, _short(cell.unknown_share), cell.is_counterfactual,
    )  # fmt: skip
