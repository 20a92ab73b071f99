"""Energy: GPU joules per token of a subject, and what a GPU joule becomes at a country's meter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.carbon import carbon_intensity, carbon_kg
from apps.estimator.distributions import Draws
from apps.estimator.energymodels import ecologits_output_joules, gpu_joules, total_token_joules
from apps.estimator.inputs import PlaceFacts, Quantity, Subject
from apps.estimator.units import joules_to_kwh
from apps.estimator.value import ClassShares, compute_usd_per_joule, electricity_price

# The one country whose share of domestic chips is a parameter.
CHIP_COUNTRY = "CHN"


def output_joules(active_b: Float64s, total_b: Float64s, shock: Float64s, draws: Draws) -> Float64s:
    """Return (K,) GPU joules per output token of a model with these parameters (billions) and shock (ln)."""
    sparsity = np.maximum(total_b / active_b, 1)
    log = draws.central("e_out_const_itl100") + draws.central("e_out_exp_active") * np.log(active_b)
    log = log + draws.central("e_out_exp_sparsity") * np.log(sparsity) + shock
    joules: Float64s = np.exp(log) * draws.draw("fleet_efficiency")
    return joules


def class_factor(shares: ClassShares, draws: Draws) -> Float64s:
    """Return (K,) joules per token of all classes over joules per output token."""
    cached = draws.draw("cached_over_uncached") * shares.cached
    return shares.output + draws.draw("prefill_over_decode") * (shares.uncached + cached)


def subject_joules(subject: Subject, shares: ClassShares, draws: Draws) -> Float64s | None:
    """Return (K,) GPU joules per token of a subject; None where neither parameter counts nor a measurement exist.

    A measurement stands for the fit and its residual. The structure may ask for another model of energy.
    """
    whole = total_token_joules(draws)
    if whole is not None:
        return whole
    if draws.structure.energy_model == "ECOLOGITS_OUTPUT_ONLY":
        return _output_only(subject, shares, draws)
    if subject.measured_output_joules is not None:
        measured = _positive(subject.measured_output_joules, subject.uid, "J per output token")
        joules = draws.quantity("measured_output_joules", subject.uid, measured)
        # A benchmark is not a fleet: the factor that turns the fit into fleets turns its points too.
        return joules * draws.draw("fleet_efficiency") * class_factor(shares, draws)
    counts = _counts(subject, draws)
    if counts is None:
        return None
    shock = draws.central("e_out_resid_sd") * draws.normals("e_out_resid_sd", subject.uid)
    return output_joules(*counts, shock, draws) * class_factor(shares, draws)


def _counts(subject: Subject, draws: Draws) -> tuple[Float64s, Float64s] | None:
    """Return (K,) active and total parameters in billions; None where unknown."""
    if subject.params_active_b is None or subject.params_total_b is None:
        return None
    active, total = subject.params_active_b, subject.params_total_b
    return (
        draws.quantity("params_active_b", subject.uid, _positive(active, subject.uid, "billion parameters")),
        draws.quantity("params_total_b", subject.uid, _positive(total, subject.uid, "billion parameters")),
    )


def _output_only(subject: Subject, shares: ClassShares, draws: Draws) -> Float64s | None:
    """Return (K,) GPU joules per token where output tokens alone cost energy."""
    counts = _counts(subject, draws)
    if counts is None:
        return None
    joules: Float64s = gpu_joules(ecologits_output_joules(*counts, draws), draws) * shares.output
    return joules


def group_joules(
    subject: Subject, peers: Sequence[Subject], shares: ClassShares, draws: Draws
) -> Float64s | None:
    """Return (K,) GPU joules per token of a group: the geometric mean of its peers', widened; None without any."""
    whole = total_token_joules(draws)
    if whole is not None:
        return whole
    found = [joules for peer in peers if (joules := subject_joules(peer, shares, draws)) is not None]
    if not found:
        return None
    typical: Float64s = np.exp(np.mean(np.log(np.stack(found)), axis=0))
    return typical * unknown_shock("other_models_resid_sd", subject.uid, draws)


class BadFacilityFactor(ValueError):
    """A country's facility factor (PUE) is not a number above zero."""


class BadParameterCount(ValueError):
    """A model's number of parameters, or its measured energy, is not above zero."""


def _positive(quantity: Quantity, uid: str, unit: str) -> Quantity:
    """Return the quantity; raise BadParameterCount unless it is above zero."""
    if not quantity.low > 0:
        raise BadParameterCount(f"subject {uid!r}: {quantity.low} {unit}; correct or empty its row")
    return quantity


def unknown_shock(key: str, uid: str, draws: Draws) -> Float64s:
    """Return (K,) factors of a subject without facts on the mean of those with: log-normal around 1.

    key names the parameter that holds the standard deviation of the logarithm.
    """
    return np.exp(draws.central(key) * draws.normals(key, uid))


def pue(place: PlaceFacts, draws: Draws) -> Float64s:
    """Return (K,) facility energy over IT energy, from the country's climate where cited; never below 1.

    Raises BadFacilityFactor for a cited value that is not above zero.
    """
    if place.pue_climate_model is None:
        return np.maximum(draws.draw("pue_default", place.country), 1)
    if not 0 < place.pue_climate_model < np.inf:
        raise BadFacilityFactor(
            f"country {place.country!r}: pue_climate_model is {place.pue_climate_model}; correct or remove its row"
        )
    return np.maximum(place.pue_climate_model * draws.draw("pue_climate_factor", place.country), 1)


def chip_factor(country: str, draws: Draws) -> Float64s:
    """Return (K,) energy per token relative to the fitted hardware: above 1 for domestic chips in CHN."""
    if country != CHIP_COUNTRY:
        return np.ones(draws.count)
    penalty = draws.draw("cn_chip_energy_penalty", country)
    return 1 + draws.draw("cn_domestic_chip_share") * (penalty - 1)


def meter_kwh_per_joule(place: PlaceFacts, draws: Draws) -> Float64s:
    """Return (K,) kWh at the meter per GPU joule: node, idle, facility and chip factors."""
    servers = draws.draw("node_over_gpu") * draws.draw("idle_factor")
    kwh: Float64s = joules_to_kwh(servers * pue(place, draws) * chip_factor(place.country, draws))
    return kwh


@dataclass(frozen=True, slots=True)
class PerJoule:
    """What one GPU joule is at each place of a list, as (O, K): kWh, USD of electricity, USD of compute, kg."""

    ENERGY_KWH: Float64s
    ELECTRICITY_VALUE_USD: Float64s
    COMPUTE_VALUE_USD: Float64s
    CARBON_KG: Float64s


def per_joule(places: list[PlaceFacts], draws: Draws) -> PerJoule:
    """Return the factors from GPU joules to every physical measure at these places."""
    kwh = np.stack([meter_kwh_per_joule(place, draws) for place in places])
    price = np.stack([electricity_price(place, draws) for place in places])
    carbon = np.stack([carbon_intensity(place, draws) for place in places])
    compute = np.broadcast_to(compute_usd_per_joule(draws), kwh.shape)
    return PerJoule(kwh, kwh * price, compute, carbon_kg(kwh, carbon))
