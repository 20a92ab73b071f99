"""Value: what a subject's tokens cost at list price, and what a busy GPU and a kWh cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.distributions import Draws
from apps.estimator.inputs import Host, PlaceFacts, Subject
from apps.estimator.units import SECONDS_PER_HOUR, usd_per_token

# Uncached input, cached input with its own price, cached input priced through its ratio to input, output.
PRICE_CLASSES = ("uncached", "cached", "cached_by_ratio", "output")


@dataclass(frozen=True, slots=True)
class ClassShares:
    """Shares of uncached input, cached input and output tokens (they add to 1), and the cached price ratio.

    Each is one number (central) or (K,) draws.
    """

    uncached: Float64s
    cached: Float64s
    output: Float64s
    cached_price_over_input: Float64s


def class_shares(output: Float64s, hit: Float64s, ratio: Float64s) -> ClassShares:
    """Return the shares from the output share of all tokens and the cache-hit share of input."""
    return ClassShares((1 - output) * (1 - hit), (1 - output) * hit, output, ratio)


def central_class_shares(draws: Draws) -> ClassShares:
    """Return the shares at the central values of the parameters."""
    keys = ("output_share", "cache_hit", "cached_price_over_input")
    return class_shares(*(np.array(draws.central(key)) for key in keys))


def drawn_class_shares(draws: Draws) -> ClassShares:
    """Return the shares as (K,) draws, shared by all subjects."""
    return class_shares(
        draws.draw("output_share"), draws.draw("cache_hit"), draws.draw("cached_price_over_input")
    )


def is_priced(host: Host) -> bool:
    """Tell whether a host has a list price; a price of 0 is no price (free use has its own tier)."""
    return bool(host.price_input_usd_per_mtok) and bool(host.price_output_usd_per_mtok)


def blended_price(host: Host, shares: ClassShares) -> float | None:
    """Return USD per million tokens of this class mix at one host; None without a list price."""
    if not is_priced(host):
        return None
    uncached, cached, inferred, output = _class_prices(host)
    blend = shares.uncached * uncached + shares.cached * (cached + shares.cached_price_over_input * inferred)
    return float(blend + shares.output * output)


def _class_prices(host: Host) -> tuple[float, float, float, float]:
    """Return the host's prices in the order of PRICE_CLASSES; exactly one of the two cached ones is set."""
    given = host.price_input_usd_per_mtok or 0.0
    cached = host.price_cache_read_usd_per_mtok
    return given, cached or 0.0, given if cached is None else 0.0, host.price_output_usd_per_mtok or 0.0


def group_hosts(peers: Sequence[Subject]) -> tuple[Host, ...]:
    """Return one host per provider of the peers, at the median list price that they have there."""
    listed: dict[str, list[Host]] = {}
    for peer in peers:
        for host in filter(is_priced, peer.hosts):
            listed.setdefault(host.provider, []).append(host)
    return tuple(
        Host(
            provider,
            median(host.price_input_usd_per_mtok or 0.0 for host in hosts),
            median(host.price_output_usd_per_mtok or 0.0 for host in hosts),
        )
        for provider, hosts in sorted(listed.items())
    )


def priced_hosts(subject: Subject, peers: Mapping[str, Sequence[Subject]]) -> tuple[Host, ...]:
    """Return the hosts whose prices stand for a subject: its own, or for a group those of its peers."""
    if subject.kind == "GROUP" and not subject.hosts:
        return group_hosts(peers.get(subject.hosting, ()))
    return subject.hosts


def price_matrix(
    hosts: Sequence[Sequence[Host]], columns: Sequence[Mapping[str, str]], providers: Sequence[str]
) -> Float32s:
    """Return (class, M, P) USD per token in the order of PRICE_CLASSES, 0 where a subject is not served.

    hosts are those of each subject, columns the column of each of its providers. A host without a price takes
    the median of the subject's priced hosts; a subject without any stays 0.
    """
    prices = np.zeros((len(PRICE_CLASSES), len(hosts), len(providers)), np.float32)
    column = {name: index for index, name in enumerate(providers)}
    for row, (serving, places) in enumerate(zip(hosts, columns, strict=True)):
        known = {host.provider: _class_prices(host) for host in serving if is_priced(host)}
        if not known:
            continue
        typical = tuple(median(side) for side in zip(*known.values(), strict=True))
        for name, place in places.items():
            prices[:, row, column[place]] = usd_per_token(np.array(known.get(name, typical)))
    return prices


def value_draws(phi: Float32s, prices: Float32s, shares: ClassShares) -> Float32s:
    """Return (K, M, P) USD per token of each subject, split over its providers: phi times the class mix's price."""
    cached_unknown = shares.cached * shares.cached_price_over_input
    weights = np.stack([shares.uncached, shares.cached, cached_unknown, shares.output], axis=1).astype(
        np.float32
    )
    value: Float32s = (weights @ prices.reshape(len(prices), -1)).reshape(phi.shape)
    value *= phi
    return value


def compute_usd_per_joule(draws: Draws) -> Float64s:
    """Return (K,) USD per GPU joule: straight-line cost of a busy GPU second over the watts it draws."""
    seconds = draws.central("hours_per_year") * SECONDS_PER_HOUR * draws.draw("gpu_life")
    usd_per_busy_second = draws.draw("gpu_capex_h100") / (seconds * draws.draw("gpu_utilisation"))
    return usd_per_busy_second / draws.draw("gpu_watts_h100")


def electricity_price(place: PlaceFacts, draws: Draws) -> Float64s:
    """Return (K,) USD per kWh in a country; without a cited row the price of an unknown place."""
    if place.electricity_price_usd_per_kwh is None:
        return draws.draw("unk_price_usd_kwh", place.country)
    return draws.quantity("electricity_price_usd_per_kwh", place.country, place.electricity_price_usd_per_kwh)
