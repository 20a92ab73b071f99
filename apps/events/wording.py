"""What two versions of a text differ in, word by word, with the place of each difference. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")
WORD = re.compile(r"\S+")
HUNKS = 200
TEXT_CHARACTERS = 2_000
# More pairs of words than this are not compared: the passage was replaced, not reworded.
MOST_PAIRS = 2_000_000
# Less alike than this, a passage is told as replaced as a whole.
LEAST_LIKENESS = 0.25

Piece = tuple[str, int, int]
Step = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


@dataclass(frozen=True, slots=True)
class Hunk:
    """One difference: INSERT, DELETE or REPLACE, the words before and after, and where they stand.

    Spans are [start, end) in characters of each text. Words beyond 2,000 characters are cut off.
    """

    op: str
    before: str
    after: str
    span: tuple[int, int]
    span_before: tuple[int, int]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """The first 200 hunks of a comparison, and whether there are more."""

    hunks: tuple[Hunk, ...]
    is_truncated: bool


def difference(before: str, after: str) -> Difference:
    """Return what `after` changed of `before`; equal texts have no hunks."""
    found: list[Hunk] = []
    for hunk in _hunks(before, after) if before != after else ():
        if len(found) == HUNKS:
            return Difference(tuple(found), is_truncated=True)
        found.append(hunk)
    return Difference(tuple(found), is_truncated=False)


def _hunks(before: str, after: str) -> Iterator[Hunk]:
    """Yield the differences in order: first by paragraph, then by word inside what changed."""
    old, new = _pieces(PARAGRAPH, before, 0, len(before)), _pieces(PARAGRAPH, after, 0, len(after))
    for op, a, b, c, d in _opcodes(old, new):
        if op == "equal":
            continue
        gone, come = _span(old, a, b), _span(new, c, d)
        if op == "replace":
            yield from _words(before, after, gone, come)
        else:
            yield _hunk(before, after, gone, come)


def _words(before: str, after: str, gone: tuple[int, int], come: tuple[int, int]) -> Iterator[Hunk]:
    """Yield the differences of two passages by word; one difference where they have little in common."""
    old, new = _pieces(WORD, before, *gone), _pieces(WORD, after, *come)
    if len(old) * len(new) > MOST_PAIRS or _likeness(old, new) < LEAST_LIKENESS:
        yield _hunk(before, after, gone, come)
        return
    for op, a, b, c, d in _opcodes(old, new):
        if op != "equal":
            yield _hunk(before, after, _span(old, a, b), _span(new, c, d))


def _pieces(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Piece]:
    """Return (its words, start, end) of each piece of text[start:end]."""
    return [(" ".join(m.group().split()), m.start(), m.end()) for m in pattern.finditer(text, start, end)]


def _opcodes(old: Sequence[Piece], new: Sequence[Piece]) -> list[Step]:
    """Return the steps from one list of pieces to the other."""
    return SequenceMatcher(None, [one[0] for one in old], [one[0] for one in new]).get_opcodes()


def _likeness(old: Sequence[Piece], new: Sequence[Piece]) -> float:
    """Return an upper bound of the share of words in common, quickly."""
    return SequenceMatcher(None, [one[0] for one in old], [one[0] for one in new]).quick_ratio()


def _span(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int]:
    """Return where pieces[start:end] stand; an empty stretch is a point before the next piece."""
    if start < end:
        return pieces[start][1], pieces[end - 1][2]
    point = pieces[start][1] if start < len(pieces) else pieces[-1][2] if pieces else 0
    return point, point


def _hunk(before: str, after: str, gone: tuple[int, int], come: tuple[int, int]) -> Hunk:
    old, new = before[slice(*gone)], after[slice(*come)]
    op = "INSERT" if not old else "DELETE" if not new else "REPLACE"
    is_cut = max(len(old), len(new)) > TEXT_CHARACTERS
    return Hunk(op, old[:TEXT_CHARACTERS], new[:TEXT_CHARACTERS], come, gone, is_cut)
