"""What stands behind a layer: its source, meaning, kind of truth, freshness, confidence, unknown share, release."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.collectors import queries as collectors
from apps.collectors.queries import Reach
from apps.flows import queries
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.web import words
from apps.web.numbers import percent

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the card: its name, its text, and where it links to (empty for nowhere)."""

    name: str
    text: str
    url: str = ""


def card(
    question: Question,
    release: ReleaseRow,
    *,
    week: date | None,
    grades: Iterable[str],
    unknown_share: float | None,
    truth: str,
    now: datetime,
) -> list[Row]:
    """Return the lines of the card of one week's figures."""
    usage = (queries.usage_choice(week, release) if week else None) or {}
    chosen: dict[str, Any] = usage.get("chosen") or {}
    measure = words.MEASURE_NAMES[question.measure]
    unknown = _("not known") if unknown_share is None else percent(unknown_share)
    return [
        Row(_("Source"), chosen.get("source_title") or _("OpenRouter"), chosen.get("source_url", "")),
        Row(
            _("Meaning"),
            _("%(measure)s per week. %(basis)s")
            % {"measure": measure, "basis": words.BASIS_MEANINGS[question.basis]},
            reverse("method"),
        ),
        Row(_("Kind of truth"), truth_of(question, truth)),
        Row(_("Freshness"), freshness(week, now)),
        Row(_("Live sources"), live(collectors.reach(now=now)), reverse("sources")),
        Row(_("Confidence"), confidence(usage.get("grade", ""), grades)),
        Row(_("Unknown"), _("%(share)s of the mean total") % {"share": unknown}),
        Row(_("Release"), release.id, f"/api/v1/releases/{release.id}.json"),
        Row(_("Licence"), _("Figures CC BY 4.0; each source keeps its own licence"), reverse("about")),
    ]


def truth_of(question: Question, truth: str) -> str:
    """Return what is observed and what is estimated; a scenario is said to be one."""
    if question.scope == "WORLD":
        return _("A scenario: the platform over its assumed share of the world. %(truth)s") % {"truth": truth}
    return truth


def freshness(week: date | None, now: datetime) -> str:
    """Return how old the shown week is."""
    if week is None:
        return _("no week with an estimate")
    days = (now.date() - week).days
    ago = ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return _("week from %(week)s, which began %(ago)s") % {"week": words.day(week), "ago": ago}


def live(sources: Sequence[Reach]) -> str:
    """Return when the live sources were last read."""
    asked = [row for row in sources if row.is_live]
    read = [row.last_success_at for row in asked if row.last_success_at]
    if not read:
        return _("none has been read yet; facts that ship with the product stand")
    failing = sum(1 for row in asked if row.failing_since)
    told = {"day": words.day(max(read).date()), "failing": failing, "all": len(asked)}
    return _("last read well on %(day)s; %(failing)s of %(all)s could not be reached") % told


def confidence(count_grade: str, grades: Iterable[str]) -> str:
    """Return the grade of the count and of the places, each with why."""
    told = []
    if count_grade in words.GRADE_MEANINGS:
        told.append(_("the count: %(grade)s") % {"grade": graded(count_grade)})
    worst = max((grade for grade in grades if grade in words.GRADE_MEANINGS), default="")
    if worst:
        told.append(_("the weakest link: %(grade)s") % {"grade": graded(worst)})
    return SEPARATOR.join(told) or _("no estimate")


def graded(letter: str) -> str:
    """Return a grade with what it means."""
    return _("grade %(grade)s, %(meaning)s") % {"grade": letter, "meaning": words.GRADE_MEANINGS[letter]}


def strip(sources: Sequence[Reach]) -> str:
    """Return what a reader must know of sources that could not be reached, empty when all is well."""
    asked = [row for row in sources if row.is_live]
    failing = [row.failing_since for row in asked if row.failing_since]
    read = [row.last_success_at for row in asked if row.last_success_at]
    bundled = [row.last_success_at for row in sources if not row.is_live and row.last_success_at]
    told = {"n": len(failing), "all": len(asked)}
    if failing:
        told |= {"since": words.day(min(failing).date())}  # type: ignore[dict-item]
    if failing and not read and bundled:
        told |= {"day": words.day(max(bundled).date())}  # type: ignore[dict-item]
        return (
            _("Live sources could not be reached since %(since)s; you see bundled facts of %(day)s.") % told
        )
    if failing and read:
        told |= {"day": words.day(max(read).date())}  # type: ignore[dict-item]
        return (
            _(
                "%(n)s of %(all)s live sources could not be reached since %(since)s; what was last read on "
                "%(day)s stands."
            )
            % told
        )
    late = [row for row in asked if row.is_stale]
    if late:
        first = min(row.last_success_at for row in late if row.last_success_at)
        named = {"source": late[0].title, "day": words.day(first.date()), "n": len(late)}
        return (
            ngettext(
                "Late: %(source)s was last read well on %(day)s.",
                "Late: %(n)s live sources; the oldest was last read well on %(day)s.",
                len(late),
            )
            % named
        )
    return ""
