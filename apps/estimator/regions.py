"""Regions: sums of countries within draws; what stays inside a region is no trade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.measures import UNKNOWN

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


def region_trade(
    sent: Float64s, origins: Sequence[str], shares: Float64s, ends: Sequence[str], of: Mapping[str, str]
) -> list[RegionTrade]:
    """Return the trade of each region where every origin's row (O, K) is spread by shares (D, K).

    UNK on either side is no partner: it stands apart. Over all regions the nets add to zero in every draw.
    """
    made, taken = rolled_up(sent, origins, of), rolled_up(shares, ends, of)
    none = np.zeros(sent.shape[-1])
    regions = sorted((set(made) | set(taken)) - {UNKNOWN})
    all_made = np.sum([made.get(region, none) for region in regions], axis=0)
    all_taken = np.sum([taken.get(region, none) for region in regions], axis=0)
    return [
        RegionTrade(
            region,
            made.get(region, none) * np.maximum(all_taken - taken.get(region, none), 0),
            taken.get(region, none) * np.maximum(all_made - made.get(region, none), 0),
        )
        for region in regions
    ]
