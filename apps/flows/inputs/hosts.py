"""Who serves a model at which list price in a week, from the package's price series as known at a moment."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from apps.estimator.inputs import Host, Location, ProviderFacts
from apps.estimator.measures import UNKNOWN
from apps.flows.inputs import gathered
from apps.flows.inputs.gathered import Steps, Tag
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.reference import queries as reference

SOURCE = "package.genai_prices"
SIDES = {"input": "list_price_input", "output": "list_price_output", "cache_read": "list_price_cache_read"}
HOST_GRADE = "C"


@dataclass(frozen=True, slots=True)
class Listings:
    """Standard list prices by listing ("<package provider>/<model id>") and side, and who lists each model.

    `served` holds what OpenRouter's lists add: tags by model and provider.
    """

    steps: Mapping[str, Mapping[str, Steps]]
    first_party: Mapping[str, tuple[reference.ModelHost, ...]]
    served: Mapping[str, Mapping[str, Mapping[str, Tag]]] = field(default_factory=dict)
    names: dict[date, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def names_of(self, model: str, week: date) -> tuple[str, ...]:
        """Return the names under which the package listed a model in a week."""
        if week not in self.names:
            self.names[week] = reference.listed_as(source_key=SOURCE, day=week)
        return self.names[week].get(model, ())

    def hosts(self, model: str, week: date) -> tuple[Host, ...]:
        """Return the hosts of a model with the prices valid on the Monday of a week, one per provider."""
        found: dict[str, tuple[date, Host]] = {}
        for listing in self.names_of(model, week):
            provider = reference.package_provider(listing.partition("/")[0])
            prices = {side: _valid(self.steps.get(listing, {}).get(side, []), week) for side in SIDES}
            start = max((price[0] for price in prices.values() if price), default=None)
            if provider is None or start is None:
                continue
            host = _host(provider, {side: price[1] if price else None for side, price in prices.items()})
            if provider not in found or start > found[provider][0]:
                found[provider] = (start, host)
        for provider, tags in self.served.get(model, {}).items():
            cheapest = _cheapest(provider, tags, week)
            if cheapest is not None:
                found.setdefault(provider, (week, cheapest))
        for known in self.first_party.get(model, ()):
            found.setdefault(
                known.provider, (week, Host(known.provider, None, None, None, None, known.grade))
            )
        return tuple(host for _, (_, host) in sorted(found.items()))


def _valid(steps: Steps, week: date) -> tuple[date, float] | None:
    """Return the last price that began on or before a day."""
    begun = [step for step in steps if step[0] <= week]
    return begun[-1] if begun else None


def _cheapest(provider: str, tags: Mapping[str, Tag], week: date) -> Host | None:
    """Return a provider at the cheapest input price it lists on a day; None where it lists none."""
    found = []
    for _, tag in sorted(tags.items()):
        listed = _valid(tag.listed, week)
        prices = {side: _valid(tag.sides.get(side, []), week) for side in SIDES}
        host = _host(provider, {side: price[1] if price else None for side, price in prices.items()})
        if listed and listed[1] and host.price_input_usd_per_mtok:
            found.append(host)
    return min(found, key=lambda host: host.price_input_usd_per_mtok or 0, default=None)


def _host(provider: str, prices: Mapping[str, float | None]) -> Host:
    """Return a host; a list price of zero without a free tier is unexplained and counts as unknown."""
    if not prices["input"] and not prices["output"]:
        return Host(provider, None, None, None, None, HOST_GRADE)
    return Host(provider, prices["input"], prices["output"], prices["cache_read"], None, HOST_GRADE)


def listings(*, end: date, as_of: datetime) -> Listings:
    """Return all standard list prices that began before `end`, as known at `as_of`."""
    steps: dict[str, dict[str, Steps]] = defaultdict(lambda: defaultdict(list))
    for side, metric in SIDES.items():
        rows = observations.values_as_of(
            source_keys=[SOURCE], metric=metric, period_from=FIRST_DATE, period_to=end, as_of=as_of
        )
        for row in rows:
            if not row.qualifier:
                steps[row.subject][side].append((row.period_start, float(row.value)))
    for sides in steps.values():
        for series in sides.values():
            series.sort()
    return Listings(steps, reference.known_hosts(), gathered.served(SIDES, end=end, as_of=as_of))


def providers(*, as_of: datetime) -> dict[str, ProviderFacts]:
    """Return every provider with its legal seat and the evidence where it computes."""
    places, declared = reference.provider_locations(as_of=as_of), gathered.declared_centres(as_of=as_of)
    found = {}
    for row in reference.providers():
        known = places.get(row.key, ())
        known = declared[row.key].replace_in(known) if row.key in declared else known
        found[row.key] = ProviderFacts(row.key, row.company or UNKNOWN, _locations(known))
    return found


def _locations(rows: tuple[reference.ProviderLocation, ...]) -> tuple[Location, ...]:
    """Return the evidence as the estimator takes it."""
    return tuple(row.as_location() for row in rows)
