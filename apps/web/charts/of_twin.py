"""Bitcoin then, tokens now: printed shares of hash rate beside estimated shares of tokens, never joined."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.web import words
from apps.web.charts import axes, of_bitcoin, twin
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.charts.lines import Line
from apps.web.numbers import percent

Row = Mapping[str, Any]
KEY = "twin"
# The same country has the same tone on both sides.
SHOWN = {"CHN": "t1", "USA": "t2", UNKNOWN: "unk"}


def twins(
    hashed: Sequence[Row],
    tokens: Sequence[Row],
    names: Mapping[str, str],
    *,
    ban_url: str,
    basis: str,
    release: str,
) -> Figure | None:
    """Return both sides, or None where either is empty; `basis` says what a country of a token means."""
    if not hashed or not tokens:
        return None
    left = twin.Panel(
        _("Bitcoin’s hash rate, printed months"),
        [line for place, tone in of_bitcoin.TONES.items() for line in _printed(hashed, place, names, tone)],
        [of_bitcoin.ban(ban_url)],
        is_weekly=False,
    )
    right = twin.Panel(
        _("Tokens: %(basis)s") % {"basis": basis.lower()},
        [line for place, tone in SHOWN.items() if (line := _estimated(tokens, place, names, tone))],
    )
    title = _("Electricity sold as a digital good: Bitcoin then, tokens now")
    told = _(
        "Two wholes on one scale from 0 to 100 %, not one series: left the share of hash rate as printed, right the "
        "share of tokens as estimated with its 90 % range."
    )
    return Figure(
        key=KEY,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: twin.draw(
                (left, right), frame, between=between(hashed, tokens), words=percent, title=title, description=told,
                key=KEY,
            )
        ),
        table=_table(title, hashed, tokens, names),
        legend=_legend(names),
        is_legend_shown=True,
        notes=limits(),
        source=_("Hash rate: as each row of the table cites. Tokens: observed on OpenRouter; places estimated."),
        release=release,
    )  # fmt: skip


def between(hashed: Sequence[Row], tokens: Sequence[Row]) -> list[str]:
    """Return the words of the span that neither side covers."""
    last = date.fromisoformat(max(row["month"] for row in hashed))
    first = date.fromisoformat(min(row["period_start"] for row in tokens))
    return [
        _("no data"),
        _("after %(month)s") % {"month": axes.month_words(last, with_year=True)},
        _("before %(month)s") % {"month": axes.month_words(first, with_year=True)},
    ]


def limits() -> list[str]:
    """Return what the two sides do not share."""
    return [
        _(
            "Hash rate is a monthly average over a sample of mining pools; no range was printed. A miner behind a "
            "proxy stands where the proxy is; covert mining after the ban is not in it."
        ),
        _("Tokens are those of one platform in one week, the unknown part included; places are estimated."),
        _(
            "A month or week that nobody counted is a gap, not zero. A dot is a month or week that stands alone."
        ),
    ]


def _printed(rows: Sequence[Row], place: str, names: Mapping[str, str], tone: str) -> list[Line]:
    return of_bitcoin.stretches(rows, place, names.get(place, place), tone)


def _estimated(rows: Sequence[Row], place: str, names: Mapping[str, str], tone: str) -> Line | None:
    """Return the share of a place by week with its range; None where no week has it."""
    own = {date.fromisoformat(row["period_start"]): row for row in rows if row["place"] == place}
    if not own:
        return None
    name = axes.fitted(_place(place, names), percent(own[max(own)]["central"]))
    ends = {end: {week: row[end] for week, row in own.items()} for end in ("low", "central", "high")}
    return Line(name, tone, ends["central"], ends["low"], ends["high"])


def _place(place: str, names: Mapping[str, str]) -> str:
    return _("Unknown") if place == UNKNOWN else names.get(place, place)


def _legend(names: Mapping[str, str]) -> list[tuple[str, str]]:
    places = {**of_bitcoin.TONES, **SHOWN}
    return [(_place(place, names), tone) for place, tone in places.items()]


def _table(title: str, hashed: Sequence[Row], tokens: Sequence[Row], names: Mapping[str, str]) -> Table:
    """Return both sides as rows, each with what it is a share of, when, its range and its source."""
    heads = (_("Where"), _("Share"), _("90 % range"), _("Grade"), _("Of"), _("Source"))
    rows = [
        [
            of_bitcoin.month_words(row), of_bitcoin.place_name(row, names), percent(row["central"]), _("none printed"),
            row["evidence_grade"], _("hash rate"), row.get("source_title") or _("what the month leaves unprinted"),
        ]
        for row in hashed
    ]  # fmt: skip
    rows += [
        [
            words.day(date.fromisoformat(row["period_start"])), _place(row["place"], names),
            percent(row["central"]), f"{percent(row['low'])} – {percent(row['high'])}", row["evidence_grade"],
            _("tokens of the platform"), row["publication"],
        ]
        for row in tokens
    ]  # fmt: skip
    return Table(title, [(_("Month, or week of"), False), *((head, True) for head in heads)], rows)
