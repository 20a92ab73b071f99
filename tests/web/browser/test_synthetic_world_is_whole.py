"""On 150 SYNTHETIC weeks x 60 countries every page is marked, quiet, light, accessible, and whole without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser.conftest import PHONE, OpenPage, await_ready
from tests.web.browser.simulated import open_simulated, simulated_site
from tests.web.browser.walking import BUDGET_BYTES, MOTION, WIDTH, arriving, violations, walk

__all__ = ["open_simulated", "simulated_site"]

# The site has a database of its own; the mark makes the cluster's settings known.
pytestmark = pytest.mark.django_db

MAPS = ("/", "/?view=atlantic&country=CHN", "/embed/map/")
PAGES = (
    *MAPS, "/timeline/", "/timeline/?by=LAB", "/timeline/?by=MODEL", "/timeline/before-after/?day=2026-04-01",
    "/countries/", "/countries/CHN/", "/countries/NRU/", "/flows/CHN/USA/", "/flows/UNK/USA/", "/models/",
    "/models/synthetic-model-00/", "/labs/", "/labs/deepseek/", "/search/?q=synthetic", "/claims/", "/claims/c09/",
    "/claims/denominators/", "/prices/", "/price-gap/", "/calculator/", "/events/", "/events/?state=CANDIDATE",
    "/documents/", "/sources/", "/method/", "/revisions/", "/data/", "/data/stability/", "/about/",
    "/embed/timeline/", "/nowhere-at-all/",
)  # fmt: skip
# Keys: one page of each kind, as its parts are the same elsewhere.
WALKED = (
    "/", "/timeline/", "/countries/CHN/", "/flows/CHN/USA/", "/models/synthetic-model-00/", "/claims/", "/calculator/",
    "/events/", "/sources/", "/data/", "/embed/map/",
)  # fmt: skip
NARROW = {"width": 320, "height": 640}
# A desktop window of 1280 px at 200 %.
ZOOMED = {"width": 640, "height": 400}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_marked_light_and_without_violations(open_simulated: OpenPage, path: str) -> None:
    page = open_simulated("/about/", is_ready=False)
    arrived = arriving(page)
    page.goto(page.url.replace("/about/", path))
    if path in MAPS:
        await_ready(page, [])
    page.wait_for_load_state("networkidle")
    assert sum(arrived) <= BUDGET_BYTES
    expect(page.locator(".notice.synthetic")).to_contain_text("SYNTHETIC figures")
    assert "synthetic" in page.evaluate("getComputedStyle(document.body, '::after').backgroundImage")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []
    assert page.evaluate(MOTION) <= 0.01


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone_a_zoom_and_a_narrow_window(open_simulated: OpenPage, path: str) -> None:
    page = open_simulated(path, is_ready=path in MAPS, viewport=PHONE)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    for size in (NARROW, ZOOMED):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(WIDTH) <= size["width"]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_without_scripts(
    open_simulated: OpenPage, browser: Browser, simulated_site: str, path: str
) -> None:
    with_scripts: Page = open_simulated(path, is_ready=path in MAPS)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(simulated_site + path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".notice.synthetic")).to_be_visible()
        for name in ("h1", "h2", "table", "form"):
            assert page.locator(f"main {name}").count() >= with_scripts.locator(f"main {name}").count()
        words = with_scripts.locator("main h1").inner_text()
        assert page.locator("main h1").inner_text() == words


@pytest.mark.parametrize("path", WALKED)
def test_keys_reach_everything_and_show_where_they_are(open_simulated: OpenPage, path: str) -> None:
    page = open_simulated(path, is_ready=path in MAPS)
    left, unseen = walk(page)
    assert left == []
    assert unseen == []


def test_a_scrub_passes_every_week_with_all_its_arcs(open_simulated: OpenPage) -> None:
    page = open_simulated("/?top=400")
    page.focus("#period")
    page.keyboard.press("Home")
    first = page.evaluate("window.tokentradeDebug()")
    page.keyboard.press("End")
    last = page.evaluate("window.tokentradeDebug()")
    assert page.get_attribute("#period", "max") == "149"
    assert first["period"] < last["period"]
    assert (first["arcs_drawn"], last["arcs_drawn"]) == (400, 400)
