"""The method's trial of destination shares, recomputed from the cited columns of the product."""

import csv
from pathlib import Path

import numpy as np
import pytest

from apps.estimator.destinations import known_shares
from apps.estimator.distributions import Draws
from apps.estimator.inputs import DestinationFacts
from tests.estimator.build import SEED, parameters

DATA = Path(__file__).parents[2] / "apps/reference/data"
HUBS = {"SGP", "HKG", "ARE", "IRL", "LUX", "CHE", "NLD"}
# 5th, 50th and 95th percentile in percent of the known part, as the method states them (population and GDP of 2019).
STATED = {
    "USA": (10, 29, 48),
    "CHN": (0.3, 2.5, 15),
    "IND": (0.9, 5, 22),
    "DEU": (0.5, 2.4, 10),
    "SGP": (0.03, 0.4, 4.5),
}


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of cited columns."""
    with (DATA / name).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def shares():
    """Return percentiles in percent by country, and the sum of all medians."""
    people = {row["country"]: row for row in read("population_gdp.csv") if row["gdp_usd"]}
    facts = [
        DestinationFacts(
            country=row["country"],
            ai_user_share=float(row["q1_2026"]),
            working_age_population=0.65 * float(people[row["country"]]["population"]),
            gdp_per_head_usd=float(people[row["country"]]["gdp_usd"])
            / float(people[row["country"]]["population"]),
            is_billing_hub=row["country"] in HUBS,
        )
        for row in read("ai_user_share.csv")
        if row["country"] in people
    ]
    assert len(facts) >= 140
    quantiles = np.quantile(
        known_shares(facts, Draws(parameters(), draws=1000, seed=SEED)), [0.05, 0.5, 0.95], axis=1
    )
    return {row.country: 100 * quantiles[:, at] for at, row in enumerate(facts)}, quantiles[1].sum()


@pytest.mark.parametrize("country", STATED)
def test_shares_are_those_of_the_trial(shares, country):
    # What rounds to the stated figure, and 10 % more either way for newer population and GDP and another sample.
    for found, stated in zip(shares[0][country], STATED[country], strict=True):
        half = 0.005 if stated < 0.1 else 0.05
        assert 0.9 * (stated - half) <= found <= 1.1 * (stated + half)


def test_medians_do_not_add(shares):
    # The trial's medians sum to 0.74 of the total.
    assert shares[1] == pytest.approx(0.74, abs=0.02)
