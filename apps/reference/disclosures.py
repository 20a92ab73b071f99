"""What the method can be held against: days that a company disclosed, and the stated inputs of its check point."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from apps.estimator.disclosed_figures import FIGURES, Day
from apps.reference import csvfile
from apps.reference.csvfile import Cited, read_rows

DEEPSEEK = "deepseek-2025-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedRow(Cited):
    """One figure of a disclosed day."""

    day: Annotated[str, csvfile.text]
    figure: Annotated[str, csvfile.text]
    value: Annotated[float, csvfile.number]


class UnknownDay(LookupError):
    """No day of this name is disclosed, or a figure of it is missing; the message says which."""


@cache
def disclosed_rows() -> tuple[DisclosedRow, ...]:
    """Return every figure of every disclosed day."""

    def check(row: DisclosedRow) -> None:
        if row.figure not in FIGURES:
            raise ValueError(f"figure: write one of {', '.join(FIGURES)}")
        if not row.value > 0:
            raise ValueError("value: a disclosed figure is above zero")

    return read_rows("disclosed_days.csv", DisclosedRow, ("day", "figure"), check)


def disclosed_day(name: str = DEEPSEEK) -> tuple[Day, tuple[DisclosedRow, ...]]:
    """Return a disclosed day and its cited rows; raise UnknownDay."""
    rows = tuple(row for row in disclosed_rows() if row.day == name)
    lacking = sorted(set(FIGURES) - {row.figure for row in rows})
    if lacking:
        raise UnknownDay(f"{name}: data/disclosed_days.csv has no {', '.join(lacking)}")
    return Day(**{row.figure: row.value for row in rows}), rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPointRow(Cited):
    """One stated input of the check point: of a model, of the country of computing, or of all."""

    item: Annotated[str, csvfile.text]
    figure: Annotated[str, csvfile.text]
    low: Annotated[float, csvfile.number]
    central: Annotated[float, csvfile.number]
    high: Annotated[float, csvfile.number]


@cache
def check_point_rows() -> tuple[CheckPointRow, ...]:
    """Return the stated inputs of the check point."""

    def check(row: CheckPointRow) -> None:
        if not 0 < row.low <= row.central <= row.high:
            raise ValueError("low, central, high: above zero and in order")

    return read_rows("check_point.csv", CheckPointRow, ("item", "figure"), check)


TABLES = (disclosed_rows, check_point_rows)
