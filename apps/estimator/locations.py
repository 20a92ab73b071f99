"""Location shares lam: where a provider's electricity is used, by the strongest evidence there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.checks import UnreadableWord
from apps.estimator.distributions import Draws, dirichlet
from apps.estimator.inputs import Location, ProviderFacts
from apps.estimator.measures import UNKNOWN
from apps.estimator.shares import worst

# The best grade that evidence of a kind can have: a document of that model or region, a tag, a list, a seat.
LADDER = {"REGION_DOCUMENT": "A", "REGION_TAG": "B", "DECLARED": "C", "PRESS": "C", "SEAT": "D"}


@dataclass(frozen=True, slots=True)
class Site:
    """The countries the strongest evidence names, and its grade; no countries means unknown.

    named_share is the part of its places that the evidence names: below 1 where one of them has no country.
    """

    countries: tuple[str, ...]
    evidence_grade: str
    is_seat: bool = False
    named_share: float = 1.0

    @property
    def label(self) -> str:
        """Return a name of this evidence: equal sites have equal names."""
        part = "" if self.named_share == 1 else f"*{self.named_share:.3g}"
        return f"{self.evidence_grade}{'seat' if self.is_seat else ''}:{'+'.join(self.countries) or UNKNOWN}{part}"


def site(provider: ProviderFacts) -> Site:
    """Return where the evidence of the best grade places a provider; weaker evidence is not mixed in.

    Raises UnreadableWord for a kind that is not on the ladder.
    """
    used = decisive(provider)
    if not used:
        return Site((), "D")
    grade, kind = _rank(used[0])
    countries = {place.country for place in used}
    known = tuple(sorted(countries - {UNKNOWN}))
    return Site(known, grade, is_seat=kind == LADDER["SEAT"], named_share=len(known) / len(countries))


def decisive(provider: ProviderFacts) -> tuple[Location, ...]:
    """Return the evidence that places a provider, all of one rank; none where no country is named.

    The seat of a lab's own endpoint says nothing where the entity sits in another country than the lab: it may
    compute at home, at its seat or elsewhere.
    """
    for place in provider.locations:
        if place.kind not in LADDER:
            found = f"provider {provider.uid!r}: location kind {place.kind!r}"
            raise UnreadableWord(f"{found}; use one of {', '.join(LADDER)}")
    usable = [place for place in provider.locations if place.kind != "SEAT" or not _is_abroad(provider)]
    best = min((_rank(place) for place in usable if place.country != UNKNOWN), default=None)
    return tuple(place for place in usable if _rank(place) == best)


def _rank(place: Location) -> tuple[str, str]:
    """Return the grade of a piece of evidence, never better than its kind allows, and the rung of its kind."""
    rung = LADDER[place.kind]
    return worst([rung, place.evidence_grade]), rung


def _is_abroad(provider: ProviderFacts) -> bool:
    """Tell whether this is a lab's own endpoint under an entity in another country."""
    return provider.lab_country not in ("", UNKNOWN, provider.company)


def location_shares(uid: str, where: Site, draws: Draws) -> dict[str, Float64s]:
    """Return (K,) shares by country, UNK included, that add to 1 in every draw.

    A document leaves nothing unknown; tags, declared lists and press leave `location_declared_unknown`;
    a seat carries `location_hq_weight`. Named countries share equally; an unnamed place beside them counts as
    one more. Whatever has grade D leaves UNK at least what `location_hq_weight` leaves at its hard maximum
    (20 %), in every draw.
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
    known = np.minimum(known, cap) * where.named_share
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
