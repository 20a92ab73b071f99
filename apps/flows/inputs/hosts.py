"""Who serves a model at which list price in a week, from the package's price series as known at a moment."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from apps.estimator.inputs import Host
from apps.estimator.measures import UNKNOWN
from apps.flows.inputs import gathered
from apps.flows.inputs.evidence import Places
from apps.flows.inputs.gathered import Steps, Tag, valid
from apps.flows.inputs.splits import Split, split_at, splits
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.reference import queries as reference

SOURCE = "package.genai_prices"
SIDES = {"input": "list_price_input", "output": "list_price_output", "cache_read": "list_price_cache_read"}
HOST_GRADE = "C"
# A host that the gateway is not known to route to stands only where no other is known.
OFF_PLATFORM_GRADE = "D"


@dataclass(frozen=True, slots=True)
class Listings:
    """Standard list prices by listing ("<package provider>/<model id>") and side, and who lists each model.

    `served` holds what OpenRouter's lists add: tags by model and provider; `splits` what was counted by provider.
    """

    steps: Mapping[str, Mapping[str, Steps]]
    first_party: Mapping[str, tuple[reference.ModelHost, ...]]
    served: Mapping[str, Mapping[str, Mapping[str, Tag]]] = field(default_factory=dict)
    splits: Mapping[str, tuple[Split, ...]] = field(default_factory=dict)
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
            prices = {side: valid(self.steps.get(listing, {}).get(side, []), week) for side in SIDES}
            start = max((price[0] for price in prices.values() if price), default=None)
            if provider is None or start is None:
                continue
            host = _host(provider, {side: price[1] if price else None for side, price in prices.items()})
            if provider not in found or start > found[provider][0]:
                found[provider] = (start, host)
        for host in self._on_endpoints(model, week):
            if host.price_input_usd_per_mtok and host.provider != UNKNOWN:
                found.setdefault(host.provider, (week, host))
        for known in self.first_party.get(model, ()):
            found.setdefault(
                known.provider, (week, Host(known.provider, None, None, None, None, known.grade))
            )
        return tuple(host for _, (_, host) in sorted(found.items()))

    def serving(self, model: str, week: date, places: Places, *, is_open: bool) -> tuple[Host, ...]:
        """Return the hosts that the gateway may route to in a week, with evidence of place for this model.

        Where its endpoints of the model are known, they are all there are, at the gateway's prices. Else the hosts
        with a list price that are on its list of providers, and for weights that anybody may serve (is_open) one
        more that stands for those that no price list names; where none is on the list any host known, grade D.
        What was counted by provider is put on them.
        """
        listed = self._on_endpoints(model, week)
        known = listed or tuple(
            host for host in self.hosts(model, week) if places.is_on_platform(host.provider, week)
        )
        found = known or tuple(
            replace(host, evidence_grade=OFF_PLATFORM_GRADE) for host in self.hosts(model, week)
        )
        if found and is_open and not listed:
            found = (*found, Host(UNKNOWN, None, None, None, None, HOST_GRADE))
        split = split_at(self.splits.get(model, ()), week)
        found = split.applied(found, week) if split else found
        return tuple(self._placed(host, model, week, places) for host in found)

    def _placed(self, host: Host, model: str, week: date, places: Places) -> Host:
        """Return a host with the evidence of place that holds for this model alone."""
        if host.provider == UNKNOWN:
            return host
        rows = places.of_model(model, host.provider, week, self.tags(model, host.provider))
        return replace(host, locations=tuple(sorted({row.location for row in rows}, key=str)))

    def countries(self) -> set[str]:
        """Return every country that the tag of an endpoint names."""
        tags = (tag for hosts in self.served.values() for named in hosts.values() for tag in named.values())
        return {tag.country for tag in tags if tag.country}

    def tags(self, model: str, provider: str) -> Mapping[str, Tag]:
        """Return the tags under which a provider serves a model."""
        return self.served.get(model, {}).get(provider, {})

    def _on_endpoints(self, model: str, week: date) -> tuple[Host, ...]:
        """Return the hosts that the gateway lists for a model in a week, one per provider; none: not known."""
        found = (
            _cheapest(provider, tags, week) for provider, tags in sorted(self.served.get(model, {}).items())
        )
        return tuple(host for host in found if host is not None)


def _cheapest(provider: str, tags: Mapping[str, Tag], week: date) -> Host | None:
    """Return a provider at the cheapest input price it lists on a day, priced or not; None where not listed."""
    found = []
    for _, tag in sorted(tags.items()):
        if tag.is_listed(week):
            prices = {side: valid(tag.sides.get(side, []), week) for side in SIDES}
            found.append(
                _host(provider, {side: price[1] if price else None for side, price in prices.items()})
            )
    priced = [host for host in found if host.price_input_usd_per_mtok]
    return min(priced, key=lambda host: host.price_input_usd_per_mtok or 0, default=next(iter(found), None))


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
    counted = splits(observations.published_figures_as_of(as_of=as_of), reference.provider_keys())
    return Listings(steps, reference.known_hosts(), gathered.served(SIDES, end=end, as_of=as_of), counted)
