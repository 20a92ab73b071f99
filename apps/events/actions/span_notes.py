"""Notes on words of a version: the note and its span in one transaction."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.events.actions.annotating import annotate
from apps.events.faults import InvalidField, Person, Written
from apps.events.models import Annotation, AnnotationSpan
from apps.events.quoted import sha256_of
from apps.events.selecting import selected
from apps.events.texts import document_key, version_named

NOTE_CHARACTERS = 4_000


@transaction.atomic
def annotate_span(
    *, uid: UUID, document: str, version: str, span: tuple[int, int], body: str, by: Person, now: datetime
) -> Written:
    """Store a note on [start, end) of a version; the same once more changes nothing. Spans may overlap.

    Raises InvalidField, UidReused.
    """
    key = document_key(document)
    found = version_named(document=key, name=version, as_of=now) if key is not None else None
    if found is None:
        raise InvalidField("version", f"{document} {version}", "there is no such version", "a stored version")
    start, end = selected(found.text, span=span)
    _check_body(body)
    said = f"{document}\n{found.version}\n{start}-{end}\n{body}"
    written = annotate(
        uid=uid, subject_key=f"document/{document}", body=body, supersedes=None, by=by, now=now,
        body_sha256=hashlib.sha256(said.encode()).hexdigest(),
    )  # fmt: skip
    if written.is_new:
        AnnotationSpan.objects.create(
            annotation=Annotation.objects.get(uid=uid), document_version_id=found.key, start=start, end=end,
            text_sha256=sha256_of(found.text),
        )  # fmt: skip
    return written


def _check_body(body: str) -> None:
    """Raise InvalidField for an empty note, one that is too long, and one that no database keeps."""
    if not body.strip():
        raise InvalidField("body", "", "the note is empty", "what there is to say of these words")
    if len(body) > NOTE_CHARACTERS:
        raise InvalidField("body", "", f"has {len(body):,} characters", f"at most {NOTE_CHARACTERS:,}")
    if "\x00" in body:
        raise InvalidField(
            "body", "", "holds the character U+0000, which no database of ours keeps", "take it out"
        )
