"""Sources, snapshots and rows for tests, made through the actions of the room."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from apps.observations import actions
from apps.observations.rows import ReadRow

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DAY = date(2026, 10, 7)


@dataclass(frozen=True)
class SourceText:
    """A synthetic source."""

    key: str = "made.up"
    title: str = "Synthetic source"
    publisher: str = "Nobody"
    url: str = "https://example.org/"
    licence: str = "CC0"
    citation: str = "Synthetic, {as_of}"
    cadence_seconds: int = 86_400
    kind: str = "MEASURED"
    redistribution: str = "OPEN"


def source(key="made.up"):
    actions.make_partitions(now=NOW)
    actions.write_sources(specs=[SourceText(key=key)])
    return key


def snapshot(key="made.up", body=b"synthetic bytes", now=NOW, url="https://example.org/page"):
    return actions.archive(
        source_key=key, page_url=url, body=body, http_status=200, content_type="text/csv",
        response_headers={"etag": '"1"'}, parser_version=1, now=now,
    )  # fmt: skip


def row(value, subject="a", day=DAY, **changes):
    words = {"metric": "tokens", "unit": "token", "kind": "MEASURED", "period_length": "DAY"}
    number = None if value is None else Decimal(value)
    return ReadRow(period_start=day, value=number, subject=subject, **words | changes)
