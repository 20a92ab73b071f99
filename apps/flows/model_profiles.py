"""What the pages of models and labs show: their tokens by week, where they are computed, what they are listed at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from apps.estimator.periods import next_week
from apps.flows.attribution.queries import attribution_rows, attribution_split
from apps.flows.models import AttributionEstimate
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations

PRICE_SOURCES = ("package.genai_prices",)
SIDES = {"INPUT": "list_price_input", "OUTPUT": "list_price_output"}


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A list price of a model at one company from a day on, USD per million tokens."""

    provider: str
    side: str
    day: date
    price: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """One model: tokens by week (as observed), where the newest week that names it is computed, list prices."""

    tokens: dict[date, float]
    week: date | None
    run: str
    places: list[dict[str, Any]]
    prices: list[PriceStep]


def tokens_by_model(question: Question, release: ReleaseRow) -> dict[str, dict[date, float]]:
    """Return the tokens of each model by week: sums over the places where they may be computed."""
    run_of = {item.week: item.run_id for item in release.asked(question)}
    rows = (
        AttributionEstimate.objects.filter(run_id__in=set(run_of.values()), level="MODEL", measure="TOKENS")
        .exclude(model=None)
        .values("run_id", "period_start", "model")
        .annotate(total=Sum("mean"))
    )
    found: dict[str, dict[date, float]] = {}
    for row in rows:
        if run_of.get(row["period_start"]) == row["run_id"]:
            found.setdefault(row["model"] or "", {})[row["period_start"]] = row["total"]
    return {model: dict(sorted(weeks.items())) for model, weeks in found.items()}


def model_profile(question: Question, release: ReleaseRow, *, model: str, as_of: datetime) -> ModelProfile:
    """Return what is published of a model; parts without data are empty."""
    tokens = tokens_by_model(question, release).get(model, {})
    week = max(tokens, default=None)
    run = next((item.run for item in release.weeks if item.week == week), "")
    places = attribution_rows(release, week, level="MODEL") if week else []
    return ModelProfile(
        tokens=tokens,
        week=week,
        run=run,
        places=[row | {"unit": "token", "run": run} for row in places if row["model"] == model],
        prices=price_steps(model=model, as_of=as_of),
    )


def price_steps(*, model: str, as_of: datetime) -> list[PriceStep]:
    """Return the standard list prices of a model known at a moment, by company, side and day."""
    end = next_week(as_of.date())
    found = [
        PriceStep(row.provider or row.subject, side, row.period_start, row.value, row.source)
        for side, metric in SIDES.items()
        for row in observations.values_as_of(
            source_keys=PRICE_SOURCES, metric=metric, period_from=FIRST_DATE, period_to=end, as_of=as_of
        )
        if row.model == model and not row.qualifier
    ]
    return sorted(found, key=lambda step: (step.side, step.provider, step.day))


def lab_split(release: ReleaseRow, week: date, *, country: str) -> list[dict[str, Any]]:
    """Return what of a lab country's tokens was served at home, elsewhere, and nobody knows where."""
    rows = attribution_split(release, week)
    return [row | {"unit": "token"} for row in rows if row["lab"] == country]


def weeks_named(tokens: Iterable[dict[date, float]]) -> list[date]:
    """Return the weeks in which any of these is named, oldest first."""
    return sorted({week for weeks in tokens for week in weeks})
