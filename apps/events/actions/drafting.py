"""Drafts: what a person types is kept as typed, and never shown to anybody else."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from apps.events.actions.revising import open_for_work, revision_of
from apps.events.faults import InvalidField, NotThere, Person, VersionConflict
from apps.events.models import Draft, PolicyEvent

# All fields of a draft together, as JSON; a text that is too long for an event fits in its draft.
DRAFT_CHARACTERS = 200_000
# Rows of one person that are open at once.
OPEN_AT_MOST = 200
Typed = Mapping[str, Sequence[str]]


@transaction.atomic
def open_draft(*, slug: str | None, by: Person, now: datetime) -> UUID:
    """Return the person's open draft of an event, made where there is none; slug None: of an event to propose.

    Raises NotThere, WrongState (merged or rejected), InvalidField (too many drafts).
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('drafts', %s))", [by.user_id])
    event = None
    mine = Draft.objects.filter(author_id=by.user_id, ended_at__isnull=True)
    if slug is not None:
        event = PolicyEvent.objects.filter(slug=slug).select_related("merged_into").first()
        if event is None:
            raise NotThere(f"There is no event {slug}.")
        known = mine.filter(event=event).values_list("uid", flat=True).first()
        if known is not None:
            return known
        open_for_work(event)
    if mine.count() >= OPEN_AT_MOST:
        raise InvalidField(
            "drafts", "", f"{OPEN_AT_MOST} of your drafts are open", "hand some in, or discard them"
        )
    return Draft.objects.create(
        uid=uuid4(), author_id=by.user_id, event=event, base_revision=revision_of(event) if event else 0,
        made_at=now, saved_at=now,
    ).uid  # fmt: skip


@transaction.atomic
def save_draft(*, uid: UUID, saves: int, base_revision: int, fields: Typed, by: Person, now: datetime) -> int:
    """Keep what is typed and return how often the draft was saved; the same text again changes nothing.

    `saves` is how often it was saved when the form was opened: another window of the same person loses nothing.
    Raises NotThere, VersionConflict, InvalidField (too long, U+0000).
    """
    draft = _mine(uid, by)
    typed = {name: list(values) for name, values in fields.items()}
    if draft.fields == typed and draft.base_revision == base_revision:
        return draft.saves
    if draft.saves != saves:
        raise VersionConflict("This draft was saved in another window meanwhile.", draft.saves)
    check_typed(typed)
    draft.fields, draft.base_revision, draft.saved_at, draft.saves = typed, base_revision, now, saves + 1
    draft.save(update_fields=["fields", "base_revision", "saved_at", "saves"])
    return draft.saves


def check_typed(typed: Typed) -> None:
    """Raise InvalidField for a text that no draft can keep."""
    text = json.dumps(typed, ensure_ascii=False)
    if len(text) > DRAFT_CHARACTERS:
        raise InvalidField(
            "draft", "", f"the form holds {len(text):,} characters", f"at most {DRAFT_CHARACTERS:,} are kept"
        )
    for name, values in typed.items():
        if any("\x00" in value for value in values):
            raise InvalidField(
                name, "", "holds the character U+0000, which no database of ours keeps", "take it out"
            )


@transaction.atomic
def end_draft(*, uid: UUID, end: str, by: Person, now: datetime) -> None:
    """End a draft, SUBMITTED or DISCARDED; its text stays. Raises NotThere."""
    draft = _mine(uid, by)
    draft.end, draft.ended_at = end, now
    draft.save(update_fields=["end", "ended_at"])


def _mine(uid: UUID, by: Person) -> Draft:
    """Return an open draft of a person under its row lock; that of somebody else is not there."""
    draft = Draft.objects.select_for_update(no_key=True).filter(
        uid=uid, author_id=by.user_id, ended_at__isnull=True
    ).first()  # fmt: skip
    if draft is None:
        raise NotThere("There is no such open draft of yours.")
    return draft
