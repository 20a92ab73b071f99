"""What a source is: a description, the pages it needs, and a pure reading of their bytes.

A source module has SPEC, `pages(state, since)`, `follow(page, body)`, `page_for(path)` for archived bodies,
`parse(bodies)` and, where values can be implausible, `judge(reading, past)`.
It touches no clock, no network and no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from apps.collectors.documents import Document, EventCandidate
from apps.collectors.holds import Hold as Hold  # noqa: PLC0414 (part of the contract)
from apps.collectors.holds import Past as Past  # noqa: PLC0414 (part of the contract)
from apps.collectors.holds import RowKey as RowKey  # noqa: PLC0414 (part of the contract)

DAY_S = 86_400
# A price whose start nobody states is stored from this day on: "at least since".
START_UNKNOWN = date(2020, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a source is called, where it comes from, how often it is due and how its values count."""

    key: str
    title: str
    publisher: str
    url: str
    licence: str
    citation: str
    upstream: str
    kind: str
    parser_version: int
    cadence_seconds: int = DAY_S
    # Seconds after the start of each cadence (UTC) at which it is due.
    due_offset_seconds: int = 0
    redistribution: str = "OPEN"
    since: date = date(2020, 1, 1)
    # Subjects are model slugs of this source: unknown ones become models of an unknown lab.
    names_models: bool = False
    # The metric whose days are completed, judged and compared; empty for sources without judge.
    judged_metric: str = ""
    judged_days: int = 0
    # Expected of the reading's numbers, or of the count of this name where there is one.
    min_rows: int = 1
    max_rows: int | None = None
    counted: str = ""
    # A number holds from the day it is first seen until another one is: an equal one is not stored again.
    is_standing: bool = False
    # Metrics of sets, 1 per member, each with that of its count: a member that left a stated set becomes 0.
    member_metrics: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # Held numbers that stay equal on so many days are accepted by themselves; 0: never.
    confirm_days: int = 0
    # The source whose top subjects this one asks about, seconds a run may take, share of pages that may be missing.
    ranked_by: str = ""
    run_seconds: float = 120.0
    most_missing_share: float = 1.0
    # No source needs more; a chain that does not end is a mistake.
    most_pages: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a page must be; sha256 and size are checked on the bytes, the row count by `parse`."""

    content: str
    sha256: str = ""
    size_bytes: int | None = None
    row_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One thing to fetch: a path relative to the upstream's base, and what it must be.

    `carry` is what `follow` and `parse` need to know of how it came to be asked for. An optional page may
    be absent: that is a notice. One that fails alone may be wrong as well, and the others are read. Where
    `or_else` stands, absence is normal and that page is asked for instead.
    """

    key: str
    path: str
    expect: Expect
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_optional: bool = False
    fails_alone: bool = False
    carry: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    or_else: "Page | None" = None
    # Seconds since the last request to a public host, the configured key to show, which body of the address.
    pause_s: float = 0.0
    auth: str = ""
    edition: str = ""

    @property
    def name(self) -> str:
        """Return what no other page of a collection is called: path, parameters and edition."""
        query = f"?{urlencode(sorted(self.params.items()))}" if self.params else ""
        return f"{self.path}{query}{'@' * bool(self.edition)}{self.edition}"


@dataclass(frozen=True, slots=True)
class State:
    """What is known before fetching: the day, the days that have numbers, the paths already read.

    `ranked` are the top subjects of the source in `ranked_by`, best first; `keys` name the keys that are set;
    `addresses` are the whole URLs that the settings list for an upstream without a base.
    """

    today: date
    stored_days: frozenset[date] = frozenset()
    known_paths: frozenset[str] = frozenset()
    ranked: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A page, its bytes and the day they were sent."""

    page: Page
    content: bytes
    day: date = START_UNKNOWN


@dataclass(frozen=True, slots=True)
class Bodies:
    """Everything one collection fetched, in that order."""

    all: tuple[Body, ...]

    def __init__(self, bodies: Iterable[Body]) -> None:
        object.__setattr__(self, "all", tuple(bodies))

    def of(self, key: str) -> list[Body]:
        """Return the bodies whose page has this key."""
        return [body for body in self.all if body.page.key == key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One number as the source states it; the hints say which model, provider or country it is about.

    A country that is only named has `country_name`: the runner puts its code there and into the subject.
    """

    metric: str
    unit: str
    kind: str
    period_length: str
    period_start: date
    value: Decimal
    page: Page
    subject: str = ""
    qualifier: str = ""
    model_slug: str = ""
    model_key: str = ""
    provider_id: str = ""
    provider_key: str = ""
    # A cloud's own name of a place, of the provider in provider_key: the runner finds its country.
    region: str = ""
    country: str = ""
    country_name: str = ""

    @property
    def key(self) -> RowKey:
        """Return what holds name it by."""
        return (self.metric, self.subject, self.qualifier, self.period_start)


@dataclass(slots=True)
class Reading:
    """What `parse` returns: numbers, facts beside them, counts and notices; nothing is stored yet."""

    observations: list[Observed] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    event_candidates: list[EventCandidate] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    published_at: dict[str, datetime] = field(default_factory=dict)
    # Days whose rows are all there: what an earlier reading had and this one lacks is withdrawn.
    complete_days: set[date] = field(default_factory=set)
    made_date: date | None = None
    # Everything the source states: what was stored before and is absent now is withdrawn.
    is_whole: bool = False
    # Why there is nothing to read although every page came; empty otherwise.
    skipped: str = ""

    @property
    def rows(self) -> int:
        """Return how many numbers, document versions and candidate events it holds."""
        return len(self.observations) + len(self.documents) + len(self.event_candidates)

    def note(self, text: str) -> None:
        """Add a notice once."""
        if text not in self.notices:
            self.notices.append(text)

    def note_leftovers(self, names: Iterable[str], *, known: Iterable[str], page: Page) -> None:
        """Note names that the publisher added; they are no error."""
        extra = sorted(set(names) - set(known))
        if extra:
            self.note(f"page {page.path}: new field {', '.join(extra)}, not read")


class SourceUnavailable(RuntimeError):
    """The publisher did not answer; the last good data stay. `retry_after_s` is what it asked for."""

    def __init__(self, message: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class KeyRefused(SourceUnavailable):
    """The publisher does not accept our key; that stops the source, also on a page that may be absent."""


class SchemaDrift(ValueError):
    """A page is not what the source knows how to read; the message names page, field, value and remedy."""

    def __init__(self, page: Page, *, field: str, found: object, remedy: str) -> None:
        shown = str(found)
        shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
        super().__init__(f"page {page.name}, field {field}: found {shown!r}; {remedy}")
        self.page, self.field = page, field


class ImplausibleReading(ValueError):
    """Numbers that a rule forbids, as opposed to holds; the message names page, field, value and remedy."""

    def __init__(self, page: Page, *, field: str, found: object, remedy: str) -> None:
        super().__init__(f"page {page.name}, field {field}: found {found!s}; {remedy}")
        self.page, self.field = page, field


class UnsafeAddress(RuntimeError):
    """An address, redirect or answer that the fetcher refuses; the message says which rule it breaks."""
