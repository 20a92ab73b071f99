"""What the log of changes says of runs: in the transaction that publishes or withdraws them."""

from collections.abc import Iterable
from datetime import date, datetime

from apps.flows.models import EstimateRun
from apps.flows.units import ID_LENGTH
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote


def tell(op: str, run: EstimateRun, weeks: Iterable[str], *, now: datetime, reason: str = "") -> None:
    """Tell that a run was PUBLISHED or WITHDRAWN, for these weeks."""
    name = (run.fingerprint or "")[:ID_LENGTH]
    periods = tuple(date.fromisoformat(week) for week in weeks)
    note = ChangeNote(op=op, resource="runs", id=name, run=name, periods=periods, reason=reason)
    note_changes(part="RUNS", changes=[note], now=now)
