"""Carbon: location-based emissions of a kWh at the country where it is used."""

from apps.estimator.arrays import Float64s
from apps.estimator.distributions import Draws
from apps.estimator.inputs import PlaceFacts


def carbon_intensity(place: PlaceFacts, draws: Draws) -> Float64s:
    """Return (K,) kg CO2e per kWh in a country; without a cited row that of an unknown place."""
    if place.carbon_kg_per_kwh is None:
        return draws.draw("unk_carbon_kg_per_kwh", place.country)
    return draws.quantity("carbon_kg_per_kwh", place.country, place.carbon_kg_per_kwh)


def carbon_kg(kwh: Float64s, kg_per_kwh: Float64s) -> Float64s:
    """Return kg CO2e of this energy in kWh."""
    return kwh * kg_per_kwh
