"""The tables of data/*.csv: read once, checked strictly against each other, no database."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache

from apps.estimator.measures import UNKNOWN
from apps.estimator.parameters import Parameter
from apps.reference import csvfile, rows
from apps.reference.csvfile import BadRow, read_rows
from apps.reference.parameter_rows import check_parameter, parameter, price_parameter

__all__ = ["BadRow"]


@cache
def countries() -> tuple[rows.CountryRow, ...]:
    """Return every country row: ISO 3166-1, XKX and UNK."""
    return read_rows("countries.csv", rows.CountryRow, ("code",))


@cache
def country_codes() -> frozenset[str]:
    """Return every code a flow may name."""
    return frozenset(row.code for row in countries())


@cache
def country_names() -> dict[str, str]:
    """Return the code of each exact English name: those of countries.csv and those of country_aliases.csv."""
    aliases = read_rows("country_aliases.csv", rows.CountryAliasRow, ("name",), _codes_known("country"))
    return {row.name: row.code for row in countries()} | {row.name: row.country for row in aliases}


@cache
def labs() -> tuple[rows.LabRow, ...]:
    """Return the labs."""
    return read_rows("labs.csv", rows.LabRow, ("key",), _codes_known("country"))


@cache
def lab_prefixes() -> dict[str, str]:
    """Return the lab key of each author prefix of the rankings."""
    known = _known("lab", (row.key for row in labs()), "labs.csv")
    table = read_rows("lab_prefixes.csv", rows.LabPrefixRow, ("prefix",), known)
    return {row.prefix: row.lab for row in table}


@cache
def providers() -> tuple[rows.ProviderRow, ...]:
    """Return the serving companies."""
    own = _known("lab", ("", *(row.key for row in labs())), "labs.csv")

    def check(row: rows.ProviderRow) -> None:
        _codes_known("company")(row)
        own(row)
        if set(row.datacenters or ()) - country_codes():
            raise ValueError("datacenters: write ISO 3166-1 alpha-3 codes of countries.csv")

    return read_rows("providers.csv", rows.ProviderRow, ("key",), check)


@cache
def provider_locations() -> tuple[rows.LocationRow, ...]:
    """Return the evidence where providers compute."""
    known = _known("provider", (row.key for row in providers()), "providers.csv")
    served = _known("model", ("", *(row.key for row in models())), "ai_models.csv")

    def check(row: rows.LocationRow) -> None:
        _codes_known("country")(row)
        known(row)
        served(row)

    keys = ("provider", "country", "kind", "model")
    return read_rows("provider_locations.csv", rows.LocationRow, keys, check)


@cache
def cloud_regions() -> dict[tuple[str, str], str]:
    """Return the country of each cloud region by (provider, region); groups that span countries are not there."""
    check = _codes_known("country")
    read = read_rows("cloud_regions.csv", rows.CloudRegionRow, ("provider", "region"), check)
    return {(row.provider, row.region): row.country for row in read}


@cache
def package_providers() -> tuple[rows.PackageProviderRow, ...]:
    """Return our provider for each provider id of genai-prices."""
    known = _known("provider", ("", *(row.key for row in providers())), "providers.csv")
    return read_rows("package_providers.csv", rows.PackageProviderRow, ("package_id",), known)


@cache
def models() -> tuple[rows.ModelRow, ...]:
    """Return the models and groups we know facts of."""
    known = _known("lab", (row.key for row in labs()), "labs.csv")

    def check(row: rows.ModelRow) -> None:
        known(row)
        for name in ("params_total_b", "params_active_b"):
            ends = [getattr(row, name + end) for end in ("_low", "", "_high")]
            if (None in ends and ends != [None] * len(ends)) or (None not in ends and ends != sorted(ends)):
                raise ValueError(f"{name}: write low <= central <= high, or none of the three")

    return read_rows("ai_models.csv", rows.ModelRow, ("key",), check)


@cache
def alias_rows() -> tuple[rows.ModelAliasRow, ...]:
    """Return what sources call our models."""
    known = _known("model", (row.key for row in models()), "ai_models.csv")
    return read_rows("model_aliases.csv", rows.ModelAliasRow, ("source_key", "alias", "model"), known)


@cache
def model_aliases() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the model keys of each exact (source key, alias); several where a name covers dated versions."""
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in alias_rows():
        names[row.source_key, row.alias] = (*names.get((row.source_key, row.alias), ()), row.model)
    return names


@cache
def model_hosts() -> tuple[rows.ModelHostRow, ...]:
    """Return the hosts of models that no price list names."""
    known = _known("model", (row.key for row in models()), "ai_models.csv")
    served = _known("provider", (row.key for row in providers()), "providers.csv")

    def check(row: rows.ModelHostRow) -> None:
        known(row)
        served(row)

    return read_rows("model_hosts.csv", rows.ModelHostRow, ("model", "provider"), check)


@cache
def measured_energy() -> tuple[rows.MeasuredEnergyRow, ...]:
    """Return energy per output token as somebody measured it, one row per model."""
    known = _known("model", (row.key for row in models()), "ai_models.csv")
    return read_rows("measured_energy.csv", rows.MeasuredEnergyRow, ("model",), known)


@cache
def parameters() -> tuple[Parameter, ...]:
    """Return every parameter: the method's, those of countries, and the electricity prices."""
    keys = ("key", "scope", "valid_from")
    general = read_rows("parameters.csv", rows.ParameterRow, keys, check_parameter)

    def check(row: rows.ParameterRow) -> None:
        check_parameter(row)
        if row.scope not in country_codes() - {UNKNOWN}:
            raise ValueError("scope: write an ISO 3166-1 alpha-3 code of countries.csv")

    places = read_rows("country_parameters.csv", rows.ParameterRow, keys, check)
    return tuple(parameter(row) for row in (*general, *places, *map(price_parameter, electricity_prices())))


@cache
def electricity_prices() -> tuple[rows.ElectricityPriceRow, ...]:
    """Return electricity prices in USD per kWh by country."""
    keys = ("country", "valid_from")
    return read_rows("electricity_prices.csv", rows.ElectricityPriceRow, keys, _codes_known("country"))


@cache
def population() -> tuple[rows.PopulationRow, ...]:
    """Return population and GDP by country."""
    return read_rows("population_gdp.csv", rows.PopulationRow, ("country",), _codes_known("country"))


@cache
def ai_user_shares() -> tuple[rows.AiUserShareRow, ...]:
    """Return shares of AI users (fractions of working-age people) by country."""
    return read_rows("ai_user_share.csv", rows.AiUserShareRow, ("country",), _codes_known("country"))


@cache
def published_figures() -> tuple[rows.FigureRow, ...]:
    """Return the published usage figures."""
    known_models = _known("model", ("", *(row.key for row in models())), "ai_models.csv")
    known_codes = _known("country", ("", *country_codes()), "countries.csv")

    def check(row: rows.FigureRow) -> None:
        known_models(row)
        known_codes(row)
        if row.window_end is not None and row.window_end <= row.window_start:
            raise ValueError("window_end: write the first day after the window")

    return read_rows("published_figures.csv", rows.FigureRow, ("figure_id",), check)


@cache
def reference_sha256() -> str:
    """Return one hash of the names and bytes of all tables."""
    digest = hashlib.sha256()
    for path in sorted(csvfile.DATA.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def forget() -> None:
    """Drop what was read, so that the next call reads the files again."""
    for read in (*TABLES, country_codes, country_names, model_aliases, reference_sha256):
        read.cache_clear()  # type: ignore[attr-defined]


def _known(column: str, allowed: Iterable[str], file: str) -> Callable[[object], None]:
    """Return a check that this column names a row of another table."""
    names = frozenset(allowed)

    def check(row: object) -> None:
        if getattr(row, column) not in names:
            raise ValueError(f"{column}: add a row for it to {file}, or write a key of that table")

    return check


def _codes_known(column: str) -> Callable[[object], None]:
    """Return a check that this column is a code of countries.csv."""
    return _known(column, country_codes(), "countries.csv")


TABLES = (
    *(countries, cloud_regions, labs, lab_prefixes, providers, provider_locations, package_providers, models),
    *(alias_rows, model_hosts, measured_energy, parameters, electricity_prices, population, ai_user_shares),
    published_figures,
)
