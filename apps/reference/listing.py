"""Models, labs and providers as lists for readers: facts, other names, citation."""

from typing import Any

from apps.reference import tables
from apps.reference.models import AiModel


def own_hosts() -> frozenset[tuple[str, str]]:
    """Return every (lab, provider) where the lab serves its models itself."""
    return frozenset((row.lab, row.key) for row in tables.providers() if row.lab)


def lab_of_model() -> dict[str, str]:
    """Return the lab of every model, those seen for the first time included."""
    return dict(AiModel.objects.values_list("key", "lab_id"))


def model_rows() -> list[dict[str, Any]]:
    """Return every model with lab, country, weights, parameters in billions, other names and citation."""
    typed = {row.key: row for row in tables.models()}
    names = (
        "key", "name", "lab_id", "lab__country_id", "open_weights", "released_date", "params_total_b",
        "params_active_b", "aliases", "source_title", "source_url", "note",
    )  # fmt: skip
    return [_model(row, typed.get(row["key"])) for row in AiModel.objects.order_by("key").values(*names)]


def _model(row: dict[str, Any], typed: Any) -> dict[str, Any]:
    """Return a model as a plain row; one without facts of ours has no ranges and no date of access."""
    ranges = ("params_total_b_low", "params_total_b_high", "params_active_b_low", "params_active_b_high")
    found = {name: getattr(typed, name, None) for name in ranges}
    return {
        **row,
        **found,
        "id": row["key"],
        "lab": row["lab_id"],
        "country": row["lab__country_id"],
        "is_group": bool(typed and typed.is_group),
        "accessed": typed.accessed if typed else None,
        "evidence_grade": typed.grade if typed else "D",
    }


def country_rows() -> list[dict[str, Any]]:
    """Return every country with its anchor, other names and citation."""
    aliases: dict[str, list[str]] = {}
    for name, code in sorted(tables.country_names().items()):
        aliases.setdefault(code, []).append(name)
    return [
        {
            **{name: getattr(row, name) for name in ("code", "name", "status", "anchor_lat", "anchor_lon")},
            **{name: getattr(row, name) for name in ("source_title", "source_url", "accessed")},
            "aliases": [name for name in aliases[row.code] if name != row.name],
        }
        for row in tables.countries()
    ]


def lab_rows() -> list[dict[str, Any]]:
    """Return every lab with its country, the author names of its models and citation."""
    aliases: dict[str, list[str]] = {}
    for prefix, lab in tables.lab_prefixes().items():
        aliases.setdefault(lab, []).append(prefix)
    return [
        {"id": row.key, "country": row.country, "aliases": sorted(aliases.get(row.key, [])), **_cited(row)}
        for row in tables.labs()
    ]


def provider_rows() -> list[dict[str, Any]]:
    """Return every provider with seat, typed data centres (None: not declared), other names and citation."""
    aliases: dict[str, list[str]] = {}
    for row in tables.package_providers():
        aliases.setdefault(row.provider, []).append(row.package_id)
    return [
        {
            "id": row.key,
            "company": row.company,
            "datacenters": None if row.datacenters is None else sorted(row.datacenters),
            "lab": row.lab or None,
            "aliases": sorted(aliases.get(row.key, [])),
            **_cited(row),
        }
        for row in tables.providers()
    ]


def _cited(row: Any) -> dict[str, Any]:
    """Return name, grade and citation of a typed row."""
    names = ("name", "source_title", "source_url", "accessed", "note")
    return {name: getattr(row, name) for name in names} | {"evidence_grade": row.grade}
