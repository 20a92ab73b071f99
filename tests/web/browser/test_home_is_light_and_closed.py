"""The home page's weight, speed and content security policy."""

import statistics
import urllib.request

import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import Browser, Page, expect

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


# SYNTHETIC frames: 400 arcs among real anchors over 150 weeks, painted week by week as by the slider.
SCRUB = """async (address) => {
  const { FlowLayer } = await import(address);
  const { places } = JSON.parse(document.getElementById("boot-data").textContent);
  const anchors = Object.fromEntries(Object.entries(places).map(([code, [, lon, lat]]) => [code, [lon, lat]]));
  const codes = Object.keys(anchors);
  const weeks = [...Array(150).keys()];
  const arcs = [...Array(400).keys()].map((i) => {
    const central = weeks.map((week) => 1e9 * (1 + ((i * 7 + week * 3) % 50)));
    return { origin: codes[i % 30], destination: codes[31 + ((i * 11) % 200)], central, grade: "C".repeat(150),
      low: central.map((v) => v / 3), high: central.map((v) => v * 3), unknown: central.map(() => 10) };
  });
  const layer = new FlowLayer(map_home, anchors, 150);
  layer.load({ arcs, largest: 5e10 });
  const spent = weeks.map((week) => { layer.show(week); return layer.milliseconds; });
  const told = { drawn: layer.drawn.length, spent };
  layer.canvas.remove();
  return told;
}"""


def test_paints_400_arcs_in_milliseconds(open_page: OpenPage) -> None:
    page = open_page()
    told = page.evaluate(SCRUB, staticfiles_storage.url("web/flow-layer.js"))
    assert told["drawn"] == 400
    print(f"painting 400 arcs, median of 150 weeks: {statistics.median(told['spent']):.1f} ms")
    # The target is 4 ms on two idle cores; the limit leaves room for a busy machine.
    assert statistics.median(told["spent"]) <= 40


def test_keeps_its_tables_when_the_flows_cannot_be_loaded(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/api/v1/frames.json*", lambda route: route.abort())
        page.goto(site + "/")
        page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        expect(page.locator("#nothing")).to_contain_text("The flows could not be loaded; the tables stand.")
        expect(page.locator("#top-flows tbody tr")).to_have_count(10)


@pytest.mark.parametrize("path", ["/", "/sources/", "/method/", "/about/", "/nowhere/"])
def test_sends_the_exact_policy(open_page: OpenPage, site: str, path: str) -> None:
    page = open_page("/about/", is_ready=False)
    answer = page.context.request.get(site + path)
    sent = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert sent == POLICY
