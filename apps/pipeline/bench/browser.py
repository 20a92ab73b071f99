"""The home page of a SYNTHETIC world in a real browser: how soon it is ready, and the script time of a scrub.

Loads are without cache, the median of five counts; the scrub moves the slider over every week with 400 arcs.

Needs the packages of maintainers and Chromium; `bench` imports this module by name.
"""

import statistics
from collections.abc import Iterator
from datetime import datetime

from django.core.management import call_command
from playwright.sync_api import Browser, Page, sync_playwright

from apps.estimator.bench.timing import Figure, at_least, at_most
from apps.pipeline.bench.addresses import SIMULATED
from apps.pipeline.bench.pages import world
from apps.pipeline.bench.server import served

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
ROUNDS, ARCS, FRAMES = 5, 400, 150
READY_MS, FRAME_MS = 2000.0, 4.0
HOME = f"/?top={ARCS}"
# Every week once, by the slider as a reader moves it; what the layer says of its own time is told.
SCRUB = """async () => {
  const slider = document.getElementById("period");
  const spent = [];
  let arcs = 0;
  for (let week = Number(slider.min); week <= Number(slider.max); week += 1) {
    slider.value = week;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const told = window.tokentradeDebug();
    spent.push(told.frame_ms);
    arcs = Math.max(arcs, told.arcs_drawn);
  }
  return { spent, arcs };
}"""


def measure(*, now: datetime) -> Iterator[Figure]:
    """Yield how soon the page is ready, and how long a frame of the scrub takes."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with world(SIMULATED, now=now), served() as (port, _process), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield from _loads(chromium, f"http://127.0.0.1:{port}")
        yield from _scrub(chromium, f"http://127.0.0.1:{port}")
        chromium.close()


def _loads(chromium: Browser, site: str) -> Iterator[Figure]:
    """Yield the time to a drawn map without any cache."""
    times = []
    for _ in range(ROUNDS):
        page = chromium.new_page()
        _ready(page, site + "/")
        times.append(float(page.evaluate("window.tokentradeReadyMs")))
        page.close()
    yield at_most("home: ready, cold cache", statistics.median(times), READY_MS, "ms")


def _scrub(chromium: Browser, site: str) -> Iterator[Figure]:
    """Yield frames, arcs and script time per frame of one scrub over all weeks."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    _ready(page, site + HOME)
    told = page.evaluate(SCRUB)
    page.close()
    yield at_least("scrub: frames", float(len(told["spent"])), float(FRAMES), "")
    yield at_least("scrub: arcs in one frame", float(told["arcs"]), float(ARCS), "")
    yield at_most("scrub: script time per frame", statistics.median(told["spent"]), FRAME_MS, "ms")


def _ready(page: Page, address: str) -> None:
    """Open an address and wait until its flows are drawn."""
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
