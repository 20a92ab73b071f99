"""The calculator in a browser: a slider beside each number, an answer that follows, and the same without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import PHONE, OpenPage

pytestmark = pytest.mark.django_db


def multiple(text: str) -> float:
    """Return the value multiple that the page prints."""
    found = re.search(r"Value multiple\s*([\d.,]+)×", text)
    assert found, text[:400]
    return float(found[1].replace(",", ""))


def test_a_slider_moves_its_number_the_answer_and_the_address(open_page: OpenPage) -> None:
    page = open_page("/calculator/", is_ready=False)
    before = multiple(page.inner_text("#answer"))
    slider = page.get_by_role("slider", name="Electricity price")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("electricity_usd_per_kwh="))
    price = float(page.input_value("#in-electricity_usd_per_kwh"))
    assert price > 0.079
    # The price is the only number that moved: the multiple falls as it rises, down to three printed digits.
    assert multiple(page.inner_text("#answer")) == pytest.approx(before * 0.079 / price, rel=0.01)


def test_a_number_outside_its_bounds_is_told_where_it_was_typed(open_page: OpenPage) -> None:
    page = open_page("/calculator/", is_ready=False)
    page.fill("#in-pue", "99")
    expect(page.locator("#notices")).to_contain_text("pue=99 is not a number from 1 to 4")


def test_without_scripts_the_button_works_it_out(open_page: OpenPage) -> None:
    page = open_page("/calculator/", is_ready=False, java_script_enabled=False)
    assert page.locator('input[type="range"]').count() == 0
    page.fill("#in-electricity_usd_per_kwh", "0.158")
    page.click("text=Work out")
    assert "electricity_usd_per_kwh=0.158" in page.url
    assert multiple(page.inner_text("#answer")) == pytest.approx(157 / 2, rel=0.01)


@pytest.mark.parametrize(
    "path", ["/claims/", "/claims/c46/", "/claims/denominators/", "/prices/", "/price-gap/", "/calculator/"]
)
def test_nothing_runs_over_at_320_pixels(open_page: OpenPage, path: str) -> None:
    page = open_page(path, is_ready=False, viewport={"width": 320, "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
