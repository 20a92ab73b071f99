"""Every page with a chart as PNG, SVG and one HTML file: the same figures, with all that must stand beside them."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from apps.flows.models import PreparedAnswer
from apps.web.charts import svg
from apps.web.charts.figure import Figure, Table
from apps.web.exports import board, paint, styling
from apps.web.exports.pages import html

PAGES = ("timeline", "countries/USA", "flows/USA/DEU", "calculator")
SVG = "{http://www.w3.org/2000/svg}"


def words_of(drawing: bytes) -> str:
    """Return the words of a drawing."""
    root = ElementTree.fromstring(drawing)
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("page", PAGES)
def test_a_drawing_needs_no_stylesheet_and_says_all(reader: Client, tiny: str, page: str) -> None:
    answer = reader.get(f"/export/{page}.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    drawing = answer.content
    told = re.sub(r"\s+", " ", words_of(drawing))
    assert f"release {tiny}" in told
    assert "Ranges are 90 % intervals given the stated assumptions" in told
    assert "Licence CC BY 4.0" in told
    assert "without prejudice to any territory" in told
    assert "published 2026-11-18" in told
    for forbidden in (b"<style", b"<script", b" class=", b" style=", b"var(--", b"<image", b"url("):
        assert forbidden not in drawing, forbidden
    # Links lead to the site, wherever the file lies.
    assert re.findall(rb'href="(?!http://testserver/)', drawing) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_file_of_a_page_asks_for_nothing(reader: Client, tiny: str, page: str) -> None:
    body = reader.get(f"/export/{page}.html").content
    text = body.decode()
    assert len(body) <= 800_000
    assert "default-src 'none'" in text
    assert re.findall(r"<(?:link|img|iframe|script|object|embed)\b|@import|url\(", text) == []
    for must in (
        f"release {tiny}",
        "Ranges are 90 % intervals",
        "Licence CC BY 4.0",
        "The same as a table",
        "<svg",
    ):
        assert must in text, must
    assert re.findall(r'href="(?!http://testserver/)[^"]*"', text) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_page_offers_its_files_with_its_release(reader: Client, tiny: str, page: str) -> None:
    tools = reader.get(f"/{page}/").content.decode().split('id="tools"')[1].split("</details>")[0]
    for kind in ("png", "svg", "html"):
        found = re.findall(rf'href="(/export/{page}\.{kind}\?[^"]*)"', tools)
        assert len(found) == 1, (kind, tools)
        assert f"release={tiny}" in found[0]
        assert f">{kind.upper()}</a>" in tools


def test_a_picture_is_made_once_for_a_release(reader: Client, tiny: str) -> None:
    first = reader.get("/export/countries/USA.png?basis=LAB")
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert first.content.startswith(b"\x89PNG\r\n\x1a\n")
    kept = PreparedAnswer.objects.filter(key__startswith="export/png/")
    assert kept.count() == 1
    assert reader.get("/export/countries/USA.png?basis=LAB").content == first.content
    assert kept.count() == 1
    other = reader.get("/export/countries/USA.png?basis=COMPUTE")
    assert other.content != first.content
    assert kept.count() == 2


def test_what_was_asked_of_the_page_is_drawn_in_the_file(reader: Client, tiny: str) -> None:
    # The tiny world: 400 of 1,000 tokens are made by labs in the USA, 500 computed there.
    lab = words_of(reader.get("/export/timeline.svg?basis=LAB").content)
    compute = words_of(reader.get("/export/timeline.svg?basis=COMPUTE").content)
    assert "United States 40 %" in lab
    assert "United States 50 %" in compute
    assert "basis=LAB" in lab


def test_a_page_without_a_chart_offers_no_picture_and_says_so(reader: Client, tiny: str) -> None:
    page = reader.get("/countries/NRU/").content.decode()
    assert "/export/" not in page
    answer = reader.get("/export/countries/NRU.png")
    assert answer.status_code == 404
    assert "no chart" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/export/method.png",
        "/export/countries.png",
        "/export/countries/ZZZ.png",
        "/export/timeline.gif",
        "/export/timeline.json",
        "/export/export/timeline.png",
        "/export/../timeline.png",
        "/export/admin.png",
        "/export/timeline/.png",
        "/export/countries/USA/.png",
        "/export/desk.png",
        "/export/%00.png",
    ],
)
def test_other_addresses_are_not_found(reader: Client, tiny: str, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_without_a_release_there_is_no_file(reader: Client) -> None:
    answer = reader.get("/export/timeline.svg")
    assert (answer.status_code, answer.content.decode()) == (
        404,
        "Nothing is published yet: there is no picture.",
    )


def hostile_board() -> board.Board:
    """Return a board whose every word would like to be markup."""
    bad = "</text><script>alert(1)</script>&\"'"
    figure = Figure(
        key="k", title=bad, description=bad, table=Table(bad, [(bad, False)], [[bad]]), legend=[(bad, "t1")],
        notes=[bad],
        drawings=[svg.element("svg", svg.text(1, 2, bad, "end"), viewBox="0 0 100 50")] * 2, source=bad,
    )  # fmt: skip
    return board.Board(bad, bad, [figure], bad, "http://testserver/", "http://testserver", "0" * 16, True)


def test_foreign_words_stay_words() -> None:
    drawing = board.drawn(hostile_board())
    assert b"<script" not in drawing
    assert "alert(1)" in words_of(drawing)
    assert "SYNTHETIC" in words_of(drawing)
    page = html(hostile_board()).decode()
    assert "<script" not in page
    assert "SYNTHETIC figures" in page
    assert paint.png(drawing).startswith(b"\x89PNG")


def test_the_sheet_paints_shapes_as_a_browser_would() -> None:
    one = ElementTree.fromstring(
        '<svg class="chart"><path class="line t1" d="M0 0"/><path class="band t2" d="M0 0"/>'
        '<text class="end t1">a</text><text class="tick">b</text><a href="/x"><text class="row">c</text></a></svg>'
    )
    line, band, end, tick, row = (
        child.attrib
        for child in [*styling.styled(one)[:4], one.find("a")[0]]  # type: ignore[index]
    )
    # charts.css: .line is 2.2 wide and not filled, tone 1 is #d55e00; a band is filled at 0.16.
    assert (line["fill"], line["stroke"], line["stroke-width"]) == ("none", "#d55e00", "2.2")
    assert (band["fill"], band["opacity"]) == ("#0072b2", "0.16")
    assert (end["fill"], end["font-weight"]) == ("#a84600", "650")
    assert (tick["fill"], tick["font-size"]) == ("#5a6877", "12")
    assert row["fill"] == "#0b57d0"
