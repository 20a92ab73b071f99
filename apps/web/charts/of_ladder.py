"""The ladder of a kWh: what it earns exported, mined, as tokens at cost and at list price."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.web.charts import intervals
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.charts.of_calculator import LISTED, axis_usd
from apps.web.numbers import BOUND_DIGITS, digits, digits_for
from apps.web.words import Text

Row = Mapping[str, Any]
COSTED = "TOKENS_AT_COST"
RUNGS: dict[str, Text] = {
    "RAW_EXPORT": _l("Exported raw from China"),
    "BITCOIN": _l("Mined into Bitcoin"),
    COSTED: _l("As tokens at cost"),
    LISTED: _l("As tokens at list price"),
}
PLACES: dict[str, Text] = {"WORLD": _l("everywhere"), "CHN": _l("China"), "USA": _l("USA")}


def rung_interval(key: str, row: Row) -> intervals.Interval:
    """Return one rung at one place; rungs that have no place of their own are named alone."""
    rung, place = key.split(":")
    name = f"{RUNGS[rung]}, {PLACES[place]}" if rung in (COSTED, LISTED) else str(RUNGS[rung])
    return intervals.Interval(
        name,
        row["low"],
        row["central"],
        row["high"],
        f"{digits(row['central'], digits_for(row['low'], row['high']))} ({span(row)})",
        row["evidence_grade"],
        "t1" if rung == LISTED else "t2" if rung == COSTED else "t6",
    )


def ladder(rows: Sequence[Row], *, release: str) -> Figure | None:
    """Return what a kWh earns, rung by rung; None where the week has none."""
    known = {row["key"]: row for row in rows if row["central"] is not None}
    keys = [f"{rung}:{place}" for rung in RUNGS for place in PLACES if f"USD_PER_KWH:{rung}:{place}" in known]
    if not keys:
        return None
    drawn = [rung_interval(key, known[f"USD_PER_KWH:{key}"]) for key in keys]
    title = _("What a kWh earns")
    told = _("USD per kWh on a logarithmic axis, with 90 % ranges. Dashed where the grade is D.")
    return Figure(
        key="ladder",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                drawn, frame, words=axis_usd, title=title, description=told, key="ladder", is_log=True
            )
        ),
        table=Table(
            title,
            [
                (_("Use of a kWh"), False), (_("USD per kWh"), True), (_("90 % range"), True),
                (_("Multiple of its price"), True), (_("Grade"), True),
            ],
            [
                [
                    one.name, digits(one.central, digits_for(one.low, one.high)), span(known[f"USD_PER_KWH:{key}"]),
                    multiple_words(known.get(f"MULTIPLE:{key}")), one.grade,
                ]
                for one, key in zip(drawn, keys, strict=True)
            ],
        ),
        notes=[_("At cost: chips on a straight line and electricity; no staff, network, training or margin.")],
        release=release,
    )  # fmt: skip


def span(row: Row) -> str:
    """Return the range of a row."""
    return f"{digits(row['low'], BOUND_DIGITS)}–{digits(row['high'], BOUND_DIGITS)}"


def multiple_words(row: Row | None) -> str:
    """Return a multiple with its range; a dash where there is none."""
    if row is None:
        return "–"
    return f"{digits(row['central'], digits_for(row['low'], row['high']))}× ({span(row)})"
