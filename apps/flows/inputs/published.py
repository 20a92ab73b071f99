"""Published figures of a week as candidates: named models, and remainders that keep the total whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from apps.estimator.inputs import UsageRow
from apps.estimator.measures import DENOMINATORS, GRADES, UNKNOWN
from apps.estimator.periods import monday_of, next_week
from apps.flows.inputs.candidates import (
    FULL,
    GROUPS,
    MEASURED,
    OTHER_GROUP,
    PAIR,
    REMAINDER_GRADE,
    SPLIT,
    UNUSABLE,
    Candidate,
)
from apps.flows.inputs.splits import SUFFIX
from apps.flows.units import FIGURE_RTOL
from apps.observations.rows import FigureValue
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

SOURCE = "curated.published_figures"
TOTALS = frozenset({"tokens_week_total", "tokens_week_top10", "tokens_week_top50"})
WEEKLY = "tokens_week_"
MODEL_WEEK = "tokens_week_model"
MODEL_DAY = "tokens_day_model"
# A figure of the free tier inside a model's total is told apart by this flag.
FREE_TIER = "free_tier"

Models = Mapping[str, ModelFactsRow]


def candidates(figures: Iterable[FigureValue], models: Models, *, first: date, end: date) -> list[Candidate]:
    """Return one candidate per publication and week in [first, end)."""
    groups: dict[tuple[date, str], list[FigureValue]] = defaultdict(list)
    for figure in figures:
        week = monday_of(figure.detail.window_start)
        is_flow = figure.detail.scope == "OBSERVED" and figure.detail.denominator in DENOMINATORS
        if is_flow and first <= week < end and _is_read(figure):
            groups[week, figure.detail.publication].append(figure)
    return [_candidate(week, name, rows, models) for (week, name), rows in sorted(groups.items())]


def _is_read(figure: FigureValue) -> bool:
    """Tell whether a figure counts a week, or one model's day; what single providers served is read elsewhere."""
    if figure.metric.endswith(SUFFIX):
        return False
    is_day = figure.period_length == "DAY" and figure.metric == MODEL_DAY
    return is_day or (figure.period_length == "WEEK" and figure.metric.startswith(WEEKLY))


def _candidate(week: date, publication: str, figures: Sequence[FigureValue], models: Models) -> Candidate:
    """Return what one publication says of one week."""
    days = {figure.detail.window_start for figure in figures if figure.metric == MODEL_DAY}
    found = Candidate(
        week=week,
        publication=publication,
        source=SOURCE,
        denominator=figures[0].detail.denominator,
        rank=UNUSABLE,
        rows=[],
        flags={flag for figure in figures for flag in figure.detail.flags} - {FREE_TIER},
        reported=min((f.detail.reported_date for f in figures if f.detail.reported_date), default=None),
        models=len({figure.model for figure in figures if figure.model}),
        about=_about(figures),
    )
    if not all(figure.detail.is_verified for figure in figures):
        found.flags.add("unverified")
    if days:
        found.rank, found.days = MEASURED, len(days)
        found.coverage = len(days) / (next_week(week) - week).days
        found.flags |= {"partial_week"} if found.coverage < 1 else set()
        found.rows = daily_rows(week, [_named(figure) for figure in figures if figure.metric == MODEL_DAY])
    else:
        _fill_week(found, figures, models)
    return found


def _named(figure: FigureValue) -> tuple[str, str, float, str]:
    """Return (model key, tier, tokens, grade) of a figure of one model."""
    is_free = reference.is_free(figure.subject) or FREE_TIER in figure.detail.flags
    return (
        figure.model or OTHER_GROUP,
        "FREE" if is_free else "STANDARD",
        float(figure.value),
        figure.detail.evidence_grade,
    )


def daily_rows(week: date, named: Iterable[tuple[str, str, float, str]]) -> list[UsageRow]:
    """Return the sum over days per model and tier, with the weakest grade of its days; never scaled."""
    tokens: dict[tuple[str, str], float] = defaultdict(float)
    grades: dict[tuple[str, str], str] = {}
    for model, tier, amount, grade in named:
        tokens[model, tier] += amount
        grades[model, tier] = max(grades.get((model, tier), grade), grade, key=GRADES.index)
    return [
        UsageRow(week, model, amount, grades[model, tier], tier)
        for (model, tier), amount in sorted(tokens.items())
    ]


def _fill_week(found: Candidate, figures: Sequence[FigureValue], models: Models) -> None:
    """Put the rows and remainders of a weekly publication into its candidate, or the reason why not."""
    total = next((figure for figure in figures if figure.metric in TOTALS), None)
    splits = {
        figure.country: figure
        for figure in figures
        if "_lab_" in figure.metric and figure.country is not None
    }
    named = [figure for figure in figures if figure.metric == MODEL_WEEK]
    found.rank = _rank(total is not None, len(splits), len(named))
    if found.rank == UNUSABLE:
        found.problem = "it names neither a total with a split by lab country nor a pair of lab countries"
        return
    found.rows = daily_rows(found.week, [_named(figure) for figure in named])
    for name, left in _remainders(found.rows, total, splits, models).items():
        if left > 0:
            found.rows.append(UsageRow(found.week, name, left, REMAINDER_GRADE))
        elif left < 0:
            found.problem = f"its parts exceed its whole by {-left:.3g} tokens ({name})"
    found.lab_share = float(next(iter(splits.values())).value) / found.tokens if found.tokens else 0.0


def _rank(has_total: bool, splits: int, named: int) -> int:
    """Return the place of a weekly publication in the rule of choice."""
    if has_total and splits:
        return FULL if named else SPLIT
    return PAIR if splits > 1 else UNUSABLE


def _remainders(
    rows: Sequence[UsageRow],
    total: FigureValue | None,
    splits: Mapping[str, FigureValue],
    models: Models,
) -> dict[str, float]:
    """Return what each lab country's total leaves unnamed, and what the whole leaves without a lab."""
    named: dict[str, float] = defaultdict(float)
    for row in rows:
        named[models[row.subject].lab_country if row.subject in models else UNKNOWN] += row.tokens
    left: dict[str, float] = defaultdict(float)
    for country, figure in splits.items():
        left[GROUPS.get(country, OTHER_GROUP)] += _exact(float(figure.value), named[country])
    if total is not None:
        outside = sum(amount for country, amount in named.items() if country not in splits)
        split = sum(float(figure.value) for figure in splits.values())
        left[OTHER_GROUP] += _exact(float(total.value), split + outside)
    return left


def _exact(whole: float, parts: float) -> float:
    """Return whole - parts, with the rounding of printed figures taken as zero."""
    return 0.0 if abs(whole - parts) <= FIGURE_RTOL * whole else whole - parts


def _about(figures: Sequence[FigureValue]) -> dict[str, Any]:
    """Return the citation of a publication and its figures as readers see them."""
    first = figures[0].detail
    return {
        "source_title": first.source_title,
        "source_url": first.source_url,
        "window_start": min(figure.detail.window_start for figure in figures).isoformat(),
        "window_end": max(
            (f.detail.window_end.isoformat() for f in figures if f.detail.window_end), default=None
        ),
        "reported_date": first.reported_date and first.reported_date.isoformat(),
        "grade": max((figure.detail.evidence_grade for figure in figures), key=GRADES.index),
        "is_verified": all(figure.detail.is_verified for figure in figures),
        "figures": [
            {
                "figure_id": figure.detail.figure_id,
                "metric": figure.metric,
                "subject": figure.subject,
                "value": format(figure.value.normalize(), "f"),
                "unit": figure.unit,
                "denominator": figure.detail.denominator,
                "original": figure.detail.original,
            }
            for figure in figures
        ],
    }
