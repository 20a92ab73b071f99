"""Regions: sums of countries within draws; what stays inside a region is no trade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.measures import UNKNOWN
from apps.estimator.pairs import Pairs

# Where the countries stand that no region names.
REST = "REST"


class SharedMember(ValueError):
    """A country is in two regions of one partition, so its numbers would count twice."""


@dataclass(frozen=True, slots=True)
class RegionTrade:
    """(K,) exports to, imports from and net over other known countries of a region."""

    region: str
    exports: Float64s
    imports: Float64s

    @property
    def net(self) -> Float64s:
        """Return exports less imports."""
        return self.exports - self.imports


def region_of(members: Mapping[str, Sequence[str]], countries: Sequence[str]) -> dict[str, str]:
    """Return the region of each of these countries; REST where none names it, UNK stays UNK.

    Raises SharedMember for a country of two regions.
    """
    found: dict[str, str] = {}
    for region, names in sorted(members.items()):
        for name in names:
            if name in found:
                raise SharedMember(
                    f"{name} is in {found[name]} and in {region}; roll up one partition at a time"
                )
            found[name] = region
    return {code: UNKNOWN if code == UNKNOWN else found.get(code, REST) for code in countries}


def rolled_up(rows: Float64s, countries: Sequence[str], of: Mapping[str, str]) -> dict[str, Float64s]:
    """Return (K,) per region of (n, K) rows by country: draws are added, never their percentiles."""
    sums: dict[str, Float64s] = {}
    for row, country in zip(rows, countries, strict=True):
        region = of[country]
        sums[region] = sums.get(region, np.zeros(rows.shape[-1])) + row
    return dict(sorted(sums.items()))


def region_trade(pairs: Pairs, origins: Sequence[str], of: Mapping[str, str]) -> list[RegionTrade]:
    """Return the trade of each region, from the pairs of its countries draw by draw.

    UNK on either side is no partner: it stands apart. What members send each other is inside the region, so the
    nets of all regions add to zero in every draw, as the nets of countries do.
    """
    ends = pairs.ends
    codes = sorted({*origins, *ends} - {UNKNOWN})
    sent, received, _ = pairs.trade(tuple(origins), codes)
    sums = [rolled_up(values.astype(np.float64), codes, of) for values in (sent, received)]
    return [
        RegionTrade(region, sums[0][region] - inside, sums[1][region] - inside)
        for region in sums[0]
        for inside in [_inside(pairs, origins, of, region)]
    ]


def _inside(pairs: Pairs, origins: Sequence[str], of: Mapping[str, str], region: str) -> Float64s:
    """Return (K,) of what the members of a region send each other, without what stays in its country."""
    ends = pairs.ends
    summed = np.zeros(pairs.totals.shape[-1])
    for place, origin in enumerate(origins):
        if of[origin] == region:
            at = [index for index, end in enumerate(ends) if of[end] == region and end != origin]
            summed += pairs.cells(place, np.array(at, int)).sum(axis=0, dtype=np.float64)
    return summed
