"""What a country's page and a corridor's page show: all measures of one week, and one measure over the weeks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from apps.estimator.measures import BASES, MEASURES, UNKNOWN
from apps.flows.frames import drawn_grade
from apps.flows.home import FIELDS, kind_of
from apps.flows.models import CountryBalance, FlowEstimate
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow, WeekRun

SIDES = ("exports", "imports", "net")
ENDS = ("low", "central", "high", "mean")
BALANCE_FIELDS = (
    *(f"{side}_{end}" for side in SIDES for end in ENDS),
    "domestic_mean", "unknown_mean", "total_mean", "unlisted_exports", "unlisted_imports", "surplus_share",
    "evidence_grade", "unknown_share", "is_counterfactual",
)  # fmt: skip
# The rows of every country and of the world.
EVERYWHERE = Q()


@dataclass(frozen=True, slots=True)
class CountryProfile:
    """One country in one week: its balances by measure, its partners, and one measure over the weeks.

    `balances` are by measure on the asked basis; rows carry `kind` crossing, domestic or unknown; `history`
    is one balance per week that has an estimate, oldest first.
    """

    week: date | None
    run: str
    balances: dict[str, dict[str, Any]]
    world: dict[str, Any] | None
    exports: list[dict[str, Any]]
    imports: list[dict[str, Any]]
    domestic: dict[str, Any] | None
    unknown: list[dict[str, Any]]
    history: list[dict[str, Any]]
    coverage: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorridorProfile:
    """Both directions of a pair: every measure and basis of the week, and the asked measure over the weeks."""

    week: date | None
    run: str
    forward: list[dict[str, Any]]
    reverse: list[dict[str, Any]]
    forward_history: list[dict[str, Any]]
    reverse_history: list[dict[str, Any]]
    origin_balance: dict[str, Any] | None
    origin_total_mean: float


def newest_asked(question: Question, release: ReleaseRow) -> WeekRun | None:
    """Return the week asked for, else the newest of the span, or None."""
    asked = release.asked(question)
    return asked[-1] if asked else None


def country_list(question: Question, release: ReleaseRow) -> tuple[WeekRun | None, list[dict[str, Any]]]:
    """Return the week and the balances of all countries with an estimate, largest exports and imports first."""
    shown = newest_asked(question, release)
    rows = _balances(question, [shown]) if shown else []
    found = [row for row in rows if row["country"] not in (None, UNKNOWN)]
    return shown, sorted(
        found, key=lambda row: (-(row["exports_mean"] + row["imports_mean"]), row["country"])
    )


def country_profile(question: Question, release: ReleaseRow, *, country: str) -> CountryProfile:
    """Return what is published of a country; without an estimate every part is empty."""
    shown = newest_asked(question, release)
    if shown is None:
        return CountryProfile(None, "", {}, None, [], [], None, [], [], None, ())
    own = Q(country=country)
    week_rows = _balances(question, [shown], own | Q(country=None), measures=tuple(MEASURES))
    flows = _flows(question, [shown], Q(origin=country) | Q(destination=country))
    across = [row for row in flows if row["kind"] == "crossing"]
    history = _balances(question, release.asked(replace(question, period=None)), own)
    return CountryProfile(
        week=shown.week,
        run=shown.run,
        balances={row["measure"]: row for row in week_rows if row["country"] == country},
        world=next((r for r in week_rows if r["country"] is None and r["measure"] == question.measure), None),
        exports=[row for row in across if row["origin"] == country],
        imports=[row for row in across if row["destination"] == country],
        domestic=next((row for row in flows if row["kind"] == "domestic"), None),
        unknown=[row for row in flows if row["kind"] == "unknown"],
        history=history,
        coverage=min((row["coverage"] for row in flows), default=None),
        flags=tuple(sorted({flag for row in flows for flag in row["flags"]})),
    )


def corridor_profile(
    question: Question, release: ReleaseRow, *, origin: str, destination: str
) -> CorridorProfile:
    """Return what is published of a pair of countries in both directions."""
    shown = newest_asked(question, release)
    if shown is None:
        return CorridorProfile(None, "", [], [], [], [], None, 0.0)
    ways = [(origin, destination), (destination, origin)]
    week = [_pair_rows([shown], *way) for way in ways]
    span = release.asked(replace(question, period=None))
    history = [_flows(question, span, Q(origin=one, destination=other)) for one, other in ways]
    balances = _balances(question, [shown], Q(country=origin))
    outgoing = _flows(question, [shown], Q(origin=origin))
    return CorridorProfile(
        week=shown.week,
        run=shown.run,
        forward=week[0],
        reverse=week[1] if origin != destination else [],
        forward_history=_by_week(history[0]),
        reverse_history=_by_week(history[1]) if origin != destination else [],
        origin_balance=next(iter(balances), None),
        origin_total_mean=sum(row["mean"] for row in outgoing),
    )


def _by_week(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows oldest first."""
    return sorted(rows, key=lambda row: row["period_start"])


def _balances(
    question: Question, weeks: Sequence[WeekRun], places: Q = EVERYWHERE, *, measures: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Return the balances of these weeks and places, each from the run that answers it."""
    rows = CountryBalance.objects.filter(
        places,
        run_id__in={item.run_id for item in weeks},
        period_start__in={item.week for item in weeks},
        basis=question.basis,
        scope=question.scope,
        measure__in=measures or (question.measure,),
    ).values("run_id", "period_start", "measure", "country_id", *BALANCE_FIELDS)
    run_of = {(item.week, item.run_id): item.run for item in weeks}
    found = [
        row
        | {
            "country": row["country_id"],
            "unit": MEASURES[row["measure"]].unit,
            "run": run_of[row["period_start"], row["run_id"]],
        }
        for row in rows
        if (row["period_start"], row["run_id"]) in run_of
    ]
    return sorted(found, key=lambda row: (row["period_start"], row["measure"], row["country"] or ""))


def _flows(question: Question, weeks: Sequence[WeekRun], places: Q) -> list[dict[str, Any]]:
    """Return the corridors of these weeks on the asked basis and measure, largest mean first."""
    return _marked(weeks, places, basis=question.basis, scope=question.scope, measure=question.measure)


def _pair_rows(weeks: Sequence[WeekRun], origin: str, destination: str) -> list[dict[str, Any]]:
    """Return every measure and basis of one pair in one week, in the order of bases and measures."""
    rows = _marked(weeks, Q(origin=origin, destination=destination), scope="OBSERVED")
    order = {name: index for index, name in enumerate((*reversed(BASES), *MEASURES))}
    return sorted(rows, key=lambda row: (order[row["basis"]], order[row["measure"]]))


def _marked(weeks: Sequence[WeekRun], places: Q, **conditions: Any) -> list[dict[str, Any]]:
    """Return corridors as dicts with their kind, unit and run."""
    rows = FlowEstimate.objects.filter(
        places,
        run_id__in={item.run_id for item in weeks},
        period_start__in={item.week for item in weeks},
        origin__isnull=False,
        **conditions,
    ).values(*FIELDS, "frechet_low", "frechet_high", "run_id", "period_start", "basis", "measure")
    run_of = {(item.week, item.run_id): item.run for item in weeks}
    found = [
        row
        | {
            "kind": kind_of(row),
            "drawn_grade": drawn_grade(row["grade_profile"]),
            "unit": MEASURES[row["measure"]].unit,
            "run": run_of[row["period_start"], row["run_id"]],
        }
        for row in rows
        if (row["period_start"], row["run_id"]) in run_of
    ]
    return sorted(found, key=lambda row: (-row["mean"], row["origin"], row["destination"] or ""))
