"""Figures made of balances and corridors: exports and imports over the weeks, partners as ranges."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.web import words
from apps.web.charts import intervals, lines
from apps.web.charts.axes import Mark
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import axis, figure, range_text
from apps.web.ranged import Ranged

PARTNERS = 12
RANGE_NOTE = _l("Bands are 90 % ranges given the stated assumptions; a week without an estimate is a gap.")


def exports_and_imports(
    history: Sequence[dict[str, Any]], *, name: str, measure: str, release: str, marks: Sequence[Mark] = ()
) -> Figure | None:
    """Return one country's exports and imports over the weeks, or None without any week."""
    if not history:
        return None
    unit = history[0]["unit"]
    drawn = [_line(history, "exports", _("Exports"), "t1"), _line(history, "imports", _("Imports"), "t2")]
    title = _("Exports and imports of %(name)s by week") % {"name": name}
    told = _("%(measure)s that left for, and came from, other known countries.") % {"measure": measure}
    return Figure(
        key="balance-history",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn,
                frame,
                words=lambda value: axis(value, unit),
                title=title,
                description=told,
                key="balance-history",
                marks=marks,
            )
        ),
        table=Table(
            title,
            [
                (_("Week of"), False),
                (_("Exports"), True),
                (_("90 % range"), True),
                (_("Imports"), True),
                (_("90 % range"), True),
                (_("Grade"), False),
            ],
            [_history_row(row, unit) for row in history],
        ),
        legend=[(line.name, line.tone) for line in drawn],
        notes=[str(RANGE_NOTE)],
        release=release,
    )


def _line(history: Sequence[dict[str, Any]], side: str, name: str, tone: str) -> lines.Line:
    by_end: dict[str, dict[date, float]] = {
        end: {row["period_start"]: row[f"{side}_{end}"] for row in history}
        for end in ("low", "central", "high")
    }
    return lines.Line(name, tone, by_end["central"], by_end["low"], by_end["high"])


def _history_row(row: dict[str, Any], unit: str) -> list[str]:
    cells = [words.day(row["period_start"])]
    for side in ("exports", "imports"):
        span = (row[f"{side}_central"], row[f"{side}_low"], row[f"{side}_high"], unit)
        cells += [figure(*span), range_text(*span)]
    return [*cells, row["evidence_grade"]]


def partners(
    rows: Sequence[Ranged], *, key: str, title: str, told: str, unit: str, release: str, end: str
) -> Figure | None:
    """Return the largest partners as ranges on a logarithmic axis; `end` names the other end of each row."""
    shown = [row for row in rows if row.low > 0][:PARTNERS]
    if not shown:
        return None
    drawn = [_partner(row, end) for row in shown]
    heads = [
        (_("Country"), False),
        (_("Central"), True),
        (_("90 % range"), True),
        (_("Grade"), False),
        (_("Pair"), False),
    ]
    cells = [
        [getattr(row, f"{end}_name"), row.central, row.range, row.grade, row.identification] for row in rows
    ]
    return Figure(
        key=key,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                drawn,
                frame,
                words=lambda value: axis(value, unit),
                title=title,
                description=told,
                key=key,
                is_log=True,
            )
        ),
        table=Table(title, heads, cells),
        notes=[
            _(
                "Dashed where a link before the destination is an assumption (grade D); every destination is "
                "modelled. The axis is logarithmic."
            )
        ],
        release=release,
    )


def _partner(row: Ranged, end: str) -> intervals.Interval:
    """Return one partner as a range."""
    return intervals.Interval(
        getattr(row, f"{end}_name"),
        row.low,
        row.value,
        row.high,
        f"{row.central} ({row.range})",
        row.drawn_grade,
        "t1" if end == "destination" else "t2",
        row.url or None,
    )
