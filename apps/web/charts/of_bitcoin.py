"""The Bitcoin era: hash rate by country in the months that somebody printed; gaps stay gaps."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.web.charts import axes, lines
from apps.web.charts.axes import Mark
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import percent

Row = Mapping[str, Any]
TONES = {"CHN": "t1", "USA": "t2", "KAZ": "t3", "RUS": "t4"}
BAN = date(2021, 6, 1)
REST = "REST"
MONTHS_PER_YEAR = 12
HIGH = 0.70


def hash_rate(rows: Sequence[Row], names: Mapping[str, str], *, ban_url: str, release: str) -> Figure | None:
    """Return the printed shares; months that follow each other are joined, others stand alone. None without any."""
    if not rows:
        return None
    drawn = [
        line
        for place, tone in TONES.items()
        for line in stretches(rows, place, names.get(place, place), tone)
    ]
    title = _("Bitcoin’s hash rate by country, as printed")
    told = _("Monthly averages of a sample of mining pools. A month that nobody printed is a gap, not zero.")
    marks = [ban(ban_url)]
    return Figure(
        key="hash-rate",
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn, frame, words=percent, title=title, description=told, key="hash-rate", marks=marks,
                is_weekly=False,
            )
        ),
        table=Table(
            title,
            [(_("Month"), False), (_("Country"), False), (_("Share"), True), (_("Source"), False), (_("Grade"), True)],
            [
                [
                    month_words(row), place_name(row, names), percent(row["central"]),
                    row.get("source_title", ""), row["evidence_grade"],
                ]
                for row in rows
            ],
        ),
        legend=[(names.get(place, place), tone) for place, tone in TONES.items()],
        notes=[_("Behind a proxy a miner stands where the proxy is; covert mining after the ban is not in it.")],
        release=release,
    )  # fmt: skip


def stretches(rows: Sequence[Row], place: str, name: str, tone: str) -> list[lines.Line]:
    """Return one line per stretch of months that follow each other; the last one carries the name."""
    known = {date.fromisoformat(row["month"]): row["central"] for row in rows if row["place"] == place}
    found: list[list[date]] = []
    for month in sorted(known):
        if found and _index(month) - _index(found[-1][-1]) == 1:
            found[-1].append(month)
        else:
            found.append([month])
    return [
        lines.Line(name if stretch is found[-1] else "", tone, {month: known[month] for month in stretch})
        for stretch in found
    ]


def _index(month: date) -> int:
    return month.year * MONTHS_PER_YEAR + month.month


def ban(url: str) -> Mark:
    """Return the day after which the era ends."""
    return Mark(BAN, "ENFORCEMENT", _("June 2021: mining is banned in China"), url)


def above(rows: Sequence[Row]) -> list[str]:
    """Return the months in which China stood above 70 %, in words; no other month says so."""
    return [month_words(row) for row in rows if row["place"] == "CHN" and row["central"] > HIGH]


def month_words(row: Row) -> str:
    """Return the month of a row: Sep 2019."""
    return axes.month_words(date.fromisoformat(row["month"]), with_year=True)


def place_name(row: Row, names: Mapping[str, str]) -> str:
    """Return a country, or that the source prints no more."""
    return _("not printed") if row["place"] == REST else names.get(row["place"], row["place"])
