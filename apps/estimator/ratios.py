"""Ratios of measures at each compute country, taken within draws and only then summarised."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.results import RatioRow
from apps.estimator.summarise import percentiles
from apps.estimator.units import JOULES_PER_KWH

# By name: what stands above, what together stands below, and the factor of the unit.
RATIOS = {
    "value_multiple": ("SERVICE_VALUE_USD", ("ELECTRICITY_VALUE_USD",), 1),
    "usd_per_kwh": ("SERVICE_VALUE_USD", ("ENERGY_KWH",), 1),
    "joules_per_token": ("ENERGY_KWH", ("TOKENS",), JOULES_PER_KWH),
    "value_over_cost": ("SERVICE_VALUE_USD", ("COMPUTE_VALUE_USD", "ELECTRICITY_VALUE_USD"), 1),
}
ENDS = (0.05, 0.5, 0.95)


def ratio_row(week: date, name: str, country: str | None, above: Float64s, below: Float64s) -> RatioRow:
    """Return low, central, high of above / below over (K,) draws; None with the reason where below is 0."""
    zeros = int(np.count_nonzero(below <= 0))
    if zeros:
        reason = f"{' + '.join(RATIOS[name][1])} is 0 in {zeros} of {len(below)} draws"
        return RatioRow(week, name, country, None, None, None, reason)
    low, central, high = percentiles((above / below)[None], ENDS)[0].tolist()
    return RatioRow(week, name, country, low, central, high)


def ratio_rows(week: date, countries: tuple[str, ...], rows: Mapping[str, Float32s]) -> list[RatioRow]:
    """Return every ratio for the world (country None) and each compute country; rows are (O, K) by measure.

    value_multiple is a plain number, usd_per_kwh is in USD per kWh, joules_per_token in J at the meter,
    value_over_cost is list value over compute and electricity value. Measures that the week lacks are left out.
    """
    found = []
    for name, (above, below, factor) in RATIOS.items():
        if not {above, *below} <= set(rows):
            continue
        top = rows[above].astype(np.float64) * factor
        bottom: Float64s = np.sum([rows[part].astype(np.float64) for part in below], axis=0)
        found.append(ratio_row(week, name, None, top.sum(axis=0), bottom.sum(axis=0)))
        found.extend(
            ratio_row(week, name, code, *pair) for code, *pair in zip(countries, top, bottom, strict=True)
        )
    return found
