"""The baseline: one week and one draw as long tables, merged and grouped by pair with pandas."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from apps.estimator.arrays import Float64s
from apps.estimator.block import Block
from apps.estimator.energy import PerJoule
from apps.estimator.margins import DrawnTables

VALUES = ("tokens", "kwh", "electricity_usd", "service_usd", "compute_usd")


@dataclass(slots=True)
class LongTables:
    """One draw as tables: usage by model, hosts by model and provider, places by provider and origin, ends."""

    usage: pd.DataFrame
    hosts: pd.DataFrame
    locations: pd.DataFrame
    places: pd.DataFrame
    ends: pd.DataFrame


def long_tables(block: Block, drawn: DrawnTables, factors: PerJoule, ends: Float64s) -> LongTables:
    """Return the tables of the first week in the first draw; ends is (D, K)."""
    phi, value, lam = drawn.phi[0], drawn.value[0], drawn.lam[0]
    model, host = np.nonzero(phi)
    provider, origin = np.nonzero(lam)
    columns = (
        {"model": np.arange(len(phi)), "count": block.tokens[0], "joules": drawn.joules.own[0]},
        {"model": model, "provider": host, "phi": phi[model, host], "usd": value[model, host]},
        {"provider": provider, "origin": origin, "lam": lam[provider, origin]},
        {
            "origin": np.arange(lam.shape[1]),
            "kwh_per_j": factors.ENERGY_KWH[:, 0],
            "electricity_per_j": factors.ELECTRICITY_VALUE_USD[:, 0],
            "compute_per_j": factors.COMPUTE_VALUE_USD[:, 0],
        },
        {"destination": np.arange(len(ends)), "share": ends[:, 0]},
    )
    return LongTables(*map(pd.DataFrame, columns))


def merged_flows(tables: LongTables) -> pd.DataFrame:
    """Return the five values of every pair (origin, destination) of the draw."""
    long = tables.usage.merge(tables.hosts, on="model").merge(tables.locations, on="provider")
    long = long.merge(tables.places, on="origin").merge(tables.ends, how="cross")
    served = long["count"] * long["lam"] * long["share"]
    long["tokens"] = served * long["phi"]
    burnt = long["tokens"] * long["joules"]
    long["kwh"] = burnt * long["kwh_per_j"]
    long["electricity_usd"] = burnt * long["electricity_per_j"]
    long["compute_usd"] = burnt * long["compute_per_j"]
    long["service_usd"] = served * long["usd"]
    return long.groupby(["origin", "destination"])[list(VALUES)].sum()
