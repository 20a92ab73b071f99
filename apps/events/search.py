"""Find confirmed events and watched documents by their words."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from apps.events.document_ids import document_ids

EVENTS = """
    SELECT 'event', slug, title, kind, ts_rank(words, query) AS score
    FROM (SELECT slug, title, kind, to_tsvector('simple', title || ' ' || summary) AS words
          FROM events_policyevent WHERE state = 'CONFIRMED' AND merged_into_id IS NULL
          AND recorded_at <= %(as_of)s) e, websearch_to_tsquery('simple', %(text)s) AS query
    WHERE words @@ query ORDER BY score DESC, slug LIMIT %(limit)s"""
DOCUMENTS = """
    SELECT 'document', d.id::text, d.title, d.agency,
        CASE WHEN to_tsvector('simple', d.title) @@ query THEN 1 ELSE 0 END + ts_rank(
            to_tsvector('simple', left(v.text, 200000)), query) AS score
    FROM events_watcheddocument d
    JOIN LATERAL (SELECT text FROM events_documentversion v WHERE v.document_id = d.id
        AND v.recorded_at <= %(as_of)s ORDER BY v.published_at DESC NULLS LAST, v.id DESC LIMIT 1) v ON true,
    websearch_to_tsquery('simple', %(text)s) AS query
    WHERE to_tsvector('simple', d.title) @@ query OR to_tsvector('simple', left(v.text, 200000)) @@ query
    ORDER BY score DESC, d.key LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class FoundText:
    """One event or document whose words fit: its public id; note is its kind or agency."""

    kind: str
    key: str
    title: str
    note: str
    score: float


def search(text: str, *, as_of: datetime, limit: int) -> list[FoundText]:
    """Return confirmed events and the documents whose newest version fits, best first within each."""
    cleaned = " ".join(text.split())
    if not cleaned:
        return []
    values: dict[str, Any] = {"text": cleaned, "as_of": as_of, "limit": limit}
    found = []
    with connection.cursor() as cursor:
        for statement in (EVENTS, DOCUMENTS):
            cursor.execute(statement, values)
            found += [FoundText(*row) for row in cursor.fetchall()]
    ids = document_ids() if any(row.kind == "document" for row in found) else {}
    return [replace(row, key=ids[int(row.key)]) if row.kind == "document" else row for row in found]
