"""How much of the newest week's tokens a country or a lab has to do with, for ranking what waits to be judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Sum

from apps.flows.models import AttributionEstimate
from apps.flows.releases import ReleaseRow
from apps.flows.runs import analysis
from apps.reference import queries as reference

MEASURE, ANALYSIS = "TOKENS", "sensitivity"


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of 0 to 1. `countries`: of tokens made, computed or used there, by code; `labs`: of its models, by key.

    `narrowing`: by assumption, the share of a published range that would go if it were known exactly.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    labs: Mapping[str, float] = field(default_factory=dict)
    narrowing: Mapping[str, float] = field(default_factory=dict)


def weights(release: ReleaseRow) -> Weights:
    """Return the weights of a release's newest week; empty where it has no attribution or no sensitivity."""
    newest = release.weeks[-1]
    rows = AttributionEstimate.objects.filter(run_id=newest.run_id, period_start=newest.week, measure=MEASURE)
    ends = ("lab", "compute", "destination")
    cells = [
        ({code for code in row[:-1] if code}, row[-1])
        for row in rows.filter(level="CROSS").values_list(*ends).annotate(tokens=Sum("mean"))
    ]
    lab_of = {key: lab for key, _, lab in reference.models()}
    made = rows.filter(level="MODEL").values_list("model").annotate(tokens=Sum("mean"))
    models = [({lab_of[key]}, tokens) for key, tokens in made if lab_of.get(key)]
    return Weights(_shares(cells), _shares(models), _narrowing(release))


def _shares(cells: list[tuple[set[str], float]]) -> dict[str, float]:
    """Return the share of all tokens of each name; a cell counts for every name that it has."""
    total = sum(tokens for _, tokens in cells)
    found: dict[str, float] = {}
    for names, tokens in cells if total else ():
        for name in names:
            found[name] = found.get(name, 0.0) + tokens / total
    return found


def _narrowing(release: ReleaseRow) -> dict[str, float]:
    """Return, by assumption, what knowing it would take off the range that it widens most."""
    found: dict[str, float] = {}
    for row in analysis(release, ANALYSIS):
        known = float(row["value_of_information"] or 0.0)
        found[row["parameter"]] = max(found.get(row["parameter"], 0.0), known)
    return found
