"""The nightly look at every quote: does it stand in the text it was taken from, and in the newest version."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from apps.events.actions.revising import told
from apps.events.models import DocumentVersion, EventEvidence, EvidenceCheck, QuoteRun
from apps.events.quoted import Found, newest_state, stored_state
from apps.events.quotes import QuoteCounts, quotes_are_due
from apps.observations import queries as observations
from apps.observations.storage import LostBody

LOCK = "select pg_advisory_xact_lock(hashtextextended('look at quotes', 0))"
# So many texts are held at once.
TEXTS = 20


@transaction.atomic
def check_quotes(*, now: datetime, only_due: bool = False) -> QuoteCounts | None:
    """Look at every quote that has a span, write what differs from the last look, and tell of its events.

    With `only_due` None where tonight's look was taken.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    if only_due and not quotes_are_due(now=now):
        return None
    last = _last()
    quotes = changed = unmatched = gone = 0
    touched = {}
    for proof, found, newest_id in _looks():
        quotes += 1
        unmatched += found.stored != "MATCH"
        gone += found.newest == "GONE"
        start, end = found.place or (None, None)
        told_now = (found.stored, found.newest, newest_id, start, end)
        if last.get(proof.pk) == told_now:
            continue
        changed += 1
        # The first look is news only where it finds something wrong.
        before = last[proof.pk][:2] if proof.pk in last else ("MATCH", "SAME" if found.newest else "")
        EvidenceCheck.objects.create(
            evidence=proof, checked_at=now, stored=found.stored, newest=found.newest, newest_version_id=newest_id,
            newest_start=start, newest_end=end,
        )  # fmt: skip
        if before != told_now[:2]:
            touched[proof.event.pk] = proof.event
    for event in touched.values():
        told(event, op="UPDATED", now=now, reason="a quote was looked up again")
    QuoteRun.objects.create(checked_at=now, quotes=quotes, changed=changed, unmatched=unmatched, gone=gone)
    return QuoteCounts(now, quotes, changed, unmatched, gone)


def _last() -> dict[int, tuple[str, str, int | None, int | None, int | None]]:
    """Return what the last look at each quote found."""
    rows = EvidenceCheck.objects.order_by("evidence_id", "-pk").distinct("evidence_id")
    columns = ("evidence_id", "stored", "newest", "newest_version_id", "newest_start", "newest_end")
    return {row[0]: row[1:] for row in rows.values_list(*columns)}


def _quotes() -> QuerySet[EventEvidence]:
    """Return the evidence whose words are tied to a stored text."""
    return EventEvidence.objects.filter(span_start__isnull=False).select_related("event")


def _looks() -> Iterator[tuple[EventEvidence, Found, int | None]]:
    """Yield each quote with what was found and the newest version looked at, document by document."""
    in_versions = _quotes().filter(document_version__isnull=False).select_related("document_version")
    ordered = in_versions.order_by("document_version__document_id", "document_version_id", "pk")
    rows = ordered.iterator(chunk_size=TEXTS)
    for document, proofs in groupby(rows, key=attrgetter("document_version.document_id")):
        newest = _newest(document)
        for proof in proofs:
            yield proof, _in_version(proof, newest.text), newest.pk
    in_bytes = _quotes().filter(document_version__isnull=True, snapshot__isnull=False).order_by("pk")
    for proof in in_bytes.iterator():
        yield proof, Found(_in_bytes(proof)), None


def _newest(document: int) -> DocumentVersion:
    """Return the version of a document that is in force last."""
    versions = DocumentVersion.objects.filter(document_id=document)
    dated = versions.annotate(dated=Coalesce("published_at", "recorded_at"))
    return dated.order_by("-dated", "-pk")[0]


def _in_version(proof: EventEvidence, newest: str) -> Found:
    """Return what became of a quote of a version."""
    version, span = proof.document_version, (proof.span_start or 0, proof.span_end or 0)
    stored = stored_state(
        version.text if version else "", sha256=proof.text_sha256, quote=proof.quote, span=span
    )
    return Found(stored, *newest_state(newest, quote=proof.quote, span=span))


def _in_bytes(proof: EventEvidence) -> str:
    """Return what became of a quote of stored bytes; the archive itself refuses bytes with another hash."""
    rows = observations.snapshots(snapshot_ids=[proof.snapshot_id] if proof.snapshot_id else [])
    try:
        text = observations.body_of(rows[0]).decode("utf-8", "replace")
    except LostBody:
        return "MISSING"
    return "MATCH" if text[proof.span_start : proof.span_end] == proof.quote else "MISPLACED"
