"""Bars of a denominator: each part of one week's whole with its range, the unknown part among them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.web.charts import intervals
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import percent

SHOWN = 12
TONES = {"CHN": "t1", "USA": "t2", UNKNOWN: "unk"}


def parts(
    rows: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    *,
    key: str,
    title: str,
    release: str,
    source: str = "",
) -> Figure:
    """Return the parts of one whole, largest first; the drawing has twelve, the table all."""
    ordered = sorted(rows, key=lambda row: -row["central"])
    drawn = [
        intervals.Interval(
            names.get(row["place"], row["place"]),
            row["low"],
            row["central"],
            row["high"],
            words(row),
            row["evidence_grade"] if row["low"] != row["high"] else "",
            TONES.get(row["place"], "other"),
        )
        for row in ordered[:SHOWN]
    ]
    is_counted = all(row["low"] == row["high"] for row in rows)
    told = (
        _("Counted, as published: no range. The parts add to 100 % with the unknown one.")
        if is_counted
        else _("Drawn: the bar is the 90 % range, the dot the median. Medians need not add to 100 %.")
    )
    return Figure(
        key=key,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(drawn, frame, words=percent, title=title, description=told, key=key)
        ),
        table=Table(
            title,
            [(_("Part"), False), (_("Share"), True), (_("90 % range"), True), (_("Grade"), True)],
            [
                [
                    names.get(row["place"], row["place"]),
                    percent(row["central"]),
                    span(row),
                    row["evidence_grade"],
                ]
                for row in ordered
            ],
        ),
        source=source,
        release=release,
    )


def words(row: Mapping[str, Any]) -> str:
    """Return a share with its range, where it has one."""
    return (
        f"{percent(row['central'])} ({span(row)})" if row["low"] != row["high"] else percent(row["central"])
    )


def span(row: Mapping[str, Any]) -> str:
    """Return the range of a share; one that was counted has none."""
    if row["low"] == row["high"]:
        return _("counted")
    return f"{percent(row['low'])} – {percent(row['high'])}"
