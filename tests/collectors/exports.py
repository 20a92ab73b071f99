"""Synthetic rankings exports, shaped like the publisher's: invented models and counts, sound shares."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SNAPSHOT = date(2026, 11, 22)
HEADER = "date,model_permaslug,rank,total_tokens,share_of_daily_tokens"
FOLDER = "/datasets/exports/rankings-daily"
MODELS = 50


def counts(scale: int = 1) -> dict[str, int]:
    """Return one synthetic day: fifty models from 5,000,000 down in steps of 100,000, and the rest."""
    models = {
        f"labs/model-{rank:02d}-20260901": (51 - rank) * 100_000 * scale for rank in range(1, MODELS + 1)
    }
    return {**models, "other": 2_500_000 * scale}


def day_rows(day: date, tokens: Mapping[str, int]) -> list[str]:
    """Return the lines of one day with shares that are exact to 16 digits."""
    total = sum(tokens.values())
    ranked = {slug: str(rank) for rank, slug in enumerate((s for s in tokens if s != "other"), 1)} | {
        "other": ""
    }
    return [
        f"{day},{slug},{ranked[slug]},{count},{(Decimal(count) / total).quantize(Decimal('1e-16'))}"
        for slug, count in tokens.items()
    ]


def csv_of(days: Mapping[date, Mapping[str, int]]) -> bytes:
    """Return a dated file."""
    lines = [HEADER, *(line for day in sorted(days) for line in day_rows(day, days[day]))]
    return "".join(f"{line}\r\n" for line in lines).encode()


def manifest_of(snapshot_date: date, body: bytes, /, **changes: object) -> bytes:
    """Return the manifest of a dated file; `changes` overwrite its top level."""
    csv = {
        "url": f"https://openrouter.ai/api/v1{FOLDER}/{snapshot_date}.csv",
        "encoding_format": "text/csv",
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    cells = {
        "dataset": "rankings-daily", "schema_version": "v1", "snapshot_date": str(snapshot_date),
        "retrieved_at": f"{snapshot_date}T01:46:15.433Z", "row_count": body.count(b"\r\n") - 1,
        "files": {"csv": csv},
    }  # fmt: skip
    return json.dumps(cells | changes).encode()


def days_before(snapshot_date: date, number: int, scale: int = 1) -> dict[date, dict[str, int]]:
    """Return equal synthetic days up to the one before a snapshot."""
    return {snapshot_date - timedelta(days=back): counts(scale) for back in range(1, number + 1)}


def paths_of(snapshot_date: date) -> Sequence[str]:
    """Return the path of the manifest and of its dated file."""
    return (f"{FOLDER}/latest.manifest.json", f"{FOLDER}/{snapshot_date}.csv")
