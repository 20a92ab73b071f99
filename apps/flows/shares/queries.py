"""Flows of tokens as shares of all that was counted in their week: exact, because that total is no draw.

Every other share (of value or energy, of the world, of a part of a count) needs its draws, which are not stored.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection

from apps.flows import statements
from apps.flows.question import Question
from apps.flows.question_more import refuse
from apps.flows.question_problems import Context, Unreadable
from apps.flows.question_values import Spec
from apps.flows.releases import ReleaseRow, WeekRun
from apps.flows.statements import TextPage

# What the rows of a count are the whole of; a list of fifty holds the rest too, as a row of its own.
WHOLE_OF = {"PLATFORM": "PLATFORM", "TOP50": "PLATFORM", "TOP10": "TOP10", "LAB_PAIR": "LAB_PAIR"}
ANSWERED = ("PLATFORM", "TOP10", "LAB_PAIR")
UNSTORED = {
    "TOP50": "the flows of the listed models without the rest are not stored",
    "WORLD": "the world's total is drawn, and shares per draw are not stored",
}
SHARES = {
    f"share_{end}": f"to_char(f.{end} / nullif(w.total, 0), '9.99999EEEE')::float8"
    for end in ("low", "central", "high")
}
SHARED = statements.Table(
    statements.FLOWS.name, statements.FLOW_COLUMNS | SHARES, statements.FLOWS.order, statements.FLOWS.places
)
COUNTED = """SELECT w.run_id, w.week, r.inputs_summary->'weeks'->(w.week::text)->>'denominator', b.total_mean
    FROM unnest(%(run_ids)s::bigint[], %(weeks)s::date[]) AS w(run_id, week)
    JOIN flows_estimaterun r ON r.id = w.run_id
    JOIN flows_countrybalance b ON b.run_id = w.run_id AND b.period_start = w.week
    WHERE b.basis = %(basis)s AND b.scope = %(scope)s AND b.measure = %(measure)s AND b.country IS NULL"""


def _read(text: str, _context: Context) -> str:
    """Read a denominator that flows can be divided by; one that they cannot says why."""
    if text in UNSTORED:
        raise Unreadable(UNSTORED[text].replace(" ", "-"), ", ".join(ANSWERED))
    if text not in ANSWERED:
        raise Unreadable("not-one-of", ", ".join(ANSWERED))
    return text


DENOMINATOR = Spec("denominator", _read)


def check(question: Question) -> None:
    """Raise UnreadableQuestion where shares are asked for that are not stored, or without their denominator."""
    if question.denominator is None:
        for name in question.fields:
            if name in SHARES:
                raise refuse("fields", name, "needs-a-denominator", f"{name} with denominator=")
    elif question.measure != "TOKENS":
        reason = "shares-of-this-measure-need-draws-that-are-not-stored"
        raise refuse("denominator", question.denominator, reason, "measure=TOKENS")
    elif question.scope != "OBSERVED":
        reason = "the-world's-total-is-drawn,-and-shares-per-draw-are-not-stored"
        raise refuse("denominator", question.denominator, reason, "scope=OBSERVED")


def shared_text(
    question: Question,
    release: ReleaseRow,
    *,
    columns: Sequence[str],
    shape: str,
    after: Sequence[Any] | None,
    limit: int,
) -> TextPage:
    """Return one page of corridors with their shares, null in weeks whose count is not of that denominator."""
    weeks = [item for item in release.asked(question) if after is None or item.week.isoformat() >= after[0]]
    counted = _counted(question, weeks)
    totals = [
        total if WHOLE_OF.get(named) == question.denominator else None
        for named, total in (counted.get((item.run_id, item.week), ("", None)) for item in weeks)
    ]
    values = statements.parameters(question, weeks, after, limit)
    values |= {"totals": totals, "synthetic": "true" if release.is_synthetic else "false"}
    sql = statements.page(SHARED, question, after, columns) + statements.text_of(SHARED, columns, shape)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        text, count, key = cursor.fetchall()[0]
    return TextPage(text, count, orjson.loads(key) if key else None)


def share_notices(question: Question, release: ReleaseRow) -> list[str]:
    """Return which weeks of a question have no share, because something else was counted."""
    if question.denominator is None:
        return []
    weeks = release.asked(question)
    counted = _counted(question, weeks)
    others: dict[str, list[str]] = {}
    for item in weeks:
        named, _total = counted.get((item.run_id, item.week), ("", None))
        if WHOLE_OF.get(named) != question.denominator:
            others.setdefault(WHOLE_OF.get(named, "nothing that is named"), []).append(item.week.isoformat())
    return [
        f"No share of {question.denominator} in the weeks of {', '.join(found)}: their count is of {named}."
        for named, found in sorted(others.items())
    ]


def _counted(question: Question, weeks: Sequence[WeekRun]) -> dict[tuple[int, Any], tuple[str, float]]:
    """Return what was counted in each week by each run, and how many tokens that are."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, statements.parameters(question, weeks, None, 0))
        return {(run_id, week): (named or "", total) for run_id, week, named, total in cursor.fetchall()}
