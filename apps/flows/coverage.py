"""The words that go with every answer: citation, licence, coverage, and what to know about its weeks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.flows.question import Question
from apps.flows.question_values import write_moment
from apps.flows.releases import ReleaseRow, WeekRun
from apps.flows.units import DAY_LENGTH, SHOWN_WEEKS

LICENSE = "CC-BY-4.0"
PLATFORM = "openrouter"
BIAS = "over-represents open and low-price models"
SHARE_PARAMETER = "openrouter_token_share_world"


# What a flag of a week's usage means to a reader.
MEANINGS = {
    "window_assumed": "the publication did not print its window; its figures are assigned to this week",
    "partial_week": "not all days are observed; the sum of the observed days stands, it is not scaled up",
    "TOP10": "counts the ten largest models only, not the whole platform",
    "TOP50": "counts the fifty largest models of each day and the rest as one row of unknown lab",
    "LAB_PAIR": "counts labs in China and the USA only",
    "derived": "a figure is derived from a printed growth rate",
    "lower_bound": "a figure is a lower bound",
    "partial_window": "the window of a figure covers part of the week",
    "unverified": "the published figure could not be checked against its source",
}


def citation(release: ReleaseRow) -> str:
    """Return the sentence by which a release is cited."""
    day = release.published_at.date().isoformat()
    return (
        f"Tokentrade, release {release.id}, as of {day}, CC BY 4.0. "
        f"Source: OpenRouter (openrouter.ai/rankings) and the publications named with each week, as of {day}."
    )


def week_notices(briefs: Mapping[str, dict[str, Any]]) -> list[str]:
    """Return one sentence for each flag that some of these weeks (ISO dates) carry."""
    carried: dict[str, list[str]] = {}
    for week, brief in sorted(briefs.items()):
        for flag in (*brief.get("flags", ()), brief.get("denominator", "")):
            carried.setdefault(flag, []).append(week)
    return [
        f"{_week_list(weeks_)}: {MEANINGS[flag]}." for flag, weeks_ in carried.items() if flag in MEANINGS
    ]


def withdrawn_notices(weeks: Iterable[WeekRun], runs: Mapping[int, dict[str, Any]]) -> list[str]:
    """Return one sentence for each run of these weeks that was withdrawn after it was published."""
    taken_back: dict[int, list[str]] = {}
    for item in weeks:
        if runs[item.run_id]["withdrawn_at"]:
            taken_back.setdefault(item.run_id, []).append(item.week.isoformat())
    return [
        f"{_week_list(listed)}: these numbers were withdrawn on {runs[run_id]['withdrawn_at'][:DAY_LENGTH]}; "
        f"{runs[run_id]['reason']}. The current release has others."
        for run_id, listed in taken_back.items()
    ]


def _week_list(weeks: Sequence[str]) -> str:
    """Return the weeks as words; a long list as its count and ends."""
    if len(weeks) > SHOWN_WEEKS:
        return f"{len(weeks)} weeks from {weeks[0]} to {weeks[-1]}"
    return ("Week of " if len(weeks) == 1 else "Weeks of ") + ", ".join(weeks)


def brief(summaries: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a meta block needs of each week's choice."""
    return {week: {name: told[name] for name in ("flags", "denominator")} for week, told in summaries.items()}


def share_of_world(parameters: Iterable[dict[str, Any]]) -> list[float] | None:
    """Return low, central and high of the platform's share of the world's tokens, or None without the row."""
    for row in parameters:
        if row["key"] == SHARE_PARAMETER and not row["scope"]:
            return [row["low"], row["central"], row["high"]]
    return None


def meta(question: Question, release: ReleaseRow, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the meta block of an answer from `queries.flow_meta`; paging fills `next`."""
    return {
        "as_of": write_moment(question.as_of or release.published_at),
        "release": release.id,
        "method": facts["method"],
        "license": LICENSE,
        "citation": citation(release),
        "coverage": facts["coverage"],
        "unknown_share": facts["unknown_share"],
        "synthetic": release.is_synthetic,
        "notices": facts["notices"],
        "unstable": [],
        "next": None,
    }
