"""What two texts differ in, as passages to read: each change with the words around it, the rest folded. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from apps.events import queries as events
from apps.events.wording import Difference, Hunk, difference
from apps.web.folds import Fold, anchors, folded
from apps.web.foreign import CUT, shown

SAME, GONE, NEW = "same", "gone", "new"
PARAGRAPH_END = re.compile(r"\n\s*\n")
# Words around a change that are shown, in characters; the rest is folded.
AROUND = 160
# A page quotes no more of texts that are not ours than this.
MOST_QUOTED = 60_000
# Longer texts are not compared here.
LONGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stay, go or come."""

    kind: str
    text: str


@dataclass(slots=True)
class Change:
    """One passage that differs: its number, its pieces in order, and the unchanged part before it.

    `anchor` is a name that its own words give: it stays where changes before it come or go.
    """

    number: int
    fold: Fold | None
    pieces: list[Piece] = field(default_factory=list)
    anchor: str = ""

    @property
    def folded(self) -> int:
        """Return how many words before it are unchanged."""
        return self.fold.words if self.fold else 0

    @property
    def inline(self) -> list[Piece]:
        """Return both passages as one, a blank between words that go and words that come in their place."""
        told: list[Piece] = []
        for piece in self.pieces:
            if told and (told[-1].kind, piece.kind) == (GONE, NEW):
                told.append(Piece(SAME, " "))
            told.append(piece)
        return told

    @property
    def before(self) -> list[Piece]:
        """Return the passage of the earlier text."""
        return [piece for piece in self.pieces if piece.kind != NEW]

    @property
    def after(self) -> list[Piece]:
        """Return the passage of the later text."""
        return [piece for piece in self.pieces if piece.kind != GONE]


@dataclass(frozen=True, slots=True)
class Passages:
    """The changes that are shown, the unchanged part after the last, and how many more changes there are.

    `is_truncated`: the comparison itself ended early, so nobody counted the rest.
    """

    changes: tuple[Change, ...]
    fold: Fold | None
    hidden: int
    is_truncated: bool

    @property
    def folded(self) -> int:
        """Return how many words after the last change are unchanged."""
        return self.fold.words if self.fold else 0


def passages(before: str, after: str, found: Difference, *, is_open: bool = False) -> Passages:
    """Return the differences as passages; changes of one paragraph are one passage.

    `is_open`: the text is ours to pass on, so that unchanged parts can be read in full.
    """
    groups = list(_grouped(before, after, found.hunks))
    changes: list[Change] = []
    quoted, old_end, new_end = 0, 0, 0
    for group in groups:
        change = _change(before, after, group, (old_end, new_end), len(changes) + 1, is_open=is_open)
        quoted += _quoted(change, is_open=is_open)
        if quoted > MOST_QUOTED and changes:
            break
        changes.append(change)
        old_end, new_end = group[-1].span_before[1], group[-1].span[1]
    is_whole = len(changes) == len(groups) and not found.is_truncated
    tail = folded(after[new_end:], is_open=is_open) if is_whole else None
    named = anchors(
        "".join(piece.kind + piece.text for piece in one.pieces if piece.kind != SAME) for one in changes
    )
    for change, anchor in zip(changes, named, strict=True):
        change.anchor = anchor
    return Passages(tuple(changes), tail, len(groups) - len(changes), found.is_truncated)


def _quoted(change: Change, *, is_open: bool) -> int:
    """Return how many characters a change puts on the page, with what can be unfolded of a text that is not ours."""
    fold = change.fold
    around = len(fold.begin) + len(fold.end) if fold and not is_open else 0
    return around + sum(len(piece.text) for piece in change.pieces)


def _grouped(before: str, after: str, hunks: Sequence[Hunk]) -> Iterator[list[Hunk]]:
    """Yield the hunks paragraph by paragraph."""
    group: list[Hunk] = []
    for hunk in hunks:
        if group and _is_apart(before, after, group[-1], hunk):
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _is_apart(before: str, after: str, first: Hunk, second: Hunk) -> bool:
    """Tell whether the end of a paragraph, or more than what is shown of it, lies between two hunks."""
    old = before[first.span_before[1] : second.span_before[0]]
    new = after[first.span[1] : second.span[0]]
    return len(new) > 2 * AROUND or any(PARAGRAPH_END.search(text) for text in (old, new))


def _change(
    before: str, after: str, group: Sequence[Hunk], ends: tuple[int, int], number: int, *, is_open: bool
) -> Change:
    """Return one passage: the words before it up to its paragraph's beginning, its hunks, the words after."""
    first, last = group[0], group[-1]
    lead = _lead(after[ends[1] : first.span[0]])
    change = Change(number, folded(after[ends[1] : first.span[0] - len(lead)], is_open=is_open))
    change.pieces.append(Piece(SAME, lead))
    for place, hunk in enumerate(group):
        if place:
            change.pieces.append(Piece(SAME, after[group[place - 1].span[1] : hunk.span[0]]))
        mark = CUT if hunk.is_cut else ""
        # The blank after words that went is nowhere in the later text.
        blank = (
            " " if not hunk.after and before[hunk.span_before[1] : hunk.span_before[1] + 1].isspace() else ""
        )
        change.pieces.append(Piece(GONE, hunk.before + (mark if hunk.before else "") + blank))
        change.pieces.append(Piece(NEW, hunk.after + (mark if hunk.after else "")))
    change.pieces.append(Piece(SAME, _tail(after[last.span[1] :])))
    change.pieces = [Piece(one.kind, shown(one.text)) for one in change.pieces if one.text]
    return change


def _lead(text: str) -> str:
    """Return the end of a text back to its paragraph's beginning, at most AROUND characters of whole words."""
    paragraph = PARAGRAPH_END.split(text)[-1]
    return paragraph if len(paragraph) <= AROUND else paragraph[-AROUND:].partition(" ")[2] or ""


def _tail(text: str) -> str:
    """Return the beginning of a text up to its paragraph's end, at most AROUND characters of whole words."""
    paragraph = PARAGRAPH_END.split(text[: 4 * AROUND], maxsplit=1)[0].rstrip()
    return paragraph if len(paragraph) <= AROUND else paragraph[:AROUND].rpartition(" ")[0] + " " + CUT


@lru_cache(maxsize=256)
def compared(
    before: str, after: str, before_key: int, after_key: int, *, is_open: bool = False
) -> Passages | None:
    """Return what two stored versions differ in, by the hashes of their texts and their keys; None where too long.

    Versions never change, so an answer holds for ever.
    """
    old, new = (events.version_text(version_id=key) for key in (before_key, after_key))
    if max(len(old), len(new)) > LONGEST:
        return None
    return passages(old, new, difference(old, new), is_open=is_open)
