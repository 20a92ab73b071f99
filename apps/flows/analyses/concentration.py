"""How concentrated a week is by lab, serving company, country of computing and model, with the unknown as bounds."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.concentration import Concentration, NoShares, concentration, spread
from apps.estimator.measures import UNKNOWN
from apps.estimator.shares import worst
from apps.flows.analyses.drawn import DrawnWeek, drawn_weeks
from apps.flows.analyses.given import Given
from apps.flows.analyses.row import row
from apps.reference import queries as reference

NAME = "concentration"
# Shares of serving companies and places are drawn from assumptions.
MODELLED_GRADE = "D"
READINGS = ("atomistic", "one_new", "largest")


def rows(given: Given) -> list[dict[str, Any]]:
    """Return per week the index of tokens by LAB, MODEL, COMPANY and COMPUTE.

    low: the unknown as a crowd; central: as one more party; high: as the largest party's own.
    """
    labs = {uid: "" if facts.is_group else facts.lab for uid, facts in reference.model_facts().items()}
    return [found for week in drawn_weeks(given) for found in _week(week, labs)]


def _week(week: DrawnWeek, labs: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the four rows of a week."""
    tokens = week.block.tokens[week.place]
    uids = [subject.uid if subject.kind == "MODEL" else "" for subject in week.block.subjects]
    counted = worst(["A", *_grades(week)])
    yield _row(week, "MODEL", _amounts(uids, tokens), counted)
    yield _row(week, "LAB", _amounts([labs.get(uid, "") for uid in uids], tokens), counted)
    phi = week.margins.drawn.phi
    served = np.tensordot(phi, tokens.astype(np.float32), axes=([1], [0])).T
    companies = ["" if name == UNKNOWN else _company(name) for name in week.block.providers]
    yield _row(week, "COMPANY", _amounts(companies, served), MODELLED_GRADE)
    places = ["" if code == UNKNOWN else code for code in week.countries()]
    yield _row(week, "COMPUTE", _amounts(places, week.measures()["TOKENS"]), MODELLED_GRADE)


def _company(provider: str) -> str:
    """Return the company of a provider column; one company may serve from several documented places."""
    return provider.partition("@")[0]


def _grades(week: DrawnWeek) -> list[str]:
    """Return the grades of the token counts of a week."""
    held = week.block.tokens[week.place] > 0
    return ["ABCD"[index] for index in week.block.usage_grades[week.place][held].tolist()]


def _amounts(names: list[str], values: Float32s | Float64s) -> dict[str, Float64s]:
    """Return (K,) or one amount per party; the empty name is the unknown."""
    sums: dict[str, Float64s] = {}
    for name, value in zip(names, np.asarray(values, np.float64), strict=True):
        sums[name] = sums.get(name, np.zeros(np.shape(value))) + value
    return {name: np.atleast_1d(value) for name, value in sums.items()}


def _row(week: DrawnWeek, what: str, amounts: dict[str, Float64s], grade: str) -> dict[str, Any]:
    """Return one row, or why there is none."""
    unknown = amounts.pop("", np.zeros(1))
    known = {name: value for name, value in amounts.items() if (value > 0).any()}
    width = max([len(unknown), *(len(value) for value in known.values())])
    stacked = (
        np.stack([np.broadcast_to(value, width) for value in known.values()])
        if known
        else np.zeros((0, width))
    )
    about: dict[str, Any] = {"grade": grade, "definition": NAME, "week": week.week}
    try:
        found = concentration(stacked, np.broadcast_to(unknown, width))
    except NoShares as fault:
        return row(f"HHI:{what}", "index", None, reason=str(fault), **about)
    readings = {name: spread(getattr(found, name)) for name in READINGS}
    ends = (readings["atomistic"][0], readings["one_new"][1], readings["largest"][2])
    return row(f"HHI:{what}", "index", ends, **about, **_fields(found, readings, len(known)))


def _fields(
    found: Concentration, readings: dict[str, tuple[float, float, float]], parties: int
) -> dict[str, Any]:
    """Return what stands beside the index."""
    return {
        **{name: list(values) for name, values in readings.items()},
        "unknown_share": spread(found.unknown_share)[1],
        "effective_number": spread(found.effective_number)[1],
        "parties": parties,
    }
