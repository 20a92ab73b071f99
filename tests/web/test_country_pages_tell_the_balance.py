"""Country and corridor pages, on a small world worked by hand and without one."""

import re
from typing import Any

import pytest
from django.test import Client

PAGES = (
    "/countries/",
    "/countries/CHN/",
    "/countries/DEU/",
    "/flows/CHN/USA/",
    "/flows/UNK/USA/",
    "/flows/CHN/CHN/",
)


def page_text(client: Client, path: str) -> str:
    """Return a page's words without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("path", PAGES)
def test_answers_with_one_heading_and_its_release(reader: Client, tiny: str, path: str) -> None:
    page = reader.get(path).content.decode()
    assert page.count("<h1") == 1
    assert f"Release {tiny}" in page


@pytest.mark.parametrize("path", PAGES)
def test_without_a_release_says_that_the_first_estimate_is_made(reader: Client, path: str) -> None:
    from tests import build

    build.countries()
    assert "first estimate" in page_text(reader, path).lower()


@pytest.mark.parametrize(
    "path", ["/countries/UNK/", "/countries/ZZZ/", "/countries/chn/", "/flows/CHN/ZZZ/", "/flows/%00/USA/"]
)
def test_what_is_no_country_is_not_found(reader: Client, tiny: str, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_country_shows_its_exports_with_their_range(reader: Client, tiny: str, stored: Any) -> None:
    row = stored(country="CHN", basis="COMPUTE", measure="TOKENS")
    text = page_text(reader, "/countries/CHN/?period=2026-02-16")
    from apps.web.numbers import figure, range_text

    span = (row.exports_central, row.exports_low, row.exports_high, "token")
    assert f"{figure(*span)} ({range_text(*span)}) left China" in text


def test_country_without_an_estimate_is_not_called_zero(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/countries/KEN/")
    assert "No estimate for Kenya in this week. That is not zero" in text


def test_corridor_names_both_directions_and_what_speaks_against_it(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/flows/CHN/USA/?period=2026-02-16")
    assert "went from China to United States" in text
    assert "What speaks against it" in text
    assert "United States → China" in text


def test_corridor_that_is_not_listed_says_why(reader: Client, tiny: str) -> None:
    assert "is listed for this week: it is below 0.01 %" in page_text(reader, "/flows/KEN/PER/")


def test_bad_parameter_gives_the_default_and_a_notice(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/countries/CHN/?measure=TOAST")
    assert "TOAST" in text
    assert "Tokens, week of" in text


def test_hostile_parameter_is_shown_harmless(reader: Client, tiny: str) -> None:
    page = reader.get("/flows/CHN/USA/", {"measure": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


@pytest.fixture
def stored(tiny: str) -> Any:
    """Return a function that reads the one stored balance of these keys in the first week."""
    from apps.flows.models import CountryBalance
    from tests import build

    def found(**keys: str) -> CountryBalance:
        return CountryBalance.objects.get(
            country_id=keys["country"], basis=keys["basis"], measure=keys["measure"], period_start=build.WEEK
        )

    return found
