"""The calculator's inputs with their citations, and what a release's run says of the same quantities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.estimator.calculator import Cost, Plant, cost, swing
from apps.estimator.units import HOURS_PER_DAY, SECONDS_PER_HOUR, TOKENS_PER_MTOK
from apps.flows.releases import ReleaseRow
from apps.flows.runs import analysis, analysis_state, run_parameters
from apps.reference import comparisons, disclosures
from apps.reference import parameters as reference_parameters

# The country whose electricity price the calculation begins with: that of the disclosed day.
COUNTRY = "CHN"
PRICE = "electricity_price_usd_per_kwh"
# input of the calculation: (parameter, scope)
PARAMETERS: dict[str, tuple[str, str]] = {
    "gpu_usd": ("gpu_capex_h100", ""),
    "life_years": ("gpu_life", ""),
    "utilisation": ("gpu_utilisation", ""),
    "gpu_watts": ("gpu_watts_h100", ""),
    "node_over_gpu": ("node_over_gpu", ""),
    "idle_factor": ("idle_factor", ""),
    "pue": ("pue_default", ""),
    "electricity_usd_per_kwh": (PRICE, COUNTRY),
}
SPEED, SALE = "tokens_per_second", "sale_usd_per_mtok"
INPUTS = (*PARAMETERS, SPEED, SALE)
HOURS, YUAN = "hours_per_year", "cny_per_usd"
ANALYSES = ("curve", "ladder", "bitcoin")
# Revenue of hash rate and the electricity it takes.
BITCOIN = ("bitcoin_hashprice_usd_per_ph_day", "bitcoin_joules_per_th")


@dataclass(frozen=True, slots=True)
class Dial:
    """One input: its central value, its range (both ends equal where none is published), and its citation."""

    name: str
    low: float
    central: float
    high: float
    grade: str
    source_title: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A calculation: the numbers it took, its cost, and how far each cited range moves the multiple alone."""

    plant: Plant
    cost: Cost
    swings: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Point:
    """A published multiple with the price of the electricity it names in USD (None: it names none)."""

    name: str
    multiple: float
    usd_per_kwh: float | None
    base: str
    title: str
    url: str
    grade: str
    note: str


def dials(release: ReleaseRow) -> dict[str, Dial]:
    """Return the inputs as a release's run copied them; speed and price are those of a disclosed day."""
    copied = _parameters(release)
    found = {name: _dial(name, copied[key]) for name, key in PARAMETERS.items()}
    day, rows = disclosures.disclosed_day()
    cited = next(row for row in rows if row.figure == "revenue_usd")
    day_seconds = HOURS_PER_DAY * SECONDS_PER_HOUR
    values = {
        SPEED: day.tokens / (day.nodes * day.gpus_per_node * day_seconds),
        SALE: day.revenue_usd / day.tokens * TOKENS_PER_MTOK,
    }
    for name, value in values.items():
        found[name] = Dial(name, value, value, value, cited.grade, cited.source_title, cited.source_url, "")
    return found


def _parameters(release: ReleaseRow) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Return the parameters copied into the run of the newest week, and the tables' where a run lacks one."""
    names = (
        "low",
        "central",
        "high",
        "unit",
        "valid_from",
        "evidence_grade",
        "source_title",
        "source_url",
        "note",
    )
    loaded = {
        (row.key, row.scope): {name: getattr(row, name) for name in names}
        for row in reference_parameters.load(release.as_of)
    }
    return loaded | {(row["key"], row["scope"]): row for row in run_parameters(release=release)}


def _dial(name: str, row: Mapping[str, Any]) -> Dial:
    """Return a parameter as an input."""
    return Dial(
        name, row["low"], row["central"], row["high"], row["evidence_grade"], row["source_title"],
        row["source_url"], row.get("note", ""),
    )  # fmt: skip


def worked(values: Mapping[str, float], known: Mapping[str, Dial], release: ReleaseRow) -> Worked:
    """Return the calculation on these numbers; every input of INPUTS must be there, life, use and speed above 0."""
    hours = _parameters(release)[HOURS, ""]["central"]
    plant = Plant(**{name: values[name] for name in INPUTS}, hours_per_year=hours)
    swings = {
        name: ends
        for name, dial in known.items()
        if dial.low < dial.high and (ends := swing(plant, name, dial.low, dial.high)) and ends[0] < ends[1]
    }
    return Worked(plant, cost(plant), swings)


def stored(release: ReleaseRow, week: date) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the curve, the ladder and the Bitcoin comparison that stand for a week."""
    return {name: analysis(release, name, week) for name in ANALYSES}


def state(release: ReleaseRow) -> str:
    """Return WAITING while the ladder is being worked out, DONE, or the words of its fault."""
    return analysis_state(release, "ladder")


def weeks(release: ReleaseRow) -> tuple[date, ...]:
    """Return the weeks with the whole curve, oldest first: the newest complete one and the newest."""
    rows = analysis(release, "curve")
    found = {row["period_start"] for row in rows if row.get("dimension") == "PUE"}
    return tuple(sorted(date.fromisoformat(week) for week in found))


def bitcoin_inputs(release: ReleaseRow) -> list[Mapping[str, Any]]:
    """Return what the rung of Bitcoin rests on, each with its day, range, grade and source."""
    copied = _parameters(release)
    return [{**copied[key, ""], "key": key} for key in BITCOIN]


def points(release: ReleaseRow) -> list[Point]:
    """Return what was published of the multiple; yuan at the central rate of the method."""
    rate = _parameters(release)[YUAN, ""]["central"]
    rows = {row["key"].partition(":")[2]: row for row in analysis(release, "curve") if "kind" in row}
    found = []
    for point in comparisons.value_points():
        row = rows.get(point.point_id)
        if row is not None:
            yuan = point.electricity_cny_per_kwh
            found.append(
                Point(
                    point.point_id, row["central"], yuan / rate if yuan else None, point.base,
                    point.source_title, point.source_url, point.grade, point.note,
                )
            )  # fmt: skip
    return found
