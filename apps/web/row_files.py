"""The rows of a view as a file: JSON with what must stand beside them, or CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from apps.flows.releases import ReleaseRow

KINDS = ("json", "csv")
# A spreadsheet would run a text that begins like this as a formula.
FORMULA_STARTS = ("=", "+", "@", "\t", "\r")
LICENCE = "CC-BY-4.0"


def answer(
    kind: str, name: str, rows: Sequence[Mapping[str, Any]], release: ReleaseRow, **meta: Any
) -> HttpResponse:
    """Return the rows as a file of this kind; another kind is not found."""
    if kind == "json":
        told = {
            "release": release.id,
            "published_at": release.published_at.isoformat(),
            "is_synthetic": release.is_synthetic,
            "licence": LICENCE,
            **meta,
        }
        return JsonResponse({"meta": told, "data": list(rows)}, json_dumps_params={"ensure_ascii": False})
    if kind != "csv":
        raise Http404
    text = io.StringIO()
    if release.is_synthetic:
        rows = [{**row, "synthetic": "true"} for row in rows]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    answered = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answered["Content-Disposition"] = f'attachment; filename="tokentrade-{name}-{release.id}.csv"'
    return answered


def _cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def downloads(request: HttpRequest, name: str, release: ReleaseRow, *parts: str) -> list[tuple[str, str]]:
    """Return (kind, address) of the files of a view with the reader's own parameters, and its release."""
    query = request.GET.copy()
    query["release"] = release.id
    for shown in ("as_of", "theme", "lang"):
        query.pop(shown, None)
    return [(kind.upper(), f"{reverse(name, args=[*parts, kind])}?{query.urlencode()}") for kind in KINDS]
