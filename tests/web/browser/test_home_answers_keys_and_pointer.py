"""The map home in a browser: keys, pointer, address, table and map move together."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import PHONE, OpenPage

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

DEBUG = "window.tokentradeDebug()"


def shown_week(page: Page) -> str:
    """Return the Monday shown, as the scripts see it."""
    week: str = page.evaluate(f"{DEBUG}.period")
    return week


def week_in_address(page: Page) -> str | None:
    """Return the parameter `period` of the address."""
    week: str | None = page.evaluate("new URL(location.href).searchParams.get('period')")
    return week


def arc_keys(page: Page, table: str) -> list[str]:
    """Return the corridors of a table, in order."""
    keys: list[str] = page.eval_on_selector_all(
        f"{table} tr[data-arc]", "rows => rows.map(row => row.dataset.arc)"
    )
    return keys


def test_draws_flows_on_the_canvas(open_page: OpenPage) -> None:
    page = open_page()
    told = page.evaluate(DEBUG)
    assert told["arcs_drawn"] >= 10
    # Ten arcs touch UNK; the one with both ends unknown stands in the table only.
    assert told["stubs"] == 9
    painted = page.evaluate(
        """() => { const c = document.querySelector("canvas.flows");
        const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        return data.filter((v, i) => i % 4 === 3 && v).length; }"""
    )
    assert painted > 5000


def test_moves_the_week_with_the_arrows_and_the_address_follows(open_page: OpenPage) -> None:
    page = open_page()
    newest = shown_week(page)
    weeks = page.eval_on_selector_all(
        "#choose-period option", "options => options.map(option => option.value)"
    )
    assert weeks[0] == newest
    page.focus("#period")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown_week(page) == weeks[2]
    assert week_in_address(page) == weeks[2]
    page.wait_for_selector(f"#choose-period option[value='{weeks[2]}'][selected]", state="attached")
    words = page.text_content("#shown span")
    expect(page.locator("#answer")).to_contain_text(words or "?")
    page.keyboard.press("End")
    assert shown_week(page) == newest
    assert week_in_address(page) is None
    page.keyboard.press("Home")
    assert week_in_address(page) == weeks[-1]


def test_says_the_week_of_the_slider_aloud(open_page: OpenPage) -> None:
    page = open_page()
    page.focus("#period")
    page.keyboard.press("ArrowLeft")
    spoken = page.get_attribute("#period", "aria-valuetext") or ""
    assert re.fullmatch(r"Week of \d{1,2} \w{3,4} 2026", spoken)
    expect(page.locator("#live")).not_to_be_empty()


def test_filters_flows_and_tables_by_the_country_chosen_in_the_list(open_page: OpenPage) -> None:
    page = open_page()
    everything = page.evaluate(DEBUG)["arcs"]
    page.select_option("#choose-country", "CHN")
    expect(page.locator("#panel-title")).to_contain_text("China")
    listed = arc_keys(page, "#panel") + arc_keys(page, "#flows")
    # The frames of the whole world hold its largest flows; those of a country are fetched when it is chosen.
    drawn = page.evaluate(DEBUG)["arcs"]
    assert {"CHN-USA", "USA-CHN"} <= set(drawn)
    assert all("CHN" in key.split("-") for key in listed + drawn)
    assert "country=CHN" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#panel-title")).to_have_text("World")
    assert set(page.evaluate(DEBUG)["arcs"]) == set(everything)


def test_chooses_a_country_on_the_map_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    stops = page.locator(".leaflet-overlay-pane [tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    expect(stops).to_have_attribute("aria-label", re.compile("^China: "))
    page.keyboard.press("ArrowRight")
    assert shown_week(page) == page.input_value("#choose-period")
    page.keyboard.press("Enter")
    expect(page.locator("#clear")).to_have_text("All countries")
    assert page.evaluate(DEBUG)["country"] not in (None, "CHN")


def test_chooses_a_country_on_the_map_by_pointer(open_page: OpenPage) -> None:
    page = open_page()
    x, y = page.evaluate(
        """() => { const p = map_home.latLngToContainerPoint([-540, -420]);
        const box = map_home.getContainer().getBoundingClientRect(); return [box.x + p.x, box.y + p.y]; }"""
    )
    # x -420, y -540 in map units around 150 degrees east lies in Western Australia.
    page.mouse.click(x, y)
    expect(page.locator("#panel-title")).to_contain_text("Australia")


def test_goes_back_to_the_choice_before(open_page: OpenPage) -> None:
    page = open_page()
    page.select_option("#choose-country", "CHN")
    expect(page.locator("#panel-title")).to_contain_text("China")
    page.go_back()
    expect(page.locator("#panel-title")).to_have_text("World")
    assert page.evaluate(DEBUG)["country"] is None


def test_switches_basis_and_measure_with_the_address(open_page: OpenPage) -> None:
    page = open_page()
    page.select_option("#choose-basis", "LAB")
    expect(page.locator("#said")).to_contain_text("lab that made the model")
    assert "basis=LAB" in page.url
    page.select_option("#choose-measure", "SERVICE_VALUE_USD")
    expect(page.locator("#answer")).to_contain_text("USD")
    assert page.evaluate(DEBUG)["arcs_drawn"] > 0


def test_lights_up_the_arc_of_a_focused_row(open_page: OpenPage) -> None:
    page = open_page()
    page.focus("#top-flows tbody tr:first-child a")
    expect(page.locator("#top-flows tbody tr:first-child")).to_have_class("lit")


def test_plays_from_the_first_week_and_pauses(open_page: OpenPage) -> None:
    page = open_page()
    page.click("#play")
    expect(page.locator("#play")).to_have_text("Pause")
    page.wait_for_timeout(1300)
    page.click("#play")
    expect(page.locator("#play")).to_have_text("Play")
    assert week_in_address(page) is not None


def test_turns_the_theme_and_remembers_it(open_page: OpenPage) -> None:
    page = open_page()
    page.click("#theme")
    page.click("#theme")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_draws_the_atlantic_view(open_page: OpenPage) -> None:
    page = open_page("/?view=atlantic")
    assert page.evaluate(DEBUG)["arcs_drawn"] > 0
    expect(page.locator("#view-atlantic")).to_have_attribute("aria-current", "true")


def test_fits_a_phone_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("document.getElementById('legend').open") is False
    top = page.evaluate("document.getElementById('mapbox').getBoundingClientRect().top")
    assert top < PHONE["height"] / 2


@pytest.mark.parametrize("path", ["/", "/sources/", "/method/", "/about/"])
def test_reflows_at_320_pixels(open_page: OpenPage, path: str) -> None:
    page = open_page(path, is_ready=path == "/", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_keeps_a_view_the_reader_has_chosen(open_page: OpenPage) -> None:
    page = open_page()
    page.click(".leaflet-control-zoom-in")
    page.wait_for_timeout(400)
    zoom = page.evaluate("map_home.getZoom()")
    page.set_viewport_size({"width": 1300, "height": 820})
    page.wait_for_timeout(200)
    assert page.evaluate("map_home.getZoom()") == zoom


def test_shows_the_table_without_scripts(open_page: OpenPage) -> None:
    page = open_page(is_ready=False, java_script_enabled=False)
    assert len(arc_keys_without_scripts(page)) >= 10
    expect(page.locator("#previous")).to_be_visible()
    page.click("#previous")
    assert "period=" in page.url
    page.select_option("#choose-basis", "LAB")
    page.click("text=Show")
    assert "basis=LAB" in page.url
    expect(page.locator("#said")).to_contain_text("lab that made the model")


def arc_keys_without_scripts(page: Page) -> list[str]:
    """Return the corridors of the panel from the page's source: nothing can be evaluated."""
    return re.findall(r'data-arc="([A-Z]{3}-[A-Z]{3})"', page.content())
