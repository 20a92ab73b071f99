"""The only writes of this room: data/*.csv into the database, models seen for the first time, revised parameters."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models as orm
from django.db import transaction

from apps.estimator.parameters import Parameter
from apps.reference import availability, claim_tables, comparisons, disclosures, naming, tables
from apps.reference.models import AiModel, Country, Lab, ParameterRevision, Provider


@transaction.atomic
def load_reference(*, now: datetime) -> dict[str, int]:
    """Bring the database to what data/*.csv says and return the rows written per table; again: the same rows.

    Raises tables.BadRow before anything is written. Rows that left the CSV stay: history points at them.
    """
    for read in (
        *tables.TABLES,
        *comparisons.TABLES,
        *disclosures.TABLES,
        *availability.TABLES,
        *claim_tables.TABLES,
    ):
        read()
    return {
        "countries": _upsert(Country, "code", [_country(row) for row in tables.countries()]),
        "labs": _upsert(Lab, "key", [_lab(row) for row in tables.labs()]),
        "providers": _upsert(Provider, "key", [_provider(row) for row in tables.providers()]),
        "models": _upsert(AiModel, "key", _models()),
    }


def note_subjects(*, slugs: Iterable[str], source_key: str, now: datetime) -> int:
    """Make a model without parameters for every slug nobody knows; return how many were made.

    The lab comes from the author prefix; an unknown author is lab `unknown`, country UNK.
    """
    holders = {key: (aliases or [key])[0] for key, aliases in AiModel.objects.values_list("key", "aliases")}
    made = []
    for slug in sorted({slug.partition(":")[0] for slug in slugs}):
        key = naming.model_key(slug, holders)
        if (source_key, slug) in tables.model_aliases() or key in holders:
            continue
        holders[key] = slug
        note = f"First seen in {source_key} on {now:%Y-%m-%d}; no facts yet."
        name, lab = naming.split_slug(slug)[1], naming.lab_of_slug(slug)
        made.append(AiModel(key=key, name=name, lab_id=lab, aliases=[slug], note=note))
    return len(AiModel.objects.bulk_create(made, ignore_conflicts=True))


def revise_parameter(*, row: Parameter, proposal: int, reason: str, accepted_by: str, now: datetime) -> int:
    """Let a row stand for the one of its key and scope from now on; return the number of the revision.

    The CSV row stays as it is, and so does every earlier revision. Runs keep the copy they were made with.
    """
    names = (
        "key", "scope", "unit", "low", "central", "high", "distribution", "hard_min", "hard_max", "basis",
        "evidence_grade", "source_title", "source_url",
    )  # fmt: skip
    made = ParameterRevision.objects.create(
        **{name: getattr(row, name) for name in names}, accessed_date=row.accessed, reason=reason,
        proposal=proposal, accepted_by=accepted_by, accepted_at=now,
    )  # fmt: skip
    return made.pk


def _upsert(model: type[orm.Model], key: str, rows: list[dict[str, Any]]) -> int:
    """Insert or update rows by their natural key; return their number."""
    columns = [name for name in rows[0] if name != key]
    objects = [model(**row) for row in rows]
    manager = model._default_manager
    manager.bulk_create(objects, update_conflicts=True, unique_fields=[key], update_fields=columns)
    return len(objects)


def _country(row: Any) -> dict[str, Any]:
    """Return a country row as columns of its table."""
    return {name: getattr(row, name) for name in ("code", "name", "anchor_lat", "anchor_lon", "status")}


def _cited(row: Any) -> dict[str, Any]:
    """Return the columns every cited row shares."""
    same = {name: getattr(row, name) for name in ("key", "name", "source_title", "source_url", "note")}
    return {**same, "accessed_date": row.accessed}


def _lab(row: Any) -> dict[str, Any]:
    """Return a lab row as columns of its table."""
    return {**_cited(row), "country_id": row.country}


def _provider(row: Any) -> dict[str, Any]:
    """Return a provider row as columns of its table; None stays not declared, () a declared empty list."""
    centres = None if row.datacenters is None else list(row.datacenters)
    return {**_cited(row), "company_id": row.company, "datacenters": centres}


def _models() -> list[dict[str, Any]]:
    """Return the model rows as columns of their table; the slug leads the aliases."""
    aliases: dict[str, list[str]] = {}
    for (_, alias), keys in tables.model_aliases().items():
        for key in keys:
            aliases.setdefault(key, []).append(alias)
    rows = []
    for row in tables.models():
        cited = _cited(row)
        del cited["accessed_date"]
        names = ("open_weights", "released_date", "params_total_b", "params_active_b")
        facts = {name: getattr(row, name) for name in names}
        names_of = [row.slug] * bool(row.slug) + sorted(set(aliases.get(row.key, [])))
        rows.append({**cited, **facts, "lab_id": row.lab, "aliases": names_of})
    return rows
