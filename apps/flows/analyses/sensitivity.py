"""What moves the cells of the newest complete week most, and which fact would narrow them most."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from apps.estimator.cellchain import RATIO, Cell, NoSuchCell
from apps.estimator.measures import MEASURES
from apps.estimator.sensitivity import SensitivityRow, sensitivity_rows
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.flows.units import SENSITIVITY_LARGEST, SENSITIVITY_SINGLES

NAME = "sensitivity"
# The ranking is our own; the grade of each assumption stands with the assumption.
GRADE = "D"
DEFINITION = "sensitivity"
ALL = "ALL"


def rows(given: Given) -> list[dict[str, Any]]:
    """Return the assumptions behind the totals, the value multiple, and the largest origins and pairs."""
    week = given.newest_complete
    return [_row(one, week) for one in found(given, week)]


def found(given: Given, week: date, cells: Sequence[Cell] | None = None) -> list[SensitivityRow]:
    """Return the rows of these cells (None: the usual ones) of a week of the run; raise NoSuchCell otherwise."""
    block = next((block for block in given.inputs.blocks if week in block.weeks), None)
    if block is None:
        raise NoSuchCell(f"run {given.run_id} does not answer {week}; name a week of the run")
    return sensitivity_rows(
        block.inputs,
        given.parameters,
        draws=given.draws,
        seed=given.seed,
        week=week,
        largest=SENSITIVITY_LARGEST,
        singles=SENSITIVITY_SINGLES,
        cells=cells,
    )


def address(cell: Cell, week: date) -> str:
    """Return the address of a cell; ALL stands for all origins or destinations."""
    ends = f"{week.isoformat()}/{cell.origin or ALL}/{cell.destination or ALL}"
    return f"cell/COMPUTE/OBSERVED/{cell.measure}/{ends}"


def _row(one: SensitivityRow, week: date) -> dict[str, Any]:
    """Return one row."""
    low, central, high = sorted((one.median_low, one.median, one.median_high))
    measure = MEASURES.get(one.cell.measure)
    return row(
        f"{address(one.cell, week)}:{one.parameter}:{one.scope or ALL}",
        measure.unit if measure else "1",
        (low, central, high),
        grade=GRADE,
        definition=DEFINITION,
        inputs=[one.parameter],
        week=week,
        cell=address(one.cell, week),
        measure=one.cell.measure,
        parameter=one.parameter,
        scope=one.scope,
        streams=one.streams,
        rank_correlation=one.rank_correlation,
        median=one.median,
        median_low=one.median_low,
        median_high=one.median_high,
        value_of_information=one.value_of_information,
    )


def measures() -> tuple[str, ...]:
    """Return what may be asked for."""
    return (*MEASURES, RATIO[0])
