"""Keep bytes that were made for one reader, so that the next one need not wait."""

import gzip

import brotli

from apps.flows.frames import FramesAnswer, is_kept, prepared_key
from apps.flows.models import PreparedAnswer
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
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


def keep_frames(*, question: Question, release: ReleaseRow, made: FramesAnswer) -> bool:
    """Keep frames that were made for one reader where others will ask for the same: every week of a release."""
    if made.body_br is not None or not is_kept(question, release):
        return False
    key = prepared_key(question)
    return keep_answer(release_id=release.id, key=key, content_type="application/json", body=made.body)
