"""How a number comes to be: the chain, its parameters, and whether the sums of the current release hold."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.estimator.measures import MEASURES
from apps.flows import queries
from apps.flows.releases import ReleaseRow
from apps.reference import parameters as reference
from apps.web import words
from apps.web.numbers import measured
from apps.web.parameter_rows import ParameterRow, parameter_rows


def method(request: HttpRequest) -> HttpResponse:
    """Show the method with the figures of the current release; without one, the method alone."""
    release = queries.release(now=timezone.now())
    copied = queries.run_parameters(release=release) if release else []
    rows = parameter_rows(copied) if copied else parameter_rows(reference.load())
    context: dict[str, Any] = {
        "release": release,
        "general": [row for row in rows if not row.scope],
        "by_country": grouped([row for row in rows if row.scope]),
        "measures": [(name, words.MEASURE_NAMES[name], row) for name, row in MEASURES.items()],
        "grades": list(words.GRADE_MEANINGS.items()),
    }
    if release:
        context |= release_facts(release)
    return render(request, "web/method.html", context)


def grouped(rows: list[ParameterRow]) -> list[tuple[str, list[ParameterRow]]]:
    """Return the scoped parameters by key."""
    found: dict[str, list[ParameterRow]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return sorted(found.items())


def release_facts(release: ReleaseRow) -> dict[str, Any]:
    """Return the choice of publication per week, and the sums of the newest week."""
    choices = queries.week_summaries(release.weeks)
    weeks = [(item, choices.get(item.week.isoformat(), {})) for item in reversed(release.weeks)]
    return {
        "weeks": [(words.day(item.week), item.run, _choice(choice)) for item, choice in weeks],
        "sums": [_sum(row) for row in queries.conservation(release, weeks=(release.newest,))],
        "newest": words.day(release.newest),
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
