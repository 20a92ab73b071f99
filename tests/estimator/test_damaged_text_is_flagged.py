"""Damage of texts, on sentences made up for these tests."""

from datetime import date

import pytest

from apps.estimator.claims.damage import (
    date_clashes,
    dollar_spans,
    foreign_blocks,
    is_nameless,
    mixed_scripts,
    twin_conflicts,
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The small model costs $0.40 per million tokens, which is 12 times cheaper than the large one.",
        "Input at the second service is 2.50 per million tokens.",
        "A kWh costs 0.09 per kWh in one place and more in another.",
        "The plan (with all extras costs the same.",
    ],
)
def test_a_lost_span_between_dollar_signs_leaves_marks(sentence):
    assert dollar_spans(f"Nothing is odd here. {sentence}") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "The small model costs $0.40 and the large one $4.80 per million tokens, 12 times more than that.",
        "Input costs 2.50 USD per million tokens.",
        "Prices fell by half.",
        "The plan (with all extras) costs the same.",
        "It is 12 times cheaper than the other.",
        "电价为每度0.5元。",
    ],
)
def test_a_whole_sentence_about_prices_is_not_flagged(sentence):
    assert dollar_spans(sentence) == []


def test_a_passage_in_another_script_is_flagged():
    text = "The cost edge stays. It is, as the company says, 这个优势不会很快消失的, and so on. GLM (智谱) is a name."
    assert mixed_scripts(text) == ["It is, as the company says, 这个优势不会很快消失的, and so on."]
    assert mixed_scripts("Модель компанії працює добре.") == []
    assert mixed_scripts("12 %.") == []


def test_blocks_about_something_else_are_found():
    blocks = [
        "The report says that Kimi and MiniMax lead the list.",
        "Last week Kimi grew, and so did the service of OpenRouter.",
        "The maker of MiniMax says the same.",
        "Later the exchange Bitcorp listed a coin.",
        "Fans of the club Rovers sang.",
    ]
    assert foreign_blocks("Who leads on OpenRouter", blocks) == 3
    assert foreign_blocks("Who leads on OpenRouter", blocks[:3]) is None
    assert foreign_blocks("Who leads", []) is None


def test_a_quarter_that_no_date_of_its_block_has_is_a_clash():
    assert date_clashes("Results of Q1 2024. The survey ran to 14 March 2026.") == ["Q1 2024"]
    assert date_clashes("Results of the first quarter of 2024, published 2026-03-14.") == [
        "first quarter of 2024"
    ]
    assert date_clashes("Results of Q1 2026. The survey ran to 14 March 2026.") == []
    assert date_clashes("Results of Q1 2024 without any date.") == []


def test_two_translations_that_say_the_opposite_are_told():
    pairs = [
        ("This lead is easy to copy.", "This lead is not easy to copy."),
        ("It splits the work into over a dozen parts.", "It splits the work into dozens of parts."),
        ("It used 12 parts.", "It used 12 parts."),
        ("The lead cannot be copied.", "Nobody can't copy the lead."),
    ]
    assert twin_conflicts(pairs) == [(0, "POLARITY"), (1, "COUNT")]


@pytest.mark.parametrize(
    ("title", "outlet", "day", "nameless"),
    [
        ("A", "B", date(2026, 2, 26), False),
        ("", "B", date(2026, 2, 26), True),
        ("A", "", date(2026, 2, 26), True),
        ("A", "B", None, True),
    ],
)
def test_a_text_without_title_outlet_or_date_is_nameless(title, outlet, day, nameless):
    assert is_nameless(title, outlet, day) is nameless
