"""How a number comes to be: the chain, its parameters, and whether the sums of the current release hold."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.measures import MEASURES
from apps.estimator.version import METHOD_VERSION
from apps.events.parameter_proposals import accepted_by_row
from apps.flows import queries
from apps.flows.releases import ReleaseRow
from apps.reference import parameters as reference
from apps.web import method_parts, words
from apps.web.influence import influences
from apps.web.known_tools import lasting_tools
from apps.web.method_subjects import GROUPS
from apps.web.numbers import measured
from apps.web.parameter_rows import ParameterRow, groups, parameter_rows, with_history


def method(request: HttpRequest) -> HttpResponse:
    """Show the method with the figures of the current release; without one, the method alone."""
    release = queries.release(now=timezone.now())
    context: dict[str, Any] = {
        "release": release,
        "version": METHOD_VERSION,
        "groups": GROUPS,
        "measures": method_parts.measure_rows(),
        "grades": list(words.GRADE_MEANINGS.items()),
    }
    moving = queries.analysis(release, "sensitivity") if release else []
    rows = parameters_of(release, moving)
    context |= {
        "movers": method_parts.movers(moving, {row.key for row in rows if not row.scope}),
        "general": [row for row in rows if not row.scope],
        "by_country": groups(rows),
    }
    if release:
        context |= release_facts(release)
    links = [(kind.upper(), f"/api/v1/parameters.{kind}") for kind in ("json", "csv")]
    context["tools"] = lasting_tools(
        request, now=timezone.now(), title=_("Method"), path=reverse("method"), downloads=links
    )
    return render(request, "web/method.html", context)


def parameters_of(release: ReleaseRow | None, moving: list[dict[str, Any]]) -> list[ParameterRow]:
    """Return the parameters of the release's newest run with what is known of their influence."""
    copied = queries.run_parameters(release=release) if release else []
    rows = parameter_rows(copied or reference.load(), influences(moving) if moving else None)
    return with_history(rows, accepted_by_row(), release.as_of if release and copied else None)


def release_facts(release: ReleaseRow) -> dict[str, Any]:
    """Return the choice of publication per week, the sums of the newest week, and what was worked out."""
    choices = queries.week_summaries(release.weeks)
    weeks = [(item, choices.get(item.week.isoformat(), {})) for item in reversed(release.weeks)]
    return {
        "weeks": [(words.day(item.week), item.run, _choice(choice)) for item, choice in weeks],
        "sums": [_sum(row) for row in queries.conservation(release, weeks=(release.newest,))],
        "newest": words.day(release.newest),
        "analyses": method_parts.analysis_rows(queries.analysis_states(release)),
        "points": method_parts.check_point(queries.analysis(release, "check_point")),
        "day": method_parts.disclosed_day(queries.analysis(release, "disclosed_day")),
        "example": method_parts.example(release),
    }


def _choice(choice: dict[str, Any]) -> dict[str, Any]:
    """Return the chosen and the other publications of a week with their totals in words."""

    def told(publication: dict[str, Any]) -> dict[str, Any]:
        flags = [words.flag_text(flag, publication.get("coverage")) for flag in publication.get("flags", ())]
        return publication | {
            "total": measured(publication.get("tokens") or 0, "token"),
            "scope": words.FLAG_NAMES.get(
                publication.get("denominator", ""), publication.get("denominator", "")
            ),
            "notes": [text for text in flags if text],
        }

    if not choice:
        return {}
    others = [told(other) for other in choice.get("alternatives", ())]
    return {"rule": choice.get("rule", ""), "chosen": told(choice.get("chosen") or choice), "others": others}


def _sum(row: dict[str, Any]) -> dict[str, Any]:
    """Return one conservation row: the sum of the cells beside the total of the week."""
    unit = MEASURES[row["measure"]].unit
    total = row["total_mean"] or 0.0
    return row | {
        "measure_name": words.MEASURE_NAMES[row["measure"]],
        "basis_name": words.BASIS_NAMES[row["basis"]],
        "cells": measured(row["cells_mean"], unit),
        "total": measured(total, unit),
        "difference": abs(row["cells_mean"] - total) / total if total else 0.0,
    }
