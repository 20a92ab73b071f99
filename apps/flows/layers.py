"""The layers of uncertainty as the command line asks for them: one week, from the run that readers see."""

from dataclasses import dataclass
from datetime import date

from apps.estimator.alternatives import AlternativeRow
from apps.estimator.cellchain import Cell
from apps.estimator.sensitivity import SensitivityRow
from apps.flows.analyses import alternatives as alternatives_
from apps.flows.analyses import sensitivity as sensitivity_
from apps.flows.analyses.stored import given_of_week


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The alternatives of one week and the run they stand beside."""

    week: date
    run_id: int
    rows: list[AlternativeRow]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The assumptions behind one cell, the strongest first."""

    week: date
    run_id: int
    address: str
    rows: list[SensitivityRow]


def alternatives(*, week: date | None) -> Alternatives:
    """Return a week by every structural alternative; raise NoSuchWeek or InputsChanged."""
    given, asked = given_of_week(week)
    rows = [*alternatives_.alternatives(given, (asked,)), *alternatives_.pairs(given, asked)]
    return Alternatives(asked, given.run_id, rows)


def sensitivity(
    *, week: date | None, measure: str, origin: str | None = None, destination: str | None = None
) -> Sensitivity:
    """Return what moves a cell and what would narrow it; raise NoSuchWeek, NoSuchCell or InputsChanged."""
    given, asked = given_of_week(week)
    cell = Cell(measure, origin, destination)
    return Sensitivity(
        asked, given.run_id, sensitivity_.address(cell, asked), sensitivity_.found(given, asked, [cell])
    )
