"""A person corrects the fields of an event; the old ones are kept, and what is published waits for a second person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.events.actions.applying import set_fields
from apps.events.actions.revising import locked, open_for_work, told
from apps.events.actions.waiting import keep, must_wait, text_now
from apps.events.faults import Person, Written


@transaction.atomic
def edit(
    *, slug: str, expected: int, values: Mapping[str, Any], reason: str, by: Person, now: datetime
) -> Written:
    """Change fields of an event (`coded.FIELDS`); old and new values go into the log and into a note.

    Of a published event, or where a text waits already, the change waits too. Values that are the same change
    nothing. Raises NotThere, VersionConflict, WrongState, InvalidField.
    """
    event, revision = locked(slug, expected)
    open_for_work(event)
    if must_wait(event):
        wanted, parts = text_now(event)
        if wanted | dict(values) == wanted:
            return Written(slug, revision, event.state, is_new=False)
        return keep(event, wanted | dict(values), parts, reason, by, now)
    changed = set_fields(event, values, reason=reason, by=by, now=now)
    if changed is None:
        return Written(slug, revision, event.state, is_new=False)
    told(event, op="UPDATED", now=now, reason=reason)
    return Written(slug, changed, event.state)
