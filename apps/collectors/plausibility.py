"""Pure rules for days of counts that make up a total: what a source puts aside instead of storing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from apps.collectors.contract import ImplausibleReading, Page

Day = Mapping[str, Decimal]
NONE = Decimal(0)
SHARES_TOLERANCE, SHARE_TOLERANCE = Decimal("1e-6"), Decimal("1e-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRules:
    """The limits of a source: a restatement's size and age, a total against its past, a share's step."""

    largest_restatement: Decimal
    oldest_restatement: timedelta
    least_of_median: Decimal
    most_of_median: Decimal
    median_days: int
    largest_share_step: Decimal
    rest: str


def days_of(rows: Iterable[tuple[date, str, Decimal]]) -> dict[date, dict[str, Decimal]]:
    """Return (day, subject, value) rows as one mapping per day."""
    days: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for day, subject, value in rows:
        days[day][subject] = value
    return dict(days)


def implausible_days(
    new: Mapping[date, Day], stored: Mapping[date, Day], *, made_date: date | None, rules: DayRules
) -> dict[date, str]:
    """Return the days to put aside with their reason; a day that says what is stored is not judged again.

    Days are taken in order, and a day that passes is the past of the next one.
    """
    history, odd = dict(stored), {}
    for day in sorted(new):
        if new[day] == stored.get(day):
            continue
        reasons = [
            *_restatements(new[day], stored.get(day), made_date - day if made_date else None, rules),
            *_odd_total(day, new[day], history, rules),
            *_odd_steps(new[day], history.get(day - timedelta(days=1)), rules),
        ]
        if reasons:
            odd[day] = "; ".join(reasons)
        else:
            history[day] = new[day]
    return odd


def check_shares(page: Page, day: date, rows: Mapping[str, tuple[str, Decimal, Decimal]]) -> None:
    """Refuse a day whose (line, count, share) rows do not make a whole; raise ImplausibleReading."""
    total = sum((count for _, count, _ in rows.values()), NONE)
    shares = sum((share for _, _, share in rows.values()), NONE)
    if total == 0 or abs(shares - 1) > SHARES_TOLERANCE:
        remedy = "the shares of a day add up to 1: the file may be truncated"
        raise ImplausibleReading(page, field=f"shares of {day}", found=f"a sum of {shares}", remedy=remedy)
    for subject, (line, count, share) in rows.items():
        if abs(share - count / total) > SHARE_TOLERANCE:
            remedy = f"its count makes {count / total:.12f} of the day"
            raise ImplausibleReading(
                page, field=f"{line}, share", found=f"{share} of {subject}", remedy=remedy
            )


def _restatements(new: Day, stored: Day | None, age: timedelta | None, rules: DayRules) -> list[str]:
    """Return what is too old or too large about a day that was stored before."""
    if stored is None:
        return []
    if age is not None and age > rules.oldest_restatement:
        return [f"restates a day {age.days} days older than its snapshot"]
    total = _total(stored)
    reasons = []
    for subject in sorted({*new, *stored}):
        before, after = stored.get(subject), new.get(subject)
        # A subject that enters or leaves the list moves to or from the rest: it is measured by the day.
        base = before if before and after is not None else total
        if abs((after or NONE) - (before or NONE)) > rules.largest_restatement * base:
            reasons.append(f"restates {subject} from {_said(before)} to {_said(after)}")
    return reasons


def _odd_total(day: date, new: Day, history: Mapping[date, Day], rules: DayRules) -> list[str]:
    """Return what is odd about a day's total beside the median of the days before it."""
    earlier = [day - timedelta(days=back + 1) for back in range(rules.median_days)]
    past = [_total(history[other]) for other in earlier if other in history]
    if not past:
        return []
    total, usual = _total(new), median(past)
    if rules.least_of_median * usual <= total <= rules.most_of_median * usual:
        return []
    return [f"the day's total {total} is outside {rules.least_of_median} to {rules.most_of_median} times the"
            f" median {usual} of the {len(past)} days before"]  # fmt: skip


def _odd_steps(new: Day, before: Day | None, rules: DayRules) -> list[str]:
    """Return the subjects whose share of the day moved too far from the day before."""
    if not before or not _total(before) or not _total(new):
        return []
    reasons = []
    for subject in sorted({*new, *before} - {rules.rest}):
        was = before.get(subject, NONE) / _total(before)
        now = new.get(subject, NONE) / _total(new)
        if abs(now - was) > rules.largest_share_step:
            reasons.append(f"the share of {subject} moves from {was:.3f} to {now:.3f} in a day")
    return reasons


def _said(value: Decimal | None) -> str:
    """Return a count as text, or absent."""
    return "absent" if value is None else str(value)


def _total(day: Day) -> Decimal:
    """Return the sum of a day's counts."""
    return sum(day.values(), NONE)
