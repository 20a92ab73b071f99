"""What a kWh earns, rung by rung: sold raw, mined into Bitcoin, as tokens at cost and at list; and the multiple."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.distributions import Draws
from apps.estimator.measures import UNKNOWN
from apps.estimator.units import HOURS_PER_DAY, SHARE_ATOL, TERAHASHES_PER_PETAHASH, WATTS_PER_KILOWATT

RAW_EXPORT = "electricity_export_usd_per_kwh"
HASHPRICE, JOULES_PER_TH = "bitcoin_hashprice_usd_per_ph_day", "bitcoin_joules_per_th"
MINERS_PRICE = "bitcoin_electricity_usd_per_kwh"
# The origin whose electricity is also exported raw; the row of all origins is the world's.
EXPORTER = "CHN"


class NoRatio(ZeroDivisionError):
    """A ratio whose denominator is zero or missing."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One use of a kWh: USD per kWh as (K,) draws, and the parameters or measures it is made of."""

    name: str
    usd_per_kwh: Float64s
    inputs: tuple[str, ...]


def kilowatts_per_petahash(joules_per_th: Float64s) -> Float64s:
    """Return kW of one PH/s: 1 PH/s is 1,000 TH/s, and J/TH times TH/s are watts."""
    return joules_per_th * TERAHASHES_PER_PETAHASH / WATTS_PER_KILOWATT


def bitcoin_usd_per_kwh(hashprice_usd_per_ph_day: Float64s, joules_per_th: Float64s) -> Float64s:
    """Return what mining earns per kWh: USD per PH/s and day over the kWh that one PH/s takes in a day."""
    return hashprice_usd_per_ph_day / (kilowatts_per_petahash(joules_per_th) * HOURS_PER_DAY)


def value_multiple(usd_per_kwh: Float64s, price_usd_per_kwh: Float64s) -> Float64s:
    """Return earnings per kWh over the price of the kWh; raise NoRatio where a price is not above zero."""
    if not (np.asarray(price_usd_per_kwh) > 0).all():
        raise NoRatio("the electricity price is 0 in some draw; a multiple of nothing has no value")
    return usd_per_kwh / price_usd_per_kwh


def electricity_share(multiple: Float64s) -> Float64s:
    """Return the share of a price that pays for electricity: 1 over the value multiple, an identity."""
    return value_multiple(np.ones_like(np.asarray(multiple, np.float64)), multiple)


def contradicts(multiple: float, share: float) -> bool:
    """Tell whether a multiple and an electricity share of one base exclude each other: their product is not 1."""
    return abs(multiple * share - 1) > SHARE_ATOL


def token_rungs(measures: Mapping[str, Float64s]) -> list[Rung]:
    """Return tokens at compute cost (chips and electricity) and at list price, from (K,) totals by measure.

    Raises NoRatio where the energy is zero in some draw.
    """
    energy = measures["ENERGY_KWH"]
    if not (energy > 0).all():
        raise NoRatio("ENERGY_KWH is 0 in some draw; there is nothing to divide by")
    cost = measures["COMPUTE_VALUE_USD"] + measures["ELECTRICITY_VALUE_USD"]
    rungs = [
        Rung("TOKENS_AT_COST", cost / energy, ("COMPUTE_VALUE_USD", "ELECTRICITY_VALUE_USD", "ENERGY_KWH"))
    ]
    if "SERVICE_VALUE_USD" in measures:
        listed = measures["SERVICE_VALUE_USD"] / energy
        rungs.append(Rung("TOKENS_AT_LIST", listed, ("SERVICE_VALUE_USD", "ENERGY_KWH")))
    return rungs


def cited_rungs(draws: Draws) -> list[Rung]:
    """Return the rungs that no week changes: electricity as exported, and mined into Bitcoin."""
    mined = bitcoin_usd_per_kwh(draws.draw(HASHPRICE), draws.draw(JOULES_PER_TH))
    return [
        Rung("RAW_EXPORT", draws.draw(RAW_EXPORT, EXPORTER), (RAW_EXPORT,)),
        Rung("BITCOIN", mined, (HASHPRICE, JOULES_PER_TH)),
    ]


def at_origin(
    rows: Mapping[str, Float32s | Float64s], countries: tuple[str, ...], country: str | None
) -> dict[str, Float64s]:
    """Return (K,) of every measure at one country (None: at all origins together) from (O, K) rows by measure."""
    if country is None:
        return {name: values.sum(axis=0, dtype=np.float64) for name, values in rows.items()}
    place = countries.index(country)
    return {name: np.asarray(values[place], np.float64) for name, values in rows.items()}


def known_origins(countries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the origins that have a name."""
    return tuple(country for country in countries if country != UNKNOWN)
