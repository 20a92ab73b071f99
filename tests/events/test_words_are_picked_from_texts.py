"""Words of a text are picked by a quote, by their first and last words, or by characters; worked by hand."""

import pytest

from apps.events.faults import InvalidField, QuoteNotFound
from apps.events.selecting import SPAN_CHARACTERS, selected

TEXT = "You may use it.\n\nDo not sell\nit. Do not sell it.\n"
#       0               17          29   33


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ({"quote": "use it"}, (8, 14)),
        ({"quote": " use it "}, (8, 14)),
        # In other lines than pasted.
        ({"quote": "sell it. Do"}, (24, 35)),
        ({"quote": "Do not sell", "span": (30, 31)}, (33, 44)),
        ({"quote": "Do not sell", "span": (0, 1)}, (17, 28)),
        ({"first": "Do", "last": "it."}, (17, 32)),
        ({"first": "Do", "last": "it.", "span": (33, 34)}, (33, 48)),
        ({"first": "use", "last": "use"}, (8, 11)),
        ({"span": (0, 3)}, (0, 3)),
        # White space at the ends belongs to nobody's words.
        ({"span": (14, 20)}, (14, 19)),
        ({"span": (15, 20)}, (17, 19)),
    ],
)
def test_words_are_found(words: dict[str, object], span: tuple[int, int]) -> None:
    assert selected(TEXT, **words) == span  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"quote": "sell them"}, "these words do not stand in this version"),
        ({"first": "Do"}, "one end is missing"),
        ({"last": "it."}, "one end is missing"),
        ({"first": "never", "last": "it."}, "these words do not stand in this version"),
        ({"first": "Do", "last": "use"}, "do not stand after the first ones"),
        ({}, "nothing is selected"),
        ({"quote": " \n"}, "nothing is selected"),
        ({"span": (3, 3)}, "lies outside the text; inside 0 to 49"),
        ({"span": (5, 3)}, "lies outside the text"),
        ({"span": (0, 50)}, "lies outside the text"),
        ({"span": (-1, 3)}, "lies outside the text"),
        ({"span": (15, 17)}, "holds white space only"),
    ],
)
def test_what_is_no_place_is_refused_with_what_would_go(words: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidField, match=said):
        selected(TEXT, **words)  # type: ignore[arg-type]


def test_more_than_two_thousand_characters_are_refused() -> None:
    long = "x" * (SPAN_CHARACTERS + 1)
    assert selected(long, span=(0, SPAN_CHARACTERS)) == (0, SPAN_CHARACTERS)
    with pytest.raises(InvalidField, match="is 2001 characters long; at most 2000"):
        selected(long, span=(0, SPAN_CHARACTERS + 1))


def test_a_quote_with_signs_of_patterns_is_only_a_quote() -> None:
    with pytest.raises(QuoteNotFound):
        selected("aaaa", quote="a+ (b|c)*")
    assert selected("see  (a+)+$ now", quote="see (a+)+$") == (0, 11)
