"""Figures of what moves the value multiple: one's own inputs over their cited ranges, and the release's choices."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from apps.flows.calculator import Worked
from apps.web import words
from apps.web.charts import intervals
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.charts.of_calculator import CHOICES, DIMENSIONS, Row, times
from apps.web.charts.of_ladder import multiple_words
from apps.web.numbers import percentage

VINTAGE = "PRICE_VINTAGE"
# Utilisation is paid in the cost of chips, so it moves the multiple of cost alone; central is the own fit.
NOT_MOVED, CENTRAL = "UTILISATION", "CENTRAL"


def swings(worked: Worked, names: Mapping[str, str]) -> Figure | None:
    """Return how far the cited range of each input moves the multiple, the others held; None where nothing does."""
    central = worked.cost.value_multiple
    if central is None or not worked.swings:
        return None
    ordered = sorted(worked.swings.items(), key=lambda item: item[1][0] - item[1][1])
    drawn = [
        intervals.Interval(
            names[name], low, min(max(central, low), high), high, f"{times(low)} – {times(high)}", "", "t1"
        )
        for name, (low, high) in ordered
    ]
    title = _("What moves the multiple")
    told = _(
        "Each input alone at the two ends of its cited range, the others as you set them. The dot is your result."
    )
    return Figure(
        key="swings",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                drawn, frame, words=tick, title=title, description=told, key="swings"
            )
        ),
        table=Table(
            title,
            [(_("Input"), False), (_("Multiple at its two ends"), True)],
            [[one.name, one.words] for one in drawn],
        ),
        notes=[
            _("What an accelerator costs is no part of the price over its electricity, so it is not here.")
        ],
    )


def choices(rows: Sequence[Row], *, week: str, release: str) -> Figure | None:
    """Return the multiple of the release under every choice of method; None where the week has none."""
    known = [
        row
        for row in rows
        if row["key"].startswith("MULTIPLE:")
        and row["country"] is None
        and row["central"] is not None
        and row["dimension"] != NOT_MOVED
        and row["choice"] != CENTRAL
    ]
    if not known:
        return None
    drawn = [
        intervals.Interval(
            name(row), row["low"], row["central"], row["high"], multiple_words(row), row["evidence_grade"],
            "t1" if row["dimension"] == "ENERGY_MODEL" else "t6",
        )
        for row in known
    ]  # fmt: skip
    title = _("The multiple of this release, choice by choice")
    told = _(
        "List value over electricity value, week of %(week)s, on a logarithmic axis with 90 %% ranges."
    ) % {"week": week}
    return Figure(
        key="choices",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                drawn, frame, words=tick, title=title, description=told, key="choices", is_log=True
            )
        ),
        table=Table(
            title,
            [(_("Choice"), False), (_("Multiple and 90 % range"), True), (_("Electricity’s share"), True)],
            [[one.name, one.words, share(row)] for one, row in zip(drawn, known, strict=True)],
        ),
        notes=[
            _("The range is wide because list value and energy per token are both assumed for most tokens.")
        ],
        release=release,
    )


def name(row: Row) -> str:
    """Return a choice in words."""
    choice = row["choice"]
    told = (
        words.day(date.fromisoformat(choice)) if row["dimension"] == VINTAGE else CHOICES.get(choice, choice)
    )
    return f"{DIMENSIONS.get(row['dimension'], row['dimension'])}: {told}"


def tick(value: float) -> str:
    """Return a multiple on an axis."""
    return f"{value:,g}×"


def share(row: Row) -> str:
    """Return electricity's share of the price with its range."""
    found = row["electricity_share"]
    if not found:
        return "–"
    low, central, high = (f"{part * 100:.2g}" for part in found)
    return f"{percentage(central)} ({low}–{high})"
