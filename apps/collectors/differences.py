"""What a new version of a text adds: quotes with their place, and the words that changed in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from apps.collectors.paragraphs import Passage, sentences, words_of

# Less alike than this, a paragraph is not the old one reworded.
LEAST_LIKENESS = 0.3
QUOTE_CHARS = 1_200
# A change of more is told by its first parts and their number.
MOST_QUOTES, MOST_REMOVED = 40, 40
MOST_TOKENS = 800
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# More pairs than this are not compared: the text was replaced, not reworded.
MOST_PAIRS = 90_000


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """Sentences that follow one another and are new: exactly text[start:end] of the version."""

    quote: str
    start: int
    end: int
    paragraph: Passage
    nearest: Passage | None
    words: list[list[str]]

    def as_json(self) -> dict[str, Any]:
        """Return what is stored; words are pairs of =, + or - and a piece of text."""
        before = [self.nearest.start, self.nearest.end] if self.nearest else None
        return {
            "quote": self.quote, "start": self.start, "end": self.end, "words": self.words,
            "paragraph": [self.paragraph.start, self.paragraph.end], "nearest": before,
        }  # fmt: skip


def added(new: Iterable[Passage], gone: Sequence[Passage]) -> list[Added]:
    """Return the quotes of the new paragraphs, each beside the vanished paragraph it is nearest to."""
    fresh = list(new)
    bags = (
        [(old, frozenset(words_of(old.text))) for old in gone] if len(fresh) * len(gone) <= MOST_PAIRS else []
    )
    return [quote for paragraph in fresh for quote in _quotes(paragraph, nearest(paragraph, bags))]


def nearest(passage: Passage, bags: Iterable[tuple[Passage, frozenset[str]]]) -> Passage | None:
    """Return the passage that shares most words, or None where none is alike."""
    words = frozenset(words_of(passage.text))
    best, found = LEAST_LIKENESS, None
    for old, bag in bags:
        alike = 2 * len(words & bag) / (len(words) + len(bag))
        if alike > best:
            best, found = alike, old
    return found


def _quotes(paragraph: Passage, old: Passage | None) -> Iterator[Added]:
    """Yield the runs of sentences that the old paragraph lacks; the whole paragraph where it only lost some."""
    before = sentences(old) if old else []
    known = {sentence.key for sentence in before}
    now = sentences(paragraph)
    stays = {sentence.key for sentence in now}
    gone = [
        (sentence, frozenset(words_of(sentence.text))) for sentence in before if sentence.key not in stays
    ]
    runs = [list(run) for is_new, run in groupby(now, lambda one: one.key not in known) if is_new]
    for run in runs or [[paragraph]]:
        start, end = run[0].start, run[-1].end
        text = paragraph.text[start - paragraph.start : end - paragraph.start]
        match = nearest(Passage(text, start, end, ""), gone) if runs else old
        quote = text[:QUOTE_CHARS]
        yield Added(
            quote, start, start + len(quote), paragraph, old, word_changes(match.text if match else "", text)
        )


def word_changes(old: str, new: str) -> list[list[str]]:
    """Return the words of both texts as pairs of = (kept), - (gone) or + (new) and a piece of text, in order."""
    if not old:
        return [["+", new[:QUOTE_CHARS]]]
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) + len(after) > MOST_TOKENS:
        return [["-", old[:QUOTE_CHARS]], ["+", new[:QUOTE_CHARS]]]
    pieces: list[list[str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(["=", "".join(after[c:d])])
            continue
        pieces += [
            [sign, text] for sign, text in (("-", "".join(before[a:b])), ("+", "".join(after[c:d]))) if text
        ]
    return pieces
