"""Before and after an event in words: exactly what the comparison says, and never more."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.flows.before_after import BeforeAfter
from apps.web.event_words import dated
from apps.web.numbers import measured, percent

STATUS_WITHOUT_NUMBERS = "insufficient_data"


def panel(said: BeforeAfter) -> dict[str, Any]:
    """Return the panel: its title, the group, one row per dated week of the event, the notices."""
    return {
        "title": said.title,
        "group": said.group_name,
        "rows": [_row(row) for row in said.rows],
        "notices": said.notices,
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Return one finding; without enough data it has a reason and no number."""
    told = {
        "words": row["words"],
        "name": row["event_name"],
        "day": dated(_day_of(row), "DAY"),
        "status": row["status"],
        "reason": row["reason"],
        "overlaps": row["overlaps"],
        "weeks": "",
        "figures": [],
    }
    if row["status"] == STATUS_WITHOUT_NUMBERS:
        return told
    weeks = {"before": row["weeks_before"], "after": row["weeks_after"]}
    return told | {
        "weeks": _("%(before)s weeks before, %(after)s weeks after") % weeks,
        "figures": [(name, text) for name, text in _figures(row) if text],
    }


def _day_of(row: dict[str, Any]) -> Any:
    return date.fromisoformat(row["day"])


def _figures(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the numbers of a finding in the order in which they are told."""
    tokens, shares = (row["before_tokens"], row["after_tokens"]), (row["before_share"], row["after_share"])
    return [
        (_("Tokens a week, before and after"), _pair(tokens, lambda value: measured(value, "token"))),
        (_("Share of the counted tokens"), _pair(shares, percent)),
        (_("Difference in log points"), _number(row["difference"])),
        (_("Rank among placebo dates and donors (p)"), _number(row["p_value"])),
        (_("p, adjusted for the whole list of events (q)"), _number(row["q_value"])),
        (_("Donors"), str(row["donors"] or "")),
        (_("Denominator"), str(row["denominator"] or "")),
    ]


def _pair(pair: tuple[Any, Any], told: Any) -> str:
    before, after = pair
    return "" if before is None or after is None else f"{told(before)} → {told(after)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
