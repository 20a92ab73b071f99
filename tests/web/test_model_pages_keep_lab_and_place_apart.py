"""Model and lab pages: what is on record, and what is said where nothing is."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from apps.flows.model_profiles import PriceStep
from apps.web.charts import of_models

PAGES = ("/models/", "/models/minimax-m2-5-20260211/", "/labs/", "/labs/deepseek/")


def page_text(client: Client, path: str) -> str:
    """Return a page's words without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("path", PAGES)
def test_answers_with_one_heading(reader: Client, tiny: str, path: str) -> None:
    page = reader.get(path).content.decode()
    assert page.count("<h1") == 1
    assert f"Release {tiny}" in page


@pytest.mark.parametrize("path", ["/models/no-such-model/", "/labs/no-such-lab/"])
def test_what_nobody_named_is_not_found(reader: Client, tiny: str, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_model_without_usage_says_so_and_keeps_its_facts(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/models/minimax-m2-5-20260211/")
    assert "No week of this span names it. Made by MiniMax (China)." in text
    assert "Parameters in all 229 billion" in text
    assert "No list price of this model is on record." in text


def test_lab_page_says_that_made_is_not_run(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/labs/deepseek/")
    assert "Its models may run anywhere" in text


def test_prices_hold_from_their_first_day_and_undated_ones_say_so() -> None:
    steps = [
        PriceStep("a", "INPUT", date(2020, 1, 1), Decimal("0.50"), "package.genai_prices"),
        PriceStep("a", "INPUT", date(2026, 3, 1), Decimal("0.25"), "package.genai_prices"),
        PriceStep("b", "OUTPUT", date(2026, 3, 1), Decimal("2.00"), "package.genai_prices"),
    ]
    found = of_models.prices(steps, "INPUT", {"a": "Company A"}, until=date(2026, 5, 1), release="r")
    assert found is not None
    assert [row[:2] for row in found.table.rows] == [
        ["Company A", "start not stated"],
        ["Company A", "1 Mar 2026"],
    ]
    assert [row[2] for row in found.table.rows] == ["0.5", "0.25"]


def test_a_free_price_is_not_drawn_as_a_price() -> None:
    steps = [PriceStep("a", "INPUT", date(2026, 3, 1), Decimal(0), "package.genai_prices")]
    assert of_models.prices(steps, "INPUT", {}, until=date(2026, 5, 1), release="r") is None
