"""The address of one cell, under which its vintages, notes and sensitivities are found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from apps.estimator.measures import BASES, MEASURES
from apps.estimator.periods import monday_of
from apps.flows.units import ECHO_AT_MOST
from apps.reference import queries as reference

PREFIX = "cell"
PARTS = ("basis", "scope", "measure", "week", "origin", "destination")
EXAMPLE = "cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA"
SCOPES_OF_FLOWS = ("OBSERVED", "WORLD")


class UnreadableCell(ValueError):
    """An address names no cell; the message says which part and what is allowed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One corridor in one week, on one basis, in one scope and measure."""

    basis: str
    scope: str
    measure: str
    week: date
    origin: str
    destination: str

    @property
    def address(self) -> str:
        """Return the address, as `cell_of` reads it."""
        ends = f"{self.week.isoformat()}/{self.origin}/{self.destination}"
        return f"{PREFIX}/{self.basis}/{self.scope}/{self.measure}/{ends}"

    @property
    def unit(self) -> str:
        """Return the unit of its measure."""
        return MEASURES[self.measure].unit


def cell_of(text: str) -> Cell:
    """Return the cell of an address (with or without the leading `cell/`); raise UnreadableCell."""
    parts = [part.strip() for part in text.strip().strip("/").split("/")]
    if parts and parts[0].lower() == PREFIX:
        parts = parts[1:]
    if len(parts) != len(PARTS):
        raise UnreadableCell(f"{text[:ECHO_AT_MOST]!r} is no cell: give {'/'.join(PARTS)}, such as {EXAMPLE}")
    basis, scope, measure, week, origin, destination = (part.upper() for part in parts)
    _check("measure", measure, MEASURES)
    bases = (*MEASURES[measure].bases, *MEASURES[measure].counterfactual_bases)
    _check("basis", basis, bases if basis in BASES else BASES)
    _check("scope", scope, SCOPES_OF_FLOWS)
    for name, code in (("origin", origin), ("destination", destination)):
        if code not in reference.country_codes():
            raise UnreadableCell(
                f"{name} {code[:ECHO_AT_MOST]!r} is no country code; give three letters such as CHN, or UNK"
            )
    return Cell(basis, scope, measure, _week(week), origin, destination)


def _check(name: str, value: str, allowed: Collection[str]) -> None:
    """Refuse a word that is not allowed."""
    if value not in allowed:
        raise UnreadableCell(f"{name} {value[:ECHO_AT_MOST]!r} is not one of {', '.join(allowed)}")


def _week(text: str) -> date:
    """Return the Monday that a date names."""
    try:
        week = date.fromisoformat(text)
    except ValueError as fault:
        raise UnreadableCell(
            f"week {text[:ECHO_AT_MOST]!r} is no date; give a Monday such as 2026-02-16"
        ) from fault
    if monday_of(week) != week:
        raise UnreadableCell(f"week {text} is no Monday; the week of that day begins on {monday_of(week)}")
    return week
