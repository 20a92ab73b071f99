"""The sentences of the timeline."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.estimator.measures import UNKNOWN
from apps.flows.timeline import Parts
from apps.web import words
from apps.web.numbers import percent

ORIGIN = "ORIGIN"
MEANINGS: dict[str, words.Text] = {
    "MODEL": _l("Each model as the source named it; what no source named stands apart."),
    "LAB": _l("The lab that made the model, wherever it runs and whoever serves it."),
}


def headline(found: Parts, shown: Sequence[str], names: Mapping[str, str], *, by: str) -> str:
    """Return the newest week's answer in one sentence."""
    weeks = sorted(week for week, total in found.totals.items() if total)
    if not weeks:
        return _("No week of this span has an estimate.")
    week = weeks[-1]
    total = found.totals[week]
    first = max(shown, key=lambda key: found.by_origin[key].get(week, 0.0), default=None)
    told = {
        "week": words.day(week),
        "unknown": percent(found.by_origin.get(UNKNOWN, {}).get(week, 0.0) / total),
        "first": names.get(first, first) if first else _("nobody known"),
        "share": percent(found.by_origin[first].get(week, 0.0) / total) if first else "0 %",
    }
    if by == ORIGIN:
        text = _(
            "In the week of %(week)s, %(share)s of the mean total came from %(first)s; %(unknown)s came from "
            "unknown places."
        )
    elif by == "LAB":
        text = _(
            "In the week of %(week)s, %(share)s of the mean total came from models by %(first)s; of %(unknown)s "
            "no source names the lab."
        )
    else:
        text = _(
            "In the week of %(week)s, %(share)s of the mean total came from %(first)s; of %(unknown)s no source "
            "names the model."
        )
    return text % told


def source(by: str) -> str:
    """Return what the figure rests on."""
    if by == ORIGIN:
        return _("Tokens observed on OpenRouter; places estimated.")
    return _("Tokens observed on OpenRouter, by the models that it lists.")
