"""What the estimator takes in: plain records without Django, one set of facts for a block of weeks.

Facts (hosts, prices, locations) are constant within one `Inputs`; the caller splits weeks into
blocks where they change. Named random streams make the blocks agree with each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its range: 5th, 50th and 95th percentile, in the unit its name says."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """How a week was seen: coverage is observed days / 7; denominator is one of DENOMINATORS."""

    week: date
    source: str
    denominator: str
    coverage: float = 1.0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsageRow:
    """Tokens of one subject in one week; tier is STANDARD or FREE (free: no service value)."""

    week: date
    subject: str
    tokens: float
    evidence_grade: str
    tier: str = "STANDARD"


@dataclass(frozen=True, slots=True)
class Location:
    """One piece of evidence where a provider computes; kind REGION_DOCUMENT, REGION_TAG, DECLARED, PRESS or SEAT.

    Country UNK beside others of its kind: one more place that nobody names.
    """

    country: str
    kind: str
    evidence_grade: str


@dataclass(frozen=True, slots=True)
class Host:
    """A company that serves a subject, with its list prices (USD per million tokens; None = unknown).

    measured_share comes before activity (tokens or requests of any one unit), and that before the prices.
    locations are evidence of this subject at this provider only, beside what is known of the provider.
    """

    provider: str
    price_input_usd_per_mtok: float | None
    price_output_usd_per_mtok: float | None
    price_cache_read_usd_per_mtok: float | None = None
    measured_share: float | None = None
    evidence_grade: str = "C"
    activity: float | None = None
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What usage is counted for: a model (kind MODEL), a rest of known lab country (GROUP), or UNKNOWN.

    measured_output_joules, where somebody measured them, replace the fit by parameters (GPU J per output token).
    `hosting` names the mix to fall back on when `hosts` is empty (for example "CHN/open"); an empty
    hosting with no hosts means UNK on COMPANY and COMPUTE. Parameters are in billions.
    """

    uid: str
    kind: str
    lab_country: str
    hosting: str = ""
    hosts: tuple[Host, ...] = ()
    params_active_b: Quantity | None = None
    params_total_b: Quantity | None = None
    energy_grade: str = "D"
    measured_output_joules: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A documented fact: this subject is not offered in this destination (terms of service, sanctions)."""

    subject: str
    destination: str
    evidence_grade: str
    source_url: str


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A serving company: country of its legal seat (UNK if unknown) and its location evidence.

    lab_country is the country of the lab whose own endpoint it is; empty for one that serves models of others.
    """

    uid: str
    company: str
    locations: tuple[Location, ...] = ()
    lab_country: str = ""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What a kWh costs and emits in a country; None where no cited row exists (UNK values then apply).

    anchor is the country's point on the map: latitude and longitude in degrees.
    """

    country: str
    electricity_price_usd_per_kwh: Quantity | None = None
    carbon_kg_per_kwh: Quantity | None = None
    pue_climate_model: float | None = None
    electricity_price_grade: str = "D"
    anchor: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class DestinationFacts:
    """The cited columns behind a country's share of users; anchor as in PlaceFacts."""

    country: str
    ai_user_share: float
    working_age_population: float
    gdp_per_head_usd: float
    is_billing_hub: bool = False
    anchor: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything one block of weeks needs; all mappings are keyed by uid or country code."""

    weeks: tuple[WeekFacts, ...]
    usage: tuple[UsageRow, ...]
    subjects: Mapping[str, Subject]
    providers: Mapping[str, ProviderFacts]
    places: Mapping[str, PlaceFacts]
    destinations: tuple[DestinationFacts, ...]
    unavailable: tuple[Unavailable, ...] = ()
