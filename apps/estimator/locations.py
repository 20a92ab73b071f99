"""Location shares lam: where a provider's electricity is used, by the strongest evidence there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.checks import UnreadableWord
from apps.estimator.distributions import Draws, dirichlet
from apps.estimator.inputs import ProviderFacts
from apps.estimator.measures import UNKNOWN
from apps.estimator.shares import worst

# The ladder of evidence, strongest first: one document or tag beats a list, a list beats a seat.
LADDER = {"REGION_DOCUMENT": "A", "REGION_TAG": "B", "DECLARED": "C", "PRESS": "C", "SEAT": "D"}


@dataclass(frozen=True, slots=True)
class Site:
    """The countries the strongest evidence names, and its grade; no countries means unknown."""

    countries: tuple[str, ...]
    evidence_grade: str
    is_seat: bool = False


def site(provider: ProviderFacts) -> Site:
    """Return where the strongest evidence places a provider; weaker evidence is not mixed in."""
    for place in provider.locations:
        if place.kind not in LADDER:
            found = f"provider {provider.uid!r}: location kind {place.kind!r}"
            raise UnreadableWord(f"{found}; use one of {', '.join(LADDER)}")
    named = [place for place in provider.locations if place.country != UNKNOWN]
    if not named:
        return Site((), "D")
    best = min(LADDER[place.kind] for place in named)
    used = [place for place in named if LADDER[place.kind] == best]
    grade = worst([best, *(place.evidence_grade for place in used)])
    return Site(tuple(sorted({place.country for place in used})), grade, is_seat=best == "D")


def location_shares(uid: str, where: Site, draws: Draws) -> dict[str, Float64s]:
    """Return (K,) shares by country, UNK included, that add to 1 in every draw.

    A document leaves nothing unknown; tags, declared lists and press leave `location_declared_unknown`;
    a seat carries `location_hq_weight`. Named countries share equally. Whatever has grade D leaves UNK
    at least what `location_hq_weight` leaves at its hard maximum (20 %), in every draw.
    """
    if not where.countries:
        return {UNKNOWN: np.ones(draws.count)}
    known = np.ones(draws.count)
    if where.is_seat:
        known = draws.draw("location_hq_weight")
    elif where.evidence_grade != "A":
        known = 1 - draws.draw("location_declared_unknown")
    ceiling = draws.parameters.get("location_hq_weight").hard_max if where.evidence_grade == "D" else None
    cap = 1.0 if ceiling is None else ceiling
    known = np.minimum(known, cap)
    strength = draws.central(f"dirichlet_strength_{where.evidence_grade}")
    alphas: dict[str, float | Float64s] = {
        country: strength * known / cap / len(where.countries) for country in where.countries
    }
    if float(known.min()) < cap:
        alphas[UNKNOWN] = strength * (1 - known / cap)
    shares = {country: cap * share for country, share in dirichlet(draws, "lam", uid, alphas).items()}
    shares[UNKNOWN] = shares.get(UNKNOWN, np.zeros(draws.count)) + (1 - cap)
    return shares


def origins(sites: Mapping[str, Site]) -> tuple[str, ...]:
    """Return the countries any site names, in order, and UNK last."""
    return (*sorted({country for where in sites.values() for country in where.countries}), UNKNOWN)


def location_draws(
    sites: Mapping[str, Site], providers: Sequence[str], countries: Sequence[str], draws: Draws
) -> Float32s:
    """Return lam as (K, P, O): location shares of each provider over countries."""
    lam = np.zeros((draws.count, len(providers), len(countries)), np.float32)
    column = {country: index for index, country in enumerate(countries)}
    for row, uid in enumerate(providers):
        for country, share in location_shares(uid, sites[uid], draws).items():
            lam[:, row, column[country]] = share
    return lam


def seat_matrix(companies: Sequence[str], countries: Sequence[str]) -> Float32s:
    """Return (P, C) with 1 at the country of each provider's legal seat."""
    seats = np.zeros((len(companies), len(countries)), np.float32)
    for row, country in enumerate(companies):
        seats[row, countries.index(country)] = 1.0
    return seats
