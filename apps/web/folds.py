"""Unchanged parts between changes, folded: as much of each as may be read, in an element without script. Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.web.foreign import shown

WORD = re.compile(r"\S+")
# Of a text that is not ours to pass on, so many characters of an unchanged part are shown at each end.
ENDS = 300
# Of a text that is ours to pass on, a page holds no more unchanged characters than this.
MOST_UNFOLDED = 400_000


@dataclass(frozen=True, slots=True)
class Fold:
    """An unchanged part: its number of words, what of it can be unfolded, and whether that is all of it."""

    words: int
    begin: str
    end: str
    is_whole: bool


def folded(text: str, *, is_open: bool) -> Fold | None:
    """Return an unchanged part, None where it has no words."""
    words = sum(1 for _ in WORD.finditer(text))
    if not words:
        return None
    most = MOST_UNFOLDED if is_open else ENDS
    if len(text) <= (most if is_open else 2 * most):
        return Fold(words, shown(text.strip("\n")), "", is_whole=True)
    begin, end = text[:most].rpartition(" ")[0], text[-most:].partition(" ")[2]
    return Fold(words, shown(begin.strip("\n")), shown(end.strip("\n")), is_whole=False)


def anchors(texts: Iterable[str]) -> list[str]:
    """Return a name for each change that its words give and no other: it stays where changes before it come or go."""
    seen: dict[str, int] = {}
    names = []
    for text in texts:
        name = "hunk-" + hashlib.sha256(text.encode()).hexdigest()[:10]
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names
