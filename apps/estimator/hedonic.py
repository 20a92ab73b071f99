"""A regression of list prices on size and country over time; quality is left out, as no measure of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.price_gap import Fit, NoFit, clustered_fit

SIZE, COUNTRY, TREND = "ln_active_parameters", "country", "country_per_year"


@dataclass(frozen=True, slots=True)
class PricePoint:
    """The list price of a model on a day: USD per million tokens, active parameters in billions, lab and country."""

    model: str
    lab: str
    country: str
    active_b: float
    day: date
    price_usd_per_mtok: float


def hedonic(points: Sequence[PricePoint], *, country: str, days_per_year: float) -> Fit:
    """Return ln price = a_t + c ln size + d country + e country x years, errors clustered by lab.

    a_t is one level per day, d the log distance of `country` from all others on the first day, e its change
    per year (left out where only one day is there). Raises NoFit where the prices cannot carry it.
    """
    if any(not (point.price_usd_per_mtok > 0 and point.active_b > 0) for point in points):
        raise NoFit("a price or a size is not above zero; free variants stay outside price indices")
    days = sorted({point.day for point in points})
    if not days:
        raise NoFit("no model has both a list price and parameter counts; collect prices")
    names = [f"level:{day.isoformat()}" for day in days]
    columns = [np.array([float(point.day == day) for point in points]) for day in days]
    is_there = np.array([float(point.country == country) for point in points])
    columns += [np.log([point.active_b for point in points]), is_there]
    names += [SIZE, COUNTRY]
    if len(days) > 1:
        columns.append(is_there * np.array([(point.day - days[0]).days / days_per_year for point in points]))
        names.append(TREND)
    log_price = np.log([point.price_usd_per_mtok for point in points])
    return clustered_fit(names, np.column_stack(columns), log_price, [point.lab for point in points])
