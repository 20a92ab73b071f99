"""Figures of a model or a lab: tokens by week, where it is computed, list prices by company."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.flows.model_profiles import PriceStep
from apps.web import words
from apps.web.charts import intervals, lines
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import axis, digits, figure, measured, range_text

TONES = ("t1", "t2", "t3", "t4", "t5", "t6")
PLACES = 14
# The package names no start for many prices; they are stored from this year on.
UNDATED = 2020
# Of prices without any dated step, so much of the past is drawn.
MONTHS_SHOWN = timedelta(days=180)


def tokens(
    series: Sequence[tuple[str, Mapping[date, float]]], *, key: str, title: str, told: str, release: str
) -> Figure | None:
    """Return observed tokens by week, one line per model (six at most), or None without any week."""
    shown = [(name, dict(weeks)) for name, weeks in series if weeks][: len(TONES)]
    if not shown:
        return None
    drawn = [lines.Line(name, tone, weeks) for (name, weeks), tone in zip(shown, TONES, strict=False)]
    return Figure(
        key=key,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn, frame, words=lambda value: axis(value, "token"), title=title, description=told, key=key
            )
        ),
        table=Table(
            title,
            [(_("Model"), False), (_("Week of"), True), (_("Tokens"), True)],
            [
                [name, words.day(week), measured(value, "token")]
                for name, weeks in series
                for week, value in sorted(weeks.items())
            ],
        ),
        legend=[(line.name, line.tone) for line in drawn],
        notes=[
            _("As published, not estimated: no range. A week in which no source names it is a gap, not zero.")
        ],
        release=release,
    )


def places(
    rows: Sequence[dict[str, Any]], names: Mapping[str, str], *, week: str, release: str
) -> Figure | None:
    """Return where a model is computed: one range per country, unknown among them."""
    shown = sorted((row for row in rows if row["high"] > 0), key=lambda row: -row["mean"])[:PLACES]
    if not shown:
        return None
    title = _("Where it is computed, week of %(week)s") % {"week": week}
    told = _("Tokens by country of computing. What nobody knows is a row of its own.")
    drawn = [_place(row, names) for row in shown]
    return Figure(
        key="places",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: intervals.draw(
                drawn,
                frame,
                words=lambda value: axis(value, "token"),
                title=title,
                description=told,
                key="places",
            )
        ),
        table=Table(
            title,
            [
                (_("Country"), False),
                (_("Central"), True),
                (_("90 % range"), True),
                (_("Mean"), True),
                (_("Grade"), True),
            ],
            [_place_cells(row, names) for row in sorted(rows, key=lambda row: -row["mean"])],
        ),
        notes=[_("Dashed where a link is an assumption (grade D). Medians do not add; means do.")],
        release=release,
    )


def _place(row: dict[str, Any], names: Mapping[str, str]) -> intervals.Interval:
    """Return one country of computing as a range."""
    return intervals.Interval(
        names.get(row["compute"], row["compute"]),
        max(row["low"], 0.0),
        row["central"],
        row["high"],
        _words(row),
        row["evidence_grade"],
        "unk" if row["compute"] == UNKNOWN else "t1",
    )


def _words(row: dict[str, Any]) -> str:
    span = (row["central"], row["low"], row["high"], "token")
    return f"{figure(*span)} ({range_text(*span)})"


def _place_cells(row: dict[str, Any], names: Mapping[str, str]) -> list[str]:
    span = (row["central"], row["low"], row["high"], "token")
    name = names.get(row["compute"], row["compute"])
    return [name, figure(*span), range_text(*span), measured(row["mean"], "token"), row["evidence_grade"]]


def prices(
    steps: Sequence[PriceStep], side: str, names: Mapping[str, str], *, until: date, release: str
) -> Figure | None:
    """Return the list prices of one side (INPUT or OUTPUT) by company, each held until it changes."""
    own = [step for step in steps if step.side == side and step.price > 0]
    drawn = _price_lines(own, names, until)
    if not drawn:
        return None
    title = {"INPUT": _("List price of input tokens"), "OUTPUT": _("List price of output tokens")}[side]
    told = _("USD per million tokens, standard tier, by serving company.")
    key = f"prices-{side.lower()}"
    return Figure(
        key=key,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn,
                frame,
                words=lambda value: digits(value, 3),
                title=title,
                description=told,
                key=key,
                is_weekly=False,
            )
        ),
        table=Table(
            title,
            [(_("Company"), False), (_("From"), True), (_("USD per million tokens"), True)],
            [[names.get(s.provider, s.provider), _since(s.day), f"{s.price.normalize():f}"] for s in own],
        ),
        legend=[(line.name, line.tone) for line in drawn],
        notes=[
            _(
                "List prices, not what was paid. Six companies with the lowest price are drawn; the table has all."
            ),
        ],
        source=_("Source: genai-prices (MIT), read from the package."),
        release=release,
    )


def _price_lines(own: Sequence[PriceStep], names: Mapping[str, str], until: date) -> list[lines.Line]:
    """Return a stepped line for each of the companies with the lowest prices."""
    by_company: dict[str, dict[date, float]] = {}
    for step in own:
        by_company.setdefault(step.provider, {})[step.day] = float(step.price)
    dated = [day for known in by_company.values() for day in known if day.year > UNDATED]
    start = min(dated, default=until - MONTHS_SHOWN)
    return [
        lines.Line(names.get(key, key), tone, _held(known, start, until), is_stepped=True)
        for (key, known), tone in zip(sorted(by_company.items(), key=_cheapest), TONES, strict=False)
    ]


def _cheapest(item: tuple[str, dict[date, float]]) -> tuple[float, str]:
    """Return the newest price and the key, to order companies by."""
    key, known = item
    return known[max(known)], key


def _held(known: dict[date, float], start: date, until: date) -> dict[date, float]:
    """Return the steps from the first dated one on, the last price held to the end."""
    moved = {max(day, start): price for day, price in sorted(known.items())}
    return moved | {until: known[max(known)]}


def _since(day: date) -> str:
    """Return the day a price began, or that the source names none."""
    return words.day(day) if day.year > UNDATED else _("start not stated")
