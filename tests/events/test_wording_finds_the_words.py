"""Differences of two texts: by word, with their place, quick on any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.events.wording import HUNKS, TEXT_CHARACTERS, difference

OLD = "You may use it.\n\nWe keep logs for 30 days and delete them then.\n\nThe law of Ireland applies.\n"
NEW = "You may use it.\n\nWe keep logs for 90 days and delete them.\n\nNo resale.\n\nThe law of Ireland applies.\n"


def test_each_change_is_told_with_its_place():
    found = difference(OLD, NEW)
    assert [(hunk.op, hunk.before, hunk.after) for hunk in found.hunks] == [
        ("REPLACE", "30", "90"),
        ("REPLACE", "them then.", "them.\n\nNo resale."),
    ]
    for hunk in found.hunks:
        assert NEW[slice(*hunk.span)] == hunk.after
        assert OLD[slice(*hunk.span_before)] == hunk.before
    assert found.is_truncated is False


def test_a_removed_paragraph_is_a_deletion_at_a_point():
    (hunk,) = difference(NEW, NEW.replace("No resale.\n\n", "")).hunks
    assert (hunk.op, hunk.before, hunk.after) == ("DELETE", "No resale.", "")
    assert hunk.span[0] == hunk.span[1]


@pytest.mark.parametrize("text", ["", "x", OLD, "\n\n\n", "é\u2028\x00"])
def test_equal_texts_have_no_hunks(text):
    assert difference(text, text).hunks == ()


def test_white_space_alone_is_no_change():
    assert difference(OLD, OLD.replace(" ", "  ").replace("\n\n", "\n\n\n")).hunks == ()


def test_more_than_two_hundred_changes_are_cut_off():
    old = " ".join(f"word{n} keep{n}" for n in range(300))
    new = " ".join(f"other{n} keep{n}" for n in range(300))
    found = difference(old, new)
    assert (len(found.hunks), found.is_truncated) == (HUNKS, True)


def test_a_long_passage_is_cut_and_says_so():
    (hunk,) = difference("", "word " * 1_000).hunks
    assert (len(hunk.after), hunk.is_cut) == (TEXT_CHARACTERS, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n\n" * 20_000, "b\n\n" * 20_000),
        ("a " * 30_000, "a " * 29_999),
        ("a b " * 20_000, "b a " * 20_000),
        ("x" * 500_000, "y" * 500_000),
        ("\n\n".join(map(str, range(5_000))), "\n\n".join(map(str, range(5_000, 0, -1)))),
    ],
)
def test_hostile_texts_end_soon(old, new):
    begun = time.monotonic()
    difference(old, new)
    assert time.monotonic() - begun < 5


@settings(max_examples=200, deadline=None)
@given(old=st.text("ab \n", max_size=60), new=st.text("ab \n", max_size=60))
def test_hunks_turn_one_text_into_the_other(old, new):
    text = old
    for hunk in reversed(difference(old, new).hunks):
        start, end = hunk.span_before
        text = f"{text[:start]} {hunk.after} {text[end:]}"
    assert text.split() == new.split()
