"""Search: names, beginnings, near misses, other scripts, hostile texts."""

import re

import pytest
from django.test import Client

from apps.reference import search
from tests import build


@pytest.fixture
def known(db: None) -> None:
    """Load the product's reference data."""
    build.countries()


def found(text: str, **options: object) -> list[tuple[str, str]]:
    """Return (kind, key) of what is found."""
    return [(row.kind, row.key) for row in search.search(text, limit=10, **options)]  # type: ignore[arg-type]


def test_exact_name_comes_first(known: None) -> None:
    assert found("China")[0] == ("country", "CHN")


def test_code_is_a_name_too(known: None) -> None:
    assert found("usa")[0] == ("country", "USA")


def test_beginning_of_a_name_is_enough(known: None) -> None:
    assert ("lab", "deepseek") in found("deeps")


def test_near_miss_is_found(known: None) -> None:
    assert ("country", "KAZ") in found("Kazakstan")


def test_exact_name_keeps_its_look_alikes_out(known: None) -> None:
    keys = {key for kind, key in found("China") if kind == "country"}
    assert keys == {"CHN", "HKG", "MAC"}  # "Chile" fits three letters of five, the other two hold the word


def test_unknown_places_are_not_offered(known: None) -> None:
    assert ("country", "UNK") not in found("unknown")


@pytest.mark.parametrize("hostile", ["%", "_", "\\", "' OR 1=1 --", "a" * 80, "(", '"', "& | !", "<script>"])
def test_hostile_text_finds_or_does_not_but_never_fails(reader: Client, known: None, hostile: str) -> None:
    answer = reader.get("/search/", {"q": hostile})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_percent_sign_is_no_wildcard(known: None) -> None:
    assert found("%hina") == found("hina") or ("country", "CHN") not in found("%%%")


def test_page_says_when_nothing_is_found(reader: Client, known: None) -> None:
    page = reader.get("/search/", {"q": "zzzzqqqq"}).content.decode()
    assert "Nothing here is named “zzzzqqqq”" in page


def test_long_text_is_cut_and_said_so(reader: Client, known: None) -> None:
    assert "Only the first 80 characters" in reader.get("/search/", {"q": "a" * 200}).content.decode()


def test_nul_does_not_reach_the_database(reader: Client, known: None) -> None:
    assert reader.get("/search/", {"q": "Chi\x00na"}).status_code == 200


def test_chinese_name_finds_the_country(reader: Client, known: None) -> None:
    page = reader.get("/search/", {"q": "德国", "lang": "zh-hans"}).content.decode()
    first = re.search(r'href="(/countries/[A-Z]{3}/)"', page)
    assert first is not None
    assert first[1] == "/countries/DEU/"
