"""The weeks side by side: how the whole of each week parts by origin, model or lab, in means, which add."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Sum

from apps.estimator.measures import UNKNOWN
from apps.flows.models import AttributionEstimate, CountryBalance, FlowEstimate
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.flows.units import KEPT_PARTS
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

UNLISTED = "unlisted"
# The lab of a model whose maker no source names.
NO_LAB = "unknown"


@dataclass(frozen=True, slots=True)
class Parts:
    """Means by origin and week, UNK and the unlisted rest among them; `coverage` is observed days / 7 by week."""

    by_origin: dict[str, dict[date, float]]
    totals: dict[date, float]
    coverage: dict[date, float]
    unit: str


@lru_cache(maxsize=KEPT_PARTS)
def parts(question: Question, release: ReleaseRow) -> Parts:
    """Return the whole of each asked week by origin of the basis; a week without an estimate is absent.

    Kept in this process: the rows of a release's runs are written once and never change. Treat it as read-only.
    """
    run_of = {item.week: item.run_id for item in release.asked(question)}
    rows = (
        FlowEstimate.objects.filter(
            run_id__in=set(run_of.values()),
            basis=question.basis,
            scope=question.scope,
            measure=question.measure,
        )
        .values("run_id", "period_start", "origin", "coverage")
        .annotate(total=Sum("mean"))
    )
    by_origin: dict[str, dict[date, float]] = {}
    totals: dict[date, float] = {}
    coverage: dict[date, float] = {}
    for row in rows:
        week = row["period_start"]
        if run_of.get(week) != row["run_id"]:
            continue
        found = by_origin.setdefault(row["origin"] or UNLISTED, {})
        found[week] = found.get(week, 0.0) + row["total"]
        totals[week] = totals.get(week, 0.0) + row["total"]
        coverage[week] = row["coverage"]
    return Parts(by_origin, totals, coverage, question.unit)


def parts_by_model(question: Question, release: ReleaseRow, *, of_labs: bool = False) -> Parts:
    """Return the whole of each asked week by model, or by the lab that made it.

    What no source names is UNK: remainders and groups, and with `of_labs` models whose lab is not known. Models too
    small to list are the unlisted rest.
    """
    models = reference.model_facts()
    by_key: dict[str, dict[date, float]] = {}
    totals: dict[date, float] = {}
    for week, model, mean in _by_model(question, release):
        found = by_key.setdefault(_key_of(model, models, of_labs=of_labs), {})
        found[week] = found.get(week, 0.0) + mean
        totals[week] = totals.get(week, 0.0) + mean
    return Parts(by_key, totals, {}, question.unit)


@lru_cache(maxsize=KEPT_PARTS)
def _by_model(question: Question, release: ReleaseRow) -> tuple[tuple[date, str | None, float], ...]:
    """Return week, model and mean of the asked weeks; kept in this process, as rows of runs never change."""
    run_of = {item.week: item.run_id for item in release.asked(question)}
    rows = (
        AttributionEstimate.objects.filter(
            run_id__in=set(run_of.values()), level="MODEL", measure=question.measure
        )
        .values_list("run_id", "period_start", "model")
        .annotate(total=Sum("mean"))
    )
    return tuple((week, model, mean) for run_id, week, model, mean in rows if run_of.get(week) == run_id)


def _key_of(model: str | None, models: Mapping[str, ModelFactsRow], *, of_labs: bool) -> str:
    """Return the layer a model belongs to."""
    if model is None:
        return UNLISTED
    facts = models.get(model)
    if facts is None or facts.is_group:
        return UNKNOWN
    if not of_labs:
        return model
    return UNKNOWN if facts.lab == NO_LAB else facts.lab


def largest(found: Parts, *, count: int) -> list[str]:
    """Return the known origins with the largest sum of shares over the weeks."""
    weight = {
        origin: sum(mean / found.totals[week] for week, mean in weeks.items() if found.totals[week])
        for origin, weeks in found.by_origin.items()
        if origin not in (UNKNOWN, UNLISTED)
    }
    return sorted(weight, key=lambda origin: (-weight[origin], origin))[:count]


def exports(question: Question, release: ReleaseRow, *, countries: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return exports with their range by week for some countries, oldest first.

    A week that places nothing in a country is left out: its tokens are among the unknown, which is not zero.
    """
    run_of = {item.week: item.run_id for item in release.asked(question)}
    rows = CountryBalance.objects.filter(
        run_id__in=set(run_of.values()),
        basis=question.basis,
        scope=question.scope,
        measure=question.measure,
        country_id__in=countries,
        exports_high__gt=0,
    ).values(
        "run_id",
        "period_start",
        "country_id",
        "exports_low",
        "exports_central",
        "exports_high",
        "evidence_grade",
    )
    found = [
        row | {"unit": question.unit} for row in rows if run_of.get(row["period_start"]) == row["run_id"]
    ]
    return sorted(found, key=lambda row: (row["period_start"], row["country_id"]))
