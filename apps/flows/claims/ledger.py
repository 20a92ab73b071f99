"""The ledger as readers see it: a claim with its places and results, and the boxes of contradicting claims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.reference import claims as reference
from apps.reference.claims import CheckRow, ClaimRow, OccurrenceRow, PublicationRow


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim, where it stands, and the results of its checks (headline first); empty before an evaluation."""

    claim: ClaimRow
    occurrences: tuple[OccurrenceRow, ...]
    publications: tuple[PublicationRow, ...]
    checks: tuple[CheckRow, ...]
    results: tuple[dict[str, Any], ...]
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def headlines(self) -> tuple[dict[str, Any], ...]:
        """Return the results of the headline checks: one, or one per disagreeing publication."""
        return tuple(row for row in self.results if row["is_headline"])

    def is_asked(
        self, *, status: str | None, basis: str | None, publication: str | None, group: str | None
    ) -> bool:
        """Tell whether the claim matches these filters; None asks for all."""
        return (
            (status is None or status in {row["status"] for row in self.headlines})
            and (basis is None or basis in {row.basis for row in self.checks if row.is_headline})
            and (publication is None or publication in {row.publication_id for row in self.occurrences})
            and (group is None or group in self.claim.conflict_groups)
        )


@dataclass(frozen=True, slots=True)
class Box:
    """One question with every side: claims with their results, and what publications say besides."""

    group_id: str
    title: str
    shows: str
    sides: tuple[ClaimView, ...]
    other_sides: tuple[dict[str, Any], ...]


def views(results: Iterable[dict[str, Any]]) -> list[ClaimView]:
    """Return every claim of the ledger with its results among these."""
    by_claim: dict[str, list[dict[str, Any]]] = {}
    for row in results:
        by_claim.setdefault(row["claim_id"], []).append(row)
    known = reference.publications()
    return [
        ClaimView(
            claim=row.claim,
            occurrences=row.occurrences,
            publications=tuple(known[one.publication_id] for one in row.occurrences),
            checks=row.checks,
            results=tuple(by_claim.get(row.claim.claim_id, ())),
        )
        for row in reference.ledger()
    ]


def boxes(rows: Sequence[ClaimView]) -> list[Box]:
    """Return the boxes; no side is dropped and no average is made."""
    return [
        Box(
            group_id=group.group_id,
            title=group.title,
            shows=group.shows,
            sides=tuple(row for row in rows if group.group_id in row.claim.conflict_groups),
            other_sides=group.other_sides,
        )
        for group in reference.conflict_groups()
    ]
