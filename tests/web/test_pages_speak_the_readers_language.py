"""The language of a page: asked for, chosen before, or the browser's; programs are answered in English."""

import pytest
from django.test import Client

CHINESE = "zh-hans"


def language(client: Client, path: str, **headers: str) -> str:
    """Return the language a page says it is in."""
    return client.get(path, headers=headers)["Content-Language"]


def test_english_without_any_wish(reader: Client, tiny: str) -> None:
    assert language(reader, "/about/") == "en"
    assert '<html lang="en"' in reader.get("/about/").content.decode()


def test_browser_wish_is_followed(reader: Client, tiny: str) -> None:
    assert language(reader, "/about/", accept_language="zh-CN,zh;q=0.9,en;q=0.5") == CHINESE


def test_asked_language_wins_and_is_remembered(reader: Client, tiny: str) -> None:
    answer = reader.get(f"/about/?lang={CHINESE}", headers={"accept-language": "en"})
    assert answer["Content-Language"] == CHINESE
    assert answer.cookies["lang"].value == CHINESE
    assert language(reader, "/method/") == CHINESE


@pytest.mark.parametrize("wish", ["klingon", "../../etc", "zh-hans\x00", ""])
def test_unknown_language_is_put_aside(reader: Client, tiny: str, wish: str) -> None:
    answer = reader.get("/about/", {"lang": wish})
    assert (answer.status_code, answer["Content-Language"]) == (200, "en")
    assert "lang" not in answer.cookies


def test_programs_are_answered_in_english(reader: Client, tiny: str) -> None:
    answer = reader.get("/api/v1/runs.json", headers={"accept-language": "zh-CN"})
    assert "Content-Language" not in answer.headers
    assert "lang" not in answer.cookies


def test_page_links_to_itself_in_the_other_language(reader: Client, tiny: str) -> None:
    page = reader.get("/countries/CHN/?measure=CARBON_KG").content.decode()
    assert 'href="/countries/CHN/?measure=CARBON_KG&amp;lang=zh-hans"' in page
