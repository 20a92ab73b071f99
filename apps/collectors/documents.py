"""What a source reads beside numbers: versions of documents, and candidates for policy events.

Pages are named by their path: the runner knows which stored bytes that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a watched document; `change` and `severity` are words of apps.events.models.

    `key` names the document across versions, `external_id` the version; `new_passages` holds the differences.
    """

    key: str
    kind: str
    title: str
    url: str
    external_id: str
    text: str
    page_path: str
    published_at: datetime | None
    change: str
    severity: str = "LOW"
    language: str = ""
    agency: str = ""
    provider_id: str = ""
    is_technical_upgrade: bool = False
    new_passages: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows it: a public address, a page of this reading (by path), a document version of it."""

    url: str = ""
    page_path: str = ""
    document: tuple[str, str] | None = None
    quote: str = ""
    # The character of the document at which the quote begins, where it may stand several times.
    near: int = 0
    locator: str = ""
    published_date: date | None = None
    grade: str = "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A dated step: RUMOUR, ENFORCEMENT, TEXT_CHANGE, ANNOUNCED, EFFECTIVE, CLARIFIED or REVERSED.

    `evidence` is the place of its proof in the candidate's list.
    """

    stage: str
    date: date
    date_precision: str = "DAY"
    evidence: int = 0
    is_disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCandidate:
    """Something for a person to judge; `doubt` says what to check before all else (a date far ahead).

    The same slug, identifier (`federal-register:2025-00636`) or evidence address is the same event, whichever
    source tells of it. `targets` are country codes, `jurisdiction` is a country code or EU.
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
    evidence: tuple[Evidence, ...] = ()
    stages: tuple[Stage, ...] = ()
