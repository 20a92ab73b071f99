"""`manage.py beforeafter`: what may be said of a share before and after an event. Nothing is stored."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.estimator.bench.histories import Trial
from apps.flows import before_after
from apps.flows.before_after import BeforeAfter, UnknownEvent
from apps.flows.panels import UnknownGroup

SYNTHETIC = "SYNTHETIC  "
NONE = "no event is confirmed; --candidates shows those that nobody has confirmed"


class Command(BaseCommand):
    """Print, for each event, the raw levels, the difference, its placebo rank and the allowed words."""

    help = "What may be said of a group's share of tokens before and after an event: association, not cause."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the event or day, the group, the moment, or the trial on made-up history."""
        parser.add_argument("--event", help="one event by its name (default: every confirmed event)")
        parser.add_argument("--day", type=date.fromisoformat, help="any day instead of an event")
        parser.add_argument("--group", default=before_after.GROUP, help="lab country, lab or model")
        parser.add_argument("--as-of", type=datetime.fromisoformat, help="what was known then (default: now)")
        parser.add_argument("--candidates", action="store_true", help="also events that nobody has confirmed")
        parser.add_argument(
            "--synthetic", action="store_true", help="try the comparison on made-up history instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was asked for."""
        now = datetime.now(UTC)
        try:
            if options["synthetic"]:
                lines = _trial_lines(before_after.synthetic_trial(now=now))
            else:
                lines = _lines(before_after.before_after(now=now, **_asked(options)))
        except (UnknownEvent, UnknownGroup) as fault:
            raise CommandError(str(fault)) from fault
        for line in lines:
            self.stdout.write(line)


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    """Return the question; a moment without a zone is UTC."""
    as_of = options["as_of"]
    as_of = as_of.replace(tzinfo=UTC) if as_of and not as_of.tzinfo else as_of
    return {name: options[name] for name in ("event", "day", "group", "candidates")} | {"as_of": as_of}


def _lines(answer: BeforeAfter) -> Iterator[str]:
    """Yield the answer in the order in which it is to be read."""
    yield f"{answer.group_name}, as known at {answer.as_of:%Y-%m-%d %H:%M} UTC: {answer.title}"
    for row in answer.rows:
        state = "  candidate, not confirmed" if row["state"] == "CANDIDATE" else ""
        yield f"{row['day']}  {row['event_name']}{state}"
        yield from (f"  {line}" for line in _numbers(row))
        yield f"  {row['status']}: {row['words']}{'; ' * bool(row['reason'])}{row['reason']}"
    yield from answer.notices
    yield f"{len(answer.rows)} dates of events" if answer.rows else NONE


def _numbers(row: dict[str, Any]) -> Iterator[str]:
    """Yield the raw levels, the difference and its checks; nothing where there is no number."""
    if row["difference"] is None:
        return
    yield (
        f"raw: {row['before_tokens']:.3g} to {row['after_tokens']:.3g} tokens a week, share "
        f"{row['before_share']:.3f} to {row['after_share']:.3f} of {row['denominator']} "
        f"({row['weeks_before']} weeks before, {row['weeks_after']} after)"
    )
    adjusted = "" if row["q_value"] is None else f", adjusted {row['q_value']:.3f}"
    yield (
        f"less the median of {row['donors']} donors: {row['difference']:+.3f} log points, placebo rank p = "
        f"{row['p_value']:.3f}{adjusted}"
    )
    if row["control_difference"] is not None:
        yield (
            f"synthetic control: {row['control_difference']:+.3f} log points, error of fit before "
            f"{row['control_pre_fit_error']:.3f}"
        )
    yield f"without any one donor: {row['lowest_without_one']:+.3f} to {row['highest_without_one']:+.3f}"


def _trial_lines(trial: Trial) -> Iterator[str]:
    """Yield the trial, every line marked as made up."""
    yield (
        f"{SYNTHETIC}{trial.histories:,} histories of {trial.weeks} weeks and {trial.donors} donors, random walks; "
        "launches and terms changes on their real dates"
    )
    yield f"{SYNTHETIC}a random week as placebo: " + ", ".join(
        f"{status} {count}" for status, count in sorted(trial.counts.items())
    )
    yield (
        f'{SYNTHETIC}of {trial.tested} tested, "no detectable change" {trial.no_change_share:.1%}; stated '
        f"{trial.stated_share:.1%}"
    )
    for finding in trial.findings:
        yield f"{SYNTHETIC}{finding.event.label}: {finding.status}: {finding.words}"
