"""Small windows, zoom, frames, print, calm motion, keys and failures: the view stays whole and says what is so."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.browser.conftest import DESKTOP, OpenPage, await_ready

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

DEBUG = "window.tokentradeDebug()"
WIDTH = "document.documentElement.scrollWidth"
NARROW = {"width": 320, "height": 640}
# A desktop window of 1280 px at 200 %.
ZOOMED = {"width": 640, "height": 400}
PAGES = [
    "/",
    "/timeline/?by=MODEL",
    "/timeline/before-after/?day=2026-04-01",
    "/countries/",
    "/countries/CHN/",
    "/flows/CHN/USA/",
    "/models/",
    "/labs/deepseek/",
    "/search/?q=deep",
    "/sources/",
    "/method/",
    "/about/",
    "/embed/map/",
    "/embed/timeline/",
]


@pytest.fixture
def elsewhere(site: str) -> Iterator[str]:
    """Return the address of another site's page that frames the map."""
    line = f'<!DOCTYPE html><title>Elsewhere</title><iframe src="{site}/embed/map/" width="960" height="600"></iframe>'

    class Framing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(line.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Framing)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_sideways_scrolling(open_page: OpenPage, path: str) -> None:
    page = open_page(path, is_ready=False, viewport=NARROW)
    assert page.evaluate(WIDTH) <= NARROW["width"]
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    assert page.evaluate(WIDTH) <= ZOOMED["width"]


def test_a_map_in_a_foreign_frame_moves_its_week_and_its_words(browser: Browser, elsewhere: str) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(elsewhere)
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    newest = frame.locator("#shown span").text_content() or ""
    expect(frame.locator("#answer")).to_contain_text(newest)
    frame.locator("#period").press("ArrowLeft")
    expect(frame.locator("#shown span")).not_to_have_text(newest)
    expect(frame.locator("#answer")).not_to_contain_text(newest)
    expect(frame.locator("footer")).to_contain_text("Source: Tokentrade, release")
    assert page.context.cookies() == []
    assert [
        text for text in told if "preload" not in text and "favicon" not in text and "404" not in text
    ] == []
    page.close()


def test_letters_lead_to_search_downloads_and_sources(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.locator("#find").blur()
    page.keyboard.press("d")
    expect(page.locator("#tools summary")).to_be_focused()
    assert page.get_attribute("#tools", "open") is not None
    page.locator("#tools summary").evaluate("summary => summary.blur()")
    page.keyboard.press("s")
    expect(page.locator("#layer-card summary")).to_be_focused()
    page.locator("#layer-card summary").evaluate("summary => summary.blur()")
    page.keyboard.press("]")
    expect(page.locator("#live")).to_contain_text("No later confirmed event.")


def test_letters_can_be_switched_off_and_stay_off(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.uncheck("#letters")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("d")
    assert page.get_attribute("#tools", "open") is None
    page.reload()
    await_ready(page, [])
    page.keyboard.press("d")
    assert page.get_attribute("#tools", "open") is None


def shown(page: Page) -> str:
    """Return the Monday shown."""
    week: str = page.evaluate(f"{DEBUG}.period")
    return week


def test_play_is_slow_where_motion_is_to_be_reduced(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    before = shown(page)
    page.click("#play")
    page.wait_for_timeout(450)
    assert shown(page) == before
    page.wait_for_timeout(900)
    assert shown(page) != before
    page.click("#play")


def test_an_evidence_that_hides_all_says_so_on_the_map(open_page: OpenPage) -> None:
    page = open_page("/?evidence=A")
    expect(page.locator("#nothing")).to_have_text("No flow of this week has this grade or a better one.")
    page.select_option("#choose-evidence", "")
    expect(page.locator("#nothing")).to_be_hidden()
    expect(page.locator("#top-flows")).to_be_visible()


def test_flows_that_did_not_load_leave_the_tables_and_can_be_tried_again(open_page: OpenPage) -> None:
    page = open_page("/about/", is_ready=False)
    faults = {"are_on": True}

    def answer(route: Route) -> None:
        if faults["are_on"]:
            route.fulfill(status=200, content_type="application/json", body="{}")
        else:
            route.continue_()

    page.route(re.compile("/api/v1/frames"), answer)
    page.goto(page.url.replace("/about/", "/"))
    await_ready(page, [])
    expect(page.locator("#nothing")).to_contain_text("The flows could not be loaded; the tables stand.")
    expect(page.locator("#top-flows tbody tr").first).to_be_visible()
    faults["are_on"] = False
    page.click("#nothing button")
    expect(page.locator("#nothing")).to_be_hidden()
    page.wait_for_timeout(300)
    assert page.evaluate(DEBUG)["arcs_drawn"] >= 10


def test_print_is_light_and_without_controls(open_page: OpenPage) -> None:
    page = open_page("/?theme=dark", color_scheme="dark", viewport=DESKTOP)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for part in ("#controls", ".timebar", "nav", "#tools"):
        expect(page.locator(part).first).to_be_hidden()
    for part in ("#answer", "#mapbox", "#flows", ".bottom"):
        expect(page.locator(part).first).to_be_visible()


def test_a_drag_over_the_chart_chooses_a_span(open_page: OpenPage) -> None:
    page = open_page("/timeline/", is_ready=False)
    chart = page.locator("#shares svg.wide")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.1 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], y, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("from=2026-.*to=2026-"))
    first, last = page.input_value("[name=from]"), page.input_value("[name=to]")
    assert "2026-02-09" <= first < last < "2026-10-05"
    expect(page.locator("#shares")).to_be_visible()
