"""Events as rows: chosen by what a reader asks, with their stages as words."""

import re
from datetime import date
from typing import Any

from apps.api.asking import Ask
from apps.events import queries as events
from apps.flows.question_more import span_of
from apps.reference import queries as reference

SHOWN = ("CONFIRMED",)


def chosen(ask: Ask) -> list[dict[str, Any]]:
    """Return the events that a question asks for, with dates and stages in one row."""
    question = ask.question
    found = events.event_rows(
        states=question.asked("state") or SHOWN,
        as_of=ask.version.known_at,
        kinds=question.asked("kind") or (),
    )
    names = _names_of(question.model)
    return [_row(event) for event in found if _is_asked(event, ask) and _names(event, names)]


def _is_asked(event: dict[str, Any], ask: Ask) -> bool:
    """Tell whether an event has the stage, the country, the days and the words asked for."""
    question = ask.question
    start, end = span_of(question)
    stages = [
        step
        for step in event["stages"]
        if step["stage"] in (question.asked("stage") or (step["stage"],))
        and (start or date.min) <= step["date"] < (end or date.max)
    ]
    is_plain = not (question.asked("stage") or start or end)
    places = {event["jurisdiction"], *event["countries"]}
    words = f"{event['slug']} {event['title']} {event['summary']}".casefold()
    return (
        bool(stages or is_plain)
        and (not question.country or bool(places & set(question.country)))
        and question.q.casefold() in words
    )


def _names_of(models: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return the pattern of every name these models have; None where no model is asked for."""
    if not models:
        return None
    known = [row for row in reference.model_rows() if row["id"] in models]
    names = {name for row in known for name in (row["id"], row["name"], *row["aliases"])} or {"\0"}
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(names))})(?!\w)", re.IGNORECASE
    )


def _names(event: dict[str, Any], pattern: re.Pattern[str] | None) -> bool:
    """Tell whether title, summary or a quote names one of the models."""
    if pattern is None:
        return True
    quotes = (proof["quote"] for proof in event["evidence"])
    return any(pattern.search(text) for text in (event["title"], event["summary"], *quotes))


def as_item(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event as one thing, its stages and evidence whole."""
    return _row(event) | {"stages": event["stages"], "evidence": event["evidence"]}


def _row(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event as one row of a list."""
    dates = [step["date"] for step in event["stages"]]
    return event | {
        "first_date": min(dates, default=None),
        "last_date": max(dates, default=None),
        "stages": [f"{step['stage']} {step['date'].isoformat()}" for step in event["stages"]],
        "is_disputed": any(step["is_disputed"] or step["has_other_dates"] for step in event["stages"]),
        "evidence_count": len(event["evidence"]),
    }
