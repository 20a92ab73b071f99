"""What each page must offer beside its view: data, pictures where it has charts, address, citation, frame, table."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from apps.collectors import run
from apps.events.rows import ReadStage
from apps.flows.analyses import bitcoin
from apps.flows.models import EstimateRun
from apps.observations.models import Series
from tests import build
from tests.api.world import EVENT, candidate
from tests.web.conftest import PUBLISHED

DATA = ("JSON", "CSV")
DRAWN = (*DATA, "PNG", "SVG", "HTML")
CELL = "cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/USA/DEU"
# page: (what it must offer, whether it can be framed). Pages of tables alone have no picture to give.
MUST: dict[str, tuple[tuple[str, ...], bool]] = {
    "/": (DRAWN, True),
    "/timeline/": (DRAWN, True),
    "/timeline/?view=twin": (DRAWN, True),
    "/timeline/before-after/?day=2026-02-18": (DATA, False),
    "/countries/": (DATA, False),
    "/countries/USA/": (DRAWN, False),
    "/flows/USA/DEU/": (DRAWN, False),
    "/models/": (DATA, False),
    "/labs/": (DATA, False),
    "/labs/anthropic/": (DATA, False),
    "/models/claude-4-6-opus-20260205/": (DATA, False),
    "/prices/": (DATA, False),
    "/price-gap/": (DATA, False),
    "/calculator/": (DRAWN, False),
    "/claims/": (DATA, False),
    "/claims/c27/": (DATA, False),
    "/claims/denominators/": (DRAWN, False),
    "/events/": (DATA, False),
    f"/events/{EVENT}/?state=CANDIDATE": (("JSON",), False),
    "/documents/": (DATA, False),
    "/sources/": (DATA, False),
    "/method/": (DATA, False),
    f"/revisions/?cell={CELL}": (DATA, False),
}


@pytest.fixture
def world(tiny: str) -> str:
    """Return the tiny world with an event, a price list, and the analyses that the pages read."""
    build.sources()
    candidate(now=PUBLISHED, stages=(ReadStage(stage="ANNOUNCED", date=date(2026, 2, 18)),))
    share = {
        "key": "S", "unit": "share", "low": 0.4, "central": 0.5, "high": 0.6, "evidence_grade": "D", "reason": "",
        "inputs": [], "period_start": "2026-02-16", "measure": "TOKENS", "denominator": "PLATFORM", "is_chosen": True,
        "publication": "a-text", "place": "USA", "window_start": "2026-02-16", "window_end": "2026-02-23",
        "unknown_share": 0.4,
    }  # fmt: skip
    rows = [
        share | {"basis": basis, "period_start": week}
        for basis in ("LAB", "COMPUTE")
        for week in ("2026-02-16", "2026-03-02")
    ]
    made = {"bitcoin": bitcoin.rows(None), "denominators": rows}  # type: ignore[arg-type]
    EstimateRun.objects.update(
        analyses={name: {"rows": found, "problem": ""} for name, found in made.items()}
    )
    return tiny


def tools_of(markup: str) -> str:
    """Return the block `Get this view`."""
    assert markup.count('id="tools"') == 1
    return markup.split('id="tools"')[1].split("</details>", maxsplit=1)[0]


def links_of(tools: str) -> dict[str, str]:
    """Return the offered files: kind, address."""
    return {
        kind: unescape(url) for url, kind in re.findall(r'<a href="([^"]+)">([A-Z]+|Atom|Parquet)</a>', tools)
    }


def heading(markup: str) -> str:
    """Return the first heading of a page."""
    return re.findall(r"<h1[^>]*>(.*?)</h1>", markup, re.DOTALL)[0]


def lacks_of(reader: Client, path: str) -> list[str]:
    """Return what a page lacks of what it must offer."""
    kinds, is_framed = MUST[path]
    markup = reader.get(path).content.decode()
    tools = tools_of(markup)
    links = links_of(tools)
    found = []
    if [kind for kind in links if kind not in ("Atom", "Parquet")] != list(kinds):
        found.append(f"offers {list(links)}")
    for kind in set(DATA) & set(links):
        got = reader.get(links[kind])
        if got.status_code != 200 or got["Content-Type"].split(";")[0] not in (
            "application/json",
            "text/csv",
        ):
            found.append(f"{kind}: {got.status_code} {links[kind]}")
    told = unescape(re.sub(r"<[^>]+>", " ", tools))
    named = r"Tokentrade, “.+”, (release [0-9a-f]{16}, published|as known on|seen on) \d{4}-\d\d-\d\d, http.+ CC BY 4.0"
    if not re.search(named, told):
        found.append("no citation")
    if ("<iframe" in unescape(tools)) != is_framed:
        found.append("frame")
    address = re.findall(r'<dd><a href="http://testserver([^"]+)">', tools)
    if len(address) != 1 or heading(reader.get(unescape(address[0])).content.decode()) != heading(markup):
        found.append(f"its address {address} shows another view")
    return found


def test_every_page_offers_its_files_address_and_citation(reader: Client, world: str) -> None:
    lacks = {path: found for path in MUST if (found := lacks_of(reader, path))}
    assert lacks == {}


def test_every_drawing_has_its_table_and_its_file_names_release_licence_and_range(
    reader: Client, world: str
) -> None:
    for path in (path for path, (kinds, _framed) in MUST.items() if kinds == DRAWN):
        markup = reader.get(path).content.decode()
        # The map's table stands under it; its files have tests of their own.
        if path == "/":
            assert "<table" in markup.split('id="twin"')[1]
            continue
        figures = markup.split('<figure class="figure"')[1:]
        assert figures, path
        for figure in figures:
            twin = figure.split("</figure>", maxsplit=1)[0]
            assert "The same as a table" in twin, path
            assert "<td" in twin, path
        # One kind of three: all are made of the same board.
        drawing = reader.get(links_of(tools_of(markup))["SVG"]).content.decode()
        for words in (f"release {world}", "90 % intervals", "CC BY 4.0"):
            assert words in drawing.replace("&#160;", " "), (path, words)


def test_a_day_that_a_list_counts_is_drawn_before_and_after(reader: Client, bundled_events: None) -> None:
    path = "/timeline/before-after/?day=2026-03-13&group=CHN"
    links = links_of(tools_of(reader.get(path).content.decode()))
    assert list(links) == list(DRAWN)
    drawing = reader.get(links["SVG"]).content.decode()
    assert "Counted share by week" in drawing
    assert "Association, not cause" in drawing


@pytest.fixture
def bundled_events(tiny: str) -> None:
    """Record what was published of usage, which a comparison stands on."""
    if not Series.objects.filter(source_id="curated.published_figures").exists():
        run.collect(source="curated.published_figures", now=PUBLISHED)
