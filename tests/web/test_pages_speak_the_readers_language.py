"""The language of a page: asked for, chosen before, or the browser's; programs are answered in English."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from apps.web import numbers, translation_files, words

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


@pytest.mark.parametrize(
    ("parts", "english", "chinese"),
    [
        ("yMMMd", "6 Feb 2026", "2026年2月6日"),
        ("yMMM", "Feb 2026", "2026年2月"),
        ("MMM", "Feb", "2月"),
        ("yQQQ", "Q1 2026", "2026年第1季度"),
        ("y", "2026", "2026年"),
    ],
)
def test_dates_follow_the_language(parts: str, english: str, chinese: str) -> None:
    assert words.dated(date(2026, 2, 6), parts) == english
    with translation.override(CHINESE):
        assert words.dated(date(2026, 2, 6), parts) == chinese


@pytest.mark.parametrize(
    ("values", "unit", "central", "span"),
    [
        # The same figures as in English, counted in ten thousands: 9.6e11 is 9600 times 1e8.
        ((1.82e12, 3.36e11, 9.82e12), "token", "2万亿", "0.34–9.8万亿"),
        ((9.6e11, 1e12, 3.71e12), "token", "9,600亿", "10,000–37,000亿"),
        ((52_300, 41_000, 61_000), "token", "5.23万", "4.1–6.1万"),
        ((19_000, 5_400, 75_000), "USD", "2万美元", "0.54–7.5万美元"),
        ((257_000, 74_000, 981_000), "kWh", "300 MWh", "74–980 MWh"),
        ((22, 20, 24), "ratio", "22.0倍", "20–24倍"),
        ((500, 400, 600), "token", "500", "400–600"),
    ],
)
def test_numbers_follow_the_language(
    values: tuple[float, float, float], unit: str, central: str, span: str
) -> None:
    with translation.override(CHINESE):
        assert numbers.figure(*values, unit) == central
        assert numbers.range_text(*values, unit) == span


def test_axes_and_shares_follow_the_language() -> None:
    with translation.override(CHINESE):
        assert [numbers.axis(2.5e12, "token"), numbers.axis(2e8, "token"), numbers.axis(3e8, "kWh")] == [
            "2.5万亿",
            "2亿",
            "300 GWh",
        ]
        assert [numbers.percent(share) for share in (0.004, 0.415, 0.9951)] == ["<1%", "42%", ">99%"]


def test_our_words_win_over_those_of_packages(reader: Client, tiny: str) -> None:
    # The API framework has its own translation of "Tokens", which means passwords there.
    with translation.override(CHINESE):
        assert [text for text, meant in translated() if translation.gettext(text) != meant] == []


def translated() -> list[tuple[str, str]]:
    """Return each text that has one form and no context, with its translation."""
    found = translation_files.texts(translation_files.stored("zh_Hans"))
    return [(m.id, m.string) for m in found if isinstance(m.id, str) and m.string and not m.context]


def test_a_page_is_written_in_chinese(reader: Client, tiny: str) -> None:
    page = reader.get(f"/?lang={CHINESE}").content.decode()
    assert '<html lang="zh-hans"' in page
    assert "估计有" in page
    assert "<h2>World</h2>" not in page


def test_head_names_the_page_in_each_language(reader: Client, tiny: str) -> None:
    page = reader.get("/countries/CHN/?measure=CARBON_KG").content.decode()
    for code in ("en", CHINESE):
        link = f'hreflang="{code}" href="http://testserver/countries/CHN/?measure=CARBON_KG&amp;lang={code}"'
        assert f'<link rel="alternate" {link}>' in page
