"""What people send about events, read and typed, before anything of it is looked up."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenEvidence:
    """A version of a document with words of it, stored bytes by their sha256, or a public page: one of three."""

    document: str = ""
    version: str = ""
    span: tuple[int, int] | None = None
    snapshot: str = ""
    url: str = ""
    quote: str = ""
    locator: str = ""
    published_date: date | None = None
    grade: str = "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenStage:
    """A dated step; `evidence` is the place of its proof in a list that is sent with it, or the id of a stored one.

    Where both are possible `is_stored` tells which.
    """

    stage: str
    date: date
    date_precision: str = "DAY"
    is_disputed: bool = False
    evidence: int = 0
    supersedes: int | None = None
    is_stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenEvent:
    """A new event with at least one stage and one piece of evidence."""

    slug: str
    kind: str
    title: str
    summary: str = ""
    jurisdiction: str = ""
    targets: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    model_keys: tuple[str, ...] = ()
    severity: str = "LOW"
    direction: str = ""
    confidence: str = ""
    evidence: tuple[GivenEvidence, ...] = ()
    stages: tuple[GivenStage, ...] = ()
