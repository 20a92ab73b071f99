"""Tables that only comparisons use: regions of countries, hash-rate shares, published points of the multiple."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated

from apps.estimator.measures import UNKNOWN
from apps.reference import csvfile, tables
from apps.reference.csvfile import Cited, choice, read_rows

# CONTINENT parts the world, UNION stands beside it, DATACENTRE are the groups of the ceiling check.
REGION_KINDS = ("CONTINENT", "UNION", "DATACENTRE")
POINT_KINDS = ("MULTIPLE", "ELECTRICITY_SHARE")
POINT_BASES = ("TOKEN_PRICE", "OPERATING_COST")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMemberRow(Cited):
    """A country of a region."""

    region: Annotated[str, csvfile.text]
    country: Annotated[str, csvfile.text]
    kind: Annotated[str, choice(*REGION_KINDS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HashShareRow(Cited):
    """The share of Bitcoin's hash rate in a country in one month (its first day), as somebody printed it."""

    month: Annotated[date, csvfile.day]
    country: Annotated[str, csvfile.text]
    share: Annotated[float, csvfile.number]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePointRow(Cited):
    """What somebody said of the multiple (yuan per kWh of electricity and of tokens) or of electricity's share.

    base names what the share is of: two points contradict each other on one base only.
    """

    point_id: Annotated[str, csvfile.text]
    kind: Annotated[str, choice(*POINT_KINDS)]
    base: Annotated[str, choice(*POINT_BASES)]
    electricity_cny_per_kwh: Annotated[float | None, csvfile.maybe_number]
    tokens_cny_per_kwh: Annotated[float | None, csvfile.maybe_number]
    share: Annotated[float | None, csvfile.maybe_number]


@cache
def region_members() -> tuple[RegionMemberRow, ...]:
    """Return the countries of every region."""
    return read_rows("region_members.csv", RegionMemberRow, ("region", "country"), _check_country)


@cache
def hash_shares() -> tuple[HashShareRow, ...]:
    """Return the printed hash-rate shares, oldest first; months nobody printed are not there."""

    def check(row: HashShareRow) -> None:
        _check_country(row)
        if not 0 <= row.share <= 1:
            raise ValueError("share: write a fraction from 0 to 1")
        if row.month.day != 1:
            raise ValueError("month: write the first day of the month")

    found = read_rows("hash_rate_shares.csv", HashShareRow, ("month", "country"), check)
    return tuple(sorted(found, key=lambda row: (row.month, row.country)))


@cache
def value_points() -> tuple[ValuePointRow, ...]:
    """Return the published points of the multiple and of electricity's share."""

    def check(row: ValuePointRow) -> None:
        pair = (row.electricity_cny_per_kwh, row.tokens_cny_per_kwh)
        if row.kind == "MULTIPLE" and (None in pair or not pair[0]):
            raise ValueError("electricity_cny_per_kwh: a MULTIPLE needs both prices, the first above 0")
        if row.kind == "ELECTRICITY_SHARE" and (row.share is None or not 0 < row.share <= 1):
            raise ValueError("share: an ELECTRICITY_SHARE needs a fraction above 0, up to 1")

    return read_rows("value_points.csv", ValuePointRow, ("point_id",), check)


def regions_of(*kinds: str) -> Mapping[str, tuple[str, ...]]:
    """Return the countries of each region of these kinds, both in order."""
    found: dict[str, tuple[str, ...]] = {}
    for row in sorted(region_members(), key=lambda row: (row.region, row.country)):
        if row.kind in kinds:
            found[row.region] = (*found.get(row.region, ()), row.country)
    return found


def ceiling_groups(countries: Iterable[str]) -> dict[str, str]:
    """Return the group of each known country in the ceiling check; one that no row places is in REST."""
    members = regions_of("DATACENTRE")
    groups = dict.fromkeys(members["IEA_EUROPE"], "EUROPE")
    groups |= dict.fromkeys(members["IEA_ASIA_PACIFIC"], "OTHER_ASIA_PACIFIC")
    return {code: groups.get(code, "REST") for code in countries if code != UNKNOWN}


def _check_country(row: RegionMemberRow | HashShareRow) -> None:
    """Refuse a country that we do not know."""
    if row.country not in tables.country_codes() - {UNKNOWN}:
        raise ValueError("country: write an ISO 3166-1 alpha-3 code of countries.csv")


TABLES = (region_members, hash_shares, value_points)
