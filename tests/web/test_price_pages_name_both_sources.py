"""Prices and the price gap: what is listed, since when and by whom; what cannot be compared says so."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from apps.events import actions as events
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from tests import build

SOURCE = "package.genai_prices"
OPUS, MINIMAX = "anthropic/claude-opus-4-6", "minimax/MiniMax-M2.5"
KNOWN = datetime(2026, 11, 18, 10, tzinfo=UTC)
PAGES = ("/prices/", "/price-gap/")


def page_text(client: Client, path: str, **params: str) -> str:
    """Return a page's words without its markup."""
    answer = client.get(path, params)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def listed(subject: str, side: str, price: str, day: date = date(2026, 2, 13)) -> ReadRow:
    """Return one list price of the package."""
    return ReadRow(
        metric=f"list_price_{side}", unit="usd_per_mtok", kind="REPORTED", period_length="OPEN", period_start=day,
        value=Decimal(price), subject=subject,
    )  # fmt: skip


@pytest.fixture
def priced(tiny: str) -> str:
    """Record the pair of the first published comparison: 5 and 25 against 0.30 and 1.20 USD, no cached MiniMax."""
    build.sources()
    names = {key: aliases[0] for key, aliases in _names().items()}
    rows = [
        listed(names["claude-4-6-opus-20260205"], "input", "5"),
        listed(names["claude-4-6-opus-20260205"], "output", "25"),
        listed(names["claude-4-6-opus-20260205"], "cache_read", "0.5"),
        listed(names["minimax-m2-5-20260211"], "input", "0.30"),
        listed(names["minimax-m2-5-20260211"], "input", "0.15", date(2026, 6, 26)),
        listed(names["minimax-m2-5-20260211"], "output", "1.20"),
    ]
    observations.record(
        source_key=SOURCE, rows=rows, snapshot_id=build.snapshot(SOURCE, now=KNOWN), now=KNOWN
    )
    return tiny


def _names() -> dict[str, tuple[str, ...]]:
    """Return the package's names of each model, the lab's own company first."""
    from apps.reference import queries as reference

    found = reference.listed_as(source_key=SOURCE, day=date(2026, 11, 1))
    own = {"claude-4-6-opus-20260205": "anthropic/", "minimax-m2-5-20260211": "minimax/"}
    return {
        key: tuple(sorted(found[key], key=lambda name: not name.startswith(start)))
        for key, start in own.items()
    }


@pytest.mark.parametrize("path", PAGES)
def test_without_a_release_says_that_the_first_estimate_is_made(reader: Client, path: str) -> None:
    build.countries()
    assert "first estimate" in page_text(reader, path).lower()


@pytest.mark.parametrize("path", PAGES)
def test_without_a_price_says_so(reader: Client, tiny: str, path: str) -> None:
    text = page_text(reader, path)
    assert "No list price on record fits" in text or "cannot be compared" in text.lower()
    assert f"Release {tiny}" in text


def test_prices_stand_with_their_first_day_and_an_unlisted_side_is_not_free(
    reader: Client, priced: str
) -> None:
    text = page_text(reader, "/prices/", model="minimax-m2-5-20260211")
    assert "0.15 not listed 1.2 Input: 26 Jun 2026, Output: 13 Feb 2026" in text
    assert "not listed" in text
    assert "List price of input tokens" in text


def test_an_earlier_day_shows_the_price_of_that_day(reader: Client, priced: str) -> None:
    assert "0.3 not listed 1.2 13 Feb 2026" in page_text(
        reader, "/prices/", model="minimax-m2-5-20260211", on="2026-03-01"
    )
    assert "No list price on record fits" in page_text(reader, "/prices/", on="2026-01-01")


@pytest.mark.parametrize(
    "params",
    [
        {"model": "<script>alert(1)</script>"},
        {"on": "2026-13-40"},
        {"on": "2199-01-01"},
        {"side": "\x00"},
        {"zzz": "1"},
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_bad_values_give_a_notice_and_the_page(
    reader: Client, priced: str, path: str, params: dict[str, str]
) -> None:
    answer = reader.get(path, params)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<p class="notice">' in page
    assert "<script>alert(1)" not in page


def test_held_prices_are_shown_as_held_and_in_no_row(reader: Client, priced: str) -> None:
    name = _names()["minimax-m2-5-20260211"][0]
    events.hold(
        subject_key="tests", source_key=SOURCE, reason="a whole batch fell to 0 on one day",
        rows=[listed(name, "input", "0.0001", date(2026, 11, 1))],
        snapshot_id=build.snapshot(SOURCE, now=KNOWN, body=b"held"), now=KNOWN + timedelta(minutes=1),
    )  # fmt: skip
    page = reader.get("/prices/").content.decode()
    assert "a whole batch fell to 0 on one day" in page
    held = page.split('id="h-held"')[1]
    assert "0.0001" in held
    assert "0.0001" not in page.split('id="h-held"')[0]


def test_the_gap_is_worked_by_hand_with_both_sources(reader: Client, priced: str) -> None:
    # 17 February: 5 / 0.30 = 16.67, output 25 / 1.20 = 20.83; one list each, so no range.
    text = page_text(reader, "/price-gap/", on="2026-02-17")
    assert "16.7×" in text
    assert "20.8×" in text
    assert "cannot be compared: no list price above zero of" in text
    assert text.count("genai-prices") >= 2
    # Since 26 June at 0.15: 33.3.
    assert "33.3×" in page_text(reader, "/price-gap/")


def test_one_model_against_itself_is_said_to_be_that(reader: Client, priced: str) -> None:
    assert "choose two" in page_text(reader, "/price-gap/", b="claude-4-6-opus-20260205")


def test_the_files_have_the_same_numbers(reader: Client, priced: str) -> None:
    told = json.loads(reader.get("/price-gap/rows.json", {"on": "2026-02-17"}).content)
    by_key = {row["key"]: row for row in told["data"]}
    assert by_key["PAIR:INPUT"]["central"] == pytest.approx(5 / 0.3)
    assert by_key["PAIR:CACHED"]["central"] is None
    prices = reader.get("/prices/rows.csv", {"model": "minimax-m2-5-20260211"}).content.decode()
    assert "0.15" in prices
    assert reader.get("/prices/rows.exe").status_code == 404
