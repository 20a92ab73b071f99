"""What is asked of any page in a browser: its weight, its violations, its tab stops, its width, its motion."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUDGET_BYTES = 250 * 1024
# More tab stops than any page has.
STOPS_AT_MOST = 1500
# Everything a reader can operate, once: of a group of radio buttons the keys reach the chosen one.
REACHABLE = """() => {
  window.reached = new Set();
  window.unseen = new Set();
  document.addEventListener("focusin", ({ target }) => {
    window.reached.add(target);
    const { outlineStyle, outlineWidth, boxShadow, strokeWidth } = getComputedStyle(target);
    const isStroked = target instanceof SVGElement && parseFloat(strokeWidth) >= 2;
    if (!isStroked && (outlineStyle === "none" || parseFloat(outlineWidth) < 1) && boxShadow === "none") {
      window.unseen.add(target.outerHTML.slice(0, 90));
    }
  });
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  window.wanted = all.filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden"
    && one.checkVisibility({ checkVisibilityCSS: true }) && !(one.type === "radio" && !one.checked));
  return window.wanted.length;
}"""
LEFT = "[...window.wanted].filter((one) => !window.reached.has(one)).map((one) => one.outerHTML.slice(0, 90))"
# The longest transition or animation of any element, in seconds.
MOTION = """Math.max(...[...document.querySelectorAll("*")].map((one) => {
  const { transitionDuration, animationDuration } = getComputedStyle(one);
  return Math.max(...`${transitionDuration},${animationDuration}`.split(",").map(parseFloat));
}))"""
WIDTH = "document.documentElement.scrollWidth"


def arriving(page: Page) -> list[int]:
    """Return the list that fills with the bytes of each answer as it is sent, without any cache."""
    arrived: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda told: arrived.append(int(told["encodedDataLength"])))
    return arrived


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe finds wrong with the page as it stands: the rule and the first elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {{runOnly: {TAGS}}})")
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found["violations"]]


def walk(page: Page) -> tuple[list[str], list[str]]:
    """Press Tab through the whole page; return what was not reached and what did not show that it was."""
    wanted = page.evaluate(REACHABLE)
    assert wanted < STOPS_AT_MOST
    # What can be scrolled is a stop of its own in Chromium, so there are more stops than things to operate.
    for _ in range(2 * wanted + 20):
        page.keyboard.press("Tab")
        if not page.evaluate("[...window.wanted].some((one) => !window.reached.has(one))"):
            break
    return page.evaluate(LEFT), page.evaluate("[...window.unseen]")
