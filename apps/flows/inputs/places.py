"""What a kWh costs and emits in each country, from cited rows; without a row the value is None."""

from collections.abc import Iterable
from datetime import date, datetime

from apps.estimator.inputs import PlaceFacts, Quantity
from apps.estimator.parameters import Parameters
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.reference import queries as reference

SOURCE = "package.codecarbon"
METRIC = "grid_carbon"
NO_PRICE_GRADE = "D"


def places(
    countries: Iterable[str], parameters: Parameters, *, end: date, as_of: datetime
) -> dict[str, PlaceFacts]:
    """Return the facts of each country; carbon is the newest year known at `as_of` that began before `end`."""
    rows = observations.values_as_of(
        source_keys=[SOURCE], metric=METRIC, period_from=FIRST_DATE, period_to=end, as_of=as_of
    )
    newest = {
        row.country: float(row.value) for row in sorted(rows, key=lambda row: row.period_start) if row.country
    }
    return {code: _place(code, parameters, newest.get(code)) for code in sorted(countries)}


def _place(code: str, parameters: Parameters, carbon: float | None) -> PlaceFacts:
    """Return one country's facts."""
    price = parameters.find("electricity_price_usd_per_kwh", code)
    climate = parameters.find("pue_climate_model", code)
    return PlaceFacts(
        country=code,
        electricity_price_usd_per_kwh=Quantity(price.low, price.central, price.high) if price else None,
        carbon_kg_per_kwh=_carbon(code, parameters, carbon),
        pue_climate_model=climate.central if climate else None,
        electricity_price_grade=price.evidence_grade if price else NO_PRICE_GRADE,
        anchor=reference.country_anchors().get(code),
    )


def _carbon(code: str, parameters: Parameters, central: float | None) -> Quantity | None:
    """Return the central baseline between the lowest and highest of both, widened by the cited share."""
    if central is None or central <= 0:
        return None
    second = parameters.find("carbon_kg_per_kwh_second", code)
    both = [central, *([second.central] if second and second.central > 0 else [])]
    wider = parameters.get("carbon_widening").central
    return Quantity(min(both) * (1 - wider), central, max(both) * (1 + wider))
