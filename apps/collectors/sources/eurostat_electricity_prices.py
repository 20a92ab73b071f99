"""Electricity prices of firms by country, consumption band, tax and half-year, as Eurostat publishes them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from apps.collectors.contract import (
    Bodies,
    Expect,
    Hold,
    Observed,
    Page,
    Past,
    Reading,
    RowKey,
    SchemaDrift,
    Spec,
    State,
)
from apps.collectors.jsonstat import Cell, Table, read_table

PATH = "/statistics/1.0/data/nrg_pc_205"
PARAMS = {"lang": "en", "currency": "EUR", "sinceTimePeriod": "2023-S1"}
DIMENSIONS = ("nrg_cons", "unit", "tax", "currency", "geo", "time")
UNIT, CURRENCY = "KWH", "EUR"
# Recoverable taxes off: what a firm pays.
FIRM_TAX = "X_VAT"
TAXES = ("X_TAX", FIRM_TAX, "I_TAX")
# Lower ends in MWh a year of the bands nearest to a data centre's consumption, the best first.
PREFERRED_FROM = (20_000, 2_000, 500)
CONFIDENTIAL = "c"
LEAST, MOST = Decimal("0.01"), Decimal(1)
LARGEST_STEP = Decimal("2.5")
FEWEST_COUNTRIES, MOST_COUNTRIES = 25, 60
# Eurostat's own codes; aggregates such as EU27_2020 and EA are not countries.
COUNTRIES = {
    "AL": "ALB", "AT": "AUT", "BA": "BIH", "BE": "BEL", "BG": "BGR", "CH": "CHE", "CY": "CYP", "CZ": "CZE",
    "DE": "DEU", "DK": "DNK", "EE": "EST", "EL": "GRC", "ES": "ESP", "FI": "FIN", "FR": "FRA", "GE": "GEO",
    "HR": "HRV", "HU": "HUN", "IE": "IRL", "IS": "ISL", "IT": "ITA", "LI": "LIE", "LT": "LTU", "LU": "LUX",
    "LV": "LVA", "MD": "MDA", "ME": "MNE", "MK": "MKD", "MT": "MLT", "NL": "NLD", "NO": "NOR", "PL": "POL",
    "PT": "PRT", "RO": "ROU", "RS": "SRB", "SE": "SWE", "SI": "SVN", "SK": "SVK", "TR": "TUR", "UA": "UKR",
    "UK": "GBR", "XK": "XKX",
}  # fmt: skip
AGGREGATE = re.compile(r"(EU|EA|EEA|EFTA)[0-9_]*(_[0-9]{4})?")
BAND = re.compile(r"(?:MWH_?)?(LT|GE)?_?([0-9]+)(?:-([0-9]+))?")

SPEC = Spec(
    key="eurostat.electricity_prices",
    title="Eurostat: electricity prices for non-household consumers",
    publisher="Eurostat",
    url="https://ec.europa.eu/eurostat/databrowser/view/nrg_pc_205",
    licence="CC BY 4.0",
    citation="Source: Eurostat (nrg_pc_205), accessed {as_of}. CC BY 4.0.",
    upstream="EUROSTAT",
    kind="REPORTED",
    parser_version=1,
    cadence_seconds=30 * 86_400,
    since=date(2023, 1, 1),
    judged_metric="electricity_price",
    judged_days=400,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one table: every band and tax since 2023."""
    return [Page(key="prices", path=PATH, params=PARAMS, expect=Expect(content="JSON"))]


def page_for(path: str) -> Page:
    """Return the page of an archived body."""
    return Page(key="prices", path=path, expect=Expect(content="JSON"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return EUR per kWh by country, band, tax and half-year; raise SchemaDrift for another shape or few countries."""
    reading = Reading(is_whole=True)
    for body in bodies.of("prices"):
        table = read_table(body, needs=DIMENSIONS)
        reading.note_leftovers(table.leftovers, known=(), page=body.page)
        _check_codes(table)
        for cell in table.cells():
            _add(reading, table, cell)
        reading.observations += list(_preferred(reading.observations))
        _check_countries(reading, body.page)
    return reading


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return the prices to put aside: outside 0.01 to 1 EUR, or a step beyond 2.5 times in half a year."""
    accepted = dict(past.rows)
    odd: dict[tuple[str, date], set[RowKey]] = defaultdict(set)
    for row in sorted(reading.observations, key=lambda row: row.period_start):
        if accepted.get(row.key) == row.value:
            continue
        reason = _oddity(row, accepted)
        if reason:
            odd[reason, row.period_start].add(row.key)
        else:
            accepted[row.key] = row.value
    return [
        Hold(f"electricity_price/{day}/{reason.partition(' ')[0]}", _said(reason, keys), rows=frozenset(keys))
        for (reason, day), keys in odd.items()
    ]


def _oddity(row: Observed, accepted: Mapping[RowKey, Decimal]) -> str:
    """Return what is odd about a price beside what was accepted, or nothing."""
    if not LEAST <= row.value <= MOST:
        return f"range outside {LEAST} to {MOST} EUR per kWh"
    metric, subject, qualifier, day = row.key
    for earlier in (day, _half_before(day)):
        before = accepted.get((metric, subject, qualifier, earlier))
        if before and not 1 / LARGEST_STEP <= row.value / before <= LARGEST_STEP:
            return f"step changes more than {LARGEST_STEP} times in half a year"
    return ""


def _said(reason: str, keys: Iterable[RowKey]) -> str:
    """Return a reason with the first of the prices it is about."""
    named = sorted({f"{subject} {qualifier}" for _, subject, qualifier, _ in keys})
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return f"{reason.partition(' ')[2]}: {', '.join(named[:3])}{more}"


def _half_before(day: date) -> date:
    """Return the first day of the half-year before."""
    last = day - timedelta(days=1)
    return date(last.year, 7 if last.month > 6 else 1, 1)


def _check_codes(table: Table) -> None:
    """Refuse a table without the unit, currency or taxes it was asked for."""
    for name, codes in (("unit", (UNIT,)), ("currency", (CURRENCY,)), ("tax", TAXES)):
        for code in codes:
            if code not in table.dimensions[name]:
                found = ", ".join(table.dimensions[name])
                raise SchemaDrift(
                    table.page, field=f"dimension.{name}", found=found, remedy=f"{code} is missing"
                )


def _add(reading: Reading, table: Table, cell: Cell) -> None:
    """Add one cell's price; a confidential or empty cell is no price, never zero."""
    codes = cell.codes
    band, country = _band(codes["nrg_cons"]), COUNTRIES.get(codes["geo"])
    if (codes["unit"], codes["currency"]) != (UNIT, CURRENCY) or codes["tax"] not in TAXES or band is None:
        return
    if country is None:
        if not AGGREGATE.fullmatch(codes["geo"]):
            reading.note(f"page {table.page.path}: country code {codes['geo']} is not known and left out")
        return
    for letter in cell.status:
        reading.counts[f"status_{letter}"] = reading.counts.get(f"status_{letter}", 0) + 1
    if cell.value is None or CONFIDENTIAL in cell.status:
        return
    reading.observations.append(
        Observed(
            metric="electricity_price", unit="eur_per_kwh", kind="REPORTED", period_length="HALF_YEAR",
            period_start=_half_year(table.page, codes["time"]), value=cell.value, subject=country, country=country,
            qualifier=f"{band} MWh {codes['tax']}", page=table.page,
        )
    )  # fmt: skip


def _band(code: str) -> str | None:
    """Return a consumption band as `20000-69999`, `150000+` or `0-19`, None for totals."""
    read = BAND.fullmatch(code)
    if read is None:
        return None
    edge, first, last = read.groups()
    return f"0-{int(first) - 1}" if edge == "LT" else f"{first}-{last}" if last else f"{first}+"


def _half_year(page: Page, code: str) -> date:
    """Return the first day of `2024-S2`."""
    read = re.fullmatch(r"([0-9]{4})-S([12])", code)
    if read is None:
        raise SchemaDrift(page, field="dimension.time", found=code, remedy="expected a half-year as 2024-S2")
    return date(int(read[1]), 1 if read[2] == "1" else 7, 1)


def _preferred(prices: Iterable[Observed]) -> Iterable[Observed]:
    """Yield once more, per country and half-year, the firm's price in the band nearest to a data centre's."""
    found: dict[tuple[str, date], dict[int, Observed]] = defaultdict(dict)
    for row in prices:
        band, _, tax = row.qualifier.partition(" MWh ")
        if tax == FIRM_TAX:
            found[row.country, row.period_start][int(band.rstrip("+").partition("-")[0])] = row
    for bands in found.values():
        best = next((bands[first] for first in PREFERRED_FROM if first in bands), None)
        if best is not None:
            yield Observed(
                metric="electricity_price_large_user", unit=best.unit, kind=best.kind, value=best.value,
                period_length=best.period_length, period_start=best.period_start, subject=best.subject,
                country=best.country, qualifier=best.qualifier, page=best.page,
            )  # fmt: skip


def _check_countries(reading: Reading, page: Page) -> None:
    """Fail below 25 countries, note above 60."""
    count = len({row.country for row in reading.observations})
    reading.counts["countries"] = count
    if count < FEWEST_COUNTRIES:
        raise SchemaDrift(
            page, field="(countries)", found=count, remedy=f"expected at least {FEWEST_COUNTRIES}"
        )
    if count > MOST_COUNTRIES:
        reading.note(f"page {page.path}: {count} countries, at most {MOST_COUNTRIES} are usual")
