"""The tables of a dump: their columns, and their rows in batches, as known at one moment.

What a source lets only be worked with (DERIVED_ONLY) or quoted (EXCERPTS) is in none of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model
from django.db.models.expressions import OrderBy

from apps.estimator.measures import MEASURES
from apps.events import queries as events
from apps.flows import rowtext, statements
from apps.flows.attribution import queries as attribution
from apps.flows.claims import queries as claims
from apps.flows.models import AttributionEstimate, CountryBalance, FlowEstimate
from apps.flows.releases import ReleaseRow
from apps.flows.runs import run_parameters
from apps.flows.tabular import Column
from apps.flows.units import ROWS_PER_BATCH, SERIES_PER_READ
from apps.observations import queries as observations
from apps.observations.price_words import SIDES
from apps.reference import queries as reference

# Whose rows may be passed on, each with its citation.
PASSED_ON = ("OPEN", "FACTS")
CONFIRMED = ("CONFIRMED",)
Rows = Iterable[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a dump is of: a release, and what was known at a moment."""

    release: ReleaseRow
    as_of: datetime


@dataclass(frozen=True, slots=True)
class DumpTable:
    """One table: what it holds, its columns, and how its rows are read."""

    text: str
    columns: tuple[Column, ...]
    read: Callable[[Moment], Rows]


def _columns(**kinds: str) -> tuple[Column, ...]:
    """Return columns by kind: date="a b" gives the columns a and b; the order is that of the words."""
    return tuple(Column(name, kind) for kind, names in kinds.items() for name in names.split())


def _estimated(table: statements.Table | Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of published estimates as the API has them."""
    names = table.columns if isinstance(table, statements.Table) else table
    return tuple(Column(name, _kind(name)) for name in names)


def _kind(name: str) -> str:
    """Return the kind of a column of published estimates."""
    for names, kind in (
        (rowtext.DATES, "date"),
        (rowtext.LISTS, "texts"),
        (rowtext.BOOLEANS, "boolean"),
        ((*rowtext.CODES, *rowtext.TEXTS), "text"),
    ):
        if name in names:
            return kind
    return "float"


def _estimates(
    model: type[Model], table: statements.Table, *order: str | OrderBy
) -> Callable[[Moment], Rows]:
    """Return the reader of every published row of a release, week by week."""
    stored = [name for name in table.columns if name not in ("period", "unit", "run")]

    def read(moment: Moment) -> Iterator[dict[str, Any]]:
        for item in moment.release.weeks:
            rows = model._default_manager.filter(run_id=item.run_id, period_start=item.week)
            for row in rows.order_by(*order).values(*stored).iterator(chunk_size=ROWS_PER_BATCH):
                unit = MEASURES[row["measure"]].unit
                yield row | {"period": row["period_start"], "unit": unit, "run": item.run}

    return read


def _series(moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield the series whose numbers may be passed on."""
    after = 0
    while page := observations.series_page(asked={}, after=after, limit=ROWS_PER_BATCH, as_of=moment.as_of):
        yield from (row for row in page if row["redistribution"] in PASSED_ON)
        after = page[-1]["id"]


def _observations(moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield the last known number of each series and period."""
    about = {row["id"]: row for row in _series(moment)}
    ids = list(about)
    for start in range(0, len(ids), SERIES_PER_READ):
        wanted, after = ids[start : start + SERIES_PER_READ], None
        while page := observations.vintages(
            series_ids=wanted, period_from=None, period_to=None, as_of=moment.as_of, is_all=False, after=after,
            limit=ROWS_PER_BATCH,
        ):  # fmt: skip
            yield from (about[row["series"]] | row for row in page)
            after = (page[-1]["series"], page[-1]["period_start"], page[-1]["recorded_at"])


def _prices(moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield the last known list price of each series and first day."""
    passed_on, after = {row["id"] for row in _series(moment)}, None
    while page := observations.list_prices(
        metrics=SIDES.values(), models=(), providers=(), period_from=None, period_to=None, as_of=moment.as_of,
        after=after, limit=ROWS_PER_BATCH,
    ):  # fmt: skip
        for row in page:
            if row["series"] in passed_on:
                yield row | {"valid_from": row["period_start"], "price_usd_per_mtok": row["value"]}
        after = (page[-1]["series"], page[-1]["period_start"])


def _events(moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield the confirmed events with their stages and evidence."""
    yield from events.event_rows(states=CONFIRMED, as_of=moment.as_of)


def _claims(moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield the claims with the results of the last evaluation by then."""
    found = claims.claim_set(as_of=moment.as_of)
    for view in claims.claims(as_of=moment.as_of):
        headlines = view.headlines
        told = {column.name: getattr(view.claim, column.name, None) for column in TABLES["claims"].columns}
        yield told | {
            "groups": list(view.claim.conflict_groups),
            "occurrences": [
                {"publication": one.publication_id, "locator": one.locator, "wording": one.wording}
                for one in view.occurrences
            ],
            "status": headlines[0]["status"] if headlines else None,
            "statuses": sorted({row["status"] for row in headlines}),
            "checks": list(view.results),
            "run": found.about["run"] if found else None,
            "evaluated_at": found.evaluated_at if found else None,
        }


def _parameters(moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield the assumptions as each run of the release used them."""
    for run in dict.fromkeys(item.run for item in moment.release.weeks):
        for row in run_parameters(run=run):
            yield row | {
                "scope_key": row["scope"] or None,
                "valid_from": row["valid_from"] and date.fromisoformat(row["valid_from"]),
                "accessed": date.fromisoformat(row["accessed"]),
                "run": run,
            }


def _countries(_moment: Moment) -> Iterator[dict[str, Any]]:
    """Yield every code that a flow may name."""
    yield from reference.country_rows()


TABLES = {
    "flows": DumpTable(
        "Corridors of every measure, basis and scope; only means add.",
        _estimated(statements.FLOWS),
        _estimates(FlowEstimate, statements.FLOWS, "basis", "scope", "measure", "-mean", "origin", "destination"),
    ),
    "balances": DumpTable(
        "Exports, imports and net of each country; country empty = the world.",
        _estimated(statements.BALANCES),
        _estimates(
            CountryBalance, statements.BALANCES, "basis", "scope", "measure", F("country").asc(nulls_first=True)
        ),
    ),
    "attribution": DumpTable(
        "Who made it, where it ran, where it went; only means of one level add.",
        _estimated(attribution.TABLE),
        _estimates(
            AttributionEstimate, attribution.TABLE, "level", "measure", "-mean", "model", "lab", "compute",
            "destination", "split",
        ),
    ),
    "observations": DumpTable(
        "Numbers as sources stated them, the last known of each period.",
        _columns(integer="series", text="source metric unit kind period_length subject qualifier country model"
                 " provider", date="period_start", decimal="value", datetime="recorded_at published_at")
        + _columns(text="reason snapshot source_url"),
        _observations,
    ),
    "prices": DumpTable(
        "List prices in USD per million tokens, from their first day on.",
        _columns(text="model provider metric", decimal="price_usd_per_mtok", date="valid_from",
                 datetime="recorded_at")
        + _columns(text="subject qualifier source source_url", integer="series"),
        _prices,
    ),
    "events": DumpTable(
        "Confirmed events with stages and evidence.",
        _columns(text="slug kind title summary jurisdiction", texts="countries")
        + _columns(text="state severity doubt", json="stages evidence", datetime="recorded_at updated_at"),
        _events,
    ),
    "claims": DumpTable(
        "What circulates about this trade, and what recomputing it gave.",
        _columns(text="claim_id wording speaker", date="said_date")
        + _columns(text="kind value value_low value_high unit denominator caveat", texts="groups")
        + _columns(text="status", texts="statuses", json="occurrences checks")
        + _columns(text="run", datetime="evaluated_at"),
        _claims,
    ),
    "parameters": DumpTable(
        "Cited assumptions as each run used them.",
        _columns(text="key scope_key unit", float="low central high")
        + _columns(text="distribution draw_scope", float="hard_min hard_max")
        + _columns(text="basis evidence_grade", date="valid_from")
        + _columns(text="source_title source_url", date="accessed")
        + _columns(text="note run"),
        _parameters,
    ),
    "countries": DumpTable(
        "Codes that flows name, with the anchors of arcs.",
        _columns(text="code name status", float="anchor_lat anchor_lon")
        + _columns(text="source_title source_url", date="accessed", texts="aliases"),
        _countries,
    ),
}  # fmt: skip
