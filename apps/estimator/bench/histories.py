"""SYNTHETIC histories of usage on which the before/after comparison is tried: random walks that mean nothing.

Nothing here is stored or published. The launches and the terms change carry their real dates; the numbers of
the series are drawn.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.before_after import Panel, compare, judged
from apps.estimator.findings import INSUFFICIENT, NO_CHANGE, Event, Finding
from apps.estimator.periods import weeks_between
from apps.estimator.streams import stream
from apps.estimator.units import SIGNIFICANCE

DONORS, WEEKS, HISTORIES, SEED = 39, 30, 10_000, 20260216
# Standard deviation of a week's change, and what a launch adds to the affected group, in log points.
STEP, LAUNCH = 0.15, 0.6
TOKENS = 1e13
# The real changes that are judged lie this near the launches.
NEAR = timedelta(weeks=8)
# Weeks of history before the first of the real dates.
LEAD = 14
PLACEBO = "a date on which nothing happened"


@dataclass(frozen=True, slots=True)
class Trial:
    """How often each status was said of dates on which nothing happened, and what was said of the real date.

    stated_share is the share of tested dates that must read "no detectable change": one minus the false
    positives that a rank among these donors allows.
    """

    donors: int
    weeks: int
    histories: int
    counts: dict[str, int]
    tested: int
    no_change_share: float
    stated_share: float
    findings: tuple[Finding, ...]


def panel(first: date, launches: Sequence[Event], *, seed: int, name: str) -> Panel:
    """Return one SYNTHETIC history from a Monday on: independent random walks, and a jump at each launch week."""
    weeks = weeks_between(first, first + timedelta(weeks=WEEKS))
    steps = stream(seed, "history", name).normal(0.0, STEP, (DONORS + 1, WEEKS))
    logs = np.cumsum(steps, axis=1)
    for week in {launch.week for launch in launches}:
        logs[0] += LAUNCH * np.array([other >= week for other in weeks])
    shares: Float64s = np.exp(logs) / np.exp(logs).sum(axis=0)
    donors = tuple(f"synthetic-{row + 1}" for row in range(DONORS))
    flagged = (tuple(launches), *((),) * DONORS)
    return Panel("SYNTHETIC", tuple(weeks), shares, TOKENS * shares[0], donors, flagged)


def trial(
    launches: Sequence[Event], changes: Sequence[Event], *, histories: int = HISTORIES, seed: int = SEED
) -> Trial:
    """Return what the comparison says on SYNTHETIC histories that carry these real dates.

    Of each history one week is drawn at random as a placebo; the real changes are judged on the first history.
    """
    first = min(event.week for event in (*launches, *changes)) - timedelta(weeks=LEAD)
    counts: Counter[str] = Counter()
    for number in range(histories):
        made = panel(first, launches, seed=seed, name=str(number))
        week = made.weeks[int(stream(seed, "placebo", str(number)).integers(WEEKS))]
        placebo = Event(PLACEBO, PLACEBO, week)
        counts[judged([compare(made, placebo, control=False)])[0].status] += 1
    tested = sum(count for status, count in counts.items() if status not in (INSUFFICIENT, "confounded"))
    ranks = DONORS + 1
    real = panel(first, launches, seed=seed, name="0")
    return Trial(
        donors=DONORS,
        weeks=WEEKS,
        histories=histories,
        counts=dict(counts),
        tested=tested,
        no_change_share=counts[NO_CHANGE] / tested if tested else 0.0,
        stated_share=1 - np.floor(SIGNIFICANCE * ranks) / ranks,
        findings=tuple(judged([compare(real, change) for change in changes])),
    )
