"""Plain records that cross the border of this room; table rows never do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """One version of a watched document as a source gave it, with what is new in it since the one before.

    `change` is FIRST, SAME, KNOWN (only returning or removed paragraphs), NEW, LOCALE (another language) or
    TECHNICAL (the archive's own tools changed: never an event).
    """

    key: str
    kind: str
    title: str
    url: str
    external_id: str
    text: str
    snapshot_id: int
    published_at: datetime | None
    change: str
    severity: str = "LOW"
    language: str = ""
    agency: str = ""
    provider: str | None = None
    is_technical_upgrade: bool = False
    new_passages: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvidence:
    """What shows that something happened: a document version (its document and external id), bytes or a page."""

    document: tuple[str, str] | None = None
    snapshot_id: int | None = None
    url: str = ""
    quote: str = ""
    # The character of the text at which the quote begins, where it may stand several times.
    near: int = 0
    locator: str = ""
    published_date: date | None = None
    grade: str = "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStage:
    """A dated step of an event; `evidence` is the place of its proof in the candidate's list."""

    stage: str
    date: date
    date_precision: str = "DAY"
    evidence: int = 0
    is_disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCandidate:
    """Something a source says happened, for a person to judge; `doubt` says what to check before all else.

    The identifiers (document numbers, entry ids) and the addresses of its evidence find the same event again
    when another source tells of it.
    """

    slug: str
    kind: str
    title: str
    summary: str = ""
    jurisdiction: str = ""
    targets: tuple[str, ...] = ()
    severity: str = "LOW"
    doubt: str = ""
    identifiers: tuple[str, ...] = ()
    evidence: tuple[ReadEvidence, ...] = ()
    stages: tuple[ReadStage, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """How many versions were stored and how many were stored before."""

    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class CandidateOutcome:
    """How many candidates are new, how many gave a known event more evidence, how many said nothing new."""

    created: int = 0
    joined: int = 0
    unchanged: int = 0

    def plus(self, other: "CandidateOutcome") -> "CandidateOutcome":
        """Return both outcomes as one."""
        return CandidateOutcome(
            self.created + other.created, self.joined + other.joined, self.unchanged + other.unchanged
        )

    @property
    def changed(self) -> int:
        """Return how many candidates left something in the tables."""
        return self.created + self.joined
