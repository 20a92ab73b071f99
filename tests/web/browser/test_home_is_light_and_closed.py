"""The home page's weight, speed and content security policy."""

import statistics
import urllib.request

import brotli
import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import OpenPage

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

BUDGET_BYTES = 250 * 1024
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


def weight(address: str) -> int:
    """Return the bytes of an answer with brotli, as the proxy in front packs what the site sends plain."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as answer:
        body: bytes = answer.read()
        return len(
            body if answer.headers.get("Content-Encoding") == "br" else brotli.compress(body, quality=5)
        )


def test_weighs_at_most_250_kilobytes(open_page: OpenPage, site: str) -> None:
    seen: list[str] = []
    page = open_page("/about/", is_ready=False)
    page.on("request", lambda asked: seen.append(asked.url))
    page.goto(site + "/")
    page.wait_for_selector("html[data-ready]", state="attached")
    weights = {address: weight(address) for address in dict.fromkeys(seen)}
    for address, size in sorted(weights.items(), key=lambda item: -item[1])[:8]:
        print(f"{size:>7} {address.removeprefix(site)[:90]}")
    print(f"{sum(weights.values()):>7} bytes in {len(weights)} requests")
    assert sum(weights.values()) <= BUDGET_BYTES


def ready_ms(page: Page) -> float:
    """Return how long the page took until its flows were drawn, in milliseconds."""
    page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
    spent: float = page.evaluate("window.tokentradeReadyMs")
    return spent


def test_is_ready_within_seconds_without_a_cache(open_page: OpenPage) -> None:
    page = open_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    times = []
    for _round in range(3):
        page.reload()
        times.append(ready_ms(page))
    print(f"data-ready without cache, median of 3: {statistics.median(times):.0f} ms")
    # The target is 2 s on two idle cores; the limit leaves room for a busy machine.
    assert statistics.median(times) <= 10_000


def test_paints_a_frame_in_milliseconds(open_page: OpenPage) -> None:
    page = open_page()
    spent = []
    page.focus("#period")
    for _step in range(8):
        page.keyboard.press("ArrowLeft")
        spent.append(page.evaluate("window.tokentradeDebug().frame_ms"))
    print(f"painting a frame, median of 8: {statistics.median(spent):.1f} ms")
    assert statistics.median(spent) <= 40


@pytest.mark.parametrize("path", ["/", "/sources/", "/method/", "/about/", "/nowhere/"])
def test_sends_the_exact_policy(open_page: OpenPage, site: str, path: str) -> None:
    page = open_page("/about/", is_ready=False)
    answer = page.context.request.get(site + path)
    sent = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert sent == POLICY
