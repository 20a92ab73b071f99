"""The home page as HTML alone: sentence, tables, sums, links and notices of the tiny world.

1,000 tokens a week on COMPUTE, origins CHN 0.1, USA 0.5, UNK 0.4, destinations USA 0.4, DEU 0.2, CHN 0.1, UNK 0.3:
across a border CHN-USA 40 + CHN-DEU 20 + USA-DEU 100 + USA-CHN 50 = 210; within USA 200; with an unknown end 580;
CHN-CHN 10 is too small to list. A range is half, nine tenths and twice the mean.
"""

import json
import re
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.flows.home import HomeFigures
from apps.web import home_parts

TINY_HEADLINE = "An estimated 190 tokens (110–420) crossed a border in the week of 2 Mar 2026"


def text_of(answer: HttpResponse) -> str:
    """Return the words of a page."""
    page = re.sub(r"<script.*?</script>", " ", answer.content.decode(), flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def rows_of(answer: HttpResponse, table: str) -> list[str]:
    """Return the corridors of a table, in order."""
    body = answer.content.decode().split(f'id="{table}"', 1)[1].split("</table>", 1)[0]
    return re.findall(r'data-arc="([A-Z]{3}-[A-Z]{3})"', body)


def test_states_the_crossing_tokens_with_their_range(reader: Client, tiny: str) -> None:
    answer = reader.get("/")
    assert answer.status_code == 200
    assert f'<h1 id="answer">{TINY_HEADLINE}</h1>' in answer.content.decode()


def test_lists_the_corridors_between_two_known_countries(reader: Client, tiny: str) -> None:
    # Central values 90, 45, 36, 18.
    assert rows_of(reader.get("/"), "top-flows") == ["USA-DEU", "USA-CHN", "CHN-USA", "CHN-DEU"]


def test_lists_unknown_and_domestic_flows_too(reader: Client, tiny: str) -> None:
    listed = rows_of(reader.get("/"), "flows")
    assert listed[:4] == ["USA-USA", "UNK-USA", "USA-UNK", "UNK-UNK"]
    assert len(listed) == 11


def test_adds_up_to_the_week(reader: Client, tiny: str) -> None:
    told = text_of(reader.get("/"))
    assert "Across a border 210 21 %" in told
    assert "Within a country 200 20 %" in told
    assert "One or both ends unknown 580 58 %" in told
    assert "Too small to list 10.0 1 %" in told
    assert "Total 1.00 k 100 %" in told


def test_says_what_is_assumed_and_what_is_counted(reader: Client, tiny: str) -> None:
    told = text_of(reader.get("/"))
    assert "58 % with an unknown end" in told
    assert "week assumed: the source printed no dates" in told
    assert "top ten models only" in told
    assert "Observed:" in told
    assert "Estimated:" in told


def test_links_the_week_before_over_the_gap(reader: Client, tiny: str) -> None:
    newest = reader.get("/").content.decode()
    assert 'rel="prev" href="/?period=2026-02-16"' in newest
    assert 'rel="next"' not in newest
    assert 'rel="next" href="/?period=2026-03-02"' in reader.get("/?period=2026-02-16").content.decode()


def test_says_that_a_week_has_no_estimate(reader: Client, tiny: str) -> None:
    answer = reader.get("/?period=2026-02-23")
    told = text_of(answer)
    assert answer.status_code == 200
    assert "No estimate for the week of 23 Feb 2026" in told
    assert "23 Feb 2026 (no estimate)" in told
    assert 'href="/?period=2026-02-16"' in answer.content.decode()
    assert 'data-arc="' not in answer.content.decode()


def test_filters_by_country(reader: Client, tiny: str) -> None:
    answer = reader.get("/?country=DEU")
    assert rows_of(answer, "top-flows") == ["USA-DEU", "CHN-DEU"]
    # DEU: no exports; imports 120, so 108 (60-240).
    assert "Germany in the week of 2 Mar 2026. Tokens: exports 0 (0–0), imports 110 (60–240)" in text_of(
        answer
    )


def test_reads_electricity_on_lab_as_a_counterfactual(reader: Client, tiny: str) -> None:
    answer = reader.get("/?basis=LAB&measure=ENERGY_KWH")
    assert "what if all were served at home; not what happened" in text_of(answer)
    assert "took an estimated" in text_of(answer)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("period=2026-03-05", "period=2026-03-05"),
        ("measure=JOULES", "measure=JOULES"),
        ("basis=PLANET", "basis=PLANET"),
        ("country=ZZZ", "country=ZZZ"),
        ("colour=red", "colour=red"),
        ("measure=ENERGY_KWH&basis=COMPANY", "measure=ENERGY_KWH: measure not on basis"),
    ],
)
def test_takes_the_default_for_a_bad_value_and_names_it(
    reader: Client, tiny: str, query: str, named: str
) -> None:
    answer = reader.get(f"/?{query}")
    assert answer.status_code == 200
    assert named in text_of(answer)
    assert "2 Mar 2026" in text_of(answer)


@pytest.mark.parametrize(
    "query",
    [
        "period=%00",
        "period=<script>alert(1)</script>",
        "country=" + "A" * 3000,
        "country=CHN&country=USA",
        "as_of=2026-99-99",
        "as_of=%ff%fe",
        "%00=%00",
        "top=-1",
        "view=moon&theme=\ud83d",
    ],
)
def test_survives_hostile_parameters(reader: Client, tiny: str, query: str) -> None:
    answer = reader.get("/?" + query.encode("utf-8", "surrogatepass").decode("latin-1"))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_gives_the_scripts_what_they_need(reader: Client, tiny: str) -> None:
    page = reader.get("/?basis=LAB&country=CHN&view=atlantic").content.decode()
    boot: dict[str, Any] = json.loads(re.search(r'id="boot-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert boot["frames"] == "/api/v1/frames.json?basis=LAB"
    assert boot["period"] == "2026-03-02"
    assert boot["periods"] == ["2026-02-16", "2026-02-23", "2026-03-02"]
    assert boot["country"] == "CHN"
    assert boot["lon0"] == 11
    assert boot["places"]["CHN"] == ["China", 109.49, 32.43]
    assert "UNK" not in boot["places"]


def test_links_each_flow_to_its_page_and_that_to_its_exact_figures(reader: Client, tiny: str) -> None:
    page = unescape(reader.get("/").content.decode())
    corridor = "/flows/USA/DEU/?period=2026-03-02"
    assert f'href="{corridor}"' in page
    exact = "/api/v1/flows.json?destination=DEU&origin=USA&period=2026-03-02"
    assert f'href="{exact}"' in unescape(reader.get(corridor).content.decode())
    rows = reader.get(exact).json()["data"]
    assert [(row["origin"], row["destination"], row["central"]) for row in rows] == [("USA", "DEU", 90.0)]


def test_draws_a_plain_map_for_readers_without_scripts(reader: Client, tiny: str) -> None:
    plain = reader.get("/").content.decode().split("<noscript>")[1].split("</noscript>")[0]
    # The four corridors of the panel; the largest is 44 units wide, the smallest 44 x sqrt(18 / 90) = 20.
    assert re.findall(r'class="plain-arc (\w+)"', plain) == ["USA", "USA", "CHN", "CHN"]
    assert re.findall(r'stroke-width="(\d+)"', plain) == ["44", "31", "28", "20"]
    # USA to DEU leaves the Pacific view on one side and comes back on the other: two pieces; China's routes stay whole.
    assert [path.count("M") for path in re.findall(r'\)" d="([^"]+)"', plain)] == [2, 1, 1, 1]
    assert "United States → Germany: 90 (50–200)" in unescape(plain)


def test_shows_what_was_known_then_and_says_so(reader: Client, tiny: str) -> None:
    told = text_of(reader.get("/?as_of=2026-11-19"))
    assert "You see what was known on 19 Nov 2026 23:59 UTC" in told
    assert "Nothing was published then" in text_of(reader.get("/?as_of=2026-11-01"))


def test_waits_openly_for_the_first_estimate(reader: Client) -> None:
    answer = reader.get("/")
    assert answer.status_code == 200
    assert "The first estimate is being made" in text_of(answer)
    assert "%" not in text_of(answer).split("Ranges are 90 %")[0]


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        (1.0, "in the week of 5 Oct 2026"),
        (1 / 7, "on the one observed day of the week of 5 Oct 2026"),
        (3 / 7, "on the 3 observed days of the week of 5 Oct 2026"),
    ],
)
def test_never_tells_some_days_as_a_week(coverage: float, told: str) -> None:
    figures = SimpleNamespace(week=date(2026, 10, 5), coverage=coverage)
    assert home_parts.when(cast(HomeFigures, figures)) == told
