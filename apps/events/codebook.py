"""The codebook: what each word of the coding means, when to use it and when not, in versions that stay."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from apps.events.words import (
    CODEBOOK,
    CONFIDENCES,
    DIRECTIONS,
    EVENT_KINDS,
    GRADES,
    PRECISIONS,
    SEVERITIES,
    STAGES,
)

FOLDER = Path(__file__).parent / "data" / "codebook"
# The words that the version in use must define, field by field, in this order.
CODED: Mapping[str, tuple[str, ...]] = {
    "kind": EVENT_KINDS,
    "stage": STAGES,
    "precision": PRECISIONS,
    "severity": SEVERITIES,
    "direction": DIRECTIONS,
    "confidence": CONFIDENCES,
    "grade": GRADES,
}
CELLS = ("field", "code", "definition", "use", "avoid", "example")


class UnreadableCodebook(ValueError):
    """A file of the codebook lacks something; the message names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word: what it means, when to use it, when not, and an example."""

    field: str
    code: str
    definition: str
    use: str
    avoid: str
    example: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a version did to a field, and why."""

    field: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """One version with its entries in the order of the file."""

    version: str
    since: date
    summary: str
    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]

    def of(self, field: str) -> tuple[Entry, ...]:
        """Return the words of a field."""
        return tuple(entry for entry in self.entries if entry.field == field)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that this version defines."""
        return tuple(dict.fromkeys(entry.field for entry in self.entries))

    def entry(self, field: str, code: str) -> Entry | None:
        """Return one word, or None where this version does not have it."""
        return next((one for one in self.of(field) if one.code == code), None)


@cache
def books() -> tuple[Codebook, ...]:
    """Return every version, the newest first; raise UnreadableCodebook."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: int(file.stem), reverse=True)
    return tuple(read(file.name, file.read_text(encoding="utf-8")) for file in files)


def book(version: str) -> Codebook | None:
    """Return a version, or None."""
    return next((one for one in books() if one.version == version), None)


def current() -> Codebook:
    """Return the version in use; raise UnreadableCodebook where it does not define every word in use."""
    found = book(CODEBOOK)
    if found is None:
        raise UnreadableCodebook(f"{FOLDER.name}/{CODEBOOK}.toml is missing; codebook {CODEBOOK} is in use")
    return found


def read(name: str, text: str) -> Codebook:
    """Return the codebook of a file; raise UnreadableCodebook."""
    try:
        cells = tomllib.loads(text)
        entries = tuple(_entry(name, place, one) for place, one in enumerate(cells["entry"]))
        changes = tuple(Change(one["field"], one["what"], one["why"]) for one in cells.get("changes", []))
        found = Codebook(cells["version"], cells["since"], cells["summary"], changes, entries)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise UnreadableCodebook(f"{name}: {fault}: write version, since, summary and [[entry]]") from fault
    _check(name, found)
    return found


def _entry(name: str, place: int, cells: dict[str, Any]) -> Entry:
    """Return one word of a file; every cell says something."""
    for cell in CELLS:
        if not str(cells.get(cell, "")).strip():
            raise UnreadableCodebook(f"{name}, entry {place}, {cell}: empty; write a sentence")
    return Entry(*(cells[cell] for cell in CELLS))


def _check(name: str, found: Codebook) -> None:
    """Raise UnreadableCodebook for a version that is not its file, twins, or words in use that it lacks."""
    if name != f"{found.version}.toml":
        raise UnreadableCodebook(f"{name}: version is {found.version}; file and version say the same")
    words = [(entry.field, entry.code) for entry in found.entries]
    for word in words:
        if words.count(word) > 1:
            raise UnreadableCodebook(f"{name}: {word[0]} {word[1]} stands twice; keep one")
    if found.version != CODEBOOK:
        return
    for field, codes in CODED.items():
        told = tuple(entry.code for entry in found.of(field))
        if sorted(told) != sorted(codes):
            odd = sorted(set(told) ^ set(codes))
            raise UnreadableCodebook(f"{name}, {field}: {', '.join(odd)}: define every word in use, no other")
