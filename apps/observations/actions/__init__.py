"""The only writes of this room: partitions, sources, snapshots, observations, published figures, the log of changes."""

from apps.observations.actions.archive import archive, date_snapshot, remember_validator
from apps.observations.actions.changes import forget_changes, note_changes
from apps.observations.actions.figures import record_figures
from apps.observations.actions.partitions import make_partitions
from apps.observations.actions.record import record
from apps.observations.actions.sources import write_sources

__all__ = [
    "archive", "date_snapshot", "forget_changes", "make_partitions", "note_changes", "record", "record_figures",
    "remember_validator", "write_sources",
]  # fmt: skip
