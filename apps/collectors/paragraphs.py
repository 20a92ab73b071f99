"""Texts as paragraphs and sentences, each with its span and with a key that rendering does not change.

Two paragraphs with one key say the same: link targets, relative dates, list markers, clause numbers, letter
case, white space and the order of words are no difference; digits are one, for a fee or a date is real.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

UNITS = (
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|secondes?|heures?|jours?|semaines?|mois|ans?|"
    r"sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?"
)
RELATIVE_DATE = re.compile(
    rf"\b(?:(?:\d+|an?|one|few) (?:{UNITS}) ago|il y a (?:\d+|une?) (?:{UNITS})|vor (?:\d+|einem|einer) (?:{UNITS})"
    r"|yesterday|today|just now)\b",
    re.IGNORECASE,
)
LINK_TARGET = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\s*\)")
LINK_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s+\S+.*$", re.MULTILINE)
URL_TAIL = re.compile(r"(https?://[^\s<>()\[\]?#]+)[?#][^\s<>()\[\]]*")
# Bullets, heading marks, and clause numbers such as 4., 4.1, 4\., (iv), b), Section 3.
LEADING = re.compile(
    r"^(?:[\s>#*+\-–—•·|_\\]+|\(?(?:\d{1,2}(?:\\?\.\d{1,2})*|[ivxlc]{1,5}|[a-z])\\?[.)](?=\s|\*|$|[^\W\d])"
    r"|\d{1,2}(?:\\?\.\d{1,2})+\s)+",
    re.IGNORECASE,
)
# A number with its separators is one word: 10.50 is not 50.10. Signs of money and shares count.
WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[$€£¥%]")
# A paragraph ends at an empty line, and before a heading, a list item or a row of a table.
PARAGRAPH = re.compile(r"\S(?:[^\n]+|\n(?!\s*\n|[ \t]*(?:[#>|*+•-]|\d{1,2}\\?[.)])))*")
SENTENCE_END = re.compile(r"(?<=[a-z\d)\]”\"’*_][.!?])(?=\s+(?![a-z])|[A-Z(\[“]|\d{1,2}\\\.)|(?<=[。！？；])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text: its characters [start, end) and the key of what it says."""

    text: str
    start: int
    end: int
    key: str


@lru_cache(maxsize=8)
def paragraphs(text: str) -> tuple[Passage, ...]:
    """Return the paragraphs of a Markdown text; lines without words (rules, underlines) are none."""
    return tuple(_passages(text, (match.span() for match in PARAGRAPH.finditer(text)), 0))


def sentences(passage: Passage) -> list[Passage]:
    """Return the sentences of a paragraph, with their places in the whole text."""
    ends = [match.start() for match in SENTENCE_END.finditer(passage.text)]
    return list(_passages(passage.text, pairwise([0, *ends, len(passage.text)]), passage.start))


def _passages(text: str, spans: Iterable[tuple[int, int]], offset: int) -> Iterator[Passage]:
    """Yield the spans that have words, without their outer white space."""
    for start, end in spans:
        piece = text[start:end]
        inner = piece.strip()
        key = key_of(inner)
        if key:
            first = offset + start + len(piece) - len(piece.lstrip())
            yield Passage(inner, first, first + len(inner), key)


def words_of(text: str) -> tuple[str, ...]:
    """Return what a passage says as words in its order, without what rendering changes."""
    text = unicodedata.normalize("NFKC", text)
    text = LINK_REFERENCE.sub("", LINK_TARGET.sub("]", text))
    text = LEADING.sub("", RELATIVE_DATE.sub(" ", URL_TAIL.sub(r"\1", text)))
    return tuple(WORD.findall(text.replace("\\", "").lower().replace("’", "'")))


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Return the name of a text's bag of words, in any order: 16 hexadecimal digits, empty without words."""
    words = words_of(text)
    return hashlib.sha256(" ".join(sorted(words)).encode()).hexdigest()[:16] if words else ""
