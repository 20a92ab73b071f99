"""The columns of each table in data/*.csv, and how each cell is read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from apps.estimator.inputs import Quantity
from apps.estimator.measures import DENOMINATORS, SCOPES
from apps.estimator.parameters import DISTRIBUTIONS
from apps.reference import csvfile
from apps.reference.csvfile import Cited, choice

PERIOD_LENGTHS = ("MINUTE", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
LOCATION_KINDS = ("REGION_DOCUMENT", "REGION_TAG", "DECLARED", "PRESS", "SEAT")
DRAW_SCOPES = ("global", "per_model", "per_country", "fixed")
SCENARIO_SCOPES = ("structural", "what_if", "world_only", "domestic_only", "comparison_only")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow(Cited):
    """A country code, its English name and the anchor of its arcs in degrees (none for UNK)."""

    code: Annotated[str, csvfile.text]
    name: Annotated[str, csvfile.text]
    status: Annotated[str, choice("ISO_3166_1", "USER_ASSIGNED", "UNKNOWN")]
    anchor_lat: Annotated[float | None, csvfile.maybe_number]
    anchor_lon: Annotated[float | None, csvfile.maybe_number]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudRegionRow(Cited):
    """A cloud's name of a place and the country it lies in."""

    provider: Annotated[str, csvfile.text]
    region: Annotated[str, csvfile.text]
    country: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryAliasRow(Cited):
    """Another English name of a country, exactly as somebody prints it."""

    name: Annotated[str, csvfile.text]
    country: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRow(Cited):
    """Who makes models, and the country of its head office (UNK where nobody says)."""

    key: Annotated[str, csvfile.text]
    name: Annotated[str, csvfile.text]
    country: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabPrefixRow(Cited):
    """The author part of a ranking slug, and the lab it means."""

    prefix: Annotated[str, csvfile.text]
    lab: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow(Cited):
    """Who serves models: legal seat, and declared data centres (None: not declared, (): declared empty).

    lab is the lab whose own endpoint it is (empty: it serves models of others); is_listed, whether the gateway
    whose usage we count routes to it.
    """

    key: Annotated[str, csvfile.text]
    name: Annotated[str, csvfile.text]
    company: Annotated[str, csvfile.text]
    datacenters: Annotated[tuple[str, ...] | None, csvfile.maybe_codes]
    lab: Annotated[str, csvfile.maybe_text]
    is_listed: Annotated[bool, csvfile.yes_no]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRow(Cited):
    """One piece of evidence where a provider computes, for one model or (empty) for all it serves."""

    provider: Annotated[str, csvfile.text]
    country: Annotated[str, csvfile.text]
    kind: Annotated[str, choice(*LOCATION_KINDS)]
    model: Annotated[str, csvfile.maybe_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageProviderRow(Cited):
    """A provider id of genai-prices and our key; an empty key is a list we skip, the note says why."""

    package_id: Annotated[str, csvfile.text]
    provider: Annotated[str, csvfile.maybe_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow(Cited):
    """A model or a group of models; parameters in billions with their range, empty where unknown.

    `hosting` is <lab country>/<open|closed>, the mix to fall back on when no host is known.
    """

    key: Annotated[str, csvfile.text]
    name: Annotated[str, csvfile.text]
    lab: Annotated[str, csvfile.text]
    slug: Annotated[str, csvfile.maybe_text]
    is_group: Annotated[bool, csvfile.yes_no]
    open_weights: Annotated[bool | None, csvfile.maybe_yes_no]
    released_date: Annotated[date | None, csvfile.maybe_day]
    hosting: Annotated[str, csvfile.maybe_text]
    params_total_b_low: Annotated[float | None, csvfile.maybe_number]
    params_total_b: Annotated[float | None, csvfile.maybe_number]
    params_total_b_high: Annotated[float | None, csvfile.maybe_number]
    params_active_b_low: Annotated[float | None, csvfile.maybe_number]
    params_active_b: Annotated[float | None, csvfile.maybe_number]
    params_active_b_high: Annotated[float | None, csvfile.maybe_number]
    basis: Annotated[str, choice("CITED", "JUDGEMENT", "UNKNOWN")]

    @property
    def params_total(self) -> Quantity | None:
        """Return the total parameters in billions with their range, or None where unknown."""
        return _quantity(self.params_total_b_low, self.params_total_b, self.params_total_b_high)

    @property
    def params_active(self) -> Quantity | None:
        """Return the active parameters in billions with their range, or None where unknown."""
        return _quantity(self.params_active_b_low, self.params_active_b, self.params_active_b_high)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAliasRow(Cited):
    """What a source calls one of our models, exactly; from `valid_to` on the name means another model."""

    source_key: Annotated[str, csvfile.text]
    alias: Annotated[str, csvfile.text]
    model: Annotated[str, csvfile.text]
    valid_to: Annotated[date | None, csvfile.maybe_day]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHostRow(Cited):
    """A provider that serves a model, known from elsewhere than a price list."""

    model: Annotated[str, csvfile.text]
    provider: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEnergyRow(Cited):
    """GPU joules per output token of a model, measured on named hardware: range over the cited conditions."""

    model: Annotated[str, csvfile.text]
    low: Annotated[float, csvfile.number]
    central: Annotated[float, csvfile.number]
    high: Annotated[float, csvfile.number]
    hardware: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRow(Cited):
    """A cited assumption of the method: P5, P50 and P95, how it is drawn, and between which hard ends."""

    key: Annotated[str, csvfile.text]
    scope: Annotated[str, csvfile.maybe_text]
    low: Annotated[float, csvfile.number]
    central: Annotated[float, csvfile.number]
    high: Annotated[float, csvfile.number]
    distribution: Annotated[str, choice(*DISTRIBUTIONS)]
    draw_scope: Annotated[str, choice(*DRAW_SCOPES, *SCENARIO_SCOPES)]
    hard_min: Annotated[float | None, csvfile.maybe_number]
    hard_max: Annotated[float | None, csvfile.maybe_number]
    basis: Annotated[str, choice("CITED", "JUDGEMENT")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityPriceRow(Cited):
    """What large users pay per kWh in a country: range, tariff class, year, how far it was verified."""

    country: Annotated[str, csvfile.text]
    low: Annotated[float, csvfile.number]
    central: Annotated[float, csvfile.number]
    high: Annotated[float, csvfile.number]
    tariff_class: Annotated[str, csvfile.text]
    year: Annotated[str, csvfile.text]
    verification: Annotated[str, csvfile.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRow(Cited):
    """Population and output of an economy, each with its year."""

    country: Annotated[str, csvfile.text]
    population: Annotated[float, csvfile.number]
    population_year: Annotated[str, csvfile.text]
    gdp_usd: Annotated[float | None, csvfile.maybe_number]
    gdp_year: Annotated[str, csvfile.maybe_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class AiUserShareRow(Cited):
    """Share of working-age people who use AI, by wave (fractions), and the source's name of the economy."""

    country: Annotated[str, csvfile.text]
    economy: Annotated[str, csvfile.text]
    h1_2025: Annotated[float, csvfile.number]
    h2_2025: Annotated[float, csvfile.number]
    q1_2026: Annotated[float, csvfile.number]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A published usage figure with its window (end exclusive), denominator and original words."""

    figure_id: Annotated[str, csvfile.text]
    publication: Annotated[str, csvfile.text]
    metric: Annotated[str, csvfile.text]
    subject: Annotated[str, csvfile.text]
    model: Annotated[str, csvfile.maybe_text]
    country: Annotated[str, csvfile.maybe_text]
    denominator: Annotated[str, choice(*DENOMINATORS, "NATION", "COMPANY")]
    scope: Annotated[str, choice(*SCOPES, "COMPANY")]
    period_length: Annotated[str, choice(*PERIOD_LENGTHS)]
    window_start: Annotated[date, csvfile.day]
    window_end: Annotated[date | None, csvfile.maybe_day]
    value: Annotated[Decimal, csvfile.decimal]
    unit: Annotated[str, csvfile.unit]
    original: Annotated[str, csvfile.text]
    reported_date: Annotated[date | None, csvfile.maybe_day]
    grade: Annotated[str, choice("A", "B", "C", "D")]
    is_verified: Annotated[bool, csvfile.yes_no]
    flags: Annotated[tuple[str, ...], csvfile.words]
    source_title: Annotated[str, csvfile.text]
    source_url: Annotated[str, csvfile.https]
    accessed: Annotated[date, csvfile.day]
    note: Annotated[str, csvfile.maybe_text]


def _quantity(low: float | None, central: float | None, high: float | None) -> Quantity | None:
    """Return a range, or None where the central value is unknown."""
    return None if low is None or central is None or high is None else Quantity(low, central, high)
