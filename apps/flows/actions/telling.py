"""What the log of changes says of runs and claims: in the transaction that changes them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

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


def tell_claims(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], *, run: str, now: datetime
) -> None:
    """Tell of each claim whose headline status changed from one evaluation to the next."""
    known = {row["check_id"]: row["status"] for row in before}
    changed: dict[str, str] = {}
    for row in after:
        was = known.get(row["check_id"], "")
        if row["is_headline"] and was != row["status"]:
            changed.setdefault(row["claim_id"], f"{was or 'not evaluated'} to {row['status']}")
    notes = [
        ChangeNote(op="STATUS", resource="claims", id=name, run=run, reason=reason)
        for name, reason in changed.items()
    ]
    note_changes(part="CLAIMS", changes=notes, now=now)
