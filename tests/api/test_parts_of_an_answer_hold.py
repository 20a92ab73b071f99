"""Cells, encodings, cursors and kept answers, each alone."""

from datetime import UTC, date, datetime

import pytest

from apps.api import cursor, etags, packed
from apps.api.cursor import Place
from apps.api.listing import csv_cell, csv_lines
from apps.api.problems import Problem, readable


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-1.5, "-1.5"),
        (1e21, "1e+21"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a\nb", "a\nb"),
        (["b", "a"], "b|a"),
        (["=b", "a"], "'=b|a"),
        ([], ""),
        ([{"week": "w"}], '[{"week":"w"}]'),
        (date(2026, 2, 16), "2026-02-16"),
        (datetime(2026, 2, 16, 1, 2, 3, tzinfo=UTC), "2026-02-16T01:02:03Z"),
    ],
)
def test_a_cell_is_written_so_that_no_sheet_runs_it(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_lines_follow_rfc_4180_with_lf() -> None:
    assert csv_lines([["a", 'say "x"', "1,2"]]) == 'a,"say ""x""","1,2"\n'


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.000,gzip;q=0", "identity"),
        (";;;,,,q=", "identity"),
        ("br;q=x", "br"),
    ],
)
def test_the_smallest_accepted_encoding_is_chosen(header: str, encoding: str) -> None:
    assert packed.choose_encoding(header, ("br", "gzip")) == encoding


def test_a_shelf_lets_the_least_recently_used_answer_go() -> None:
    def answer(letter: bytes) -> packed.Packed:
        return packed.Packed(content_type="text/plain", encodings={"identity": letter * 40})

    shelf = packed.Shelf(kept_bytes=100)
    shelf.keep("a", answer(b"a"))
    shelf.keep("b", answer(b"b"))
    assert shelf.find("a") == answer(b"a")
    shelf.keep("c", answer(b"c"))
    assert (shelf.find("a"), shelf.find("b"), shelf.find("c")) == (answer(b"a"), None, answer(b"c"))
    shelf.keep("large", packed.Packed(content_type="text/plain", encodings={"identity": b"x" * 101}))
    assert shelf.find("large") is None
    assert shelf.find("c") == answer(b"c")


def test_a_cursor_brings_back_its_place_and_is_the_same_each_time() -> None:
    place = Place(release="0123456789abcdef", key=["2026-02-16", -1.5, "CHN", "USA"])
    text = cursor.write(place, canonical="flows?basis=LAB")
    assert cursor.read(text, canonical="flows?basis=LAB") == place
    assert cursor.write(place, canonical="flows?basis=LAB") == text


@pytest.mark.parametrize(
    "harm", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.replace(".", ""), lambda t: "é\x00"]
)
def test_a_cursor_that_was_changed_is_refused(harm: object) -> None:
    text = cursor.write(Place(release="r", key=[1]), canonical="flows?")
    with pytest.raises(Problem, match="was not made here or was changed"):
        cursor.read(harm(text), canonical="flows?")  # type: ignore[operator]


def test_a_cursor_of_another_query_is_refused() -> None:
    text = cursor.write(Place(release="r", key=[1]), canonical="flows?")
    with pytest.raises(Problem, match="belongs to another query"):
        cursor.read(text, canonical="flows?basis=LAB")


def test_etags_differ_by_address_version_and_form() -> None:
    tags = {
        etags.etag("a", "b", "c"),
        etags.etag("x", "b", "c"),
        etags.etag("a", "x", "c"),
        etags.etag("a", "b", "x"),
    }
    assert len(tags) == 4


def test_what_was_sent_is_shown_cut_and_without_lone_surrogates() -> None:
    assert readable("\ud800" + "x" * 200) == "?" + "x" * 99
