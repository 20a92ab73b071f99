"""Bars of a denominator: each part of one week's whole with its range, the unknown part among them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.web.charts import intervals, waterfall
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.charts.frame import Frame
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
            lambda frame: (
                stacked(ordered, names, frame, title=title, description=told, key=key)
                if is_counted
                else ranges(ordered, names, frame, title=title, description=told, key=key)
            )
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


def stacked(
    rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], frame: Frame, **told: str
) -> SafeString:
    """Return counted parts, each beginning where the last one ends; together they are the whole."""
    steps = [
        waterfall.Step(
            names.get(row["place"], row["place"]), row["central"], words(row), TONES.get(row["place"], "t6")
        )
        for row in rows[:SHOWN]
    ]
    whole = waterfall.Step(_("The whole"), sum(step.value for step in steps), "", "t7", is_total=True)
    return waterfall.draw([*steps, whole], frame, words=percent, **told)


def ranges(
    rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], frame: Frame, **told: str
) -> SafeString:
    """Return drawn parts as ranges."""
    drawn = [
        intervals.Interval(
            names.get(row["place"], row["place"]),
            row["low"],
            row["central"],
            row["high"],
            words(row),
            row["evidence_grade"],
            TONES.get(row["place"], "other"),
        )
        for row in rows[:SHOWN]
    ]
    return intervals.draw(
        drawn, frame, words=percent, title=told["title"], description=told["description"], key=told["key"]
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
