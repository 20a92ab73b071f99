"""Scope WORLD: the same draws over the platform's share, never added to what was observed."""

from collections import defaultdict

import pytest

from apps.estimator.distributions import Draws
from apps.estimator.flows import estimate
from apps.estimator.scopes import world_divisor
from tests.estimator.build import SEED, parameters, three_models
from tests.estimator.kept_out import forbid, two_labs

BOTH = ("OBSERVED", "WORLD")
# 1 % of tokens and 4 % of spending, exactly.
EXACT = {"openrouter_token_share_world": 0.01, "openrouter_spend_share_world": 0.04}


def run(made, scopes=BOTH, **changes):
    """Return the estimate."""
    return estimate(made, parameters(**changes), draws=200, seed=SEED, scopes=scopes)


def totals(result, scope):
    """Return the sums of means by basis and measure."""
    found = defaultdict(float)
    for cell in result.flows:
        if cell.scope == scope:
            found[cell.basis, cell.measure] += cell.mean
    return found


def test_without_a_word_only_the_observed_is_there():
    plain = estimate(three_models(), parameters(), draws=50, seed=SEED)
    assert {cell.scope for cell in plain.flows} == {"OBSERVED"}
    assert {row.scope for row in plain.balances} == {"OBSERVED"}


@pytest.mark.parametrize(
    "made", [three_models(), forbid(two_labs(), "closed", "CHN")], ids=["plain", "forbidden"]
)
def test_the_world_changes_nothing_of_the_observed(made):
    alone, both = run(made, ("OBSERVED",)), run(made)
    assert alone.flows == [cell for cell in both.flows if cell.scope == "OBSERVED"]
    assert alone.balances == [row for row in both.balances if row.scope == "OBSERVED"]
    assert alone.conservation == both.conservation
    assert alone.ratios == both.ratios
    assert alone.attribution == both.attribution


@pytest.mark.parametrize(
    "made", [three_models(), forbid(two_labs(), "closed", "CHN")], ids=["plain", "forbidden"]
)
def test_tokens_and_spending_have_their_own_shares(made):
    # 1 % of tokens: everything physical is 100 times; 4 % of spending: list value is 25 times.
    result = run(made, **EXACT)
    observed, world = totals(result, "OBSERVED"), totals(result, "WORLD")
    assert set(observed) == set(world)
    for (basis, measure), total in observed.items():
        factor = 25 if measure == "SERVICE_VALUE_USD" else 100
        assert world[basis, measure] == pytest.approx(total * factor, rel=1e-6), (basis, measure)
    balances = {(r.basis, r.measure, r.scope): r.total_mean for r in result.balances if r.country is None}
    for (basis, measure), total in world.items():
        assert balances[basis, measure, "WORLD"] == pytest.approx(total, rel=1e-6)


def test_the_range_is_that_of_the_drawn_share():
    made = three_models()
    divisor = world_divisor("TOKENS", Draws(parameters(), draws=200, seed=SEED))
    cell = next(
        c
        for c in run(made).flows
        if (c.scope, c.basis, c.measure, c.origin, c.destination) == ("WORLD", "LAB", "TOKENS", "CHN", "UNK")
    )
    # 150 tokens of Chinese labs, of which 20 to 60 % are unknown: the world's is of the order 150 x .25 / .006.
    assert cell.low < 150 * 0.25 / 0.006 < cell.high
    assert cell.high / cell.low > 0.9 * (divisor.max() / divisor.min()) ** 0.5


def test_no_ratio_is_taken_across_two_shares():
    assert {row.name for row in run(three_models()).ratios} == {
        row.name for row in run(three_models(), ("OBSERVED",)).ratios
    }


def test_evidence_is_no_better_than_the_share():
    for cell in run(three_models()).flows:
        if cell.scope == "WORLD":
            assert cell.evidence_grade == "D"
            assert cell.identification == "PRIOR_DRIVEN"


def test_energy_beyond_all_data_centres_is_flagged():
    # 1e18 tokens a week on one platform of 1 % would need far more than the world's data centres use.
    huge = two_labs(6e17, 2e17)
    flagged = [cell for cell in run(huge, **EXACT).flows if "over_datacentre_electricity" in cell.flags]
    assert {(cell.scope, cell.measure) for cell in flagged} == {("WORLD", "ENERGY_KWH")}
    assert not [c for c in run(two_labs(6e9, 2e9), **EXACT).flows if "over_datacentre_electricity" in c.flags]
