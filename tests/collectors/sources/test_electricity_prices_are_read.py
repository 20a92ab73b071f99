"""Prices are placed by the sizes of the table, not by their order; confidential cells give none."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from apps.collectors.contract import Bodies, Body, Past, SchemaDrift
from apps.collectors.sources import eurostat_electricity_prices as source

PAGES = Path(__file__).resolve().parent.parent / "pages" / source.SPEC.key
SECOND_HALF = date(2024, 7, 1)


def parse(body):
    return source.parse(Bodies([Body(source.page_for(source.PATH), body)]))


def said(reading, metric="electricity_price"):
    return {
        (row.subject, row.qualifier, row.period_start): row.value
        for row in reading.observations
        if row.metric == metric
    }


def page(**changes):
    return json.dumps(json.loads((PAGES / "2026-11-22.json").read_bytes()) | changes).encode()


@pytest.fixture(scope="module")
def reading():
    return parse((PAGES / "2026-11-22.json").read_bytes())


def test_a_price_stands_where_its_codes_say(reading):
    # The page: 0.30 - 0.04 x band 1 + 0.001 x place of DE (6) = 0.266 in 2024-S2; EL is place 9.
    prices = said(reading)
    assert prices["DEU", "500-1999 MWh X_VAT", SECOND_HALF] == Decimal("0.266")
    assert prices["DEU", "500-1999 MWh X_VAT", date(2024, 1, 1)] == Decimal("0.271")
    assert prices["GRC", "500-1999 MWh X_VAT", SECOND_HALF] == Decimal("0.269")
    assert prices["DEU", "150000+ MWh I_TAX", SECOND_HALF] == Decimal("0.186")


def test_codes_of_eurostat_become_ours_and_aggregates_are_dropped(reading):
    subjects = {row.subject for row in reading.observations}
    assert {"GRC", "GBR", "XKX"} <= subjects
    assert subjects & {"EL", "UK", "XK", "EA", "EU27_2020"} == set()
    assert (len(subjects), reading.counts["countries"], reading.notices) == (30, 30, [])


def test_a_confidential_price_is_no_price(reading):
    assert ("GRC", "20000-69999 MWh X_VAT", SECOND_HALF) not in said(reading)
    assert reading.counts["status_c"] == 2
    # A value that stands beside the mark all the same is not taken either.
    told = json.loads((PAGES / "2026-11-22.json").read_bytes())
    place = next(iter(told["value"]))
    told["status"] |= dict.fromkeys(told["value"], "c") | {place: "pc"}
    with pytest.raises(SchemaDrift, match=r"field \(countries\): found '0'"):
        parse(json.dumps(told).encode())


def test_the_band_nearest_to_a_data_centre_is_named(reading):
    preferred = said(reading, "electricity_price_large_user")
    assert preferred["DEU", "20000-69999 MWh X_VAT", SECOND_HALF] == Decimal("0.186")
    # Confidential in the best band: the next one.
    assert preferred["GRC", "2000-19999 MWh X_VAT", SECOND_HALF] == Decimal("0.229")
    assert preferred["FRA", "500-1999 MWh X_VAT", SECOND_HALF] == Decimal("0.271")
    assert len(preferred) == 60


def test_a_half_year_has_its_first_day():
    assert source._half_year(source.page_for(""), "2023-S1") == date(2023, 1, 1)
    with pytest.raises(SchemaDrift, match="half-year"):
        source._half_year(source.page_for(""), "2023-Q1")


@pytest.mark.parametrize(
    ("code", "band"),
    [
        ("MWH_LT20", "0-19"),
        ("MWH20000-69999", "20000-69999"),
        ("MWH_GE150000", "150000+"),
        ("GE150000", "150000+"),
        ("TOT_KWH", None),
    ],
)
def test_bands_are_read_from_the_code(code, band):
    assert source._band(code) == band


def test_a_table_in_another_currency_is_refused():
    told = json.loads((PAGES / "2026-11-22.json").read_bytes())
    told["dimension"]["currency"]["category"]["index"] = {"NAC": 0}
    with pytest.raises(SchemaDrift, match=r"dimension\.currency: found 'NAC'; EUR is missing"):
        parse(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": [0.1]}, "field value"),
        ({"id": ["geo"], "size": [32]}, "nrg_cons is missing"),
        ({"size": "many"}, "field size"),
        ({"status": {"-1": "p"}}, "status.-1"),
        ({"value": {"0": True}}, "expected a number"),
        ({"dimension": {}}, "dimension.freq"),
    ],
)
def test_another_shape_is_refused_by_field(changes, words):
    with pytest.raises(SchemaDrift, match=words):
        parse(page(**changes))


def holds(changes, accepted):
    """Judge the good page with some of Germany's prices changed, beside what was accepted."""
    found = parse((PAGES / "2026-11-22.json").read_bytes())
    key = ("electricity_price", "DEU", "500-1999 MWh X_VAT", SECOND_HALF)
    rows = [row for row in found.observations if row.key == key]
    object.__setattr__(rows[0], "value", Decimal(changes))
    found.observations = rows
    return key, source.judge(
        found, Past({}, date(2026, 11, 22), {key: Decimal(accepted)} if accepted else {})
    )


@pytest.mark.parametrize(
    ("value", "accepted", "why"),
    [
        ("1.01", None, "outside 0.01 to 1"),
        ("0.0099", None, "outside 0.01 to 1"),
        ("0.26", "0.1", "more than 2.5 times"),
        ("0.1", "0.26", "more than 2.5 times"),
    ],
)
def test_an_odd_price_is_held_alone(value, accepted, why):
    key, found = holds(value, accepted)
    assert [hold.rows for hold in found] == [frozenset([key])]
    assert why in found[0].reason
    assert "DEU 500-1999 MWh X_VAT" in found[0].reason


@pytest.mark.parametrize(("value", "accepted"), [("0.25", "0.1"), ("1", None), ("3", "3")])
def test_a_usual_or_accepted_price_is_not_held(value, accepted):
    assert holds(value, accepted)[1] == []


def test_last_half_year_counts_as_the_past():
    key = ("electricity_price", "DEU", "500-1999 MWh X_VAT", date(2023, 7, 1))
    found = parse((PAGES / "2026-11-22.json").read_bytes())
    odd = source.judge(found, Past({}, date(2026, 11, 22), {key: Decimal("0.9")}))
    assert [sorted(hold.rows) for hold in odd] == [[(*key[:3], date(2024, 1, 1))]]


def test_published_values_come_out_as_published(test_data):
    """Real values of 2024-S2 (a third party's table), put into the publisher's shape here."""
    path = test_data / "electricity" / "eurostat_non_household_time_all_countries.csv"
    names = {"Germany": "DE", "France": "FR", "Finland": "FI", "Norway": "NO"}
    with path.open(newline="") as lines:
        rows = {row["Geopolitical entity (reporting)"]: row["2024 December"] for row in csv.DictReader(lines)}
    told = json.loads((PAGES / "2026-11-22.json").read_bytes())
    geo, ids = told["dimension"]["geo"]["category"]["index"], told["id"]
    where = {"nrg_cons": "MWH500-1999", "tax": "X_VAT", "time": "2024-S2"}
    for name, code in names.items():
        place = 0
        for dimension, size in zip(ids, told["size"], strict=True):
            index = told["dimension"][dimension]["category"]["index"]
            position = geo[code] if dimension == "geo" else index[where.get(dimension, next(iter(index)))]
            place = place * size + position
        told["value"][str(place)] = float(rows[name])
    prices = said(parse(json.dumps(told).encode()))
    found = [prices[code, "500-1999 MWh X_VAT", SECOND_HALF] for code in ("DEU", "FRA", "FIN", "NOR")]
    assert found == [Decimal(text) for text in ("0.2359", "0.1785", "0.0767", "0.0684")]
