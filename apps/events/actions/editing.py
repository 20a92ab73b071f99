"""A person corrects the words of an event; the old ones are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from apps.events.actions.proposing import check_countries
from apps.events.actions.revising import locked, logged, open_for_work, told
from apps.events.faults import Person, Written
from apps.events.models import Annotation, PolicyEvent

EDITABLE = ("title", "summary", "severity", "targets")


@transaction.atomic
def edit(
    *, slug: str, expected: int, values: Mapping[str, Any], reason: str, by: Person, now: datetime
) -> Written:
    """Change title, summary, severity or targets; old and new values go into the log and into a note.

    Values that are the same already change nothing. Raises NotThere, VersionConflict, WrongState, InvalidField.
    """
    event, revision = locked(slug, expected)
    open_for_work(event)
    now_held = current(event)
    changes = {name: [now_held[name], new] for name, new in values.items() if now_held[name] != new}
    if not changes:
        return Written(slug, revision, event.state, is_new=False)
    if "targets" in changes:
        check_countries(changes["targets"][1])
        event.targets.set(changes["targets"][1])
    columns = [name for name in changes if name != "targets"]
    for name in columns:
        setattr(event, name, changes[name][1])
    event.save(update_fields=columns)
    revision = logged(event, kind="EDITED", now=now, author=by, reason=reason, changes=changes)
    _noted(event, changes, reason, by, now)
    told(event, op="UPDATED", now=now, reason=reason)
    return Written(slug, revision, event.state)


def current(event: PolicyEvent) -> dict[str, Any]:
    """Return what of an event can be edited, as it stands."""
    targets = sorted(event.targets.values_list("pk", flat=True))
    return {"targets": targets, **{name: getattr(event, name) for name in EDITABLE if name != "targets"}}


def _noted(
    event: PolicyEvent, changes: Mapping[str, list[Any]], reason: str, by: Person, now: datetime
) -> None:
    """Write old and new values as a note on the event."""
    lines = [f"{name}: {old!r} became {new!r}" for name, (old, new) in changes.items()]
    uid = uuid4()
    Annotation.objects.create(
        uid=uid, thread=uid, author_id=by.user_id, subject_key=f"event/{event.slug}", created_at=now,
        body="\n".join([*lines, *([f"Why: {reason}"] if reason else [])]),
    )  # fmt: skip
