"""What other rooms may ask about slow facts; rows and tuples, never model instances."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from apps.estimator.inputs import DestinationFacts, Location, Quantity
from apps.estimator.measures import UNKNOWN
from apps.estimator.parameters import Parameters
from apps.reference import availability, tables
from apps.reference.availability import ModelUnavailabilityRow
from apps.reference.listing import country_rows, lab_of_model, lab_rows, model_rows, own_hosts, provider_rows
from apps.reference.models import AiModel
from apps.reference.naming import is_free, lab_of_slug, model_key
from apps.reference.rows import AiUserShareRow, CountryRow, FigureRow, LabRow, ProviderRow
from apps.reference.tables import reference_sha256

__all__ = [
    "ModelUnavailabilityRow", "country_rows", "is_free", "lab_of_model", "lab_of_slug", "lab_rows", "model_key",
    "model_rows", "own_hosts", "provider_rows", "reference_sha256",
]  # fmt: skip

WORKING_AGE_SHARE = "working_age_share"
BILLING_HUB = "billing_hub"


@dataclass(frozen=True, slots=True)
class ModelFactsRow:
    """What is known of a model: lab, weights, parameters in billions (None: unknown), fallback hosting.

    measured_output_joules: GPU J per output token, where somebody measured them; energy_grade is then theirs.
    """

    key: str
    name: str
    lab: str
    lab_country: str
    open_weights: bool | None
    params_active_b: Quantity | None
    params_total_b: Quantity | None
    energy_grade: str
    is_group: bool
    hosting: str
    released_date: date | None = None
    measured_output_joules: Quantity | None = None


@dataclass(frozen=True, slots=True)
class ProviderLocation:
    """One piece of evidence where a provider computes; model "" means all models it serves."""

    country: str
    kind: str
    grade: str
    source_url: str
    valid_from: date | None = None
    source_title: str = ""
    model: str = ""
    note: str = ""

    def as_location(self) -> Location:
        """Return it as the estimator takes it."""
        return Location(self.country, self.kind, self.grade)


@dataclass(frozen=True, slots=True)
class ModelHost:
    """A provider known to serve a model, with the grade of that knowledge."""

    provider: str
    grade: str


def countries() -> list[CountryRow]:
    """Return every country with its name and anchor, UNK last."""
    return list(tables.countries())


def country_anchors() -> dict[str, tuple[float, float]]:
    """Return latitude and longitude in degrees of each country that has a point on the map."""
    return {
        row.code: (row.anchor_lat, row.anchor_lon)
        for row in tables.countries()
        if row.anchor_lat is not None and row.anchor_lon is not None
    }


def country_codes() -> frozenset[str]:
    """Return every code a flow may name."""
    return tables.country_codes()


def labs() -> list[LabRow]:
    """Return the labs with their countries."""
    return list(tables.labs())


def country_of_name(name: str) -> str | None:
    """Return the code of a country's exact English name, or None: nothing is guessed."""
    return tables.country_names().get(name)


def region_country(provider: str, region: str) -> str | None:
    """Return the country of a cloud region, or None for one that nobody typed or that spans countries."""
    return tables.cloud_regions().get((provider, region))


def provider_keys() -> frozenset[str]:
    """Return the keys of the serving companies we know."""
    return frozenset(row.key for row in tables.providers())


def providers() -> list[ProviderRow]:
    """Return the serving companies with seat and declared data centres."""
    return list(tables.providers())


def published_figures() -> list[FigureRow]:
    """Return the published usage figures as typed."""
    return list(tables.published_figures())


def ai_user_shares() -> list[AiUserShareRow]:
    """Return shares of AI users by country and wave."""
    return list(tables.ai_user_shares())


def models() -> list[tuple[str, str, str]]:
    """Return (key, name, lab key) of every model, those seen for the first time included."""
    return list(AiModel.objects.order_by("key").values_list("key", "name", "lab_id"))


def resolve_model(*, source_key: str, slug: str) -> str | None:
    """Return our key for what a source calls a model, or None; a variant such as `:free` is cut off.

    An alias that names several dated versions resolves to the newest.
    """
    plain = slug if source_key.startswith("package.") else slug.partition(":")[0]
    keys = tables.model_aliases().get((source_key, plain))
    if keys:
        return keys[-1]
    return None if source_key.startswith("package.") else _known_slugs().get(plain) or _seen_slug(plain)


def listed_as(*, source_key: str, day: date | None = None) -> dict[str, tuple[str, ...]]:
    """Return the exact names under which a source lists each model, on a day or (None) ever."""
    names: dict[str, list[str]] = {}
    for row in tables.alias_rows():
        if row.source_key == source_key and (day is None or row.valid_to is None or day < row.valid_to):
            names.setdefault(row.model, []).append(row.alias)
    return {key: tuple(sorted(aliases)) for key, aliases in names.items()}


def known_hosts() -> dict[str, tuple[ModelHost, ...]]:
    """Return hosts of a model that no price list names (a lab that serves its own model)."""
    hosts: dict[str, list[ModelHost]] = {}
    for row in tables.model_hosts():
        hosts.setdefault(row.model, []).append(ModelHost(row.provider, row.grade))
    return {key: tuple(rows) for key, rows in hosts.items()}


def model_unavailability() -> tuple[ModelUnavailabilityRow, ...]:
    """Return every documented unavailability of a lab's models or of one model in a destination."""
    return availability.model_unavailability()


def package_provider(package_id: str) -> str | None:
    """Return our provider of a genai-prices provider id; None for one we skip or do not know."""
    return _package_providers().get(package_id) or None


def provider_locations(*, as_of: datetime | date | None = None) -> dict[str, tuple[ProviderLocation, ...]]:
    """Return the evidence where each provider computes; a provider without any has an empty tuple."""
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    places: dict[str, list[ProviderLocation]] = {row.key: [] for row in tables.providers()}
    for row in tables.provider_locations():
        if day is None or row.valid_from is None or row.valid_from <= day:
            known = ProviderLocation(
                row.country,
                row.kind,
                row.grade,
                row.source_url,
                row.valid_from,
                row.source_title,
                row.model,
                row.note,
            )
            places[row.provider].append(known)
    return {key: tuple(rows) for key, rows in places.items()}


def model_facts() -> dict[str, ModelFactsRow]:
    """Return the facts of every model: the CSV's, and the bare lab of models seen for the first time."""
    facts = dict(_csv_facts())
    seen = AiModel.objects.exclude(key__in=facts).order_by("key")
    for key, name, lab, country in seen.values_list("key", "name", "lab_id", "lab__country_id"):
        facts[key] = ModelFactsRow(key, name, lab, country, None, None, None, "D", False, "")
    return facts


def destination_facts(parameters: Parameters) -> list[DestinationFacts]:
    """Return the columns behind each country's share of users; economies without all of them are left out."""
    people = {row.country: row for row in tables.population()}
    anchors = country_anchors()
    facts = []
    for share in tables.ai_user_shares():
        row = people.get(share.country)
        if row is None or row.gdp_usd is None:
            continue
        adults = row.population * parameters.get(WORKING_AGE_SHARE).central
        hub = parameters.find(BILLING_HUB, share.country) is not None
        per_head = row.gdp_usd / row.population
        facts.append(
            DestinationFacts(share.country, share.q1_2026, adults, per_head, hub, anchors.get(share.country))
        )
    return facts


@cache
def _csv_facts() -> Mapping[str, ModelFactsRow]:
    """Return the facts of the models of ai_models.csv."""
    homes = {row.key: row.country for row in tables.labs()}
    measured = {row.model: row for row in tables.measured_energy()}
    joules = {key: Quantity(row.low, row.central, row.high) for key, row in measured.items()}
    return {
        row.key: ModelFactsRow(
            row.key, row.name, row.lab, homes.get(row.lab, UNKNOWN), row.open_weights, row.params_active,
            row.params_total, measured[row.key].grade if row.key in measured else row.grade, row.is_group,
            row.hosting, row.released_date, joules.get(row.key),
        )
        for row in tables.models()
    }  # fmt: skip


@cache
def _known_slugs() -> Mapping[str, str]:
    """Return our key of each slug of ai_models.csv."""
    return {row.slug or row.key: row.key for row in tables.models()}


def _seen_slug(slug: str) -> str | None:
    """Return the key of a model that was seen before under this slug."""
    return AiModel.objects.filter(aliases__contains=[slug]).values_list("key", flat=True).first()


@cache
def _package_providers() -> Mapping[str, str]:
    """Return our provider of each provider id of genai-prices."""
    return {row.package_id: row.provider for row in tables.package_providers()}
