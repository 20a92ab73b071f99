"""The only writes of this room: partitions, sources, snapshots, observations, published figures."""

from apps.observations.actions.archive import archive, date_snapshot, remember_validator
from apps.observations.actions.figures import record_figures
from apps.observations.actions.partitions import make_partitions
from apps.observations.actions.record import record
from apps.observations.actions.sources import write_sources

__all__ = [
    "archive", "date_snapshot", "make_partitions", "record", "record_figures", "remember_validator",
    "write_sources",
]  # fmt: skip
