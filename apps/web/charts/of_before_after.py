"""Counted weekly shares of a group around a date: what the comparison stands on, without any line it would suggest."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from apps.web import words
from apps.web.charts import lines
from apps.web.charts.axes import Mark
from apps.web.charts.figure import Figure, Table, drawings
from apps.web.numbers import percent

KEY = "before-after"
TONES = ("t1", "t2", "t3", "t4", "t5")


def series(
    found: Mapping[str, Mapping[date, float]], *, group: str, marks: Sequence[Mark], release: str
) -> Figure | None:
    """Return the shares over each denominator with the dates asked for; None where no week counts the group."""
    drawn = [
        lines.Line(denominator, tone, dict(shares))
        for (denominator, shares), tone in zip(found.items(), TONES, strict=False)
        if shares
    ]
    if not drawn:
        return None
    title = _("Counted share by week: %(group)s") % {"group": group}
    told = _("As published, not estimated: no range. Shares of different wholes are lines of their own.")
    return Figure(
        key=KEY,
        title=title,
        description=told,
        drawings=drawings(
            lambda frame: lines.draw(
                drawn, frame, words=percent, title=title, description=told, key=KEY, marks=marks
            )
        ),
        table=Table(
            title,
            [(_("Share of"), False), (_("Week of"), True), (_("Share"), True)],
            [
                [line.name, words.day(week), percent(share)]
                for line in drawn
                for week, share in sorted(line.central.items())
            ],
        ),
        legend=[(line.name, line.tone) for line in drawn],
        is_legend_shown=True,
        notes=[_("Association, not cause. A week in which no list names the group is a gap, not zero.")],
        source=_("Tokens observed on OpenRouter, by the models that it lists."),
        release=release,
    )
