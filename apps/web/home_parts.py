"""What the home page says of one week, in words and formatted figures; templates only place it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.estimator.measures import UNKNOWN
from apps.estimator.periods import DAYS_PER_WEEK
from apps.flows.home import HomeFigures
from apps.flows.question import Question
from apps.web import words
from apps.web.addresses import api_url, revisions_url
from apps.web.numbers import figure, measured, percent, range_text

PANEL_ROWS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One corridor as a reader sees it."""

    key: str
    origin: str
    destination: str
    origin_name: str
    destination_name: str
    kind: str
    value: float
    central: str
    range: str
    mean: str
    share: str
    grade: str
    identification: Any
    unknown: str
    url: str
    history: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole week: its mean, its share, and where its bar begins, in percent."""

    kind: str
    name: str
    figure: str
    share: str
    start: float
    width: float


def lines(figures: HomeFigures, question: Question, names: dict[str, str]) -> list[Line]:
    """Return the rows of the week, largest mean first."""
    return [_line(row, figures, question, names) for row in figures.rows]


def _line(row: dict[str, Any], figures: HomeFigures, question: Question, names: dict[str, str]) -> Line:
    origin, destination = row["origin"], row["destination"]
    span = (row["central"], row["low"], row["high"], figures.unit)
    exact = api_url("flows", question, period=figures.week, origin=(origin,), destination=(destination,))
    return Line(
        key=f"{origin}-{destination}",
        origin=origin,
        destination=destination,
        origin_name=names.get(origin, origin),
        destination_name=names.get(destination, destination),
        kind=row["kind"],
        value=row["central"],
        central=figure(*span),
        range=range_text(*span),
        mean=measured(row["mean"], figures.unit),
        share=percent(row["mean"] / figures.total_mean) if figures.total_mean else "",
        grade=row["evidence_grade"],
        identification=words.IDENTIFICATION_NAMES.get(row["identification"], row["identification"]),
        unknown=percent(row["unknown_share"]),
        url=exact,
        history=revisions_url(question, figures.week, origin, destination) if figures.week else "",
    )


def parts(figures: HomeFigures) -> list[Part]:
    """Return the conservation row: four means that add to the total."""
    named = [
        ("crossing", _("Across a border"), figures.crossing_mean),
        ("domestic", _("Within a country"), figures.domestic_mean),
        ("unknown", _("One or both ends unknown"), figures.unknown_mean),
        ("unlisted", _("Too small to list"), figures.unlisted_mean),
    ]
    found, start = [], 0.0
    for kind, name, mean in named:
        share = mean / figures.total_mean if figures.total_mean else 0.0
        text = measured(mean, figures.unit)
        found.append(Part(kind, name, text, percent(share), round(100 * start, 2), round(100 * share, 2)))
        start += share
    return found


def not_placed(rows: list[Line]) -> list[Line]:
    """Return the largest rows with an unknown end: from nowhere known, or to nowhere known."""
    return [row for row in rows if row.kind == "unknown"][:4]


def placed(rows: list[Line]) -> list[Line]:
    """Return the rows of the panel: known ends, two different countries, largest central value first."""
    crossing = [row for row in rows if row.kind == "crossing"][:PANEL_ROWS]
    return sorted(crossing, key=lambda row: -row.value)


def headline(figures: HomeFigures, question: Question, names: dict[str, str]) -> str:
    """Return the week's answer in one sentence with its range."""
    shown: dict[str, Any] = {"week": words.day(figures.week) if figures.week else "", "when": when(figures)}
    if not figures.world:
        return _("No estimate for the week of %(week)s") % shown
    if figures.balance and question.country:
        return _country_headline(figures, question, names, shown)
    return str(words.CROSSINGS[question.measure]) % (shown | _span(figures.world, "exports", figures.unit))


def when(figures: HomeFigures) -> str:
    """Return the time that the figures are of: the week, or those of its days that were observed."""
    week = {"week": words.day(figures.week) if figures.week else ""}
    days = round((figures.coverage or 0) * DAYS_PER_WEEK)
    if not days or days == DAYS_PER_WEEK:
        return _("in the week of %(week)s") % week
    return ngettext(
        "on the one observed day of the week of %(week)s",
        "on the %(days)s observed days of the week of %(week)s",
        days,
    ) % (week | {"days": days})


def _country_headline(
    figures: HomeFigures, question: Question, names: dict[str, str], shown: dict[str, Any]
) -> str:
    """Return a country's exports and imports of the week, each with its range."""
    balance, code = figures.balance or {}, question.country[0]
    exports = _span(balance, "exports", figures.unit)
    imports = _span(balance, "imports", figures.unit)
    shown |= {"name": names.get(code, code), "measure": words.MEASURE_NAMES[question.measure]}
    shown |= {"out": exports["central"], "out_range": exports["range"]}
    shown |= {"in": imports["central"], "in_range": imports["range"]}
    return (
        _("%(name)s %(when)s. %(measure)s: exports %(out)s (%(out_range)s), imports %(in)s (%(in_range)s)")
        % shown
    )


def _span(row: dict[str, Any], side: str, unit: str) -> dict[str, str]:
    values = (row[f"{side}_central"], row[f"{side}_low"], row[f"{side}_high"], unit)
    return {"central": figure(*values), "range": range_text(*values)}


def badges(figures: HomeFigures, question: Question) -> list[tuple[str, bool]]:
    """Return short notes on the week, each with whether it is a warning."""
    found: list[tuple[str, bool]] = []
    if figures.total_mean:
        share = percent(figures.unknown_mean / figures.total_mean)
        found.append((_("%(share)s with an unknown end") % {"share": share}, False))
    usage = figures.usage or {}
    flags = dict.fromkeys((*usage.get("flags", ()), usage.get("denominator") or "", *figures.flags))
    texts = [words.flag_text(flag, figures.coverage) for flag in flags]
    found += [(text, True) for text in texts if text]
    if question.counterfactual:
        found.append((_("what if all were served at home; not what happened"), True))
    if question.scope == "WORLD":
        found.append((_("scenario: scaled from one platform to the world"), True))
    return found


def truth(figures: HomeFigures) -> str:
    """Return the sentence that parts what is observed from what is estimated."""
    if (figures.usage or {}).get("chosen"):
        return _(
            "Observed: how many tokens each listed model or group of models served on OpenRouter. "
            "Estimated: who served them, in which country, and for readers in which country."
        )
    return _("Observed: tokens served on OpenRouter. Estimated: everything about countries.")


def names_of(rows: Any) -> dict[str, str]:
    """Return the name of each country code; UNK is named as unknown."""
    return {row.code: (_("unknown") if row.code == UNKNOWN else row.name) for row in rows}


def week_options(figures: HomeFigures) -> list[tuple[str, str, bool]]:
    """Return (ISO date, words, whether shown) per week, newest first; an asked week without estimate says so."""
    weeks = sorted({*figures.weeks, *([figures.week] if figures.week else [])}, reverse=True)
    return [(week.isoformat(), _week_name(week, figures), week == figures.week) for week in weeks]


def _week_name(week: date, figures: HomeFigures) -> str:
    if week in figures.weeks:
        return words.day(week)
    return _("%(week)s (no estimate)") % {"week": words.day(week)}
