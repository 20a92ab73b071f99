"""List prices as their pages show them: what each company lists a model at on a day, since when, and from where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median

from apps.estimator.periods import next_week
from apps.events import held
from apps.events.held import HeldNumber
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.observations.rows import ValueRow
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

PACKAGE, ENDPOINTS = "package.genai_prices", "openrouter.endpoints"
SOURCES = (PACKAGE, ENDPOINTS)
SIDES = {"INPUT": "list_price_input", "CACHED": "list_price_cache_read", "OUTPUT": "list_price_output"}
PREFIX = "list_price_"


@dataclass(frozen=True, slots=True)
class Step:
    """A price from a day on, in USD per million tokens, and when we first knew it."""

    day: date
    price: Decimal
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """One company's standard list prices of one model, by side, oldest step first; `name` is the source's own."""

    model: str
    provider: str
    source: str
    name: str
    steps: Mapping[str, tuple[Step, ...]]

    def on(self, side: str, day: date) -> Step | None:
        """Return the step valid on a day; None before the first one, and where the side is not listed."""
        begun = [step for step in self.steps.get(side, ()) if step.day <= day]
        return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All listings of models that we follow, as known at a moment."""

    listings: tuple[Listing, ...]
    models: Mapping[str, ModelFactsRow]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one model is listed at on a day on one side: the companies' prices, and the one that stands for it.

    `own` is the lab's own list; without one the median of all stands for the model.
    """

    model: ModelFactsRow
    side: str
    prices: tuple[tuple[Listing, Step], ...]
    own: tuple[Listing, Step] | None

    @property
    def low(self) -> float:
        """Return the lowest price."""
        return min(float(step.price) for _listing, step in self.prices)

    @property
    def high(self) -> float:
        """Return the highest price."""
        return max(float(step.price) for _listing, step in self.prices)

    @property
    def central(self) -> float:
        """Return the lab's own price, else the median."""
        if self.own is not None:
            return float(self.own[1].price)
        return median(float(step.price) for _listing, step in self.prices)


def gathered(*, as_of: datetime, day: date) -> Gathered:
    """Return the standard list prices known at a moment, under the names that name each model on a day."""
    facts = reference.model_facts()
    names = reference.listed_as(source_key=PACKAGE, day=day)
    model_of = {alias: key for key, aliases in names.items() for alias in aliases}
    steps: dict[tuple[str, str, str, str], dict[str, list[Step]]] = {}
    for side, metric in SIDES.items():
        for row in _rows(metric, as_of, model_of):
            model = model_of.get(row.subject) if row.source == PACKAGE else row.model
            provider = _company(row)
            if model in facts and provider is not None and _is_standard(row):
                key = (str(model), provider, row.source, row.subject)
                step = Step(row.period_start, row.value, row.recorded_at)
                steps.setdefault(key, {}).setdefault(side, []).append(step)
    listings = tuple(
        Listing(
            *key, {side: tuple(sorted(found, key=lambda step: step.day)) for side, found in sides.items()}
        )
        for key, sides in sorted(steps.items())
    )
    return Gathered(listings, facts)


def _rows(metric: str, as_of: datetime, names: Iterable[str]) -> Iterator[ValueRow]:
    """Yield the numbers of a metric known at a moment, of these names of the package and of every endpoint."""
    end = next_week(as_of.date())
    for source, subjects in ((PACKAGE, list(names)), (ENDPOINTS, None)):
        yield from observations.values_as_of(
            source_keys=[source],
            metric=metric,
            period_from=FIRST_DATE,
            period_to=end,
            as_of=as_of,
            subjects=subjects,
        )


def _company(row: ValueRow) -> str | None:
    """Return the company that lists a price; None for one that we skip or do not know."""
    if row.source == PACKAGE:
        return reference.package_provider(row.subject.partition("/")[0])
    return row.provider


def _is_standard(row: ValueRow) -> bool:
    """Tell whether a price is of the standard tier: long contexts, batches and free variants have qualifiers."""
    return not row.qualifier if row.source == PACKAGE else " " not in row.qualifier


def offer(found: Gathered, model: str, side: str, day: date) -> Offer | None:
    """Return what a model is listed at on a day; None where nobody lists this side at a price above zero."""
    facts = found.models.get(model)
    if facts is None:
        return None
    prices = tuple(
        (listing, step)
        for listing in found.listings
        if listing.model == model and (step := listing.on(side, day)) is not None and step.price > 0
    )
    labs = {row.key: row.lab for row in reference.providers()}
    own = [one for one in prices if labs.get(one[0].provider) == facts.lab]
    return Offer(facts, side, prices, own[0] if own else None) if prices else None


def held_prices(*, as_of: datetime) -> list[HeldNumber]:
    """Return the list prices that waited for a verdict at a moment: they are shown as held and enter nothing."""
    return held.held_numbers(metric_prefix=PREFIX, as_of=as_of)
