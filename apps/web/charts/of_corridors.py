"""Figures of a corridor: both directions over the weeks, and where the origin's total goes."""

from typing import Any

from django.utils.translation import gettext as _

from apps.flows.profiles import CorridorProfile
from apps.flows.question import Question
from apps.web import words
from apps.web.charts import lines, waterfall
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import axis, figure, measured, percent, range_text

Row = dict[str, Any]


def both_ways(profile: CorridorProfile, pair: tuple[str, str], *, release: str) -> Figure | None:
    """Return both directions over the weeks, or None where no week lists either."""
    ways = [
        (f"{a} → {b}", tone, rows)
        for a, b, tone, rows in (
            (*pair, "t1", profile.forward_history),
            (pair[1], pair[0], "t2", profile.reverse_history),
        )
        if rows
    ]
    if not ways:
        return None
    unit = ways[0][2][0]["unit"]
    drawn = [_line(name, tone, rows) for name, tone, rows in ways]
    title = _("Both directions by week")
    told = _("A week without an estimate, or below the smallest listed flow, is a gap.")
    return Figure(
        key="corridor-history",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn,
                frame,
                words=lambda value: axis(value, unit),
                title=title,
                description=told,
                key="corridor-history",
            )
        ),
        table=Table(
            title,
            [
                (_("Flow"), False),
                (_("Week of"), True),
                (_("Central"), True),
                (_("90 % range"), True),
                (_("Grade"), True),
            ],
            [cells for name, _tone, rows in ways for cells in _cells(name, rows)],
        ),
        legend=[(line.name, line.tone) for line in drawn],
        notes=[_("Bands are 90 % ranges given the stated assumptions.")],
        release=release,
    )


def _line(name: str, tone: str, rows: list[Row]) -> lines.Line:
    ends = {end: {row["period_start"]: row[end] for row in rows} for end in ("low", "central", "high")}
    return lines.Line(name, tone, ends["central"], ends["low"], ends["high"])


def _cells(name: str, rows: list[Row]) -> list[list[str]]:
    found = []
    for row in rows:
        span = (row["central"], row["low"], row["high"], row["unit"])
        found.append(
            [name, words.day(row["period_start"]), figure(*span), range_text(*span), row["evidence_grade"]]
        )
    return found


def where_it_goes(
    profile: CorridorProfile, question: Question, names: dict[str, str], origin: str, *, release: str
) -> Figure | None:
    """Return how the origin's mean total parts into this flow, other countries, home, and nobody knows where."""
    row = next(
        (r for r in profile.forward if (r["basis"], r["measure"]) == (question.basis, question.measure)), None
    )
    balance = profile.origin_balance
    if row is None or balance is None or not profile.origin_total_mean:
        return None
    unit, steps = row["unit"], _steps(row, balance, profile.origin_total_mean)
    title = _("Where the total of %(name)s goes") % {"name": names[origin]}
    told = _("Means, which add; the ranges stand in the tables.")
    return Figure(
        key="where-it-goes",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: waterfall.draw(
                steps,
                frame,
                words=lambda value: axis(value, unit),
                title=title,
                description=told,
                key="where-it-goes",
            )
        ),
        table=Table(
            title,
            [(_("Part"), False), (_("Mean and share"), True)],
            [[step.name, step.words] for step in steps],
        ),
        release=release,
    )


def _steps(row: Row, balance: Row, total: float) -> list[waterfall.Step]:
    """Return the parts of the origin's total, and the total itself."""
    unit, home = row["unit"], balance["domestic_mean"]
    this = row["mean"] if row["kind"] == "crossing" else 0.0
    exports = balance["exports_mean"] - balance["unlisted_exports"]
    parts = [
        (_("This flow"), this, "t1"),
        (_("Other known countries"), max(exports - this, 0.0), "t6"),
        (_("Stays at home"), home, "t3"),
        (_("Unknown destination"), max(total - exports - home, 0.0), "unk"),
    ]
    steps = [
        waterfall.Step(name, value, f"{measured(value, unit)} · {percent(value / total)}", tone)
        for name, value, tone in parts
        if value > 0
    ]
    return [
        *steps,
        waterfall.Step(_("Total of the origin"), total, measured(total, unit), "t7", is_total=True),
    ]
