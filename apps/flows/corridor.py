"""One corridor from all sides: both ways over time, what it is made of, what moves it, what stands against it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from apps.flows import queries
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.flows.units import LIMIT_AT_MOST

PARTS = ("lab", "compute", "destination", "unit", "low", "central", "high", "mean", "evidence_grade", "run")
ELECTRICITY = "electricity_price_usd_per_kwh"
PRICE = ("low", "central", "high", "unit", "evidence_grade", "source_title", "source_url")
ASSUMPTION = ("parameter", "scope", "rank_correlation", "value_of_information", "cell", "run")
ALL = "ALL"


def corridor(question: Question, release: ReleaseRow, *, origin: str, destination: str) -> dict[str, Any]:
    """Return both ways of a corridor in the weeks asked for, and what is stored of the newest of them."""
    weeks = release.asked(question)
    newest = weeks[-1].week if weeks else None
    return {
        "origin": origin,
        "destination": destination,
        "forward": _flows(question, release, origin, destination),
        "reverse": _flows(question, release, destination, origin),
        "week": newest,
        "decomposition": _decomposition(question, release, newest, (origin, destination)),
        "prices": _ratios(release, newest, (origin, destination)),
        "electricity": _electricity(weeks[-1].run, (origin, destination)) if weeks else [],
        "top_assumption": _top_assumption(question, release, newest, origin, destination),
    }


def subject_keys(question: Question, *, origin: str, destination: str) -> tuple[str, str]:
    """Return how the address of every week's cell of a corridor begins and ends."""
    return (
        f"cell/{question.basis}/{question.scope}/{question.measure}/",
        f"/{origin}/{destination}",
    )


def _flows(question: Question, release: ReleaseRow, origin: str, destination: str) -> list[dict[str, Any]]:
    """Return the cells of one way, by week."""
    asked = replace(question, origin=(origin,), destination=(destination,))
    return queries.published_flows(asked, release, limit=LIMIT_AT_MOST).rows


def _decomposition(
    question: Question, release: ReleaseRow, week: date | None, ends: tuple[str, str]
) -> list[dict[str, Any]]:
    """Return the parts of the corridor by lab and place of compute; none on COMPANY, which is not split."""
    end = {"COMPUTE": "compute", "LAB": "lab"}.get(question.basis)
    if week is None or end is None or question.scope != "OBSERVED":
        return []
    run = next(item.run for item in release.weeks if item.week == week)
    rows = queries.attribution_rows(release, week, level="CROSS", measure=question.measure)
    return [
        {name: (row | {"unit": question.unit, "run": run})[name] for name in PARTS}
        for row in rows
        if (row[end], row["destination"]) == ends
    ]


def _ratios(release: ReleaseRow, week: date | None, ends: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a unit is worth at either end: the ratios taken within the draws of the week."""
    rows = queries.ratios(release, week=week) if week else []
    return [row for row in rows if row["country"] in ends]


def _electricity(run: str, ends: Sequence[str]) -> list[dict[str, Any]]:
    """Return the electricity prices at either end as the run had them."""
    rows = queries.run_parameters(run=run)
    return [
        {"country": row["scope"], **{name: row[name] for name in PRICE}}
        for row in rows
        if row["key"] == ELECTRICITY and row["scope"] in ends
    ]


def _top_assumption(
    question: Question, release: ReleaseRow, week: date | None, origin: str, destination: str
) -> dict[str, Any] | None:
    """Return what moves the corridor most; where nobody worked that out, what moves its origin most, or all."""
    if question.basis != "COMPUTE" or week is None:
        return None
    rows = [row for row in queries.analysis(release, "sensitivity") if row.get("measure") == question.measure]
    for ends in (f"{origin}/{destination}", f"{origin}/{ALL}", f"{ALL}/{ALL}"):
        here = [row for row in rows if row["cell"].endswith(f"/{ends}")]
        if here:
            top = max(here, key=lambda row: abs(row["rank_correlation"] or 0))
            return {name: top[name] for name in ASSUMPTION}
    return None
