"""Turns the versions of one document into what is really new: pure, and the same for the same history.

Every paragraph ever seen stays in memory, so a section that flips in and out is told from an amendment.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.collectors.differences import MOST_QUOTES, MOST_REMOVED, QUOTE_CHARS, Added, added
from apps.collectors.languages import language_of
from apps.collectors.paragraphs import Passage, paragraphs

# FIRST records and TECHNICAL upgrades feed the memory; only a CHANGE can be an event.
FIRST, CHANGE, TECHNICAL = "FIRST", "CHANGE", "TECHNICAL"
# With more than this share of paragraphs new, a text in another language is a switch of locale.
MOSTLY = 0.5
TOPICS = {
    "third_party_access": r"third[- ]party (?:tool|app|client|software|service|product|integration|agent|harness)"
    r"|harness|wrapper|openclaw|unofficial|automated (?:means|access)|scrap(?:e|ing)|bots?\b|proxy|reverse engineer"
    r"|not provided by us",
    "credentials": r"credential|oauth|api keys?|password|access token|log ?in|account sharing|share your account",
    "region": r"supported (?:countr|region)|unsupported|territor|export control|sanction|embargo|china|russia|geograph",
    "ownership": r"majority|controlled by|beneficial own|subsidiar|parent company|headquartered",
    "resale": r"resell|resale|sublicen[sc]e|redistribut|on behalf of (?:third|other)|service bureau",
    "training": r"\btrain(?:ing|ed)?\b|distill|improve (?:our|the) (?:models|services)"
    r"|machine learning|compet(?:e|ing)",
    "price": r"[$€£¥]\s?\d|\bfees?\b|\bpric(?:e|ing)\b|subscription|refund|billing|tax(?:es)?\b",
    "governing_law": r"governing law|governed by|jurisdiction|arbitrat|courts? of|class action",
}
READ_TOPICS = {topic: re.compile(words, re.IGNORECASE) for topic, words in TOPICS.items()}
GRAVE = {"third_party_access", "credentials", "region", "ownership", "resale"}
LEVELS = ("LOW", "MEDIUM", "HIGH")


@dataclass(frozen=True, slots=True)
class Version:
    """A text as it was recorded: its name, and whether the record is a FIRST, a CHANGE or TECHNICAL."""

    external_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a version brings: FIRST, TECHNICAL, SAME, KNOWN, NEW or LOCALE, with its quotes and its removals."""

    version: Version
    change: str
    severity: str = "LOW"
    language: str = ""
    topics: tuple[str, ...] = ()
    quotes: tuple[Added, ...] = ()
    new_passages: dict[str, Any] = field(default_factory=dict)


def verdicts(versions: Iterable[Version]) -> Iterator[Verdict]:
    """Yield a verdict for each version of one document, in the order they were recorded."""
    memory: set[str] = set()
    before: Sequence[Passage] = ()
    previous: Version | None = None
    language = ""
    for version in versions:
        now = paragraphs(version.text)
        keys, fresh = {one.key for one in now}, [one for one in now if one.key not in memory]
        if previous is None or len(fresh) > MOSTLY * len(now):
            was, language = language, language_of(version.text)
        else:
            was = language
        if version.kind != CHANGE or previous is None:
            back = sorted(keys & memory - {one.key for one in before})
            change = TECHNICAL if version.kind == TECHNICAL else FIRST
            yield Verdict(version, change, language=language, new_passages={"returned": back} if back else {})
        elif keys == {one.key for one in before}:
            yield Verdict(version, "SAME", language=language)
        else:
            is_switch = bool(was and language and was != language)
            yield _changed(version, previous, before, now, fresh, language, is_switch)
        memory |= keys
        before, previous = now, version


def _changed(
    version: Version, previous: Version, before: Sequence[Passage], now: Sequence[Passage], fresh: list[Passage],
    language: str, is_switch: bool,
) -> Verdict:  # fmt: skip
    """Return what a version with other paragraphs than the one before brings."""
    keys, old_keys = {one.key for one in now}, {one.key for one in before}
    gone = [one for one in before if one.key not in keys]
    quotes = added(fresh, gone)
    topics = tuple(
        topic for topic, words in READ_TOPICS.items() if any(words.search(one.quote) for one in quotes)
    )
    change = "LOCALE" if is_switch else "NEW" if fresh else "KNOWN"
    told = {
        "previous": previous.external_id,
        "added": [one.as_json() for one in quotes[:MOST_QUOTES]],
        "returned": sorted(keys - old_keys - {one.key for one in fresh}),
        "removed": [_removed(one) for one in gone[:MOST_REMOVED]],
        "counts": {"paragraphs": len(now), "added": len(quotes), "removed": len(gone)},
        "topics": list(topics),
    }
    return Verdict(version, change, severity(topics), language, topics, tuple(quotes), told)


def by_weight(quotes: Iterable[Added]) -> list[Added]:
    """Return the quotes that a person should see first: the gravest, then the longest; a new date comes last."""
    levels = {one: LEVELS.index(severity(_topics(one.quote))) for one in quotes}
    return sorted(levels, key=lambda one: (-levels[one], one.start - one.end))


def _topics(text: str) -> tuple[str, ...]:
    """Return what a text touches, in the order of TOPICS."""
    return tuple(topic for topic, words in READ_TOPICS.items() if words.search(text))


def severity(topics: Iterable[str]) -> str:
    """Return a hint for the person who judges: HIGH for access, credentials, region, ownership and resale."""
    found = set(topics)
    return LEVELS[2] if found & GRAVE else LEVELS[1] if found else LEVELS[0]


def _removed(gone: Passage) -> dict[str, Any]:
    """Return a paragraph of the version before that is no longer there."""
    return {"key": gone.key, "start": gone.start, "end": gone.end, "text": gone.text[:QUOTE_CHARS]}
