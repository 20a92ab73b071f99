"""Keep bytes that were made for one reader, so that the next one need not wait."""

import gzip

import brotli

from apps.flows.models import PreparedAnswer
from apps.flows.units import BROTLI_LARGE, GZIP_LEVEL, KEPT_AT_MOST

# Pictures are compressed already.
PACKED = ("image/png",)


def keep_answer(*, release_id: str, key: str, content_type: str, body: bytes) -> bool:
    """Keep an answer under its release and key; return False where the release holds enough of them."""
    kept = PreparedAnswer.objects.filter(release_id=release_id)
    if kept.count() >= KEPT_AT_MOST:
        return False
    plain = content_type in PACKED
    PreparedAnswer.objects.get_or_create(
        release_id=release_id,
        key=key,
        defaults={
            "content_type": content_type,
            "body": body,
            "body_gzip": b"" if plain else gzip.compress(body, GZIP_LEVEL, mtime=0),
            "body_br": b"" if plain else brotli.compress(body, quality=BROTLI_LARGE),
        },
    )
    return True
