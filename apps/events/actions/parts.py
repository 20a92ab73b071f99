"""The parts of a text that waits: evidence and stages to add, those that people gave and those that sources brought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Under this name a part that a source brought holds the source, the day, and the names that come with it.
GATHERED = "gathered"
Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Additions:
    """Evidence and stages to add to an event, in the form in which they wait (columns, dates as text)."""

    evidence: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)


def gathered_of(parts: Additions) -> Additions:
    """Return only what sources brought; the stages name their proofs by the new places."""
    return _only(parts, is_gathered=True)


def typed_of(parts: Additions) -> Additions:
    """Return only what people gave; the stages name their proofs by the new places."""
    return _only(parts, is_gathered=False)


def joined(parts: Additions, more: Additions) -> Additions:
    """Return both as one; the stages of the second name their proofs by the new places."""
    first = len(parts.evidence)
    stages = [
        one if one["is_stored"] else {**one, "evidence": one["evidence"] + first} for one in more.stages
    ]
    return Additions([*parts.evidence, *more.evidence], [*parts.stages, *stages])


def sources_of(*parts: Iterable[Cells]) -> str:
    """Return the sources of parts that wait, in the order of their names."""
    found = {one[GATHERED]["source"] for cells in parts for one in cells if GATHERED in one}
    return ", ".join(sorted(found))


def _only(parts: Additions, *, is_gathered: bool) -> Additions:
    """Return the parts of one kind; a stage of a kind has its proof among the evidence of that kind."""
    kept = [place for place, one in enumerate(parts.evidence) if (GATHERED in one) == is_gathered]
    stages = [
        one if one["is_stored"] else {**one, "evidence": kept.index(one["evidence"])}
        for one in parts.stages
        if (GATHERED in one) == is_gathered
    ]
    return Additions([parts.evidence[place] for place in kept], stages)
