"""A changed row of parameters as a person types it, read by the rules of parameters.csv."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from apps.estimator.parameters import Parameter
from apps.reference import csvfile, rows
from apps.reference.parameter_rows import check_parameter, parameter

# What a proposal may change; key, scope, unit and how often a value is drawn belong to the method itself.
FIELDS = (
    "low", "central", "high", "distribution", "hard_min", "hard_max", "basis", "grade", "source_title", "source_url",
    "accessed",
)  # fmt: skip


class RefusedRow(ValueError):
    """The typed row breaks rules of parameters.csv; `faults` names each field with what to write instead."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {remedy}" for field, remedy in faults.items()))
        self.faults = dict(faults)


def read_row(base: Parameter, cells: Mapping[str, str], *, note: str) -> Parameter:
    """Return `base` with the typed cells; raise RefusedRow with every field that cannot be read."""
    typed = {name: cells.get(name, "").strip() for name in FIELDS}
    fixed = {"key": base.key, "scope": base.scope, "unit": base.unit, "draw_scope": base.draw_scope}
    whole = (
        typed | fixed | {"valid_from": base.valid_from.isoformat() if base.valid_from else "", "note": note}
    )
    try:
        row = csvfile.read_row(rows.ParameterRow, whole, check_parameter)
    except csvfile.BadCells as fault:
        raise RefusedRow(fault.faults) from fault
    found = parameter(row)
    outside = _outside(found)
    if outside:
        raise RefusedRow(outside)
    if found == replace(base, note=note):
        raise RefusedRow({"central": "change a value, the shape or the citation: the row stands like this"})
    return found


def _outside(row: Parameter) -> dict[str, str]:
    """Return what lies outside the row's own limits."""
    faults = {}
    if row.hard_min is not None and row.low < row.hard_min:
        faults["low"] = f"write at least {row.hard_min:g}, or lower hard_min"
    if row.hard_max is not None and row.high > row.hard_max:
        faults["high"] = f"write at most {row.hard_max:g}, or raise hard_max"
    return faults


def cells_of(row: Parameter) -> dict[str, str]:
    """Return a row as the cells of a form, as parameters.csv would hold them."""
    found = {name: getattr(row, "evidence_grade" if name == "grade" else name) for name in FIELDS}
    return {name: _cell(value) for name, value in found.items()}


def _cell(value: object) -> str:
    """Return a value as it is typed: no exponent, nothing for None."""
    if value is None:
        return ""
    return f"{Decimal(repr(float(value))).normalize():f}" if isinstance(value, float | int) else str(value)
