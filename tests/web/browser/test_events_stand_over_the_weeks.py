"""Confirmed events over the slider of weeks: keys step from one to the next, and pins lead to their pages."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import PHONE, OpenPage

pytestmark = pytest.mark.django_db

LIVE, AROUND = "#live", "#around"


def week_of(page: Page) -> str:
    """Return the Monday shown."""
    week: str = page.evaluate("window.tokentradeDebug().period")
    return week


def test_brackets_step_through_the_events_and_say_them(open_page: OpenPage) -> None:
    page = open_page()
    newest = week_of(page)
    page.keyboard.press("[")
    expect(page.locator(LIVE)).to_contain_text(
        "OpenRouter changes its terms of service: Text changed, 13 Mar 2026"
    )
    assert week_of(page) == "2026-03-09"
    page.keyboard.press("[")
    expect(page.locator(LIVE)).to_contain_text("Text changed, 12 Mar 2026")
    page.keyboard.press("[")
    expect(page.locator(LIVE)).to_contain_text("Anthropic names DeepSeek")
    # The week of 23 February has no estimate: the one before it is shown, and the event stands beside it.
    assert week_of(page) == "2026-02-16"
    expect(page.locator(AROUND)).to_contain_text("Anthropic names DeepSeek")
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect(page.locator(LIVE)).to_contain_text("No earlier confirmed event.")
    assert week_of(page) == "2026-02-16"
    for words in ("24 Feb 2026", "12 Mar 2026", "13 Mar 2026", "No later confirmed event."):
        page.keyboard.press("]")
        expect(page.locator(LIVE)).to_contain_text(words)
    page.keyboard.press("End")
    assert week_of(page) == newest


def test_pins_are_links_that_the_keyboard_reaches(open_page: OpenPage) -> None:
    page = open_page()
    pins = page.locator(".pins .wide a")
    assert pins.count() == 2
    assert pins.nth(0).get_attribute("href") == "/events/anthropic-names-labs-for-distillation/"
    assert pins.nth(1).locator("text").text_content() == "§"
    box = pins.nth(0).locator("circle").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    pins.nth(0).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/anthropic-names-labs-for-distillation/")


def test_on_a_phone_pins_keep_their_distance(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    boxes = [circle.bounding_box() for circle in page.locator(".pins .narrow circle").all()]
    assert boxes
    found = sorted(box["x"] for box in boxes if box)
    assert all(after - before >= 24 for before, after in pairwise(found))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_timeline_marks_the_same_events(open_page: OpenPage) -> None:
    page = open_page("/timeline/", is_ready=False)
    assert page.locator("#shares svg.wide a.event").count() == 2
    assert "Text changed, 13 Mar 2026" in (
        page.locator("#shares svg.wide a.event").nth(1).get_attribute("aria-label") or ""
    )
