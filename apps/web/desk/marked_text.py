"""A text with marks in it: cut wherever a mark begins or ends, so that marks may overlap. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from apps.web.foreign import UNSEEN, shown

# A page shows so many characters of a text; a longer one goes on on the next page.
PART = 60_000
# A carriage return is one character here, and none or two to a browser.
SIGN = re.compile(f"{UNSEEN.pattern[:-1]}\r]")
SIGN_CODE = "[U+{:04X}]"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand together: where they begin, how they are shown, and which marks lie on them.

    `is_sign`: one character that nobody sees, shown as its code. `opens` are the marks that begin here.
    """

    start: int
    text: str
    is_sign: bool
    marks: tuple[int, ...]
    opens: tuple[int, ...]

    @property
    def is_deep(self) -> bool:
        """Tell whether several marks lie on it."""
        return len(self.marks) > 1


def parts_of(text: str) -> list[tuple[int, int]]:
    """Return [start, end) of each page of a text, cut at the end of a paragraph or of a line where there is one."""
    found, start = [], 0
    while start < len(text):
        end = min(start + PART, len(text))
        if end < len(text):
            end = _end_of_paragraph(text, start + PART // 2, end) or end
        found.append((start, end))
        start = end
    return found or [(0, 0)]


def _end_of_paragraph(text: str, start: int, end: int) -> int:
    """Return where the last paragraph of text[start:end] ends, else its last line, else 0."""
    for sign in ("\n\n", "\n"):
        place = text.rfind(sign, start, end)
        if place >= 0:
            return place + len(sign)
    return 0


def runs(text: str, part: tuple[int, int], spans: Sequence[tuple[int, int]]) -> list[Run]:
    """Return the characters of a page as runs; `spans` are the marks, counted from 0."""
    first, end = part
    inside = {one for span in spans for one in span if first < one < end}
    edges = sorted({first, end} | inside)
    found: list[Run] = []
    begun: set[int] = set()
    for left, right in pairwise(edges):
        marks = tuple(number for number, (start, stop) in enumerate(spans) if start <= left and right <= stop)
        opens = tuple(number for number in marks if number not in begun)
        begun |= set(marks)
        for run in _pieces(text, left, right, marks):
            found.append(Run(run[0], run[1], run[2], marks, opens))
            opens = ()
    return found


def _pieces(text: str, start: int, end: int, marks: tuple[int, ...]) -> Iterator[tuple[int, str, bool]]:
    """Yield (start, shown text, is a sign) of each stretch of plain characters and each unseen one."""
    at = start
    for sign in SIGN.finditer(text, start, end):
        if sign.start() > at:
            yield at, text[at : sign.start()], False
        yield sign.start(), SIGN_CODE.format(ord(sign.group())), True
        at = sign.end()
    if at < end:
        yield at, text[at:end], False


def part_with(parts: Sequence[tuple[int, int]], character: int) -> int:
    """Return the number (from 1) of the page that holds a character."""
    return next((place for place, (_, end) in enumerate(parts, start=1) if character < end), len(parts))


def quoted(text: str, span: tuple[int, int]) -> str:
    """Return the words of a span as they are shown."""
    return shown(text[slice(*span)])
