"""The parts of the method page that are filled from a release: states of analyses, checks, an example."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _l

from apps.estimator.measures import MEASURES, Measure
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.web import words
from apps.web.addresses import revisions_url
from apps.web.influence import cell_name, influence
from apps.web.method_subjects import MEASURE_ANCHORS, TITLES
from apps.web.numbers import digits, measured, range_text, rounded
from apps.web.words import Text

MEANINGS: dict[str, Text] = {
    "TOKENS": _l("Input and output tokens, as the model’s vendor counts them."),
    "ENERGY_KWH": _l("Electricity at the meter of the data centre for these tokens."),
    "ELECTRICITY_VALUE_USD": _l("That electricity at the price for large customers at its place."),
    "SERVICE_VALUE_USD": _l("The tokens at list price; free use counts as zero."),
    "COMPUTE_VALUE_USD": _l("What the busy chips cost, spread over their life."),
    "CARBON_KG": _l("CO2 of that electricity by the grid of its place."),
}
STEP_TITLES: dict[str, Text] = {
    "stated": _l("Stated inputs, all served in China"),
    "parameters": _l("Ranges for cached price and chips"),
    "places": _l("The run’s electricity price and climate"),
    "group": _l("One named model, the rest a group"),
    "models": _l("The run’s models, hosts and prices"),
    "served": _l("Where they are served"),
    "all_labs": _l("The labs of other countries: the published week"),
}
STEP_UNITS = {
    "energy_kwh": "kWh",
    "electricity_usd": "USD",
    "list_usd": "USD",
    "value_multiple": "ratio",
    "joules_per_token": "joule",
}
CHECK_TITLES: dict[str, Text] = {
    "node_days": _l("Nodes kept busy for a day"),
    "cost_usd": _l("Rent of the nodes, USD"),
    "revenue_usd": _l("Theoretical revenue, USD"),
}
# The totals whose movers are listed, and how many of them.
MOVED = ("value_multiple", "ENERGY_KWH", "ELECTRICITY_VALUE_USD", "SERVICE_VALUE_USD")
TOTAL = "/ALL/ALL"
MOVERS_SHOWN = 5
MEDIANS = ("median_low", "median_high")
EXAMPLE_ENDS = ("CHN", "USA")


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as the page defines it."""

    title: Text
    meaning: Text
    anchor: str
    measure: Measure


def measure_rows() -> list[MeasureRow]:
    """Return every measure with its meaning and the anchor of its definition."""
    return [
        MeasureRow(words.MEASURE_NAMES[name], MEANINGS[name], MEASURE_ANCHORS[name], measure)
        for name, measure in MEASURES.items()
    ]


def analysis_rows(states: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the state of each analysis under the title of what defines it."""
    found = [
        state | {"anchor": state["definition"] if state["definition"] in TITLES else ""}
        for state in map(dict, states)
    ]
    rows = [row | {"title": TITLES.get(row["anchor"], row["name"])} for row in found]
    return sorted(rows, key=lambda row: (str(row["title"]), row["name"]))


def movers(rows: Iterable[Mapping[str, Any]], keys: Collection[str]) -> list[dict[str, Any]]:
    """Return, for the totals of the newest complete week, the assumptions that move each most.

    `keys` are those that have a row among the parameters; the others are shares and sizes of models.
    """
    cells: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if not row["scope"] and row["cell"].endswith(TOTAL) and row["measure"] in MOVED:
            cells.setdefault(row["measure"], []).append(row)
    return [
        {"title": cell_name(found[0]["cell"]), "rows": [_mover(row, keys) for row in _strongest(found)]}
        for _, found in sorted(cells.items(), key=lambda cell: MOVED.index(cell[0]))
    ]


def _strongest(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows with the largest rank correlations."""
    return sorted(rows, key=lambda row: -abs(row["rank_correlation"]))[:MOVERS_SHOWN]


def _mover(row: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """Return one assumption: what it does to the median and to the range."""
    unit = MEASURES[row["measure"]].unit if row["measure"] in MEASURES else "ratio"
    ends = [digits(row[name], 2) if unit == "ratio" else measured(row[name], unit) for name in MEDIANS]
    found = influence(row)
    return {
        "key": row["parameter"],
        "is_parameter": row["parameter"] in keys,
        "correlation": found.correlation,
        "narrower": found.narrower,
        "at_low": ends[0],
        "at_high": ends[1],
        "width": round(abs(100 * row["rank_correlation"])),
    }


def check_point(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps of the check point, each with its quantities in words."""
    steps: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        steps.setdefault(row["step"], {})[row["quantity"]] = row
    return [
        {
            "title": title,
            "tokens": measured(next(iter(steps[key].values()))["tokens"], "token"),
            "values": [_value(steps[key][name], unit) for name, unit in STEP_UNITS.items()],
        }
        for key, title in STEP_TITLES.items()
        if key in steps
    ]


def _value(row: Mapping[str, Any], unit: str) -> dict[str, str]:
    """Return one quantity: its central value with two digits, and its range."""
    span = (row["central"], row["low"], row["high"], unit)
    return {"central": rounded(row["central"], unit), "range": range_text(*span)}


def disclosed_day(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the disclosed day in words, or None before it is worked out."""
    found = {row["key"]: row for row in rows}
    if not found:
        return None
    implied, own = found["implied_joules_per_token"], found["own_joules_per_token"]
    return {
        "checks": [
            {
                "title": title,
                "found": f"{found[key]['central']:,.1f}",
                "stated": f"{found[key]['stated']:,.2f}".removesuffix(".00"),
                "off": f"{found[key]['difference']:+.3%}".replace("%", " %"),
            }
            for key, title in CHECK_TITLES.items()
        ],
        "source_url": own["source_url"],
        "low": f"{implied['low']:.2f}",
        "high": f"{implied['high']:.2f}",
        "own": f"{own['central']:.2f}",
        "off": f"{own['above_high']:.0%}".replace("%", " %"),
    }


def example(release: ReleaseRow) -> str:
    """Return the address of the history of one cell of the newest week."""
    return revisions_url(Question(), release.newest, *EXAMPLE_ENDS)
