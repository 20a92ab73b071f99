"""What two texts differ in, as passages: worked by hand."""

import pytest

from apps.events.wording import HUNKS, difference
from apps.web.diff_parts import AROUND, GONE, MOST_QUOTED, NEW, SAME, Passages, passages


def read(before: str, after: str) -> Passages:
    return passages(before, after, difference(before, after))


def told(found: Passages) -> list[tuple[int, list[tuple[str, str]]]]:
    return [(one.folded, [(piece.kind, piece.text) for piece in one.pieces]) for one in found.changes]


def test_a_changed_word_stands_among_its_neighbours() -> None:
    found = read("We keep logs for 30 days.", "We keep logs for 90 days.")
    assert told(found) == [
        (0, [(SAME, "We keep logs for "), (GONE, "30"), (NEW, "90"), (SAME, " days.")]),
    ]
    assert [piece.text for piece in found.changes[0].before] == ["We keep logs for ", "30", " days."]
    assert [piece.text for piece in found.changes[0].after] == ["We keep logs for ", "90", " days."]
    assert "".join(piece.text for piece in found.changes[0].inline) == "We keep logs for 30 90 days."


def test_words_that_went_take_their_blank_with_them() -> None:
    found = read("Keep your credentials (any keys) apart from all.", "Keep your credentials apart from all.")
    assert [piece.text for piece in found.changes[0].before] == [
        "Keep your credentials ",
        "(any keys) ",
        "apart from all.",
    ]


def test_unchanged_paragraphs_are_folded_and_counted() -> None:
    # Three words stay before the second paragraph, two after it.
    found = read(
        "One two three.\n\nOld words here now.\n\nThe end.",
        "One two three.\n\nNew words here now.\n\nThe end.",
    )
    assert told(found) == [(3, [(GONE, "Old"), (NEW, "New"), (SAME, " words here now.")])]
    # " words here now." is shown and counted with what follows the change: 3 + 2 words.
    assert found.folded == 5


def test_changes_of_one_paragraph_are_one_passage_and_those_of_two_are_two() -> None:
    before = "You may use it for 30 days and pay 5 dollars.\n\nWe may end it on 7 days notice."
    after = "You may use it for 90 days and pay 9 dollars.\n\nWe may end it on 2 days notice."
    found = read(before, after)
    assert [
        (one.number, [piece.text for piece in one.pieces if piece.kind == NEW]) for one in found.changes
    ] == [
        (1, ["90", "9"]),
        (2, ["2"]),
    ]


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [("Stays.", "Stays.\n\nCame.", [NEW]), ("Stays.\n\nWent.", "Stays.", [GONE]), ("", "Came.", [NEW])],
)
def test_a_paragraph_that_came_or_went_has_one_side(before: str, after: str, kinds: list[str]) -> None:
    found = read(before, after)
    assert [piece.kind for piece in found.changes[0].pieces if piece.kind != SAME] == kinds


def test_equal_texts_and_moved_blanks_have_no_passage() -> None:
    assert read("Same.\n\nSame.", "Same.\n\nSame.").changes == ()
    assert read("Same  words.", "Same words.").changes == ()


def test_no_more_than_some_words_around_a_change_are_quoted() -> None:
    long = "word " * 500
    found = read(f"{long}old {long}", f"{long}new {long}")
    around = [len(piece.text) for piece in found.changes[0].pieces if piece.kind == SAME]
    # Whole words only, the cut marked by a blank and a sign.
    assert all(length <= AROUND + 2 for length in around)
    # 500 words stand before; those shown have five signs each, the first shown one being whole: 31 of them.
    assert found.changes[0].folded == 500 - 31


def test_a_page_quotes_a_limited_number_of_characters_and_says_what_it_hides() -> None:
    # 80 changes of about 2,400 signs each, a paragraph that stays between them.
    before = "\n\n".join(f"Stays {n}.\n\nParagraph {'old ' * 300}" for n in range(80))
    after = "\n\n".join(f"Stays {n}.\n\nParagraph {'new ' * 300}" for n in range(80))
    found = read(before, after)
    assert sum(len(piece.text) for one in found.changes for piece in one.pieces) <= MOST_QUOTED
    assert len(found.changes) + found.hidden == 80
    assert found.hidden > 50
    assert found.folded == 0


def test_a_comparison_that_ended_early_says_so() -> None:
    before = "\n\n".join(f"a{n} b c d" for n in range(HUNKS + 10))
    after = "\n\n".join(f"a{n} b x d" for n in range(HUNKS + 10))
    assert read(before, after).is_truncated


def test_signs_that_nobody_sees_are_named() -> None:
    found = read("Pay 5.", "Pay \u202e9\u202c\x07 now.")
    text = "".join(piece.text for piece in found.changes[0].after)
    assert "\u202e" not in text
    assert "[U+202E]9[U+202C][U+0007]" in text
