"""Answers that are kept with a release: read as they were made."""

from dataclasses import dataclass

from apps.flows.models import PreparedAnswer


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """Bytes with their type; gzip and br are empty where the bytes are compressed already."""

    content_type: str
    body: bytes
    body_gzip: bytes
    body_br: bytes


def kept_answer(*, release_id: str, key: str) -> KeptAnswer | None:
    """Return the answer kept under this release and key, or None."""
    found = PreparedAnswer.objects.filter(release_id=release_id, key=key).first()
    if found is None:
        return None
    return KeptAnswer(found.content_type, bytes(found.body), bytes(found.body_gzip), bytes(found.body_br))
