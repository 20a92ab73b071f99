"""`/embed/`: one view without the menu, for any page to frame, without a cookie; and the oEmbed answer."""

import json
import re

import pytest
from django.test import Client

FRAMES = ["/embed/map/", "/embed/timeline/", "/embed/timeline/?by=MODEL"]


@pytest.mark.parametrize("path", FRAMES)
def test_any_page_may_frame_it_and_no_cookie_is_set(reader: Client, tiny: str, path: str) -> None:
    joint = "&" if "?" in path else "?"
    answer = reader.get(f"{path}{joint}lang=zh-hans")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"].split("; ")
    assert "X-Frame-Options" not in answer.headers
    assert answer.cookies == {}
    assert "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize("path", FRAMES)
def test_it_has_no_menu_and_names_its_source(reader: Client, tiny: str, path: str) -> None:
    page = reader.get(path).content.decode()
    assert "<nav" not in page
    assert f"Source: Tokentrade, release {tiny}" in page
    assert re.search(rf'href="http://testserver/[^"]*release={tiny}" target="_blank"', page)


def test_a_language_that_was_chosen_elsewhere_is_not_read(reader: Client, tiny: str) -> None:
    reader.cookies["lang"] = "zh-hans"
    assert '<html lang="en"' in reader.get("/embed/map/").content.decode()
    assert '<html lang="zh-hans"' in reader.get("/").content.decode()


def test_the_other_pages_keep_their_own_frame_policy(reader: Client, tiny: str) -> None:
    assert "frame-ancestors 'self'" in reader.get("/").headers["Content-Security-Policy"].split("; ")


def test_neighbouring_weeks_stay_in_the_frame(reader: Client, tiny: str) -> None:
    page = reader.get("/embed/map/").content.decode()
    assert 'rel="prev" href="/embed/map/?period=2026-02-16"' in page


@pytest.mark.parametrize("path", ["/embed/map/", "/embed/timeline/"])
def test_before_the_first_release_it_says_so(reader: Client, path: str) -> None:
    assert "first estimate is being made" in reader.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/timeline/?by=LAB"])
def test_the_page_offers_the_line_of_its_frame(reader: Client, tiny: str, path: str) -> None:
    page = reader.get(path).content.decode()
    assert "&lt;iframe src=&quot;http://testserver/embed/" in page
    assert f"release={tiny}" in page
    assert "application/json+oembed" in page


def test_oembed_answers_for_our_own_addresses(reader: Client, tiny: str) -> None:
    answer = reader.get("/oembed.json", {"url": "http://testserver/timeline/?by=LAB", "maxwidth": "500"})
    told = json.loads(answer.content)
    assert (told["type"], told["version"], told["width"]) == ("rich", "1.0", 500)
    assert 'src="http://testserver/embed/timeline/?by=LAB"' in told["html"]


def test_oembed_escapes_what_it_was_given(reader: Client, tiny: str) -> None:
    answer = reader.get("/oembed.json", {"url": 'http://testserver/?period="><script>'})
    assert "<script>" not in json.loads(answer.content)["html"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://evil.test/",
        "http://testserver.evil.test/",
        "javascript:alert(1)",
        "http://testserver/about/",
        "//[",
    ],
)
def test_oembed_knows_no_other_address(reader: Client, url: str) -> None:
    assert reader.get("/oembed.json", {"url": url}).status_code == 404


def test_oembed_offers_json_only(reader: Client) -> None:
    assert reader.get("/oembed.json", {"url": "http://testserver/", "format": "xml"}).status_code == 501
