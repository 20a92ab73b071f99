"""From a source's words to our keys: which model, provider and country a number is about."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from apps.collectors.contract import Observed, Reading, SchemaDrift, Spec
from apps.observations.rows import ReadRow, ValueRow
from apps.reference import queries as reference

UNKNOWN_LAB = "unknown"
# Subjects that nobody expects to be a known author.
NO_AUTHOR = ("stealth/", "other")


def unknown_authors(slugs: Iterable[str]) -> list[str]:
    """Return a notice for every author whose lab nobody typed yet."""
    authors = {
        slug.partition("/")[0]
        for slug in slugs
        if not slug.startswith(NO_AUTHOR) and reference.lab_of_slug(slug) == UNKNOWN_LAB
    }
    return [
        f"author {author}: lab unknown, country UNK; add a row to lab_prefixes.csv"
        for author in sorted(authors)
    ]


def name_countries(reading: Reading) -> list[str]:
    """Put the code of every named country into its numbers; return a notice for each name nobody typed.

    Numbers of an unknown name are left out: a name is looked up exactly, never guessed. Raises SchemaDrift
    where two names are one country.
    """
    named = {row.country_name: row for row in reading.observations if row.country_name}
    codes = {name: _code(name) for name in named}
    first: dict[str, str] = {}
    for name, code in codes.items():
        if code is not None and first.setdefault(code, name) != name:
            remedy = f"{first[code]!r} is {code} too: two names of one country in one reading"
            raise SchemaDrift(named[name].page, field="country", found=name, remedy=remedy)
    reading.observations = [
        _named(row, codes.get(row.country_name))
        for row in reading.observations
        if codes.get(row.country_name, "") is not None
    ]
    return [f"country {name!r} is not known: its numbers are left out; add a row to country_aliases.csv"
            for name in sorted(name for name, code in codes.items() if code is None)]  # fmt: skip


def _code(name: str) -> str | None:
    """Return the code of a country's name."""
    return reference.country_of_name(name)


def _named(row: Observed, code: str | None) -> Observed:
    """Return a number under the code of the country it names."""
    return replace(row, country=code, subject=code, country_name="") if code else row


def to_rows(spec: Spec, observed: Iterable[Observed]) -> list[tuple[str, ReadRow]]:
    """Return (page path, row) of every number; raise SchemaDrift for a country or model we do not have."""
    model_of = cache(lambda slug: reference.resolve_model(source_key=spec.key, slug=slug))
    models = frozenset(key for key, _, _ in reference.models())
    return [(row.page.name, _row(row, model_of, models)) for row in observed]


def _row(row: Observed, model_of: Callable[[str], str | None], models: frozenset[str]) -> ReadRow:
    """Return one number under our keys."""
    if row.country and row.country not in reference.country_codes():
        raise SchemaDrift(
            row.page, field="country", found=row.country, remedy="no such code in countries.csv"
        )
    if row.model_key and row.model_key not in models:
        raise SchemaDrift(row.page, field="model", found=row.model_key, remedy="no such key in ai_models.csv")
    return ReadRow(
        metric=row.metric, unit=row.unit, kind=row.kind, period_length=row.period_length,
        period_start=row.period_start, value=row.value, subject=row.subject, qualifier=row.qualifier,
        model=row.model_key or (model_of(row.model_slug) if row.model_slug else None),
        provider=_provider(row),
        country=row.country or (reference.region_country(row.provider_key, row.region) if row.region else None),
    )  # fmt: skip


def _provider(row: Observed) -> str | None:
    """Return our provider, by a package's id or under the publisher's key where we have the same."""
    if row.provider_id:
        return reference.package_provider(row.provider_id)
    return row.provider_key if row.provider_key in reference.provider_keys() else None


def withdrawn(rows: Iterable[ReadRow], stored: Iterable[ValueRow]) -> list[ReadRow]:
    """Return a withdrawal for every stored number that the rows no longer state."""
    said = {(*row.identity, row.period_start) for row in rows}
    return [gone for gone in map(_gone, stored) if (*gone.identity, gone.period_start) not in said]


def _gone(row: ValueRow) -> ReadRow:
    """Return the withdrawal of a stored number."""
    return ReadRow(
        metric=row.metric, unit=row.unit, kind=row.kind, period_length=row.period_length,
        period_start=row.period_start, value=None, subject=row.subject, qualifier=row.qualifier,
    )  # fmt: skip
