"""Figures of the price gap between two lab countries: the pairs by side, and what the gap is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.web.charts import intervals
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import BOUND_DIGITS, digits, digits_for
from apps.web.words import Text

Row = Mapping[str, Any]
SIDES: dict[str, Text] = {
    "INPUT": _l("Input"),
    "CACHED": _l("Cached input"),
    "OUTPUT": _l("Output"),
    "BLENDED": _l("One mix of all three"),
}
WEIGHTINGS: dict[str, Text] = {
    "TOKEN_WEIGHTED": _l("weighted by tokens"),
    "EQUAL_WEIGHT": _l("every pair alike"),
}
PARTS: dict[str, Text] = {
    "gap": _l("The whole gap"),
    "electricity": _l("Electricity and PUE"),
    "hardware": _l("Hardware"),
    "architecture": _l("Size and architecture"),
    "residual": _l("The rest"),
}
MINUS = "−"


def ratio(low: float, central: float, high: float) -> tuple[str, str]:
    """Return a ratio with the digits its range allows, and the range; one number has no range."""
    if low == high:
        return f"{digits(central, 3)}×", ""
    count = digits_for(low, high)
    return (
        f"{digits(central, count)}×",
        f"{digits(low, max(count, BOUND_DIGITS))}–{digits(high, max(count, BOUND_DIGITS))}×",
    )


def pairs(rows: Sequence[Row], *, title: str, release: str) -> Figure | None:
    """Return the mean gap of each side between the lowest and the highest single pair; None without any."""
    known = [row for row in rows if row["key"].startswith("GAP:") and row["central"] is not None]
    if not known:
        return None
    drawn = [pair_interval(row) for row in known]
    told = _(
        "Dot: the geometric mean of all pairs. Bar: from the lowest to the highest single pair; it is no "
        "90 % range. Right of 1 the first country is dearer."
    )
    key = "gap-pairs"
    return Figure(
        key=key,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                drawn, frame, words=lambda value: f"{value:,g}×", title=title, description=told, key=key,
                is_log=True,
            )
        ),
        table=Table(
            title,
            [
                (_("Side and weighting"), False), (_("Ratio"), True), (_("Lowest pair"), True),
                (_("Highest pair"), True), (_("Pairs"), True), (_("Models"), True), (_("Grade"), True),
            ],
            [
                [
                    interval.name, *(f"{digits(row[end], 3)}×" for end in ("central", "lowest_pair", "highest_pair")),
                    str(row["pairs"]), str(row["models"]), row["evidence_grade"],
                ]
                for interval, row in zip(drawn, known, strict=True)
            ],
        ),
        legend=[(str(WEIGHTINGS["TOKEN_WEIGHTED"]), "t1"), (str(WEIGHTINGS["EQUAL_WEIGHT"]), "t2")],
        notes=[_("Pairs share day, side and tier, not quality: no measure of quality is stored.")],
        release=release,
    )  # fmt: skip


def pair_interval(row: Row) -> intervals.Interval:
    """Return one side and weighting: the mean of its pairs between the lowest and the highest."""
    told = {"ratio": f"{digits(row['central'], 2)}×", "pairs": row["pairs"]}
    return intervals.Interval(
        f"{SIDES[row['side']]}, {WEIGHTINGS[row['weighting']]}",
        row["lowest_pair"],
        row["central"],
        row["highest_pair"],
        _("%(ratio)s of %(pairs)s pairs") % told,
        row["evidence_grade"],
        "t1" if row["weighting"] == "TOKEN_WEIGHTED" else "t2",
    )


def part_interval(row: Row) -> intervals.Interval:
    """Return one part of the gap with its range."""
    return intervals.Interval(
        str(PARTS[row["key"].partition(":")[2]]),
        row["low"],
        row["central"],
        row["high"],
        f"{signed(row['central'])} ({signed(row['low'])} … {signed(row['high'])})",
        row["evidence_grade"],
        "t2" if row["key"].endswith(":gap") else "t1",
    )


def made_of(rows: Sequence[Row], *, title: str, release: str) -> Figure | None:
    """Return the Shapley parts of the gap in log points, with 90 % ranges; None without any."""
    known = [row for row in rows if row["key"].startswith("SHAPLEY:") and row["central"] is not None]
    if not known:
        return None
    drawn = [part_interval(row) for row in known]
    told = _("In log points: the parts add to the whole in every draw. 0.69 means twice as dear, −0.69 half.")
    key = "gap-parts"
    return Figure(
        key=key,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(drawn, frame, words=signed, title=title, description=told, key=key)
        ),
        table=Table(
            title,
            [(_("Part"), False), (_("Log points"), True), (_("90 % range"), True), (_("Grade"), True)],
            [
                [
                    one.name,
                    signed(one.central),
                    f"{signed(one.low)} … {signed(one.high)}",
                    one.grade,
                ]
                for one in drawn
            ],
        ),
        notes=[
            _(
                "Each lab’s models as if computed at its home. The rest holds margin, quality, subsidy, training "
                "and error. Medians of parts need not add; the draws do."
            )
        ],
        release=release,
    )


def signed(value: float) -> str:
    """Return a number with two decimals and a true minus."""
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.00" else text
