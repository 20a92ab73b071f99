"""What other rooms may ask about published claims: the rows, by claim; plain rows, no tables."""

from dataclasses import dataclass
from functools import cache

from apps.reference import claim_tables
from apps.reference.claim_rows import (
    CheckRow,
    ClaimFigureRow,
    ClaimRow,
    ConflictGroupRow,
    OccurrenceRow,
    PublicationRow,
)
from apps.reference.claim_tables import claimed_number, claims_sha256

__all__ = ["CheckRow", "ClaimFigureRow", "ClaimRow", "LedgerRow", "claimed_number", "claims_sha256"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A claim with the places it stands in and its checks, headline checks first."""

    claim: ClaimRow
    occurrences: tuple[OccurrenceRow, ...]
    checks: tuple[CheckRow, ...]


@cache
def ledger() -> tuple[LedgerRow, ...]:
    """Return every claim with occurrences and checks; raise tables.BadRow for a claim that lacks one."""
    claim_tables.whole()
    return tuple(
        LedgerRow(
            claim,
            tuple(row for row in claim_tables.occurrences() if row.claim_id == claim.claim_id),
            tuple(
                sorted(
                    (row for row in claim_tables.checks() if row.claim_id == claim.claim_id),
                    key=lambda row: not row.is_headline,
                )
            ),
        )
        for claim in claim_tables.claims()
    )


def publications() -> dict[str, PublicationRow]:
    """Return the publications by id."""
    return {row.publication_id: row for row in claim_tables.publications()}


def conflict_groups() -> list[ConflictGroupRow]:
    """Return the questions on which claims contradict each other."""
    return list(claim_tables.conflict_groups())


def figures() -> dict[str, ClaimFigureRow]:
    """Return the figures that only claims are checked with, by id."""
    return {row.figure_id: row for row in claim_tables.figures()}
