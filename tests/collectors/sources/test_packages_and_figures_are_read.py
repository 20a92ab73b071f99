"""Numbers of the packages and of our own figures, checked one by one."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from apps.collectors import registry
from apps.collectors.contract import START_UNKNOWN, Bodies, Body

PAGES = Path(__file__).resolve().parent.parent / "pages"


def reading(key, file):
    module = registry.source(key)
    (page,) = module.pages(None, None)
    return module.parse(Bodies([Body(page, (PAGES / key / file).read_bytes())]))


def subject_of(row):
    return row.subject.removeprefix("synthetic/")


def test_grams_become_kilograms_of_their_year():
    rows = reading("package.codecarbon", "2026-11-22.json").observations
    assert [(row.country, row.period_start, row.value, row.unit) for row in rows] == [
        ("CHN", date(2023, 1, 1), Decimal("0.5005"), "kg_per_kwh"),
        ("FRA", date(2022, 1, 1), Decimal("0.05"), "kg_per_kwh"),
        ("NOR", date(2021, 1, 1), Decimal("0.030123"), "kg_per_kwh"),
    ]


def test_prices_keep_their_start_their_condition_and_their_unit():
    rows = reading("package.genai_prices", "2026-11-22.py.txt").observations
    prices = {
        (subject_of(row), row.metric.removeprefix("list_price_"), row.qualifier, row.period_start): (
            row.value,
            row.unit,
        )
        for row in rows
    }
    usd = "usd_per_mtok"
    assert prices == {
        ("plain", "input", "", START_UNKNOWN): (Decimal("0.5"), usd),
        ("plain", "output", "", START_UNKNOWN): (Decimal("1.5"), usd),
        ("dated", "input", "", START_UNKNOWN): (Decimal("0.5"), usd),
        ("dated", "output", "", START_UNKNOWN): (Decimal("1.5"), usd),
        ("dated", "input", "", date(2026, 10, 1)): (Decimal("0.4"), usd),
        ("dated", "output", "", date(2026, 10, 1)): (Decimal("1.2"), usd),
        # In the future: stored, and the price of that day only.
        ("dated", "input", "", date(2027, 1, 1)): (Decimal("0.3"), usd),
        ("dated", "output", "", date(2027, 1, 1)): (Decimal("1"), usd),
        ("night", "input", "", START_UNKNOWN): (Decimal("0.5"), usd),
        ("night", "output", "", START_UNKNOWN): (Decimal("1.5"), usd),
        ("night", "input", "time 00:30-16:30 UTC", START_UNKNOWN): (Decimal("1"), usd),
        ("long", "input", "", START_UNKNOWN): (Decimal("2"), usd),
        ("long", "input", "over 200000 input tokens", START_UNKNOWN): (Decimal("4"), usd),
        # 14 USD per thousand requests.
        ("long", "request", "", START_UNKNOWN): (Decimal("0.014"), "usd"),
    }


def test_figures_keep_their_words_their_window_and_their_lab_country():
    found = reading("curated.published_figures", "2026-11-22.csv")
    total, chinese = found.observations
    assert (total.metric, total.subject, total.value, total.period_start, total.qualifier) == (
        "tokens_week_top10", "top10", Decimal(8_700_000_000_000), date(2026, 2, 16), "a.total",
    )  # fmt: skip
    assert (chinese.country, chinese.value) == ("CHN", Decimal(5_300_000_000_000))
    figure = found.figures[0]
    assert (figure["original"], figure["denominator"], figure["window_end"]) == (
        "8.7万亿",
        "TOP10",
        date(2026, 2, 23),
    )
    assert (figure["flags"], figure["is_verified"], figure["evidence_grade"]) == (
        ("window_assumed",),
        True,
        "B",
    )
    assert found.is_whole
