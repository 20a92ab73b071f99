"""The data page: every list with its parameters, a query as lines to paste, limits and licence; without scripts."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from apps.api.v1.urls import RESOURCES
from apps.web import api_document
from apps.web.query_lines import address, lines

pytestmark = pytest.mark.django_db
# Read from the addresses: the document itself needs a database for its examples.
NAMES = sorted(name for name in RESOURCES if "<" not in name)


def page(reader: Client, query: str = "") -> str:
    """Return the text of the page."""
    answer = reader.get(f"/data/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_list_of_the_api_is_offered_with_its_formats(reader: Client) -> None:
    text = page(reader)
    document = reader.get("/api/v1/openapi.json").json()
    lists = {
        path.removeprefix("/api/v1/").partition(".")[0]
        for path in document["paths"]
        if "{" not in path and "." in path
    }
    assert sorted(lists) == NAMES
    assert len(lists) > 20
    for name in lists:
        assert f'<option value="{name}"' in text
    assert {"csv", "json", "parquet"} <= set(api_document.lists()["flows"].formats)


@pytest.mark.parametrize("name", NAMES)
def test_each_parameter_of_a_list_has_a_labelled_control(reader: Client, name: str) -> None:
    listed = api_document.lists()[name]
    for form in listed.formats:
        text = page(reader, f"?list={name}&file={form}")
        for control in listed.controls[form]:
            assert f'<label for="p-{control.name}">' in text
            assert re.search(
                rf'<(input|select) id="p-{re.escape(control.name)}" name="{re.escape(control.name)}"', text
            )


def test_what_was_chosen_becomes_an_address_that_answers(reader: Client, tiny: str) -> None:
    text = page(reader, "?list=flows&file=csv&period=2026-02-16&basis=LAB&limit=")
    relative = "/api/v1/flows.csv?period=2026-02-16&basis=LAB"
    assert (
        f'<a href="{relative.replace("&", "&amp;")}">http://testserver{relative.replace("&", "&amp;")}</a>'
        in text
    )
    told = unescape(text)
    assert f"curl --fail --compressed -o flows.csv 'http://testserver{relative}'" in told
    assert f'rows = pd.read_csv("http://testserver{relative}")' in told
    assert f'rows <- read.csv("http://testserver{relative}")' in told
    assert f"Tokentrade, release {tiny}, published 2026-11-18, CC BY 4.0. http://testserver{relative}" in told
    assert reader.get(relative).status_code == 200


def test_a_missing_parameter_is_named(reader: Client) -> None:
    assert "Still needed: series." in page(reader, "?list=observations")
    assert "Still needed" not in page(reader, "?list=observations&series=1")


@pytest.mark.parametrize("query", ["?list=nothing", "?list=arcs&file=csv", "?list=flows&file=%00"])
def test_an_unknown_choice_is_told_and_the_page_stays_whole(reader: Client, query: str) -> None:
    text = page(reader, query)
    assert 'class="notice" role="status"' in text
    assert "Build a query" in text


NASTY = """'; rm -rf / #"<script>alert(1)</script>$(id)`id`\\ \u202e\x00\n&x=1"""


def test_whatever_is_typed_stays_text(reader: Client) -> None:
    text = page(reader, f"?list=countries&q={quote(NASTY)}")
    assert "<script>alert" not in text
    built = unescape(text[text.index('id="built"') : text.index('aria-labelledby="lists"')])
    command = re.search(r"curl [^\n]* '([^\n]*)'</pre>", built)
    assert command is not None
    assert not set(command[1]) & set("'\"`$\\ <>\n"), command[1]


def test_lines_fit_their_format() -> None:
    url = "https://example.org/api/v1/arcs.geojson?top=40"
    assert [line.text for line in lines(url, "arcs", "geojson")] == [
        f"curl --fail --compressed -o arcs.geojson '{url}'",
        f'import geopandas as gpd\n\nshapes = gpd.read_file("{url}")',
        f'shapes <- sf::st_read("{url}")',
    ]
    assert address("flows", "json", []) == "/api/v1/flows.json"
    assert (
        address("flows", "json", [("country", "CHN,USA"), ("q", "a b'\"")])
        == "/api/v1/flows.json?country=CHN,USA&q=a+b%27%22"
    )


def test_limits_come_from_the_setting(reader: Client) -> None:
    text = page(reader)
    for minute, day in settings.API_LIMITS.values():
        assert f'<td class="num">{minute:,}</td><td class="num">{day:,}</td>' in text
    assert reader.get("/api/v1/openapi.json").json()["info"]["x-rate-limits"]["keyless"] == {
        "requests_per_minute": 120, "requests_per_day": 5000,
    }  # fmt: skip


def test_the_promise_is_a_page_that_both_name(reader: Client) -> None:
    answer = reader.get("/data/stability/")
    assert answer.status_code == 200
    for words in ("Version 1 of the API only grows", "12 months", "meta.unstable", "Deprecation"):
        assert words in answer.content.decode()
    assert 'href="/data/stability/"' in page(reader)
