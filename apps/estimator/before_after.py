"""Before and after an event: the windows, the comparison with donors, and the status that follows.

Association, not cause. The weeks of other events on a series (launches, price changes, free promotions,
policy events) are left out, and one of them near the event makes the comparison confounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.findings import (
    ASSOCIATION,
    CONFOUNDED,
    CONSISTENT,
    INSUFFICIENT,
    NO_CHANGE,
    Event,
    Finding,
    wording,
)
from apps.estimator.periods import DAYS_PER_WEEK
from apps.estimator.placebo import Control, Ranked, benjamini_hochberg, ranked, synthetic_control
from apps.estimator.units import (
    DONORS_LEAST,
    SIGNIFICANCE,
    WEEKS_AFTER,
    WEEKS_AFTER_LEAST,
    WEEKS_BEFORE,
    WEEKS_BEFORE_LEAST,
    WEEKS_OF_LEVEL,
    WEEKS_OF_OVERLAP,
)

WEEK = timedelta(days=DAYS_PER_WEEK)
OVERLAP = WEEKS_OF_OVERLAP * WEEK


@dataclass(frozen=True, slots=True)
class Panel:
    """Weekly shares of an affected group (row 0) and its donors, (1 + J, T), with the group's tokens (T,).

    weeks are consecutive Mondays; what was not observed is NaN. flagged are the other events of each row.
    """

    group: str
    weeks: tuple[date, ...]
    shares: Float64s
    tokens: Float64s
    donors: tuple[str, ...]
    flagged: tuple[tuple[Event, ...], ...]


@dataclass(frozen=True, slots=True)
class Windows:
    """The usable weeks before and after an event, as positions in the panel, oldest first."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def level(self) -> tuple[int, ...]:
        """Return the last weeks before, which are the level that the weeks after are held against."""
        return self.before[-WEEKS_OF_LEVEL:]


def overlapping(event: Event, others: Iterable[Event]) -> list[Event]:
    """Return the other events within four weeks of an event, oldest first; its own further dates are not others."""
    near = {one for one in others if one.key != event.key and abs(one.week - event.week) <= OVERLAP}
    return sorted(near, key=lambda one: (one.day, one.name))


def windows(panel: Panel, event: Event) -> Windows:
    """Return the usable weeks around an event.

    The event's own week is neither before nor after. Weeks without a share and weeks of other events are left
    out; an event too far to overlap ends the weeks after, so that its own change is not read as this one's.
    """
    flagged = {one.week for one in panel.flagged[0] if one.key != event.key}
    later = [week for week in flagged if week > event.week + OVERLAP]
    end = min([*later, event.week + (WEEKS_AFTER + 1) * WEEK])
    start = event.week - WEEKS_BEFORE * WEEK
    usable = [
        (place, week)
        for place, (week, share) in enumerate(zip(panel.weeks, panel.shares[0].tolist(), strict=True))
        if share > 0 and week not in flagged and start <= week < end
    ]
    before = tuple(place for place, week in usable if week < event.week)
    after = tuple(place for place, week in usable if week > event.week)
    return Windows(before, after)


def compare(panel: Panel, event: Event, *, control: bool = True) -> Finding:
    """Return the finding of one event before it is judged together with others (`judged`).

    control False leaves out the synthetic control, which nothing else rests on.
    """
    found = windows(panel, event)
    overlaps = tuple(one.label for one in overlapping(event, panel.flagged[0]))
    known: dict[str, Any] = {
        "overlaps": overlaps,
        "weeks_before": len(found.before),
        "weeks_after": len(found.after),
    }
    if len(found.before) < WEEKS_BEFORE_LEAST or len(found.after) < WEEKS_AFTER_LEAST:
        reason = (
            f"{len(found.before)} usable weeks before and {len(found.after)} after; at least "
            f"{WEEKS_BEFORE_LEAST} and {WEEKS_AFTER_LEAST} are needed"
        )
        return _silent(panel, event, reason, known)
    rows = _eligible(panel, event, (*found.level, *found.after))
    if len(rows) == 1:
        return _silent(panel, event, "no donor series has all the weeks of this event", known)
    logs = np.log(panel.shares[rows])
    rank = ranked(logs[:, found.after].mean(axis=1) - logs[:, found.level].mean(axis=1))
    status = CONFOUNDED if overlaps else NO_CHANGE if rank.p_value > SIGNIFICANCE else ASSOCIATION
    return Finding(
        event=event, group=panel.group, status=status, words=wording(status, overlaps),
        reason=_power(len(rows) - 1, status), donors=len(rows) - 1,
        **known, **_levels(panel, found), **_numbers(rank, _control(panel, rows, found) if control else None),
    )  # fmt: skip


def _silent(panel: Panel, event: Event, reason: str, known: dict[str, Any]) -> Finding:
    """Return the finding that says nothing, and why."""
    return Finding(event, panel.group, INSUFFICIENT, wording(INSUFFICIENT), reason, **known)


def _power(donors: int, status: str) -> str:
    """Return what a reader must know of a rank among few donors."""
    if status != NO_CHANGE or donors >= DONORS_LEAST:
        return ""
    return (
        f"with {donors} donors the rank cannot fall below {1 / (donors + 1):.2g}, so no change, however large, "
        f"could have been detected; {DONORS_LEAST} are needed"
    )


def _eligible(panel: Panel, event: Event, weeks: tuple[int, ...]) -> list[int]:
    """Return the affected row and the donors that have every week used, none of them one of their own events."""
    rows = [0]
    for row in range(1, len(panel.shares)):
        own = {one.week for one in panel.flagged[row] if one.key != event.key}
        if all(panel.shares[row, week] > 0 and panel.weeks[week] not in own for week in weeks):
            rows.append(row)
    return rows


def _control(panel: Panel, rows: list[int], found: Windows) -> Control | None:
    """Return the synthetic control of the donors that have all weeks before as well; None without any."""
    whole = [row for row in rows if (panel.shares[row, found.before] > 0).all()]
    if len(whole) == 1:
        return None
    logs = np.log(panel.shares[whole])
    return synthetic_control(logs[:, found.before], logs[:, found.after])


def _levels(panel: Panel, found: Windows) -> dict[str, Any]:
    """Return the raw means before and after."""
    level, after = list(found.level), list(found.after)
    return {
        "before_tokens": float(panel.tokens[level].mean()),
        "after_tokens": float(panel.tokens[after].mean()),
        "before_share": float(panel.shares[0, level].mean()),
        "after_share": float(panel.shares[0, after].mean()),
    }


def _numbers(rank: Ranked, control: Control | None) -> dict[str, Any]:
    """Return the numbers of the comparison with donors."""
    return {
        "difference": rank.difference,
        "p_value": rank.p_value,
        "control_difference": control.difference if control else None,
        "control_pre_fit_error": control.pre_fit_error if control else None,
        "lowest_without_one": rank.lowest,
        "highest_without_one": rank.highest,
    }


def judged(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a whole list of events, each p value adjusted for the length of the list.

    Only what is neither silent nor confounded is tested, so only that counts (Benjamini and Hochberg).
    """
    tested = [row for row, one in enumerate(findings) if one.status in (NO_CHANGE, ASSOCIATION)]
    adjusted = benjamini_hochberg([findings[row].p_value or 0.0 for row in tested])
    found = list(findings)
    for row, q_value in zip(tested, adjusted, strict=True):
        found[row] = _judged(findings[row], q_value)
    return found


def _judged(finding: Finding, q_value: float) -> Finding:
    """Return a tested finding with its adjusted p value and the status that follows."""
    keeps_sign = (finding.lowest_without_one or 0.0) * (finding.highest_without_one or 0.0) > 0
    status = finding.status
    if status == ASSOCIATION and finding.donors >= DONORS_LEAST and q_value <= SIGNIFICANCE and keeps_sign:
        status = CONSISTENT
    return replace(finding, status=status, words=wording(status), q_value=q_value)
