"""What is known of the quotes of evidence: the last look at all of them, and those that no longer match."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from apps.events.document_ids import document_ids
from apps.events.models import EvidenceCheck, QuoteRun

# The hour (UTC) from which the look of a day is due.
NIGHT = time(3)


@dataclass(frozen=True, slots=True)
class QuoteCounts:
    """One look at every quote: how many, how many differ from the look before, unmatched, gone from the newest text."""

    checked_at: datetime
    quotes: int
    changed: int
    unmatched: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedQuote:
    """A quote that does not stand where it stood: in its own text, or in the newest version of the document."""

    evidence: int
    slug: str
    title: str
    event_state: str
    document: str
    version: str
    newest_version: str
    quote: str
    stored: str
    newest: str
    checked_at: datetime


def quotes_are_due(*, now: datetime) -> bool:
    """Tell whether the look of this night is still to be taken; the first one at once."""
    last = last_look()
    tonight = datetime.combine(now.date(), NIGHT, UTC)
    return last is None or (now >= tonight > last.checked_at)


def last_look(*, as_of: datetime | None = None) -> QuoteCounts | None:
    """Return the last look at every quote, by a moment; None before the first."""
    runs = QuoteRun.objects.filter(checked_at__lte=as_of) if as_of else QuoteRun.objects.all()
    last = runs.order_by("-checked_at").first()
    return (
        QuoteCounts(last.checked_at, last.quotes, last.changed, last.unmatched, last.gone) if last else None
    )


def flagged_quotes(*, as_of: datetime) -> list[FlaggedQuote]:
    """Return the quotes that did not match at the last look by a moment, those of altered texts first."""
    rows = _latest(as_of).filter(~Q(stored="MATCH") | Q(newest="GONE")).order_by("newest", "-pk")
    names = document_ids()
    return sorted((_flagged(row, names) for row in rows), key=lambda one: one.stored == "MATCH")


def _latest(as_of: datetime) -> QuerySet[EvidenceCheck]:
    """Return the last look at each quote by a moment."""
    known = EvidenceCheck.objects.filter(checked_at__lte=as_of)
    newest = known.filter(evidence=OuterRef("evidence")).order_by("-pk").values("pk")[:1]
    found = known.filter(pk=Subquery(newest)).annotate(
        document=F("evidence__document_version__document_id"),
        version=F("evidence__document_version__external_id"),
        newest_name=F("newest_version__external_id"),
    )
    return found.select_related("evidence__event")


def _flagged(row: Any, names: dict[int, str]) -> FlaggedQuote:
    """Return a look as a plain row."""
    event = row.evidence.event
    return FlaggedQuote(
        evidence=row.evidence_id, slug=event.slug, title=event.title, event_state=event.state,
        document=names.get(row.document, ""), version=row.version or "", newest_version=row.newest_name or "",
        quote=row.evidence.quote, stored=row.stored, newest=row.newest, checked_at=row.checked_at,
    )  # fmt: skip


def check_cells(looks: list[EvidenceCheck]) -> dict[str, Any] | None:
    """Return the last of the looks at a quote (ordered) as a plain row, None before the first."""
    if not looks:
        return None
    last = looks[-1]
    start, end = last.newest_start, last.newest_end
    return {
        "checked_at": last.checked_at, "stored": last.stored, "newest": last.newest or None,
        "newest_version": last.newest_version.external_id if last.newest_version else None,
        "newest_span": [start, end] if start is not None and end is not None else None,
    }  # fmt: skip
