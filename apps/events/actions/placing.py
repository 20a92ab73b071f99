"""The span of a quote in what it was taken from, with the hash of that text or those bytes."""

from collections.abc import Mapping
from typing import Any

from apps.events.models import DocumentVersion
from apps.events.quoted import place_of, sha256_of
from apps.observations import queries as observations
from apps.observations.storage import LostBody

Columns = dict[str, Any]
UNPLACED: Mapping[str, Any] = {"span_start": None, "span_end": None, "text_sha256": ""}


def placed(*, version_id: int | None, snapshot_id: int | None, quote: str, near: int = 0) -> Columns:
    """Return span and hash of a quote; none where no text is held or the words do not stand in it.

    Of a version: its text. Of bytes alone: what they read as UTF-8, and the hash of the bytes.
    """
    if not quote or (version_id is None and snapshot_id is None):
        return dict(UNPLACED)
    if version_id is not None:
        text, sha256 = _version(version_id)
    else:
        text, sha256 = _bytes(snapshot_id)
    place = place_of(text, quote, near=near)
    return {"span_start": place[0], "span_end": place[1], "text_sha256": sha256} if place else dict(UNPLACED)


def _version(version_id: int) -> tuple[str, str]:
    text = DocumentVersion.objects.values_list("text", flat=True).get(pk=version_id)
    return text, sha256_of(text)


def _bytes(snapshot_id: int | None) -> tuple[str, str]:
    rows = observations.snapshots(snapshot_ids=[snapshot_id] if snapshot_id else [])
    try:
        return (
            (observations.body_of(rows[0]).decode("utf-8", "replace"), rows[0].sha256) if rows else ("", "")
        )
    except LostBody:
        return "", ""
