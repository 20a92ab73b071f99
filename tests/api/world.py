"""A small world of numbers, prices, documents and events for the API's tests, made through the actions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection

from apps.api.v1.new_notes import EXAMPLE_UID
from apps.api.versions import LOOKUPS
from apps.events import actions as events
from apps.events.faults import Person
from apps.events.rows import ReadCandidate, ReadDocument, ReadEvidence, ReadStage
from apps.observations import actions as observations
from apps.observations.rows import ReadRow
from tests import build

MODEL, PROVIDER = "deepseek-v3-2-20251201", "deepseek"


def at(day: str) -> datetime:
    """Return a moment: `2026-03-10T02:31:07`, in UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def recorded(source: str, rows: Sequence[ReadRow], *, now: datetime) -> None:
    """Record rows of a source of the registry, and give the changes their place."""
    observations.record(
        source_key=source, rows=rows, now=now, snapshot_id=build.snapshot(source, now=now, body=repr(rows).encode())
    )  # fmt: skip
    settled()


def settled() -> None:
    """Let the process see what the test has written."""
    build.settle()
    LOOKUPS.forget()


def number(value: str | int | None, day: str = "2026-03-02", **words: Any) -> ReadRow:
    """Return a weekly number of tokens of OpenRouter's ten largest models."""
    plain = {"metric": "tokens_week_top10", "unit": "token", "kind": "REPORTED", "period_length": "WEEK"}
    stated = None if value is None else Decimal(value)
    return ReadRow(
        period_start=date.fromisoformat(day), value=stated, **plain | {"subject": "OpenRouter"} | words
    )


def price(value: str, day: str = "2026-01-01", *, side: str = "output", **words: Any) -> ReadRow:
    """Return a list price of the package's list, in USD per million tokens."""
    plain = {
        "metric": f"list_price_{side}", "unit": "usd_per_mtok", "kind": "REPORTED", "period_length": "OPEN",
        "subject": "deepseek/deepseek-v3.2", "model": MODEL, "provider": PROVIDER,
    }  # fmt: skip
    return ReadRow(period_start=date.fromisoformat(day), value=Decimal(value), **plain | words)


EVENT, DOCUMENT = "us-ai-diffusion-rule", "genai-contrib-openrouter-terms-of-service"
TERMS = "terms.archive"


def version(name: str, text: str, day: str, *, now: datetime, **changes: Any) -> None:
    """Record one version of a document of the archive."""
    read = ReadDocument(
        key="genai-contrib/OpenRouter/Terms of Service", kind="Terms of Service", title="OpenRouter: Terms of Service",
        url="https://example.org/terms", external_id=name, text=text, published_at=at(day), agency="OpenRouter",
        snapshot_id=build.snapshot(TERMS, now=now, body=f"{name} {text}".encode()),
        **{"change": "NEW"} | changes,
    )  # fmt: skip
    events.record_documents(source_key=TERMS, documents=[read], now=now)
    settled()


def candidate(slug: str = EVENT, *, now: datetime, **words: Any) -> None:
    """Record a candidate event with one piece of evidence and one stage, or as `words` say."""
    plain: dict[str, Any] = {
        "kind": "EXPORT_CONTROL", "title": "Framework for AI diffusion", "jurisdiction": "USA", "targets": ("CHN",),
        "evidence": (ReadEvidence(url=f"https://example.org/{slug}", quote="DeepSeek V3.2 is named", grade="A"),),
        "stages": (ReadStage(stage="ANNOUNCED", date=date(2025, 1, 15)),),
    }  # fmt: skip
    read = ReadCandidate(slug=slug, **plain | words)
    events.record_candidates(source_key="curated.policy_events", candidates=[read], now=now)
    settled()


def notes(*, now: datetime) -> None:
    """Let a person write the note and file the dispute that the document's examples name."""
    events.give_role(username="ada", role="analyst")
    ada = Person(get_user_model().objects.get(username="ada").pk, "ada", "analyst")
    uid = UUID(EXAMPLE_UID)
    about = {"uid": uid, "body_sha256": "", "by": ada, "now": now}
    events.annotate(subject_key="corridor/CHN/USA", body="The price fell.", supersedes=None, **about)
    events.file_dispute(
        subject_key="claim/c01", claim="It counts requests.", evidence_url="https://example.org/", **about
    )
    settled()


def fill(*, now: datetime) -> None:
    """Store something of every kind, so that every example of the document finds something; series 1 is one."""
    with connection.cursor() as cursor:
        cursor.execute("select setval(pg_get_serial_sequence('observations_series', 'id'), 1, false)")
    build.sources()
    recorded("curated.published_figures", [number(21_300_000_000_000)], now=now)
    recorded("package.genai_prices", [price("0.42"), price("0.28", side="input")], now=now)
    version("c1", "You may use it. We keep logs for 30 days.", "2026-02-01T00:00:00", now=now, change="FIRST")
    version("c2", "You may use it. We keep logs for 90 days.", "2026-02-20T00:00:00", now=now)
    candidate(now=now)
    notes(now=now)
