"""Shares of AI users: the newest file that exists, its encoding, its waves, its names."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from apps.collectors.contract import Bodies, Body, Past, SchemaDrift, State
from apps.collectors.resolving import name_countries
from apps.collectors.sources import microsoft_ai_diffusion as source

PAGES = Path(__file__).resolve().parent.parent / "pages" / source.SPEC.key
PATH = "/AI_Diffusion_Q12026_Update.csv"
TODAY = date(2026, 11, 22)


def parse(body):
    return source.parse(Bodies([Body(source.page_for(PATH), body)]))


def chain(today):
    (page,) = source.pages(State(today), source.SPEC.since)
    paths = []
    while page is not None:
        paths.append(page.path)
        page = page.or_else
    return paths


def test_the_newest_five_quarters_are_tried_downwards():
    assert chain(TODAY) == [
        "/AI_Diffusion_Q42026_Update.csv",
        "/AI_Diffusion_Q32026_Update.csv",
        "/AI_Diffusion_Q22026_Update.csv",
        "/AI_Diffusion_Q12026_Update.csv",
        "/AI_Diffusion_Q42025_Update.csv",
    ]
    assert chain(date(2027, 1, 1))[:2] == [
        "/AI_Diffusion_Q12027_Update.csv",
        "/AI_Diffusion_Q42026_Update.csv",
    ]


def test_macroman_and_utf8_say_the_same():
    told = [parse((PAGES / name).read_bytes()) for name in ("2026-11-22.csv", "2026-11-22-utf8.csv")]
    first, second = ([(row.key, row.value) for row in reading.observations] for reading in told)
    assert first == second
    assert "Curaçao" in {row.subject for row in told[0].observations}


def test_waves_have_their_period():
    rows = [
        row for row in parse((PAGES / "2026-11-22.csv").read_bytes()).observations if row.subject == "Aruba"
    ]
    assert [(row.period_length, row.period_start, row.value) for row in rows] == [
        ("HALF_YEAR", date(2025, 1, 1), Decimal("0.05")),
        ("HALF_YEAR", date(2025, 7, 1), Decimal("0.06")),
        ("QUARTER", date(2026, 1, 1), Decimal("0.07")),
    ]


def test_a_half_year_and_a_quarter_that_begin_together_stay_apart():
    text = (
        (PAGES / "2026-11-22-utf8.csv")
        .read_text()
        .replace("H1 2025", "H1 2026")
        .replace("H2 2025", "Q2 2026")
    )
    rows = [row for row in parse(text.encode()).observations if row.subject == "Aruba"]
    assert len({row.key for row in rows}) == 3


def test_names_become_codes_and_an_unknown_one_is_a_notice():
    reading = parse((PAGES / "2026-11-22.csv").read_bytes())
    notices = name_countries(reading)
    assert notices == [
        "country 'Atlantis' is not known: its numbers are left out; add a row to country_aliases.csv"
    ]
    named = {row.country: row.subject for row in reading.observations}
    assert {code: named[code] for code in ("CUW", "CIV", "COD", "ABW")} == {
        "CUW": "CUW", "CIV": "CIV", "COD": "COD", "ABW": "ABW",
    }  # fmt: skip
    assert len(reading.observations) == 122 * 3


def test_two_names_of_one_country_are_refused():
    text = (PAGES / "2026-11-22-utf8.csv").read_text().replace("Atlantis", "Congo - Kinshasa")
    with pytest.raises(SchemaDrift, match=r"'Congo \(DRC\)' is COD too"):
        name_countries(parse(text.encode()))


def held(value, stored):
    reading = parse((PAGES / "2026-11-22.csv").read_bytes())
    row = next(row for row in reading.observations if row.subject == "Aruba" and row.qualifier == "quarter")
    object.__setattr__(row, "value", Decimal(value))
    past = {row.key: Decimal(stored)} if stored else {}
    return row.key, source.judge(reading, Past({}, TODAY, past))


@pytest.mark.parametrize(("value", "stored"), [("0.3", "0.1"), ("0.1", "0.3"), ("0.2101", None)])
def test_a_wave_that_moves_by_more_than_15_points_is_held(value, stored):
    key, holds = held(value, stored)
    assert [hold.rows for hold in holds] == [frozenset([key])]
    assert "15 points: Aruba" in holds[0].reason


@pytest.mark.parametrize(("value", "stored"), [("0.25", "0.1"), ("0.21", None), ("0.9", "0.9")])
def test_a_wave_that_moves_less_is_not_held(value, stored):
    assert held(value, stored)[1] == []


def test_every_economy_of_the_real_file_has_a_code(test_data):
    reading = parse((test_data / "usage" / "ms_AI_Diffusion_Q12026_Update.csv").read_bytes())
    assert (reading.counts["economies"], len(reading.observations), reading.notices) == (147, 441, [])
    assert name_countries(reading) == []
    assert len({row.country for row in reading.observations}) == 147
    shares = {(row.country, row.period_start): row.value for row in reading.observations}
    assert shares["ARE", date(2026, 1, 1)] == Decimal("0.701")
    assert source.judge(reading, Past({}, TODAY, {})) == []
