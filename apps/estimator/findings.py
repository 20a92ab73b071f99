"""What is said of an event: the finding, its statuses, and the only words in which it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.estimator.periods import monday_of

INSUFFICIENT, CONFOUNDED = "insufficient_data", "confounded"
ASSOCIATION, NO_CHANGE, CONSISTENT = "association", "no_detectable_change", "consistent_with_effect"
# Nothing else is ever said, whatever the numbers are.
WORDS = {
    INSUFFICIENT: "no statement",
    CONFOUNDED: "change after; overlaps with {others}",
    ASSOCIATION: "change after",
    NO_CHANGE: "no detectable change",
    CONSISTENT: "consistent with an effect of",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated that may move a series; `key` is what its own other dates share, `name` what it is called."""

    key: str
    name: str
    day: date

    @property
    def week(self) -> date:
        """Return the Monday of its week."""
        return monday_of(self.day)

    @property
    def label(self) -> str:
        """Return its name and day."""
        return f"{self.name} ({self.day})"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one event and one group, in order: raw levels, difference, control, leave-one-out, status.

    Tokens and shares are means of the weeks used (before: the last ones); differences are in log points. All
    numbers are None where the status is insufficient_data; `reason` then says what is missing.
    """

    event: Event
    group: str
    status: str
    words: str
    reason: str = ""
    overlaps: tuple[str, ...] = ()
    weeks_before: int = 0
    weeks_after: int = 0
    before_tokens: float | None = None
    after_tokens: float | None = None
    before_share: float | None = None
    after_share: float | None = None
    difference: float | None = None
    donors: int = 0
    p_value: float | None = None
    q_value: float | None = None
    control_difference: float | None = None
    control_pre_fit_error: float | None = None
    lowest_without_one: float | None = None
    highest_without_one: float | None = None


def wording(status: str, overlaps: Sequence[str] = ()) -> str:
    """Return the words of a status; a confounded one names what it overlaps with."""
    return WORDS[status].format(others=", ".join(overlaps))
