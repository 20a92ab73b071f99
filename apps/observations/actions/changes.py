"""The log of changes: written in the transaction of what it tells of, forgotten after some time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from apps.observations.models import Change, ChangeSet
from apps.observations.rows import ChangeNote

KEPT = timedelta(days=400)
# More periods are told by their first and their last one.
PERIODS_TOLD = 100


@transaction.atomic
def note_changes(*, part: str, changes: Sequence[ChangeNote], now: datetime) -> None:
    """Tell of changes that this transaction makes; `part` is what answers hang on: EVENTS or RUNS.

    They become visible with the rest of the transaction, numbered in the order of commits.
    """
    if not changes:
        return
    changeset = ChangeSet.objects.create(part=part, noted_at=now, changes=len(changes))
    Change.objects.bulk_create(
        [_row(changeset.pk, ordinal, note) for ordinal, note in enumerate(changes)], batch_size=2000
    )


def _row(changeset_id: int, ordinal: int, note: ChangeNote) -> Change:
    """Return a change as it is stored."""
    periods = sorted(note.periods)
    is_span = len(periods) > PERIODS_TOLD
    return Change(
        changeset_id=changeset_id, ordinal=ordinal, op=note.op, resource=note.resource, object_id=note.id,
        run=note.run, periods=[periods[0], periods[-1]] if is_span else periods, is_span=is_span,
        reason=note.reason,
    )  # fmt: skip


def forget_changes(*, now: datetime) -> int:
    """Delete what was told more than 400 days ago and return how many writes that were.

    The last one stays, so that numbers never begin anew.
    """
    last = ChangeSet.objects.order_by("-last_seq").values_list("pk", flat=True)[:1]
    old = ChangeSet.objects.filter(at__lt=now - KEPT).exclude(pk__in=list(last))
    return old.delete()[1].get("observations.ChangeSet", 0)
