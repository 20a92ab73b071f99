"""Flags on damaged text: each function tells one kind of damage from the text alone."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from apps.estimator.claims.units import FOREIGN_RUN_LETTERS, NAME_LETTERS, OPENING_PARTS

SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?。！？](?=\d)[^.!?。！？\n]+)*[.!?。！？]?")
AMOUNT = re.compile(r"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:USD|dollars?|cents?|yuan|CNY|RMB|EUR|euros?|元|美元)")
RATIO = re.compile(
    r"\b\d[\d.,]*\s?(?:times|x|×|倍|per ?cent|%)\s*(?:\w+\s)?(?:as|more|less|cheaper|dearer|higher|lower)"
)
COMPARISON = re.compile(r"\b(?:against|versus|vs\.?|compared (?:with|to)|than|while|whereas)\b")
BARE_PRICE = re.compile(r"(?<![\d$€£¥.,])\d[\d.,]*\s?(?:per|/|a)\s?(?:million|kWh|1M|M)\b")
NEGATION = re.compile(r"\b(?:not|no|never|cannot|hardly)\b|n't\b|[不没無无]", re.IGNORECASE)
COUNTS = re.compile(r"\d[\d.,]*|\b(?:dozens?|hundreds?|thousands?|millions?|tens|scores?)\b", re.IGNORECASE)
NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w.-]*\w")
LABEL = re.compile(
    r"\b(?:Q[1-4]\s+|(?:first|second|third|fourth) quarter of )(?P<year>\d{4})\b", re.IGNORECASE
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED = re.compile(
    rf"\b(\d{{4}})-\d{{2}}-\d{{2}}\b|\b\d{{1,2}} (?:{MONTHS}) (\d{{4}})\b|\b(?:{MONTHS}) \d{{1,2}}, (\d{{4}})\b"
)


def dollar_spans(text: str) -> list[str]:
    """Return the sentences from which text between two dollar signs may be lost.

    Such a sentence compares by a ratio and has one amount only, prints a price per unit without a currency,
    or leaves a bracket open.
    """
    return [sentence for sentence in sentences(text) if _lost(sentence)]


def _lost(sentence: str) -> bool:
    """Tell whether a sentence shows the marks of a lost span."""
    amounts = len(AMOUNT.findall(sentence))
    is_half = bool(RATIO.search(sentence) and COMPARISON.search(sentence)) and amounts == 1
    is_bare = amounts == 0 and bool(BARE_PRICE.search(sentence))
    return is_half or is_bare or sentence.count("(") != sentence.count(")")


def mixed_scripts(text: str) -> list[str]:
    """Return the sentences that hold a long run of letters of another script than most of their letters."""
    return [sentence for sentence in sentences(text) if _foreign_run(sentence)]


def _foreign_run(sentence: str) -> bool:
    """Tell whether a run of another script is too long for a name."""
    scripts = [_script(letter) for letter in sentence if letter.isalpha()]
    if not scripts:
        return False
    own = Counter(scripts).most_common(1)[0][0]
    longest = run = 0
    for script in scripts:
        run = 0 if script == own else run + 1
        longest = max(longest, run)
    return longest >= FOREIGN_RUN_LETTERS


def _script(letter: str) -> str:
    """Return the script of a letter: the first word of its Unicode name."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0]


def foreign_blocks(title: str, blocks: Sequence[str]) -> int | None:
    """Return from which block on the text shares no name with its title or first third; None where it does."""
    opening = blocks[: max(1, len(blocks) // OPENING_PARTS)]
    known = names(title) | {name for block in opening for name in names(block)}
    start = len(blocks)
    while start > len(opening) and not names(blocks[start - 1]) & known:
        start -= 1
    return start if start < len(blocks) else None


def date_clashes(block: str) -> list[str]:
    """Return the labels of a quarter whose year no date of the same block has."""
    years = {year for found in DATED.findall(block) for year in found if year}
    return [label[0] for label in LABEL.finditer(block) if years and label["year"] not in years]


def twin_conflicts(pairs: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
    """Return (pair, POLARITY or COUNT) where two translations of one sentence say opposite things.

    Wordings that differ otherwise (an agent, a proxy) are for a person to see.
    """
    found = []
    for number, (one, other) in enumerate(pairs):
        if bool(NEGATION.search(one)) != bool(NEGATION.search(other)):
            found.append((number, "POLARITY"))
        if _counts(one) != _counts(other):
            found.append((number, "COUNT"))
    return found


def _counts(sentence: str) -> list[str]:
    """Return the numbers and number words of a sentence."""
    return sorted(word.lower().rstrip(".,") for word in COUNTS.findall(sentence))


def is_nameless(title: str, outlet: str, published: date | None) -> bool:
    """Tell whether a publication lacks its title, its outlet or its date."""
    return not title or not outlet or published is None


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a point inside a number ends none."""
    return [found.strip() for found in SENTENCE.findall(text) if found.strip()]


def names(text: str) -> frozenset[str]:
    """Return the capitalised words inside sentences, and words that join letters and digits."""
    words = {word.strip(".-") for word in NAME.findall(text)}
    words |= {
        word for word in re.findall(r"\b\w+\b", text) if any(map(str.isdigit, word)) and not word.isdigit()
    }
    return frozenset(word for word in words if len(word) >= NAME_LETTERS)
