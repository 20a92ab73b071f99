"""Figures of the timeline: how each week parts by origin, and the exports of chosen countries."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.flows.timeline import Parts
from apps.web import words
from apps.web.charts import lines, shares
from apps.web.charts.axes import Mark
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import axis, figure, measured, percent, range_text

# China and the United States keep their tones on every chart.
FIXED = {"CHN": "t1", "USA": "t2"}
OTHERS = ("t3", "t4", "t5", "t6")


def tones(codes: Sequence[str]) -> dict[str, str]:
    """Return a tone for each country, model or lab."""
    free = iter((*OTHERS, *(tone for code, tone in FIXED.items() if code not in codes)))
    return {code: FIXED.get(code) or next(free, "other") for code in codes}


def layers(
    found: Parts, shown: Sequence[str], names: Mapping[str, str], unknown: str = ""
) -> list[shares.Layer]:
    """Return the layers from the base: shown origins, all others together, and last the unknown."""
    tone = tones(shown)
    rest = [origin for origin in found.by_origin if origin not in (*shown, UNKNOWN)]
    stacked = [shares.Layer(names.get(code, code), tone[code], _shares(found, [code])) for code in shown]
    stacked.append(shares.Layer(_("Other"), "other", _shares(found, rest)))
    stacked.append(shares.Layer(unknown or _("Unknown"), "unk", _shares(found, [UNKNOWN])))
    return stacked


def _shares(found: Parts, origins: Sequence[str]) -> dict[date, float]:
    return {
        week: sum(found.by_origin.get(origin, {}).get(week, 0.0) for origin in origins) / total
        for week, total in found.totals.items()
        if total
    }


def whole_by_origin(
    found: Parts,
    shown: Sequence[str],
    names: Mapping[str, str],
    *,
    title: str,
    release: str,
    source: str = "",
    marks: Sequence[Mark] = (),
    unknown: str = "",
) -> Figure | None:
    """Return the stacked shares, or None without any week; `unknown` names the last layer."""
    stacked = layers(found, shown, names, unknown)
    weeks = sorted(found.totals)
    if not weeks or not any(found.totals.values()):
        return None
    told = _(
        "Shares of the mean total of each week, the unknown included. A gap is a week without an estimate."
    )
    return Figure(
        key="shares",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: shares.draw(
                stacked, frame, title=title, description=told, key="shares", marks=marks
            )
        ),
        table=Table(
            title,
            [(_("Week of"), False), *((layer.name, True) for layer in stacked), (_("Total, mean"), True)],
            [_week_row(week, stacked, found) for week in weeks],
        ),
        legend=[(layer.name, layer.tone) for layer in stacked],
        is_legend_shown=True,
        notes=_notes(found),
        source=source,
        release=release,
    )


def _notes(found: Parts) -> list[str]:
    """Return what must be known to read the layers."""
    return [
        _(
            "Where a week's sources name fewer, a layer thins out: what is not named there is among the unknown, "
            "which is not zero."
        ),
        _(
            "Bands are not drawn on stacked layers: ranges do not add. They stand below and on each country's page."
        ),
        *_partial(found),
    ]


def _week_row(week: date, stacked: Sequence[shares.Layer], found: Parts) -> list[str]:
    cells = [percent(layer.shares.get(week, 0.0)) for layer in stacked]
    return [words.day(week), *cells, measured(found.totals[week], found.unit)]


def _partial(found: Parts) -> list[str]:
    """Return a note for weeks of which not every day was observed."""
    weeks = [words.day(week) for week, share in sorted(found.coverage.items()) if share < 1]
    if not weeks:
        return []
    return [_("Not every day was observed in the week of %(weeks)s.") % {"weeks": ", ".join(weeks)}]


def exports_of(
    rows: Sequence[dict[str, Any]],
    names: Mapping[str, str],
    *,
    release: str,
    marks: Sequence[Mark] = (),
) -> Figure | None:
    """Return the exports of chosen countries with their ranges, or None without any."""
    codes = list(dict.fromkeys(row["country_id"] for row in rows))
    if not codes:
        return None
    tone, unit = tones(codes), rows[0]["unit"]
    drawn = [_line(code, rows, names.get(code, code), tone[code]) for code in codes]
    title = _("Exports to other known countries")
    told = _("Central estimates with their 90 % ranges.")
    return Figure(
        key="exports",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn,
                frame,
                words=lambda value: axis(value, unit),
                title=title,
                description=told,
                key="exports",
                marks=marks,
            )
        ),
        table=Table(
            title,
            _heads(),
            [_cells(row, names) for row in rows],
        ),
        legend=[(line.name, line.tone) for line in drawn],
        notes=[
            _("Ranges of several countries are not independent; compare them with care."),
            _(
                "A country whose share no source named in a week has a gap there: its tokens are among the unknown."
            ),
        ],
        release=release,
    )


def _heads() -> list[tuple[str, bool]]:
    """Return the heads of the table of exports."""
    numbers = (_("Week of"), _("Central"), _("90 % range"), _("Grade"))
    return [(_("Country"), False), *((head, True) for head in numbers)]


def _line(code: str, rows: Sequence[dict[str, Any]], name: str, tone: str) -> lines.Line:
    own = [row for row in rows if row["country_id"] == code]
    ends = {
        end: {row["period_start"]: row[f"exports_{end}"] for row in own} for end in ("low", "central", "high")
    }
    return lines.Line(name, tone, ends["central"], ends["low"], ends["high"])


def _cells(row: dict[str, Any], names: Mapping[str, str]) -> list[str]:
    span = (row["exports_central"], row["exports_low"], row["exports_high"], row["unit"])
    name = names.get(row["country_id"], row["country_id"])
    return [name, words.day(row["period_start"]), figure(*span), range_text(*span), row["evidence_grade"]]
