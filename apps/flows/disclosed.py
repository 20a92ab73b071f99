"""A disclosed day held against the method, with the rows it rests on."""

from dataclasses import dataclass
from datetime import datetime

from apps.estimator.disclosed import Reconciled, reconcile
from apps.reference import parameters
from apps.reference.disclosures import DEEPSEEK, DisclosedRow, disclosed_day


@dataclass(frozen=True, slots=True)
class DisclosedDay:
    """A disclosed day: its cited figures and what they come to."""

    rows: tuple[DisclosedRow, ...]
    reconciled: Reconciled


def reconciled_day(name: str = DEEPSEEK, *, as_of: datetime | None = None) -> DisclosedDay:
    """Return a disclosed day worked out with the parameters known at a moment; raise UnknownDay."""
    day, rows = disclosed_day(name)
    return DisclosedDay(rows, reconcile(day, parameters.load(as_of)))
