"""Bitcoin then, tokens now: two wholes on one scale, each with its own time, range and source; gaps stay gaps."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from apps.flows.analyses import bitcoin
from apps.flows.models import EstimateRun
from apps.web.charts import of_twin, twin
from apps.web.charts.frame import NARROW, WIDE
from apps.web.charts.lines import Line

PAGE = "/timeline/?view=twin"
NAMES = {"CHN": "China", "USA": "United States", "KAZ": "Kazakhstan", "RUS": "Russia"}


def printed(month: str, place: str, share: float) -> dict[str, object]:
    """Return a printed share of hash rate."""
    return {
        "month": month,
        "place": place,
        "central": share,
        "source_title": "A paper",
        "evidence_grade": "C",
    }


def counted(week: str, place: str, low: float, central: float, high: float) -> dict[str, object]:
    """Return an estimated share of tokens."""
    return {
        "period_start": week, "place": place, "low": low, "central": central, "high": high, "evidence_grade": "D",
        "publication": "a-text",
    }  # fmt: skip


HASHED = [printed("2019-09-01", "CHN", 0.75), printed("2022-01-01", "CHN", 0.2111)]
TOKENS = [counted("2026-03-16", "CHN", 0.0, 0.02, 0.09), counted("2026-03-16", "UNK", 0.6, 0.75, 0.9)]


def figure() -> of_twin.Figure:
    """Return both sides of a small world."""
    found = of_twin.twins(
        HASHED, TOKENS, NAMES, ban_url="/claims/c27/", basis="Where it is computed", release="r"
    )
    assert found is not None
    return found


def words_of(markup: str) -> str:
    """Return a page's words."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)))


def test_each_row_of_the_table_says_what_it_is_a_share_of_its_range_and_its_source() -> None:
    rows = [list(row) for row in figure().table.rows]
    assert rows == [
        ["Sep 2019", "China", "75 %", "none printed", "C", "hash rate", "A paper"],
        ["Jan 2022", "China", "21 %", "none printed", "C", "hash rate", "A paper"],
        ["16 Mar 2026", "China", "2 %", "0 % – 9 %", "D", "tokens of the platform", "a-text"],
        ["16 Mar 2026", "Unknown", "75 %", "60 % – 90 %", "D", "tokens of the platform", "a-text"],
    ]


def test_the_span_without_data_is_a_field_of_its_own_and_no_line_crosses_it() -> None:
    wide, narrow = figure().drawings
    assert of_twin.between(HASHED, TOKENS) == ["no data", "after Jan 2022", "before Mar 2026"]
    for drawing in (wide, narrow):
        assert drawing.count('class="void"') == 1
        # Every month and week of this world stands alone: dots, no line at all.
        assert 'class="line ' not in drawing
    # Only the estimated side has ranges: one bar for China, one for the unknown.
    assert wide.count('class="alone') == 2
    left = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"[^>]*class="dot t1"', wide)]
    # Wide: the plot is 58 to 922, the field between takes 128, each panel 368: left ends at 426, right begins at 554.
    assert left == [58.0, 426.0, 738.0]


def test_a_side_without_data_gives_no_figure() -> None:
    asked = {"ban_url": "/", "basis": "b", "release": "r"}
    assert of_twin.twins([], TOKENS, NAMES, **asked) is None
    assert of_twin.twins(HASHED, [], NAMES, **asked) is None


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_panels_stay_inside_their_drawing(frame: twin.Frame) -> None:
    line = Line("a", "t1", {date(2026, 3, 2): 0.0, date(2026, 3, 9): 1.0})
    sides = (twin.Panel("l", [line]), twin.Panel("r", [line]))
    drawing = twin.draw(sides, frame, between=["no data"], words=str, title="t", description="d", key="k")
    width, height = (float(end) for end in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0])
    xs = [float(x) for x in re.findall(r' x[12]?="(-?[\d.]+)"', drawing)]
    ys = [float(y) for y in re.findall(r' y[12]?="(-?[\d.]+)"', drawing)]
    assert min(xs) >= 0
    assert max(xs) <= width
    assert min(ys) >= 0
    assert max(ys) <= height


def test_without_the_analyses_the_page_says_that_they_are_being_worked_out(reader: Client, tiny: str) -> None:
    text = words_of(reader.get(PAGE).content.decode())
    assert "This is being worked out for the release" in text
    assert "Nobody measured both: the two sides share a scale, not a method, a sample or a time." in text


def ranged(key: str, unit: str, low: float, central: float, high: float, **more: object) -> dict[str, object]:
    """Return a row of an analysis of the tiny week."""
    told = {"key": key, "unit": unit, "low": low, "central": central, "high": high, "evidence_grade": "D"}
    return {**told, "reason": "", "inputs": [], "period_start": "2026-02-16", **more}


@pytest.fixture
def analysed(tiny: str) -> str:
    """Keep with the tiny world what its analyses would say: the cited hash rate, and shares and a ladder by hand."""
    whole = {
        "measure": "TOKENS", "basis": "COMPUTE", "denominator": "PLATFORM", "is_chosen": True, "publication": "a-text",
    }  # fmt: skip
    shares = [
        ranged(f"S:{place}", "share", *ends, place=place, **whole)
        for place, ends in {"CHN": (0.01, 0.1, 0.3), "USA": (0.2, 0.5, 0.7), "UNK": (0.2, 0.4, 0.6)}.items()
    ]
    made = {
        "bitcoin": bitcoin.rows(None),  # type: ignore[arg-type]
        "denominators": shares + [row | {"basis": "LAB"} for row in shares],
        "ladder": [ranged("USD_PER_KWH:BITCOIN:WORLD", "usd_per_kwh", 0.04, 0.06, 0.09)],
        "curve": [ranged("MULTIPLE", "ratio", 1, 2, 3, dimension="PUE")],
    }
    EstimateRun.objects.update(analyses={name: {"rows": rows, "problem": ""} for name, rows in made.items()})
    return tiny


def test_both_sides_stand_with_their_day_range_and_source(reader: Client, analysed: str) -> None:
    text = words_of(reader.get(PAGE).content.decode())
    assert "75 % was printed for China in Sep 2019, the most of any printed month." in text
    assert (
        "an estimated 10 % (1 % – 30 %) belong to China in the week of 16 Feb 2026; 40 % belong to no" in text
    )
    assert "China stood above 70 % of hash rate in Sep 2019, in no other printed month." in text
    assert "USD per PH/s and day · 12 Jan 2026 · grade B · Hashrate Index Roundup, 12 January 2026" in text
    assert "By lab: not comparable" not in text


def test_by_lab_it_says_that_it_is_not_comparable(reader: Client, analysed: str) -> None:
    assert "By lab: not comparable with hash rate." in words_of(
        reader.get(f"{PAGE}&basis=LAB").content.decode()
    )
    company = words_of(reader.get(f"{PAGE}&basis=COMPANY").content.decode())
    assert "Hash rate has a place and no company; shown by place of computing." in company


def test_in_the_file_a_printed_share_has_no_range_and_an_estimated_one_has(
    reader: Client, analysed: str
) -> None:
    rows = list(csv.DictReader(io.StringIO(reader.get("/timeline/twin.csv").content.decode())))
    assert {row["of"] for row in rows} == {"HASH_RATE", "TOKENS", "KWH"}
    assert {(row["low"], row["high"]) for row in rows if row["of"] == "HASH_RATE"} == {("", "")}
    assert all(row["low"] and row["high"] for row in rows if row["of"] == "TOKENS")
    assert all(
        row["source_url"].startswith("https://")
        for row in rows
        if row["of"] == "HASH_RATE" and row["source_url"]
    )
    assert reader.get("/timeline/twin.xml").status_code == 404


def test_calculator_frame_and_files_show_the_same_comparison(reader: Client, analysed: str) -> None:
    text = words_of(reader.get("/calculator/").content.decode())
    assert "There is no data after Jan 2022 and before Feb 2026." in text
    assert "12 Jan 2026 · grade B · Hashrate Index Roundup" in text
    assert 'class="void"' in reader.get("/embed/timeline/?view=twin").content.decode()
    drawing = reader.get("/export/timeline.svg?view=twin").content.decode()
    assert "Bitcoin then, tokens now" in drawing
    assert "after Jan 2022" in drawing
    tools = reader.get(PAGE).content.decode().split('id="tools"')[1]
    assert "/embed/timeline/?release=" in tools
    assert "view=twin" in tools
