"""Destination shares dst: where tokens are billed, modelled from users, income and two published facts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float64s
from apps.estimator.checks import NoSharedDestination, NotANumber, check_shares
from apps.estimator.distributions import Draws
from apps.estimator.inputs import DestinationFacts
from apps.estimator.measures import UNKNOWN

# The country whose share has published bounds, and whose income is the yardstick.
ANCHOR = "USA"
EVIDENCE_GRADE = "D"


@dataclass(frozen=True, slots=True)
class Destinations:
    """Countries in order, UNK last, and their shares as (D, K), adding to 1 in every draw."""

    countries: tuple[str, ...]
    shares: Float64s
    evidence_grade: str = EVIDENCE_GRADE


def user_weights(facts: Sequence[DestinationFacts], draws: Draws) -> Float64s:
    """Return (D, K) weights: AI users, damped by income below the anchor's and by limits of access."""
    anchor = next((row for row in facts if row.country == ANCHOR), None)
    if anchor is None:
        raise NoSharedDestination(f"the destinations lack {ANCHOR}, which anchors all shares; add its row")
    eta = draws.draw("dest_income_exponent")
    weights = []
    for row in facts:
        users = row.ai_user_share * row.working_age_population
        income = min(1, row.gdp_per_head_usd / anchor.gdp_per_head_usd)
        if not (users >= 0 and income >= 0):
            found = f"users {users}, income {row.gdp_per_head_usd} USD per head"
            raise NotANumber(f"destination {row.country}: {found}; correct its row")
        weights.append(users * income**eta * _access(row.country, draws))
    return np.stack(weights)


def _access(country: str, draws: Draws) -> Float64s:
    """Return (K,) the factor for limits of access and payment: 1 without a parameter of this country."""
    key = f"dest_access_{country}"
    return np.ones(draws.count) if draws.parameters.find(key) is None else draws.draw(key)


def _shocks(facts: Sequence[DestinationFacts], draws: Draws) -> Float64s:
    """Return (D, K) log-normal shocks, one stream per country, wider for billing hubs."""
    shocks = []
    for row in facts:
        key = "dest_weight_ln_sd_hub" if row.is_billing_hub else "dest_weight_ln_sd"
        shocks.append(np.exp(draws.central(key) * draws.normals("dest_weight", row.country)))
    return np.stack(shocks)


def known_shares(facts: Sequence[DestinationFacts], draws: Draws) -> Float64s:
    """Return (D, K) shares x of the part whose country is known; the anchor's is uniform between its facts."""
    weights = user_weights(facts, draws) * _shocks(facts, draws)
    is_anchor = np.array([row.country == ANCHOR for row in facts])
    weights[is_anchor] = 0.0
    total = weights.sum(axis=0)
    if not (total > 0).all():
        raise NoSharedDestination(f"no destination but {ANCHOR} has users; add their rows")
    anchor = draws.draw("dest_us_share")
    shares: Float64s = weights * ((1 - anchor) / total)
    shares[is_anchor] = anchor
    return shares


def destination_shares(facts: Sequence[DestinationFacts], draws: Draws) -> Destinations:
    """Return shares of all destinations; UNK takes `dest_unknown_share`, as billing is not consumption."""
    ordered = sorted((row for row in facts if row.country != UNKNOWN), key=lambda row: row.country)
    unknown = draws.draw("dest_unknown_share")
    shares = np.vstack([known_shares(ordered, draws) * (1 - unknown), unknown])
    shares /= shares.sum(axis=0)
    check_shares("destination shares", shares.sum(axis=0))
    return Destinations((*(row.country for row in ordered), UNKNOWN), shares)
