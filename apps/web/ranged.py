"""Published rows as readers see them: a figure with its range, grade and address, on any page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from apps.estimator.measures import UNKNOWN
from apps.web import words
from apps.web.numbers import figure, measured, percent, range_text


@dataclass(frozen=True, slots=True)
class Ranged:
    """One row: who to whom, the central figure, its range, its mean, grade, what is unknown, and where it leads."""

    origin: str
    destination: str
    origin_name: str
    destination_name: str
    low: float
    value: float
    high: float
    central: str
    range: str
    mean: str
    grade: str
    drawn_grade: str
    identification: str
    unknown: str
    measure: str
    basis: str
    url: str
    is_counterfactual: bool


def ranged(row: Mapping[str, Any], names: Mapping[str, str]) -> Ranged:
    """Return a corridor's row; the address is its corridor page where both ends are known."""
    span = (row["central"], row["low"], row["high"], row["unit"])
    return Ranged(
        origin=row["origin"],
        destination=row["destination"],
        origin_name=names.get(row["origin"], row["origin"]),
        destination_name=names.get(row["destination"], row["destination"]),
        low=row["low"],
        value=row["central"],
        high=row["high"],
        central=figure(*span),
        range=range_text(*span),
        mean=measured(row["mean"], row["unit"]),
        grade=row["evidence_grade"],
        drawn_grade=row["drawn_grade"],
        identification=str(words.IDENTIFICATION_NAMES.get(row["identification"], row["identification"])),
        unknown=percent(row["unknown_share"]),
        measure=str(words.MEASURE_NAMES[row["measure"]]),
        basis=str(words.BASIS_NAMES[row["basis"]]),
        url=corridor_url(row["origin"], row["destination"]),
        is_counterfactual=row["is_counterfactual"],
    )


def ranged_rows(rows: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[Ranged]:
    """Return these rows, largest central value first."""
    return sorted((ranged(row, names) for row in rows), key=lambda row: -row.value)


def corridor_url(origin: str, destination: str) -> str:
    """Return the corridor's page, or nothing where there is none."""
    try:
        return reverse("corridor", args=[origin, destination])
    except NoReverseMatch:
        return ""


def country_url(code: str) -> str:
    """Return the country's page; unknown has none."""
    return "" if code == UNKNOWN else reverse("country", args=[code])


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a balance in words: the central figure, its range, its mean."""

    name: str
    central: str
    range: str
    mean: str


def side(row: Mapping[str, Any], key: str, name: str) -> Side:
    """Return exports, imports or net of a balance row; a net range that spans zero keeps both signs."""
    low, central, high, mean = (row[f"{key}_{end}"] for end in ("low", "central", "high", "mean"))
    unit = row["unit"]
    if low == high == 0:
        return Side(name, "0", "", "0")
    if low < 0:
        return Side(
            name, signed(central, unit), f"{signed(low, unit)} … {signed(high, unit)}", signed(mean, unit)
        )
    span = (central, low, high, unit)
    return Side(name, figure(*span), range_text(*span), measured(mean, unit))


def signed(value: float, unit: str) -> str:
    """Return a figure with two digits and its sign."""
    text = figure(abs(value), abs(value) / 2, abs(value), unit)
    return f"−{text}" if value < 0 else text
