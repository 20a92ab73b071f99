"""Bytes as sent, and the words that ask whether they have changed."""

from collections.abc import Mapping
from datetime import datetime

from apps.observations.models import Snapshot, Validator
from apps.observations.storage import store_body


def archive(
    *,
    source_key: str,
    page_url: str,
    body: bytes,
    http_status: int,
    content_type: str,
    response_headers: Mapping[str, str],
    parser_version: int,
    now: datetime,
) -> int:
    """Keep the bytes before anybody reads them; return the snapshot id, the same one for the same body."""
    sha256, path = store_body(body)
    newest = (
        Snapshot.objects.filter(source_id=source_key, url=page_url).order_by("-fetched_at", "-id").first()
    )
    if newest is not None and newest.sha256 == sha256:
        return newest.pk
    return Snapshot.objects.create(
        source_id=source_key,
        url=page_url,
        fetched_at=now,
        http_status=http_status,
        content_type=content_type,
        response_headers=dict(response_headers),
        sha256=sha256,
        size_bytes=len(body),
        storage_path=path,
        parser_version=parser_version,
    ).pk


def date_snapshot(*, snapshot_id: int, published_at: datetime) -> None:
    """Note when the publisher says these bytes were made."""
    Snapshot.objects.filter(pk=snapshot_id).update(published_at=published_at)


def remember_validator(
    *,
    url: str,
    source_key: str,
    etag: str,
    last_modified: str,
    sha256: str,
    parser_version: int,
    now: datetime,
) -> None:
    """Remember an address whose body is stored and read, so that the next look can ask for changes only."""
    Validator.objects.update_or_create(
        url=url,
        defaults={
            "source_id": source_key,
            "etag": etag,
            "last_modified": last_modified,
            "sha256": sha256,
            "parser_version": parser_version,
            "checked_at": now,
        },
    )
